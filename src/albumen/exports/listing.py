"""Members of an archive in a temporary file instead of in memory: there are very many, and one is wanted at a time."""

from __future__ import annotations

import json
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Any

from albumen.exports.recipe import Recipe
from albumen.photos.archive_layout import Member, Part

_IN_MEMORY = 1 << 20
"""Bytes that need no file yet."""


class Listing(Sequence[Member]):
    """Members in the order in which they were added; read again as often as wanted."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="albumen-export-")  # noqa: SIM115
        self._starts = array("Q", [0])
        weakref.finalize(self, self._file.close)

    def add(self, member: Member, recipe: Recipe | None = None) -> None:
        """One more; ``recipe`` makes its contents where they are not those of a stored file."""
        fields = [member.name, member.size, member.date, member.identity, member.key, member.text.decode()]
        line = json.dumps([*fields, recipe.as_json() if recipe else None]).encode()
        self._file.seek(self._starts[-1])
        self._file.write(line)
        self._starts.append(self._starts[-1] + len(line))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> Member:  # type: ignore[override]
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        return _member(json.loads(self._file.read(end - start)))

    def __iter__(self) -> Iterator[Member]:
        return (self[number] for number in range(len(self)))


def _member(fields: list[Any]) -> Member:
    name, size, date, identity, key, text, recipe = fields
    made = _Made(recipe) if recipe is not None else None
    return Member(name, size, tuple(date), identity, key, text.encode(), made)


class _Made:
    """Makes contents when they are asked for."""

    def __init__(self, recipe: list[Any]) -> None:
        self._recipe = recipe

    def __call__(self) -> Sequence[Part]:
        return Recipe.from_json(self._recipe).parts()
