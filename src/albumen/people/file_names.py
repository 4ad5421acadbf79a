"""Names of faces that files say, kept until their photos are ready to be told who is in them."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.people.kinds import GATHER, IMPORT_NAMES
from albumen.people.models import FileNames, Sorting
from albumen.photos.models import Library, LibraryKind, Photo, PhotoState

KEPT = timedelta(hours=24)
"""How long a sidecar waits for its photo."""

_SOONEST, _LATEST = timedelta(seconds=10), timedelta(hours=1)
_AT_ONCE = 200
"""Sidecars whose photos are looked for in one statement."""

_PICTURES = ("jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "heic", "heif", "hif", "avif", "gif", "bmp")
_RAW = ("dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2", "pef", "srw", "nrw", "raw")
_ENDINGS = (*_PICTURES, *_RAW)


def takes_names(library: Library) -> bool:
    """Whether names in files become names in this library: in a personal one, unless its owner says otherwise.

    The guests of an event never agreed to what a photographer's program wrote into a file about them, so its host
    has to choose it.
    """
    said = Sorting.objects.filter(pk=library.pk).values_list("names_from_files", flat=True).first()
    return believes_files(library.kind, said)


def believes_files(kind: Any, said: bool | None) -> bool:
    """The same by what is known of a library: its kind, and what its owner said, or None."""
    return bool(kind == LibraryKind.PERSONAL) if said is None else said


def keep_names(library: Library, photo: Photo, named: dict[str, Any]) -> None:
    """Keep what a photo's own metadata say until its faces are known; in the transaction that makes it ready.

    Nothing is kept where the library does not want it, nor what the file said before.
    """
    if takes_names(library):
        put_down(library.pk, photo.pk, "", named, actor=photo.uploader_id)


def put_down(library: UUID, photo: UUID | None, filename: str, named: dict[str, Any], *, actor: Any) -> bool:
    """Write down what a file says and have it read; whether it is anything new.

    Args:
        library: that takes names.
        photo: whose faces, None where it is not there yet.
        filename: of the sidecar, empty for the photo's own file.
        named: ``Measured`` as JSON.
        actor: id of who uploaded it.
    """
    digest = hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()
    there = FileNames.objects.filter(library=library, photo=photo, filename=filename).order_by("pk").first()
    if there is not None and there.digest == digest:
        if there.waiting:
            enqueue(IMPORT_NAMES, library, scope=library, after=GATHER)
        return False
    said = {"digest": digest, "regions": named, "waiting": True, "actor_id": actor, "at": clock.now()}
    if there is None:
        FileNames.objects.create(library_id=library, photo_id=photo, filename=filename, **said)
    else:
        FileNames.objects.filter(pk=there.pk).update(**said)
    enqueue(IMPORT_NAMES, library, scope=library, after=GATHER)
    return True


def wishes(filename: str) -> list[str]:
    """What the photo of a sidecar may be called: ``a.jpg`` for ``a.jpg.xmp``; any picture named ``a`` for ``a.xmp``."""
    stem = filename.rpartition(".")[0]
    if PurePosixPath(stem).suffix[1:].lower() in _ENDINGS:
        return [stem]
    return [f"{stem}.{form}" for ending in _ENDINGS for form in (ending, ending.upper(), ending.title())]


def photos_named(library: UUID, filenames: list[str]) -> dict[str, list[UUID]]:
    """The photos that each of these sidecars may be about, by one query."""
    wanted = {wish: name for name in filenames for wish in wishes(name)}
    rows = Photo.objects.filter(library=library, binned_at=None, filename__in=wanted).order_by()
    found: dict[str, list[UUID]] = {}
    for photo, name in rows.values_list("pk", "filename"):
        found.setdefault(wanted[name], []).append(photo)
    return found


def waiting_names(library: UUID) -> QuerySet[FileNames]:
    """What files said and nobody read yet."""
    return FileNames.objects.filter(library=library, waiting=True).order_by("pk")


def find_photos(library: UUID) -> None:
    """Give sidecars that came first the photos that are there now; one of several photos of that name is none."""
    lonely, after = waiting_names(library).filter(photo=None), 0
    # All are looked for: the photos of the first may never come.
    while rows := list(lonely.filter(pk__gt=after)[:_AT_ONCE]):
        after = rows[-1].pk
        found = photos_named(library, [row.filename for row in rows])
        for row in rows:
            photos = found.get(row.filename, [])
            if not photos:
                continue
            FileNames.objects.filter(pk=row.pk).delete()
            if len(photos) == 1:
                put_down(library, photos[0], row.filename, row.regions, actor=row.actor_id)


def look_again(library: UUID) -> None:
    """Come back for what still waits, less and less often; what waited for too long is forgotten."""
    waiting_names(library).filter(photo=None, at__lt=clock.now() - KEPT).delete()
    to_come = Q(photo__binned_at=None) & ~Q(photo__state=PhotoState.FAILED)
    left = waiting_names(library).filter(Q(photo=None) | to_come)
    last = left.order_by("-at").values_list("at", flat=True).first()
    if last is not None:
        after = min(max((clock.now() - last) / 4, _SOONEST), _LATEST)
        enqueue(IMPORT_NAMES, library, scope=library, after=after)
