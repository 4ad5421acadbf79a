"""An event on its way to other models."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from albumen.events.models import Event


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> Iterator[object]:
    """See ``generations_scene``; whatever happened in it, everybody's numbers are those of faces and matches."""
    from generations_scene import GenerationsScene
    from guest_scene import numbers, numbers_from_scratch
    from people_scene import counted, counted_from_scratch

    scene = GenerationsScene(party, run_jobs)
    yield scene
    assert counted(scene.library) == counted_from_scratch(scene.library)
    assert numbers() == numbers_from_scratch()
