"""A library of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from albumen.accounts.models import User


@pytest.fixture
def scene(ana: User, run_jobs: Callable[[], int]) -> Iterator[object]:
    """See ``people_scene.PeopleScene``; whatever happened in it, everybody's numbers are those of their faces."""
    from people_scene import PeopleScene, counted, counted_from_scratch

    scene = PeopleScene(ana, run_jobs)
    yield scene
    assert counted(scene.library) == counted_from_scratch(scene.library)
