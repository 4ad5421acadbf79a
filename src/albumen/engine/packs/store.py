"""The models folder: files of weights that are exactly what the catalogue says, or not there at all.

A file stands under its own name only after its digest was checked: it comes in as ``name.part``, is checked,
flushed to the disk, and renamed in one step. A process killed at any moment leaves at most a partial file,
which the next call goes on with. Two processes that want one file fetch it once: each file has a lock.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from albumen.engine.packs.download import Deadline, Retry, discard, writing_failed
from albumen.engine.packs.errors import (
    DownloadTimeoutError,
    LicenceNotAcceptedError,
    PackNotInstalledError,
    StoreNotWritableError,
    WrongDigestError,
)
from albumen.engine.packs.ledger import Acceptance, Checked, Ledger, LedgerState, Pin
from albumen.engine.packs.sources import MIRROR_SETTING, Mirror, fetch
from albumen.engine.packs.spec import ModelFile, Pack

FOLDER_SETTING = "ALBUMEN_MODELS"

Progress = Callable[[ModelFile, int, int | None], None]
"""Called with a file, the bytes of it that are there, and the bytes in all where known."""

FileState = Literal["ok", "missing", "wrong"]

_BLOCK = 1 << 20


def models_folder() -> Path:
    """Where weights are: ALBUMEN_MODELS, else ``albumen/models`` in the user's data folder."""
    setting = os.environ.get(FOLDER_SETTING, "").strip()
    if setting:
        return Path(setting).expanduser()
    import platformdirs

    return platformdirs.user_data_path("albumen", appauthor=False) / "models"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What verifying one file found; ``sha256`` is the digest it has, None when it is missing."""

    file: ModelFile
    state: FileState
    path: Path
    sha256: str | None
    expected: str | None


class Store:
    """The files of packs in one folder.

    Args:
        folder: the models folder; that of the settings when None. It is made when something is installed.
        mirror: where files are looked for first; "settings" takes that of the environment.
        retry: how to try again when connections fail.

    Raises:
        MirrorError: the mirror of the settings cannot be used.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        mirror: Mirror | Literal["settings"] | None = "settings",
        retry: Retry | None = None,
    ) -> None:
        self.folder = models_folder() if folder is None else folder
        self.mirror = Mirror.from_environment() if mirror == "settings" else mirror
        self.retry = retry or Retry()
        self._ledger = Ledger(self.folder)

    def place(self, file: ModelFile) -> Path:
        """Where the file is, or would be; nothing is checked."""
        if file.package is None:
            return self.folder / file.name
        spec = find_spec(file.package)  # finds the package without importing it
        roots = list(spec.submodule_search_locations or []) if spec else []
        return Path(roots[0] if roots else file.package) / (file.package_path or file.name)

    def path(self, file: ModelFile) -> Path:
        """The file, checked. The digest is computed once, and again when size or time of the file changed.

        Raises:
            PackNotInstalledError: the file is not here.
            WrongDigestError: the file is not the one of the catalogue or of the pin; it was removed, unless
                it belongs to a Python package or Albumen never fetched it.
        """
        path = self.place(file)
        state = self._ledger.read()
        expected = self._expected(file, state)
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PackNotInstalledError(f"{file.name} is not installed.") from error
        seen = state.checked.get(self._key(file))
        unchanged = seen and (seen.bytes, seen.modified_ns) == (status.st_size, status.st_mtime_ns)
        found = seen.sha256 if seen and unchanged else _digest(path)
        if found != expected:
            self._reject(file, path, status, found, expected)
        if not unchanged:
            with contextlib.suppress(OSError):  # a read-only folder works too, only slower
                self._remember(file, status, found)
        return path

    def installed(self, pack: Pack) -> bool:
        """Whether every file of the pack is here and right: a damaged one counts as missing, so it is fetched again.

        The digest is computed where size or time of a file changed since its last check; nothing is removed.
        """
        state = self._ledger.read()
        return all(self._present(file, state) for file in pack.files)

    def install(
        self,
        pack: Pack,
        accept_licence: bool = False,
        progress: Progress | None = None,
        seconds: float | None = None,
    ) -> None:
        """Bring every file of the pack here. Nothing is fetched that is here already and right.

        Args:
            accept_licence: the user accepts non-commercial terms; recorded with user and time.
            progress: called as bytes come in.
            seconds: time allowed in all; None for no limit.

        Raises:
            LicenceNotAcceptedError: the terms are non-commercial and were not accepted, now or before.
            PackError: a file could not be had; see :mod:`albumen.engine.packs.errors`.
        """
        deadline = Deadline(seconds)
        self._accept(pack, accept_licence)
        for file in pack.files:
            if file.package is not None:
                self.path(file)
            else:
                self._bring(file, progress, deadline)

    def verify(self, pack: Pack) -> tuple[FileReport, ...]:
        """Compute the digest of every file anew; nothing is removed or changed."""
        state = self._ledger.read()
        return tuple(self._verify(file, state) for file in pack.files)

    def remove(
        self, pack: Pack, *, keep: tuple[Pack, ...] = (), forget_pins: bool = False
    ) -> tuple[Path, ...]:
        """Remove the pack's files and partial files, but none that a pack of ``keep`` uses.

        Pins stay, so that the same file must come again, unless ``forget_pins``. Python packages stay too.

        Returns:
            What was removed.
        """
        if not self.folder.is_dir():
            return ()
        used = {file.name for other in keep for file in other.files}
        removed: list[Path] = []
        files = [file for file in pack.files if file.package is None and file.name not in used]
        for file in files:
            path = self.place(file)
            with self._lock(file, Deadline(None)):
                discard(self._part(file))
                if path.exists():
                    path.unlink()
                    removed.append(path)

        def forget(state: LedgerState) -> None:
            for file in files:
                state.checked.pop(file.name, None)
                if forget_pins:
                    state.pins.pop(file.name, None)

        self._change(forget)
        return tuple(removed)

    def accepted(self, pack: Pack) -> Acceptance | None:
        """The acceptance of the pack's present terms, where there is one."""
        acceptance = self._ledger.read().acceptances.get(pack.name)
        if acceptance is None or acceptance.text_version != pack.licence.text_version:
            return None
        return acceptance

    def pinned(self, file: ModelFile) -> Pin | None:
        """The pin of a file whose digest the catalogue does not know, once it was fetched."""
        return self._ledger.read().pins.get(file.name)

    def _present(self, file: ModelFile, state: LedgerState) -> bool:
        expected = self._expected(file, state)
        try:
            status = self.place(file).stat()
            if expected is None or file.bytes not in (None, status.st_size):
                return False
            if file.package is not None:
                return True  # it comes with Python's packages: fetching cannot mend it, using it tells
            seen = state.checked.get(self._key(file))
            if seen and (seen.bytes, seen.modified_ns) == (status.st_size, status.st_mtime_ns):
                return seen.sha256 == expected
            found = _digest(self.place(file))
        except OSError:
            return False
        if found == expected:
            with contextlib.suppress(OSError):  # a read-only folder works too, only slower
                self._remember(file, status, found)
        return found == expected

    def _accept(self, pack: Pack, accept_licence: bool) -> None:
        if not pack.licence.non_commercial or self.accepted(pack):
            return
        if not accept_licence:
            raise LicenceNotAcceptedError(
                f"The weights of {pack.name} are under {pack.licence.name}. {pack.licence.terms}",
                advice=f"If these terms suit you, run `albumen models install {pack.name} --accept-licence`.",
            )
        acceptance = Acceptance(_user(), _now(), pack.licence.name, pack.licence.text_version)

        def accept(state: LedgerState) -> None:
            state.acceptances[pack.name] = acceptance

        self._change(accept)

    def _bring(self, file: ModelFile, progress: Progress | None, deadline: Deadline) -> None:
        self._make_folder()
        with self._lock(file, deadline):
            with contextlib.suppress(PackNotInstalledError, WrongDigestError):
                self.path(file)  # another process may have brought it while this one waited
                return
            for last in (False, True):
                part = self._part(file)
                source, joined = fetch(
                    file,
                    part,
                    mirror=self.mirror,
                    digest_known=self._expected(file, self._ledger.read()) is not None,
                    deadline=deadline,
                    retry=self.retry,
                    advance=(lambda done, total: progress(file, done, total)) if progress else None,
                )
                found = _digest(part)
                expected = self._expected(file, self._ledger.read())
                if expected in (None, found):
                    self._keep(file, part, found, source, pin=expected is None)
                    return
                discard(part)
                if last or not joined:
                    raise WrongDigestError(
                        f"{file.name} from {source} has the digest {found}, expected {expected}; "
                        "it was removed."
                    )

    def _keep(self, file: ModelFile, part: Path, digest: str, source: str, *, pin: bool) -> None:
        path = self.place(file)
        if pin:
            # Before the rename: a file under its own name always has a digest to be held to.
            self._change(lambda state: state.pins.update({file.name: Pin(digest, source, _now())}))
        try:
            _flush(part)
            os.replace(part, path)
            _flush(path.parent)
        except OSError as error:
            raise writing_failed(error, path) from error
        discard(part)
        with contextlib.suppress(OSError):
            self._remember(file, path.stat(), digest)

    def _verify(self, file: ModelFile, state: LedgerState) -> FileReport:
        path, expected = self.place(file), self._expected(file, state)
        if not path.is_file():
            return FileReport(file, "missing", path, None, expected)
        found = _digest(path)
        return FileReport(file, "ok" if found == expected else "wrong", path, found, expected)

    def _reject(
        self, file: ModelFile, path: Path, status: os.stat_result, found: str, expected: str | None
    ) -> None:
        if expected is None:
            raise WrongDigestError(
                f"{path} was not fetched by Albumen, so nobody knows whether it is the right file.",
                advice=f"Move it to a folder, set {MIRROR_SETTING} to that folder and install the pack.",
            )
        sentence = f"{path} has the digest {found}, expected {expected}"
        if file.package is not None:
            raise WrongDigestError(f"{sentence}.", advice=f"Install the package {file.package} again.")
        with contextlib.suppress(OSError):
            # Another process may just have put the right file in the place of the wrong one.
            if os.path.samestat(path.stat(), status):
                path.unlink()
        raise WrongDigestError(f"{sentence}; it was removed.")

    def _expected(self, file: ModelFile, state: LedgerState) -> str | None:
        if file.sha256 is not None:
            return file.sha256
        pin = state.pins.get(file.name)
        return None if pin is None else pin.sha256

    def _remember(self, file: ModelFile, status: os.stat_result, digest: str) -> None:
        checked = Checked(status.st_size, status.st_mtime_ns, digest)
        self._ledger.change(lambda state: state.checked.update({self._key(file): checked}))

    def _key(self, file: ModelFile) -> str:
        return file.name if file.package is None else str(self.place(file))

    def _part(self, file: ModelFile) -> Path:
        return self.folder / f"{file.name}.part"

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise writing_failed(error, self.folder) from error
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise StoreNotWritableError(f"The models folder {self.folder} cannot be written.")

    def _change(self, edit: Callable[[LedgerState], None]) -> None:
        self._make_folder()
        try:
            self._ledger.change(edit)
        except OSError as error:
            raise writing_failed(error, self.folder) from error

    @contextlib.contextmanager
    def _lock(self, file: ModelFile, deadline: Deadline) -> Iterator[None]:
        left = deadline.left
        try:
            with FileLock(self.folder / f".{file.name}.lock", timeout=-1 if left == float("inf") else left):
                yield
        except Timeout as error:
            raise DownloadTimeoutError(
                f"Another process is fetching {file.name} and was not done in time."
            ) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Write a file, or the names in a folder, through to the disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
