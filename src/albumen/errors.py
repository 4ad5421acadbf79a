"""The root of every error that a person may see.

An error has three parts: a stable ``code`` for programs, a ``sentence`` that says what is wrong, and ``advice``
that says what to do next. Rooms subclass :class:`AlbumenError`; doors (CLI, API) print or serialise the parts.
"""


class AlbumenError(Exception):
    """A failure with a stable code, one sentence for a person and what to do next."""

    code: str = "error"
    advice: str = ""

    def __init__(self, sentence: str, *, advice: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if advice is not None:
            self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between processes, keyword arguments included."""
        return (_rebuild, (type(self), self.sentence, self.advice))


def _rebuild(cls: type[AlbumenError], sentence: str, advice: str) -> AlbumenError:
    error = cls.__new__(cls)
    AlbumenError.__init__(error, sentence, advice=advice)
    return error
