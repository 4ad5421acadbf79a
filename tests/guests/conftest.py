"""An event with faces of known similarity."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from albumen.events.models import Event


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> Iterator[object]:
    """See ``guest_scene.Scene``; whatever happened in it, every guest's numbers are those of their matches."""
    from guest_scene import Scene, numbers, numbers_from_scratch

    yield Scene(party, run_jobs)
    assert numbers() == numbers_from_scratch()
