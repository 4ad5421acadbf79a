"""Photos with a real original in storage, received and waiting for their ingest, for tests of what comes after."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

import factories
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue
from albumen.photos import quotas, storage_keys
from albumen.photos.kinds import INGEST
from albumen.photos.models import Library, Photo, PhotoState


def received(library: Library, data: bytes, **fields: Any) -> Photo:
    """A photo as an upload leaves it: stored, counted, waiting."""
    identifier = new_id()
    key = storage_keys.original(library.pk, identifier, "jpg")
    default_storage.save(key, ContentFile(data))
    with transaction.atomic():
        quotas.take_room(library, len(data))
    photo = factories.photo(
        library,
        id=identifier,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        original=key,
        width=None,
        height=None,
        **{"state": PhotoState.RECEIVED, **fields},
    )
    enqueue(INGEST, photo.pk, {"photo": str(photo.pk)}, scope=library.pk)
    return photo


def drawn(width: int = 640, height: int = 480, seed: int = 0, exif: Image.Exif | None = None) -> bytes:
    """A JPEG without anybody in it; every seed another picture."""
    soft = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    file = io.BytesIO()
    picture = Image.fromarray(soft).resize((width, height), Image.Resampling.BICUBIC)
    picture.save(file, "jpeg", quality=90, exif=exif or Image.Exif())
    return file.getvalue()


def camera_exif(taken: str = "2026:06:20 18:04:05", offset: str | None = None) -> Image.Exif:
    """What a camera writes: time, place, maker, model and lens."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Model 7"
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = taken
    inner[0xA434] = "35mm F2"
    if offset:
        inner[0x9011] = offset
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (48.0, 8.0, 0.0), "E", (11.0, 30.0, 0.0)
    return exif
