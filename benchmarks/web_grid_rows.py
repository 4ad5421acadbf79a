"""Rows of photos for the grid's benchmark: made in the database of a running site, all with the same small pictures.

python -m benchmarks.web_grid_rows EVENT COUNT      with the site's ALBUMEN_DATA
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import sys
from datetime import timedelta

SHAPES = ((6000, 4000), (4000, 6000), (4032, 3024), (5760, 3240))
"""Width and height of photos in turn by chance, pixels."""


def fill(event_id: str, count: int) -> None:
    """Put photos into an event."""
    import numpy as np
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from PIL import Image

    from albumen.events.models import Event
    from albumen.photos.models import Photo, PhotoState

    event = Event.objects.select_related("library").get(pk=event_id)
    library, dice = event.library, random.Random(0)  # noqa: S311 - rows of a benchmark
    pictures = {}
    for width, height in SHAPES:
        for size in (320, 1280, 2560):
            scale = min(size, 1280) / max(width, height)
            soft = np.random.default_rng(width).integers(0, 256, (6, 8, 3), dtype=np.uint8)
            shape = round(width * scale), round(height * scale)
            file = io.BytesIO()
            Image.fromarray(soft).resize(shape, Image.Resampling.BICUBIC).save(file, "webp")
            key = f"libraries/{library.pk}/previews/{width}x{height}-{size}.webp"
            pictures[width, height, size] = default_storage.save(key, ContentFile(file.getvalue()))
    rows = []
    for index in range(count):
        width, height = dice.choice(SHAPES)
        at = event.starts_at + timedelta(seconds=3 * index)
        rows.append(
            Photo(
                library=library,
                uploader=event.owner,
                filename=f"IMG_{index:05}.jpg",
                sha256=hashlib.sha256(f"{index}".encode()).hexdigest(),
                bytes=8_000_000,
                media_type="image/jpeg",
                original=f"libraries/{library.pk}/originals/{index}.jpg",
                previews={str(size): pictures[width, height, size] for size in (320, 1280, 2560)},
                thumbhash="HkkKDwLKVGgqdXq/hnWKh3em+smpufsK",
                width=width,
                height=height,
                state=PhotoState.READY,
                face_count=dice.randrange(5),
                taken_at=at,
                sort_at=at,
                analysed_with={"builtin": "1"},
            )
        )
    Photo.objects.bulk_create(rows, batch_size=1000)
    library.photo_count, library.byte_count = count, count * 8_000_000
    library.save(update_fields=["photo_count", "byte_count"])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    fill(sys.argv[1], int(sys.argv[2]))
