"""What the models folder remembers: pinned digests, files already checked, licences accepted.

One small JSON file, replaced as a whole under a lock between processes. Losing it costs one check of every
file, the acceptances, and the pins of files whose digest the catalogue does not know.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

LEDGER_NAME = "albumen-models.json"


@dataclass(frozen=True, slots=True)
class Pin:
    """The digest a file had when it first came, for files whose catalogue entry names none."""

    sha256: str
    source: str
    when: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted which text of a licence, and when (ISO 8601, UTC)."""

    user: str
    when: str
    licence: str
    text_version: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was when its digest was last computed; while size and time stand, the digest stands."""

    bytes: int
    modified_ns: int
    sha256: str


@dataclass(slots=True)
class LedgerState:
    """Everything the ledger holds, by file name (pins, checked) and by pack name (acceptances)."""

    pins: dict[str, Pin] = field(default_factory=dict)
    checked: dict[str, Checked] = field(default_factory=dict)
    acceptances: dict[str, Acceptance] = field(default_factory=dict)


class Ledger:
    """The ledger of one models folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER_NAME
        self._lock_path = folder / f".{LEDGER_NAME}.lock"

    def read(self) -> LedgerState:
        """What is remembered; nothing where there is no ledger, or an unreadable one."""
        try:
            return _parse(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, AttributeError):
            # No ledger, or one that is not understood, vouches for nothing.
            return LedgerState()

    def change(self, edit: Callable[[LedgerState], None]) -> None:
        """Apply ``edit`` to the state and save it; safe between processes.

        Raises:
            OSError: the folder cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._lock_path):
            state = self.read()
            edit(state)
            self._write(state)

    def _write(self, state: LedgerState) -> None:
        text = json.dumps(asdict(state), indent=2, sort_keys=True) + "\n"
        handle, temporary = tempfile.mkstemp(prefix=f".{LEDGER_NAME}.", dir=self._path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _parse(values: dict[str, Any]) -> LedgerState:
    return LedgerState(
        pins={name: Pin(**pin) for name, pin in values.get("pins", {}).items()},
        checked={name: Checked(**checked) for name, checked in values.get("checked", {}).items()},
        acceptances={name: Acceptance(**item) for name, item in values.get("acceptances", {}).items()},
    )
