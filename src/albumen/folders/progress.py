"""What a long piece of work tells whoever watches it."""

from __future__ import annotations

from typing import Literal, Protocol

Stage = Literal["scan", "analyse", "group", "place", "page"]


class Watcher(Protocol):
    """Told about stages and steps; shows them or not."""

    def stage(self, stage: Stage, total: int | None) -> None:
        """A stage begins; ``total`` steps are expected, None when that is not known."""
        ...

    def step(self, done: int) -> None:
        """``done`` steps of the present stage are done."""
        ...

    def say(self, line: str) -> None:
        """Something that the user should read now."""
        ...


class Silent:
    """Watches and says nothing."""

    def stage(self, stage: Stage, total: int | None) -> None: ...

    def step(self, done: int) -> None: ...

    def say(self, line: str) -> None: ...
