"""A site of its own in ALBUMEN_DATA for tests whose workers may die.

python ingest_worker_story.py prepare FILE ...    an event with these files as received photos
python ingest_worker_story.py work                what a worker does that was just started
python ingest_worker_story.py report              JSON: what became of each file
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def prepare(files: list[str]) -> None:
    import factories
    from migrated import migrate
    from stored_photos import received

    migrate()
    event = factories.event(factories.photographer("ana"))
    for number, file in enumerate(files):
        data = Path(file).read_bytes()
        received(event.library, data, number=number, filename=file[-255:], media_type="")


def work() -> None:
    from albumen.imaging.decode import open_picture
    from albumen.jobs.sweep import rearm_of
    from albumen.jobs.worker import load_handlers, name, run_waiting
    from stored_photos import drawn

    open_picture(drawn()).at(100)  # libraries are loaded before a deadline counts
    load_handlers()
    rearm_of(name())
    run_waiting("inference")


def report() -> None:
    from albumen.jobs.models import Job
    from albumen.photos.kinds import INGEST
    from albumen.photos.models import Photo

    attempts = dict(Job.objects.filter(kind=INGEST.name).values_list("key", "attempts"))
    print(
        json.dumps(
            [
                {
                    "file": photo.filename,
                    "state": photo.state,
                    "code": photo.error_code,
                    "sentence": photo.error,
                    "previews": sorted(photo.previews, key=int),
                    "thumbhash": photo.thumbhash,
                    "attempts": attempts[str(photo.pk)],
                }
                for photo in Photo.objects.all()
            ]
        )
    )


if __name__ == "__main__":
    django.setup()
    {"prepare": lambda: prepare(sys.argv[2:]), "work": work, "report": report}[sys.argv[1]]()
