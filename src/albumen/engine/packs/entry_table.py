"""Reading one TOML table strictly: every key known, every value of its type, nothing left over."""

from __future__ import annotations

from typing import Any

from albumen.engine.packs.errors import CatalogueError


class EntryTable:
    """Takes keys out of a table one after another; what is left at the end is an error.

    Args:
        values: the table as ``tomllib`` gives it.
        where: file and section, for messages.
    """

    def __init__(self, values: dict[str, Any], where: str) -> None:
        self._left = dict(values)
        self._where = where

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def wrong(self, message: str) -> CatalogueError:
        """An error that says where."""
        return CatalogueError(f"The catalogue entry {self._where} {message}.")

    def done(self) -> None:
        """Raise CatalogueError when a key was not taken."""
        if self._left:
            raise self.wrong(f"has unknown keys: {', '.join(sorted(self._left))}")

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"needs {key} as a text that is not empty")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self else None

    def choice(self, key: str, allowed: tuple[str, ...]) -> Any:
        """A text out of ``allowed``; typed Any so that it can fill a Literal."""
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(f"has {key} = {value!r}, allowed are {', '.join(allowed)}")
        return value

    def boolean(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.wrong(f"needs {key} as true or false")
        return value

    def positive(self, key: str) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(f"needs {key} as a whole number, 1 or more")
        return value

    def number(self, key: str) -> float:
        return self._number(key, self._take(key))

    def numbers(self, key: str) -> tuple[float, ...]:
        value = self._take(key)
        if not isinstance(value, list):
            raise self.wrong(f"needs {key} as a list of numbers")
        return tuple(self._number(key, item) for item in value)

    def three(self, key: str) -> tuple[float, float, float]:
        value = self.numbers(key)
        if len(value) != 3:
            raise self.wrong(f"needs three numbers in {key}, has {len(value)}")
        return value

    def table(self, key: str) -> EntryTable:
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.wrong(f"needs [{key}] as a table")
        return EntryTable(value, f"{self._where} [{key}]")

    def tables(self, key: str) -> list[EntryTable]:
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.wrong(f"needs one or more [[{key}]] tables")
        return [EntryTable(item, f"{self._where} [[{key}]] {i + 1}") for i, item in enumerate(value)]

    def _take(self, key: str) -> Any:
        if key not in self._left:
            raise self.wrong(f"misses {key}")
        return self._left.pop(key)

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise self.wrong(f"needs numbers in {key}")
        return float(value)
