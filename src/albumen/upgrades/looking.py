"""Having the generation beside look at photos and selfies that are there: nothing else about them changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from albumen.errors import AlbumenError
from albumen.guests.models import ReferenceFace, Selfie, SelfieState
from albumen.jobs.errors import TransientError
from albumen.people.drawn import drawn_faces
from albumen.people.looking import box_of, look
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.ingest_faces import FoundFace, FoundFaces, find_faces
from albumen.photos.ingest_guard import guarded
from albumen.photos.models import Library, Photo
from albumen.photos.stored import read_stored
from albumen.upgrades.models import Unseen

if TYPE_CHECKING:
    from uuid import UUID

    from albumen.guests.selfie_intake import Look
    from albumen.jobs.running import RunningJob


@dataclass(frozen=True, slots=True)
class Seen:
    """What packs see in a photo that other packs have looked at.

    Attributes:
        packs: names of those that looked.
        found: all faces.
        drawn: for each face that somebody drew, by its key, what they see at its place; None where they see nothing.
    """

    packs: list[str]
    found: FoundFaces
    drawn: dict[int, FoundFace | None]


def look_at_photo(job: RunningJob) -> None:
    """Look at a photo with every pack that has not, and write it down beside what others saw.

    Raises:
        ImagingError: what is wrong with the file.
        TransientError: storage or a pack is not there now; it is tried again.
    """
    from albumen.upgrades.actions.record_look import RecordLook

    waiting = _waiting(photo=job.key)
    photo = Photo.objects.filter(pk=job.key).first() if waiting else None
    library = libraries_to_encode().filter(pk=photo.library_id).first() if photo else None
    if waiting is None or photo is None or library is None:
        return
    packs = [name for name in (*library.packs, *library.beside) if name not in photo.analysed_with]
    seen = _look_at(photo, packs) if packs else Seen([], FoundFaces([], {}), {})
    with job.finishing():
        RecordLook(photo, seen).execute()


def _look_at(photo: Photo, packs: list[str]) -> Seen:
    from albumen.imaging.limits import Limits

    limits = Limits.from_environment()
    data = read_stored(photo.original, limits.max_bytes)
    with guarded(limits):
        from albumen.imaging.decode import open_picture

        picture = open_picture(data, limits)
        found = find_faces(picture, packs)
        drawn = {face.pk: look(picture, box_of(face), packs)[0] for face in drawn_faces(photo.pk)}
    return Seen(packs, found, drawn)


def look_at_selfie(job: RunningJob) -> None:
    """Look at a selfie in use with every pack that has not, at the face that was found on it.

    Raises:
        SelfieRefusedError, ImagingError: these packs can make nothing of it; it stays in use for the others.
        TransientError: storage or a pack is not there now; it is tried again.
    """
    from albumen.upgrades.actions.record_reference import RecordReference

    waiting = _waiting(selfie=job.key)
    selfie = (
        Selfie.objects.select_related("registration__event__library")
        .filter(pk=job.key, state=SelfieState.READY)
        .first()
        if waiting
        else None
    )
    if waiting is None or selfie is None:
        return
    library = selfie.registration.event.library
    packs = _without_reference(selfie.pk, library)
    look = _look_at_selfie(selfie.image, packs, library) if packs else None
    with job.finishing():
        RecordReference(selfie, look, packs).execute()


def _without_reference(selfie: UUID, library: Library) -> list[str]:
    known = ReferenceFace.objects.filter(selfie=selfie).values_list("model__pack", flat=True)
    there = set(known)
    return [name for name in (*library.packs, *library.beside) if name not in there]


def _look_at_selfie(image: str, packs: list[str], library: Library) -> Look:
    """The face as these packs see it: the one that the others took for the guest's, else the only large one."""
    from albumen.guests.selfie_intake import look_at

    others = [name for name in (*library.packs, *library.beside) if name not in packs]
    try:
        return look_at(image, [*others[:1], *packs])
    except TransientError:
        raise
    except AlbumenError:
        return look_at(image, packs)


def _waiting(**about: object) -> Unseen | None:
    """The row of what is to be looked at, if it still is and its upgrade goes on."""
    rows = Unseen.objects.filter(**about, upgrade__finished_at=None)
    found: Unseen | None = rows.select_related("upgrade").first()
    return found
