"""An archive of people's photos: which files, under which names, with what beside or in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from django.conf import settings

from albumen.exports.cast import cast_of
from albumen.exports.choice import Choice, Regions
from albumen.exports.errors import ExportTooLargeError, NothingToExportError
from albumen.exports.listing import Listing
from albumen.exports.pages import Entry, pages_of
from albumen.exports.recipe import Recipe, looked_at, size_of
from albumen.folders.names import NAMES, TOGETHER
from albumen.imaging.xmp.errors import NotEmbeddableError, XmpError
from albumen.imaging.xmp.files import EMBEDDABLE
from albumen.imaging.xmp.holding import Holder
from albumen.imaging.xmp.regions import Stored
from albumen.photos.archive_layout import Member, Part
from albumen.photos.archive_names import ArchiveNames
from albumen.photos.archives import Archive
from albumen.photos.metadata_fields import MEDIA_TYPES
from albumen.photos.models import Library, Photo
from albumen.photos.packing import (
    LOST,
    MISSING,
    FilesLostError,
    clock_of,
    identity_of,
    largest_preview,
    note_of,
)
from albumen.photos.stored_sizes import StoreAwayError, sizes_of

SIDECARS = "SIDECARS.txt"
BESIDE = "Nothing could be written into these files, so what is said of them is in a file beside each:"
RESERVED = (*NAMES.values(), TOGETHER, MISSING, SIDECARS)
"""Names at the top of the archive that no person's folder gets."""

_NAMED = 1_000
"""Files that the note names."""

_KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
_LOOKING = ThreadPoolExecutor(max_workers=16, thread_name_prefix="heads")
"""Looks at the beginnings of files, of all exports of this process."""

