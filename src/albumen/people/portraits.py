"""Photos that an administrator gave as those of a person: which face in each is meant, once it was looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from albumen.guests.selfie_face import tallest
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.people.kinds import PORTRAIT
from albumen.people.models import Portrait, PortraitState
from albumen.photos.models import Face, Photo, PhotoState, Upload, UploadState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.jobs.running import RunningJob

WAIT = timedelta(seconds=3)
"""How long until it is asked again whether a photo was looked at."""

LOST = timedelta(hours=1)
"""A photo whose upload is not there by then was being sent when the server ended; nobody sends the rest."""


def take_portrait(job: RunningJob) -> None:
    """Say of the face in it that it is the person, or write down why nobody can; waits until it was looked at."""
    from albumen.people.actions.take_portrait import TakePortrait

    portrait = Portrait.objects.select_related("person").filter(pk=int(job.key)).first()
    if portrait is None or portrait.state != PortraitState.WAITING:
        return
    upload = Upload.objects.filter(pk=portrait.upload).first() if portrait.upload else None
    photo = _photo_of(portrait, upload)
    with job.finishing():
        if photo is not None and photo.state == PhotoState.READY and photo.binned_at is None:
            TakePortrait(portrait, photo).execute()
        elif photo is not None and photo.state == PhotoState.FAILED:
            fail(portrait.pk, photo.error_code, photo.error)
        elif photo is not None and photo.binned_at is not None:
            fail(portrait.pk, "photo_deleted", "The photo was deleted before it was looked at.")
        elif photo is None and upload is not None and upload.state == UploadState.REFUSED:
            fail(portrait.pk, upload.error_code, upload.error)
        elif photo is None and upload is None and portrait.created_at < clock.now() - LOST:
            fail(portrait.pk, "upload_lost", "The photo did not arrive: give it again.")
        else:
            enqueue(PORTRAIT, portrait.pk, scope=portrait.person.library_id, after=WAIT)


def fail(portrait: int, code: str, sentence: str) -> None:
    """Write down why a photo cannot be used."""
    Portrait.objects.filter(pk=portrait, state=PortraitState.WAITING).update(
        state=PortraitState.FAILED, error_code=code[:60], error=sentence
    )


def dominant(faces: Sequence[Face]) -> Face | None:
    """The face that a portrait is of, by the rule for selfies: the tallest, where no other comes near it in size."""
    if not faces:
        return None
    heights, scores = (
        np.array([getattr(face, name) for face in faces], np.float32) for name in ("height", "score")
    )
    main, alike = tallest(heights, scores)
    return faces[main] if alike == 1 else None


def _photo_of(portrait: Portrait, upload: Upload | None) -> Photo | None:
    """The photo an upload became, or the one of the same bytes that the library had."""
    if upload is not None and upload.photo_id is not None:
        return Photo.objects.filter(pk=upload.photo_id).first()
    return Photo.objects.filter(pk=portrait.upload).first() if portrait.upload else None
