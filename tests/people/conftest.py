"""A library of people."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from albumen.accounts.models import User


@pytest.fixture
def scene(ana: User, run_jobs: Callable[[], int]) -> Iterator[object]:
    """See ``people_scene.PeopleScene``; whatever happened in it, everybody's numbers are those of their faces."""
    from people_scene import PeopleScene, counted, counted_from_scratch

    scene = PeopleScene(ana, run_jobs)
    yield scene
    assert counted(scene.library) == counted_from_scratch(scene.library)


@pytest.fixture
def face_photo(photos_dir: Path) -> Callable[[object], object]:
    """A ready photo of a wall with a small face on it, and a box drawn roughly around that."""
    from albumen.jobs.models import Job
    from albumen.people.actions.draw_face import Box
    from stored_photos import received

    def make(scene: object) -> object:
        wall = Image.new("RGB", (2400, 1600), (150, 140, 130))
        with Image.open(sorted((photos_dir / "lfw-dev").glob("*/*.jpg"))[0]) as face:
            wall.paste(face.resize((160, 160)), (1400, 900))
        file = io.BytesIO()
        wall.save(file, "jpeg", quality=92)
        photo = received(scene.library, file.getvalue(), state="ready")  # type: ignore[attr-defined]
        Job.objects.all().delete()
        return photo, Box(1442 / 2400, 945 / 1600, 76 / 2400, 80 / 1600)

    return make
