"""`albumen find`: every photo of the person on a selfie, the surest first."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.errors import AlbumenError
from albumen.folders import atomic, manifest
from albumen.folders.analysis import analyse_files
from albumen.folders.errors import FolderError, OutUnusableError, PackConflictError, UnfittedPackError
from albumen.folders.grouping import recognisable
from albumen.folders.ingest import ingest
from albumen.folders.library import MEMORY, Library, has_memory, open_memory, open_to_read
from albumen.folders.pack_choice import settle_pack
from albumen.folders.paths import as_json_text, free_name, readable, same_name_key
from albumen.folders.progress import Watcher
from albumen.folders.records import AnalysedPhoto, catalogue, load_faces
from albumen.folders.scan import FoundFile, check_roots
from albumen.folders.selfies import Person, read_selfies

if TYPE_CHECKING:
    from albumen.engine.matching import Strictness
    from albumen.engine.packs.spec import Pack


@dataclass(frozen=True, slots=True)
class FindOptions:
    """What the user asked for.

    Attributes:
        selfies: photos of the person who is looked for.
        photos: the folder to look in.
        strictness: which levels are shown.
        pack: name of a pack, None for the recorded or the best one.
        jobs: worker processes.
        cache: whether to remember what was found in ``photos`` for the next search.
        copy_to: folder to copy the matches to, None for none.
    """

    selfies: tuple[Path, ...]
    photos: Path
    strictness: Strictness
    pack: str | None
    jobs: int
    cache: bool = True
    copy_to: Path | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A photo of the person: where, how sure, and which face (pixels of the upright original)."""

    path: str
    relative: str
    probability: float
    level: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """The matches, surest first, and among how many photos they were.

    Attributes:
        unreadable: path and reason of each folder or link that could not be opened and was passed over.
    """

    pack: str
    matches: list[Match]
    photos: int
    failures: int
    copied: int
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """As docs/schemas/find.schema.json says."""
        return {
            "pack": self.pack,
            "matches": [
                {
                    "path": as_json_text(match.relative),
                    "probability": round(match.probability, 6),
                    "level": match.level,
                    "box": [round(side, 1) for side in match.box],
                }
                for match in self.matches
            ],
        }


def find_person(options: FindOptions, watcher: Watcher) -> Found:
    """Search a folder for the person on the selfies.

    Raises:
        AlbumenError: a selfie is no use, the folder is missing, the pack cannot be had, ...
    """
    check_roots([*options.selfies, options.photos])

    def analyse(files: Sequence[FoundFile]) -> Iterator[tuple[FoundFile, AnalysedPhoto | AlbumenError]]:
        return analyse_files(pack.name, files, options.jobs, crops=False)

    unreadable: list[tuple[str, str]] = []
    with _advice_for_searching(), _library(options, watcher) as library:
        pack, line = _settle_pack(library, options.pack)
        watcher.say(line)
        if pack.thresholds is None or pack.calibration is None:
            raise UnfittedPackError(f"The pack {pack.name} is not calibrated.")
        person = read_selfies(options.selfies, pack, options.jobs)
        failed = 0
        if library.out is None:
            ingested = ingest(library, [options.photos], analyse, watcher, _is_sorted(options.photos))
            unreadable = ingested.counts.unreadable_folders
            failed = _failures(library, ingested.run)
            places = _scanned(library, ingested.run)
        else:
            places = placed_below(library, options.photos)
        matches = rank(library, pack, person, places, options.strictness)
    copied = copy_matches(matches, options.copy_to) if options.copy_to is not None else 0
    return Found(pack.name, matches, sum(map(len, places.values())), failed, copied, unreadable)


def rank(
    library: Library,
    pack: Pack,
    person: Person,
    places: Mapping[bytes, Sequence[tuple[str, str]]],
    strictness: Strictness,
) -> list[Match]:
    """Photos with the person, by their best face, surest first.

    Args:
        places: for each content (SHA-256) the absolute and relative paths it stands at.
    """
    from albumen.engine.matching import LEVELS, LOWEST_LEVEL, match
    from albumen.engine.quality import reliable

    assert pack.calibration is not None and pack.thresholds is not None  # noqa: S101 - checked by the caller
    faces = load_faces(library, places, pack.embedder.dimension)
    usable = recognisable(faces)
    if not usable.any():
        return []
    compared = match(
        person.references,
        faces.embeddings[usable],
        pack.calibration.curve(),
        pack.thresholds,
        usefulness=person.usefulness,
        reliable=reliable(faces.sharpness[usable]),
    )
    photos, boxes = faces.photos[usable], faces.boxes[usable]
    matches: list[Match] = []
    seen: set[int] = set()
    for face in compared.at_least(LOWEST_LEVEL[strictness]).tolist():
        photo = int(photos[face])
        if photo in seen:
            continue
        seen.add(photo)
        left, top, width, height = boxes[face].tolist()
        for path, relative in places[faces.contents[photo]]:
            matches.append(
                Match(
                    path,
                    relative,
                    float(compared.probability[face]),
                    LEVELS[int(compared.level[face])],
                    (left, top, width, height),
                )
            )
    return matches