Date = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive and what is in it.

    Attributes:
        photos: photos, each once however many folders it is in.
        beside: how many were meant to be written into and have a file beside them instead.
    """

    archive: Archive
    photos: int
    beside: int


@dataclass(slots=True)
class _File:
    """A stored file that goes into the archive.

    Attributes:
        size: bytes; None where storage has no such file.
        holder: its metadata, where they were looked at.
        sidecar: what is written beside it.
        contents: what it is put together from, where something is written into a copy of it.
        says: identity of what is written.
        beside: bytes of the sidecar.
    """

    entry: Entry
    key: str
    kind: str
    size: int | None = None
    holder: Holder | None = None
    sidecar: Recipe | None = None
    contents: Recipe | None = None
    parts: Sequence[Part] = field(default_factory=list)
    says: str = ""
    beside: int = 0
    instead: bool = False


def packed_people(library: Library, choice: Choice, zone: str) -> Packed:
    """An archive with a folder for each person; photos of a folder in the order of lists.

    Nothing but where each file begins is held in memory, and the database is asked a few things for every
    ``pages.AT_ONCE`` photos.

    Args:
        library: one that the asker owns.
        choice: what is wanted.
        zone: IANA name of the time zone for the dates in the archive.

    Raises:
        NothingToExportError: nobody who was chosen is in a photo.
        ExportTooLargeError: more than ALBUMEN_EXPORT_MAX_PHOTOS.
        FilesLostError: no file can be read.
        StoreAwayError: the store does not answer.
        PersonNotFoundError: somebody who was named is not there.
    """
    cast = cast_of(library, choice, RESERVED)
    folders: defaultdict[str, ArchiveNames] = defaultdict(ArchiveNames)
    listing = Listing()
    lost: list[str] = []
    beside: list[str] = []
    photos = instead = 0
    for entries in pages_of(library, choice, cast):
        photos += len(entries)
        if photos > settings.ALBUMEN_EXPORT_MAX_PHOTOS:
            most = settings.ALBUMEN_EXPORT_MAX_PHOTOS
            raise ExportTooLargeError(
                f"One export holds at most {most} photos.", values={"export_most": most}
            )
        for file in _files(entries, choice):
            for folder in file.entry.folders:
                name = _name(folders[folder], file, choice)
                path = f"{folder}/{name}"
                if file.size is None:
                    lost.append(path)
                    continue
                _add(listing, path, file, folders[folder], clock_of(file.entry.photo, zone), choice)
                instead += file.instead
                if file.instead and len(beside) < _NAMED:
                    beside.append(path)
    if not listing:
        if lost:
            raise FilesLostError("The files of these photos cannot be read.")
        raise NothingToExportError("There are no photos of these people.")
    if instead > len(beside):
        beside.append(f"... {instead - len(beside)}")
    for name, sentence, files in ((MISSING, LOST, lost), (SIDECARS, BESIDE, beside)):
        if files:
            listing.add(note_of(name, sentence, files))
    return Packed(Archive(listing), photos, instead)


def _files(entries: list[Entry], choice: Choice) -> list[_File]:
    """The stored files of a page, looked at as far as it has to be."""
    files = [_File(entry, *_stored_as(entry.photo, choice)) for entry in entries]
    files = [file for file in files if file.key]
    if not files:
        return []
    photos = [file.entry.photo for file in files]
    sizes = sizes_of(
        [file.key for file in files],
        [identity_of(photo, choice.originals) for photo in photos],
        [photo.bytes for photo in photos] if choice.originals else None,
    )
    for file, size in zip(files, sizes, strict=True):
        file.size = size
    if choice.regions != Regions.NONE:
        wanted = [file for file in files if file.size is not None and _must_look(file, choice)]
        for file, holder in zip(wanted, _LOOKING.map(_look, wanted), strict=True):
            file.holder = holder
        for file in files:
            if file.size is not None:
                _say(file, choice)
    return files


def _stored_as(photo: Photo, choice: Choice) -> tuple[str, str]:
    """The storage key and the format of what is given away of a photo."""
    if choice.originals:
        return photo.original, _KINDS.get(photo.media_type, "")
    key = largest_preview(photo)
    return key, "webp" if key.endswith(".webp") else "jpeg"


def _must_look(file: _File, choice: Choice) -> bool:
    if choice.regions == Regions.EMBEDDED:
        return file.kind in EMBEDDABLE
    return choice.originals and file.entry.photo.orientation is None and file.kind in EMBEDDABLE


def _look(file: _File) -> Holder | None:
    """The metadata of a stored file; None where they cannot be had, so that it gets a file beside it."""
    try:
        return looked_at(file.kind, file.key, file.size or 0)
    except NotEmbeddableError:
        return None
    except FileNotFoundError:
        return None
    except Exception as error:  # object stores raise their own kinds
        raise StoreAwayError(f"Storage does not answer just now ({type(error).__name__}).") from error


def _say(file: _File, choice: Choice) -> None:
    """Decide where it is said who is in a photo."""
    told = file.entry.told
    if told is None or not (told.faces or told.silent or told.names or told.labels):
        return
    recipe = Recipe(told, _pixels(file, choice))
    file.says = recipe.identity()
    if choice.regions == Regions.EMBEDDED and file.holder is not None and file.size is not None:
        inside = replace(recipe, key=file.key, size=file.size, kind=file.kind)
        try:
            file.parts = inside.parts(file.holder)
            file.contents = inside
            return
        except (NotEmbeddableError, XmpError):
            pass
    file.sidecar, file.beside = recipe, size_of(recipe.parts())
    file.instead = choice.regions == Regions.EMBEDDED


def _pixels(file: _File, choice: Choice) -> Stored:
    """How the pixels are stored; previews are upright."""
    photo = file.entry.photo
    width, height = photo.width or 0, photo.height or 0
    if not choice.originals:
        largest = max(map(int, photo.previews))
        scale = min(1.0, largest / max(width, height, 1))
        return Stored(round(width * scale), round(height * scale))
    orientation = photo.orientation or (file.holder.orientation if file.holder else 1)
    return Stored.of_upright(width, height, orientation)


def _name(names: ArchiveNames, file: _File, choice: Choice) -> str:
    extension = "" if choice.originals else file.key.rpartition(".")[2]
    return names.give(file.entry.photo.filename, extension)


def _add(listing: Listing, path: str, file: _File, names: ArchiveNames, date: Date, choice: Choice) -> None:
    identity = identity_of(file.entry.photo, choice.originals)
    if file.contents is not None:
        same = f"{identity}|{file.says}"
        listing.add(Member(path, size_of(file.parts), date, same), file.contents)
    else:
        listing.add(Member(path, file.size or 0, date, identity, file.key))
    if file.sidecar is not None:
        folder, _, name = path.rpartition("/")
        sidecar = f"{folder}/{_sidecar_name(names, name, raw=file.kind == 'raw')}"
        listing.add(Member(sidecar, file.beside, date, file.says), file.sidecar)


def _sidecar_name(names: ArchiveNames, name: str, *, raw: bool) -> str:
    """``IMG_1.jpg.xmp``; of a RAW file ``IMG_1.xmp``, which is where its editors look, unless that is taken."""
    short = f"{PurePosixPath(name).stem}.xmp"
    for wish in ([short] if raw else []) + [f"{name}.xmp"]:
        if not names.has(wish):
            names.take(wish)
            return wish
    return names.give(f"{name}.xmp")


def entries_of(library: Library, choice: Choice) -> Iterator[list[Entry]]:
    """The same photos and folders, with no look at storage: to say beforehand how many there are."""
    return pages_of(library, choice, cast_of(library, choice, RESERVED))
