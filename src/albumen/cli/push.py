"""`albumen push`: upload a folder to an event."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.errors import AlbumenError, InvalidInputError

if TYPE_CHECKING:
    from albumen.cli.push_memory import Memory
    from albumen.cli.push_transfer import Server

_PICTURES = ".jpg .jpeg .jpe .jfif .png .webp .tif .tiff .gif .bmp .heic .heif .hif .avif"
_RAW = ".dng .cr2 .cr3 .nef .arw .raf .orf .rw2 .raw .pef .srw"
SUFFIXES = frozenset(f"{_PICTURES} {_RAW}".split())
"""Files of these names are taken for photos; what they are, the server decides by their bytes."""

SIDECARS = frozenset({".xmp"})

_ASKED_AT_ONCE = 1000
FAILED = 2


def push(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of photos; folders in it count too.")],
    event: Annotated[str, typer.Option("--event", "-e", help="Code (or id) of your event.")] = "",
    own: Annotated[
        bool, typer.Option("--own", help="Upload to your own library instead of an event.")
    ] = False,
    sidecars: Annotated[
        bool,
        typer.Option(
            "--sidecars", help="Upload .xmp files too: the names of faces in them become names there."
        ),
    ] = False,
    server: Annotated[
        str, typer.Option(envvar="ALBUMEN_SERVER", help="Address of the site.")
    ] = "http://localhost:8000",
    token: Annotated[
        str, typer.Option(envvar="ALBUMEN_TOKEN", help="Access token with the scope photos:write.")
    ] = "",
    parallel: Annotated[int, typer.Option(min=1, max=32, help="Uploads at the same time.")] = 4,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Upload the photos of a folder to an event of yours, or to your own library. Run it again to go on, or to add
    what is new."""
    import platformdirs

    from albumen.cli.push_memory import Memory
    from albumen.cli.push_transfer import Server

    if not token:
        raise InvalidInputError(
            "There is no access token.", advice="Make one in your account and give it by ALBUMEN_TOKEN."
        )
    if bool(event.strip()) == own:
        raise InvalidInputError(
            "It is not said where the photos belong.", advice="Name an event with --event, or give --own."
        )
    if not folder.is_dir():
        raise InvalidInputError(f"{folder} is no folder.", advice="Name the folder of the photos.")
    if not server.startswith(("http://", "https://")):
        raise InvalidInputError(
            f"{server} is no address of a site.", advice="Write it like https://photos.example.org."
        )
    state = platformdirs.user_state_path("albumen", appauthor=False, ensure_exists=True)
    stop = threading.Event()
    memory = Memory(state / "push.sqlite3")
    site = Server(server, token, event.strip(), parallel, stop)
    try:
        pushing = _Push(site, memory, stop, parallel, quiet)
        counts, failures = pushing.run(sorted(_files(folder, SUFFIXES)))
        if sidecars:  # behind the photos that they are about
            told, refused = pushing.run(sorted(_files(folder, SIDECARS)), asked=False)
            failures += refused
    finally:
        site.close()
        memory.close()
    for path, reason in failures:
        typer.echo(_line(path.relative_to(folder), reason), err=True)
    words = (
        f"{counts['uploaded']:,} uploaded",
        f"{counts['duplicate']:,} there already",
        *([f"{told['uploaded']:,} files with names"] if sidecars else []),
        *([f"{counts['pending']:,} waiting for the server's storage"] if counts["pending"] else []),
        f"{len(failures):,} failed",
    )
    typer.echo(", ".join(words) + ".")
    if failures:
        raise typer.Exit(FAILED)


class _Push:
    def __init__(
        self, server: Server, memory: Memory, stop: threading.Event, parallel: int, quiet: bool
    ) -> None:
        self._server = server
        self._memory = memory
        self._stop = stop
        self._parallel = parallel
        self._quiet = quiet

    def run(self, paths: list[Path], *, asked: bool = True) -> tuple[Counter[str], list[tuple[Path, str]]]:
        """How many files ended in which way, and which failed for what reason.

        Args:
            paths: the files.
            asked: whether the server is asked first which of them it has; it keeps photos, and reads the others.
        """
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        self._server.known([])  # a wrong event or token is told before anything is read
        counts: Counter[str] = Counter()
        failures: list[tuple[Path, str]] = []
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, TimeRemainingColumn(), transient=True, disable=self._quiet) as progress:
            bar = progress.add_task("Photos", total=sum(map(_size, paths)))
            for start in range(0, len(paths), _ASKED_AT_ONCE):
                batch = paths[start : start + _ASKED_AT_ONCE]
                with ThreadPoolExecutor(self._parallel) as pool:
                    try:
                        self._run_batch(
                            pool, batch, counts, failures, lambda n: progress.advance(bar, n), asked
                        )
                    except BaseException:
                        self._stop.set()
                        pool.shutdown(cancel_futures=True)
                        raise
        return counts, failures

    def _run_batch(
        self,
        pool: ThreadPoolExecutor,
        paths: list[Path],
        counts: Counter[str],
        failures: list[tuple[Path, str]],
        advance: object,
        asked: bool,
    ) -> None:
        digests: dict[Path, str] = {}
        for path, digest in _done({pool.submit(self._digest, path): path for path in paths}, failures):
            digests[path] = digest
        known = self._server.known(sorted(set(digests.values()))) if digests and asked else set()
        first: dict[str, Path] = {}
        for path, digest in digests.items():
            if asked and (digest in known or digest in first):
                counts["duplicate"] += 1
                advance(_size(path))  # type: ignore[operator]
            else:
                first[digest if asked else str(path)] = path
        tasks = {pool.submit(self._send, path, digests[path], advance): path for path in first.values()}
        for _, result in _done(tasks, failures):
            counts[result] += 1

    def _digest(self, path: Path) -> str:
        from albumen.cli.push_transfer import StoppedError

        if self._stop.is_set():
            raise StoppedError("Stopped.")
        remembered = self._memory.digest(path)
        if remembered is not None:
            return remembered
        before = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._memory.keep_digest(path, before.st_size, before.st_mtime_ns, digest)
        return digest

    def _send(self, path: Path, digest: str, advance: object) -> str:
        shown = 0

        def moved(offset: int) -> None:
            nonlocal shown
            advance(offset - shown)  # type: ignore[operator]
            shown = offset

        return self._server.send(path, digest, self._memory, moved).result


def _done(tasks: dict[Future[str], Path], failures: list[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Results as they come; a file that fails costs itself only."""
    for task in as_completed(tasks):
        path = tasks[task]
        try:
            result = task.result()
        except AlbumenError as error:
            failures.append((path, str(error)))
        except OSError as error:
            failures.append((path, f"It cannot be read ({error.strerror or error})."))
        else:
            yield path, result


def _files(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                yield Path(place, name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _line(path: Path, reason: str) -> str:
    return f"{path}: {reason}".encode("utf-8", "backslashreplace").decode()