def placed_below(library: Library, folder: Path) -> dict[bytes, list[tuple[str, str]]]:
    """Where the photos of a sorted folder stand at or below ``folder``, one place for each photo."""
    assert library.out is not None  # noqa: S101 - it is the library of a sorted folder
    base = os.path.realpath(folder)
    folders = manifest.folders(library)
    places: dict[bytes, list[tuple[str, str]]] = {}
    seen: set[int] = set()
    for placement in manifest.placements(library):
        path = os.path.join(library.out, folders[placement.folder].name, placement.name)
        inside = path.startswith(base + os.sep)
        if placement.done and inside and placement.source not in seen and os.path.exists(path):
            seen.add(placement.source)
            places.setdefault(placement.sha256, []).append((path, os.path.relpath(path, base)))
    return places


def copy_matches(matches: Sequence[Match], folder: Path) -> int:
    """Copy the matches into ``folder``; what is there already with the same bytes is not copied again.

    Returns:
        Number of files copied.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutUnusableError(
            f"The folder {readable(str(folder))} cannot be made: {error.strerror}.",
            advice="Choose another folder with --copy-to.",
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise OutUnusableError(
            f"No permission to write to {readable(str(folder))}.",
            advice="Choose another folder with --copy-to.",
        )
    there = {atomic.sha256_of(entry.path) for entry in os.scandir(folder) if entry.is_file()}
    taken = {same_name_key(name) for name in os.listdir(folder)}
    copied = 0
    with tempfile.TemporaryDirectory(prefix=".albumen-", dir=folder) as temporary:
        for match in matches:
            digest = atomic.sha256_of(match.path)
            if digest in there:
                continue
            there.add(digest)
            written = atomic.copy_to_temporary(match.path, Path(temporary))
            atomic.give_name(written, str(folder / free_name(os.path.basename(match.path), taken)))
            copied += 1
    return copied


def cache_folder(photos: Path, pack: str | None) -> Path:
    """Where what was found in ``photos`` is remembered for the next search (biometric data, mode 0700)."""
    import platformdirs

    name = hashlib.sha256(os.fsencode(os.path.realpath(photos))).hexdigest()[:32]
    return platformdirs.user_cache_path("albumen", appauthor=False) / "find" / name / (pack or "chosen")


def forget(photos: Path) -> bool:
    """Remove everything remembered by searches in ``photos``. Says whether there was anything."""
    folder = cache_folder(photos, None).parent
    if not folder.is_dir():
        return False
    shutil.rmtree(folder)
    return True


def _settle_pack(library: Library, asked: str | None) -> tuple[Pack, str]:
    """As :func:`settle_pack`, with the advice of a search."""
    try:
        return settle_pack(library, asked)
    except PackConflictError as error:
        if library.out is None:
            advice = "Run the command once with --forget instead of selfies, or search with --no-cache."
        else:
            advice = "Leave --pack out, or sort the photos again with this Albumen, into a new folder."
        raise PackConflictError(error.sentence, advice=advice) from error


@contextmanager
def _advice_for_searching() -> Iterator[None]:
    """What cannot be written here is never the results folder that the general advice speaks of."""
    try:
        yield
    except OutUnusableError as error:
        raise OutUnusableError(
            error.sentence, advice="Mend the permission, or search with --no-cache."
        ) from error


@contextmanager
def _library(options: FindOptions, watcher: Watcher) -> Iterator[Library]:
    """What is known about the photos: the memory of the sorted folder (only read), that of earlier searches, or
    an empty one that goes away. A search never fails because it cannot remember."""
    sorted_folder = _sorted_folder(options.photos)
    with ExitStack() as open_ones:
        if sorted_folder is not None:
            library = open_ones.enter_context(open_to_read(sorted_folder))
            if placed_below(library, options.photos):
                yield library
                return
        if options.cache:
            try:
                remembered = open_ones.enter_context(open_memory(cache_folder(options.photos, options.pack)))
                remembered.database.execute("BEGIN IMMEDIATE")  # fails here where nothing can be written
                remembered.database.rollback()
            except sqlite3.OperationalError as error:
                watcher.say(f"Going on without the memory of earlier searches: {error}.")
            except FolderError as error:
                watcher.say(f"Going on without the memory of earlier searches: {error.sentence}")
            except OSError as error:
                reason = error.strerror or str(error)
                watcher.say(f"Going on without the memory of earlier searches: {reason}.")
            else:
                yield remembered
                return
        folder = open_ones.enter_context(tempfile.TemporaryDirectory(prefix="albumen-"))
        yield open_ones.enter_context(open_memory(Path(folder)))


def _sorted_folder(photos: Path) -> Path | None:
    """The sorted folder that ``photos`` is or lies in."""
    real = photos.resolve()
    return next((folder for folder in (real, *real.parents) if has_memory(folder)), None)


def _is_sorted(photos: Path) -> Any:
    """A sorted folder below PHOTOS holds the same photos again; it is not entered."""
    root = os.path.realpath(photos)
    return lambda folder: folder != root and (os.path.basename(folder) == MEMORY or has_memory(Path(folder)))


def _scanned(library: Library, run: int) -> dict[bytes, list[tuple[str, str]]]:
    rows = library.database.execute("SELECT id FROM sources WHERE run = ?", (run,))
    seen = {row[0] for row in rows}
    places: dict[bytes, list[tuple[str, str]]] = {}
    for source in catalogue(library):
        if source.id in seen:
            places.setdefault(source.sha256, []).append((source.path, source.relative))
    return places


def _failures(library: Library, run: int) -> int:
    row = library.database.execute(
        "SELECT count(*) FROM sources WHERE status = 'error' AND run = ?", (run,)
    ).fetchone()
    return int(row[0])
