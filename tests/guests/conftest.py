"""An event with faces of known similarity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from albumen.events.models import Event


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> object:
    """See ``guest_scene.Scene``."""
    from guest_scene import Scene

    return Scene(party, run_jobs)
