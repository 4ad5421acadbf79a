"""Looking at a selfie: from the picture a guest sent to reference faces, or to the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from albumen.errors import AlbumenError
from albumen.guests.models import ReferenceFace, Registration, Selfie, SelfieState
from albumen.guests.selfie_errors import AnotherPersonError, SelfieRefusedError
from albumen.guests.shown import note_refused, note_used
from albumen.jobs.errors import TransientError
from albumen.photos.doomed import doom
from albumen.photos.models import ModelVersion
from albumen.photos.storage_keys import selfie_crop
from albumen.photos.stored import read_stored, store
from albumen.upgrades.missing import expect_selfie

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray, Image


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a selfie shows: one row of embedding for each pack that saw the face, by the pack's name."""

    faces_seen: int
    picture: bytes
    crop: bytes
    versions: dict[str, str]
    embeddings: dict[str, FloatArray]
    usefulness: dict[str, float]


def take_in(selfie: Selfie, packs: list[str]) -> None:
    """Make reference faces of a selfie that was received; afterwards it is ready or refused.

    May run again after a crash at any point. A selfie that was erased meanwhile leaves nothing behind.

    Args:
        selfie: with its registration loaded.
        packs: of the event, the first decides about the face.

    Raises:
        SelfieRefusedError, ImagingError: it cannot be used; written down at the selfie, the picture is destroyed.
        TransientError: storage or a pack is not there now.
    """
    try:
        found = look_at(selfie.image, packs)
    except TransientError:
        raise
    except AlbumenError as error:
        refuse(selfie, error)
        raise
    crop = selfie_crop(selfie.registration_id, selfie.pk)
    store(selfie.image, found.picture)
    store(crop, found.crop)
    try:
        _keep(selfie, crop, found)
    except SelfieRefusedError as error:
        refuse(selfie, error, extra=crop)
        raise


def refuse(selfie: Selfie, error: AlbumenError, extra: str = "") -> None:
    """Write down why a selfie cannot be used, and destroy the picture."""
    refuse_because(selfie, error.code, error.sentence, error.advice, extra)


def refuse_because(selfie: Selfie, code: str, sentence: str, advice: str = "", extra: str = "") -> None:
    """As :func:`refuse`, from the parts of an error."""
    with transaction.atomic():
        Selfie.objects.filter(pk=selfie.pk, state=SelfieState.RECEIVED).update(
            state=SelfieState.REFUSED, error_code=code[:60], error=sentence, advice=advice, image=""
        )
        note_refused(selfie, code)
        doom([selfie.image, extra])


def look_at(key: str, packs: list[str]) -> Look:
    """Decode a stored picture and judge its face.

    Raises:
        SelfieRefusedError, ImagingError, TransientError: see :func:`take_in`.
    """
    from albumen.imaging.decode import open_picture
    from albumen.imaging.limits import Limits
    from albumen.photos.ingest_guard import guarded

    limits = Limits.from_environment()
    data = read_stored(key, limits.max_bytes)
    with guarded(limits):
        return _judge(open_picture(data, limits).at(_LOOKED_AT), packs)


_LOOKED_AT = 1920
"""Longest side, pixels, at which a selfie is looked at: its one face is large."""


def _judge(pixels: Image, packs: list[str]) -> Look:
    from albumen.guests.selfie_face import check_quality, main_face, same_face
    from albumen.guests.selfie_pictures import face_jpeg, selfie_jpeg
    from albumen.photos.analysers import analyser

    first = analyser(packs[0])
    seen = first.analyse(pixels)
    main = main_face(seen)
    check_quality(seen[main : main + 1])
    box = seen.boxes[main]
    versions, embeddings, usefulness = {}, {}, {}
    for name in dict.fromkeys(packs):
        pack = analyser(name)
        faces = seen if name == packs[0] else pack.analyse(pixels)
        place = main if name == packs[0] else same_face(faces, box)
        if place is not None:
            versions[name] = pack.pack[1]
            embeddings[name] = faces.embeddings[place]
            usefulness[name] = float(faces.quality.overall[place])
    return Look(len(seen), selfie_jpeg(pixels), face_jpeg(pixels, box), versions, embeddings, usefulness)


def _keep(selfie: Selfie, crop: str, found: Look) -> None:
    """Write the reference faces, if the selfie is still there and shows the person the others show."""
    with transaction.atomic():
        guest = (
            Registration.objects.select_for_update()
            .filter(pk=selfie.registration_id, removed_at=None)
            .exclude(consent_version="")
            .first()
        )
        there = Selfie.objects.filter(pk=selfie.pk, state=SelfieState.RECEIVED).exists()
        if guest is None or not there:
            doom([selfie.image, crop])
            return
        models = {
            name: ModelVersion.objects.get_or_create(
                pack=name, version=version, defaults={"dimension": len(found.embeddings[name])}
            )[0]
            for name, version in found.versions.items()
        }
        first = next(iter(found.versions))
        if not _agrees(guest, models[first], found.embeddings[first]):
            raise AnotherPersonError(
                "The picture does not seem to show the same person as your other selfies."
            )
        note_used(guest, selfie.pk)
        ReferenceFace.objects.bulk_create(
            [
                ReferenceFace(
                    selfie=selfie,
                    registration=guest,
                    event_id=guest.event_id,
                    model=model,
                    vector=found.embeddings[name].astype("<f4").tobytes(),
                    usefulness=found.usefulness[name],
                )
                for name, model in models.items()
            ]
        )
        expect_selfie(selfie, set(found.versions))
        Selfie.objects.filter(pk=selfie.pk).update(
            state=SelfieState.READY, crop=crop, faces_seen=found.faces_seen
        )
        Registration.objects.filter(pk=guest.pk).update(reference_revision=F("reference_revision") + 1)


def _agrees(guest: Registration, model: ModelVersion, embedding: FloatArray) -> bool:
    import numpy as np

    from albumen.engine.matching import agree
    from albumen.engine.packs.catalogue import load_pack

    thresholds = load_pack(model.pack).thresholds
    others = [
        np.frombuffer(bytes(vector), "<f4")
        for vector in ReferenceFace.objects.filter(registration=guest, model=model).values_list(
            "vector", flat=True
        )
    ]
    if thresholds is None or not others:
        return True
    return bool(agree(np.stack([*others, embedding]), thresholds)[-1])
