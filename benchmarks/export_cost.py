"""What an export of a large library costs: until its first byte, in memory, and while it is sent.

    python -m benchmarks.export_cost [--photos 100000] [--people 500] [--json FILE]

Rows are made in a throw-away SQLite database; every photo has three faces, and all of them share a few files on the
disk, so that a hundred thousand originals need no room. Seconds are those of the processor, whoever else uses it. The
baseline beside each kind of export is one without regions.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FACES_IN_A_PHOTO = 3
FILES = 50
SENT = 200 << 20
"""Bytes of the archive that are sent to see how fast it is."""
SEED = 11


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="export-cost-") as folder:
        os.environ["ALBUMEN_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        result = measure(wanted.photos, wanted.people)
    for name, value in result.items():
        print(f"{name:<48}{value:>14,.2f}" if isinstance(value, float) else f"{name:<48}{value:>14,}")
    if wanted.json:
        wanted.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


def measure(photos: int, people: int) -> dict[str, Any]:
    """Seconds and megabytes of each kind of export."""
    from albumen.accounts.models import User
    from albumen.exports.choice import Choice, Regions
    from albumen.exports.estimate import estimate
    from albumen.exports.packing import packed_people
    from albumen.photos.models import Library

    user = User.objects.create_user("bench@example.org", "x")
    library = Library.objects.create(owner=user, kind="personal", packs=["standard"])
    result: dict[str, Any] = {"photos": photos, "people": people}
    _make(library, photos, people)
    result["estimate, s"] = _timed(lambda: estimate(library, Choice()))
    for regions in Regions:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        packed = packed_people(library, Choice(regions=regions), "UTC")
        result[f"{regions}: until its first byte, s"] = time.process_time() - began
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result[f"{regions}: more memory at most, MB"] = (after - before) / 1024
        result[f"{regions}: files"] = len(packed.archive._places)
        result[f"{regions}: bytes, GB"] = packed.archive.size / 1e9
        end = min(SENT, packed.archive.size)
        seconds = _timed(lambda archive=packed.archive, end=end: asyncio.run(_drain(archive, end)))
        result[f"{regions}: sent, MB/s"] = end / 1e6 / seconds
    result["most memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


async def _drain(archive: Any, end: int) -> None:
    async for _ in archive.stream(0, end):
        pass


def _make(library: Any, photos: int, people: int) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from albumen.people.models import Assignment, Person
    from albumen.photos.models import Face, Photo

    keys = []
    for number in range(FILES):
        data = _picture(number)
        key = f"originals/{number}.jpg"
        default_storage.save(key, ContentFile(data))
        keys.append((key, len(data)))
    rng = np.random.default_rng(SEED)
    cast = Person.objects.bulk_create(
        [
            Person(library=library, name=f"Person called {n}", sort_name=f"person called {n}")
            for n in range(people)
        ]
    )
    now = timezone.now()
    for start in range(0, photos, 2_000):
        rows = Photo.objects.bulk_create(
            [
                Photo(
                    library=library,
                    filename=f"IMG_{number % 9999:04}.jpg",
                    sha256=hashlib.sha256(str(number).encode()).hexdigest(),
                    bytes=keys[number % FILES][1],
                    media_type="image/jpeg",
                    original=keys[number % FILES][0],
                    state="ready",
                    width=1200,
                    height=800,
                    orientation=1,
                    face_count=FACES_IN_A_PHOTO,
                    sort_at=now,
                    ready_at=now,
                )
                for number in range(start, min(start + 2_000, photos))
            ]
        )
        faces = Face.objects.bulk_create(
            [
                Face(
                    photo=row,
                    library=library,
                    found_by="standard",
                    left=0.1 + 0.3 * place,
                    top=0.2,
                    width=0.2,
                    height=0.3,
                    landmarks=b"",
                    score=0.9,
                    quality=0.8,
                )
                for row in rows
                for place in range(FACES_IN_A_PHOTO)
            ]
        )
        who = rng.integers(0, people, len(faces))
        Assignment.objects.bulk_create(
            [
                Assignment(
                    face=face,
                    library=library,
                    photo_id=face.photo_id,
                    person=cast[number],
                    why="cluster",
                    seeds=True,
                    pending=False,
                    sort_at=now,
                )
                for face, number in zip(faces, who.tolist(), strict=True)
            ]
        )
    Person.objects.filter(library=library).update(face_count=1, photo_count=1)


def _picture(number: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    pixels = np.random.default_rng(number).integers(0, 255, (80, 120, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize((1200, 800)).save(file, "jpeg", quality=85)
    return file.getvalue()


def _timed(do: Callable[[], Any]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


if __name__ == "__main__":
    main()
