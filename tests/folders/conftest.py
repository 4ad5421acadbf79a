"""Fixtures of the folder room."""

from pathlib import Path

import pytest
from photo_event import Event


@pytest.fixture
def event(tmp_path: Path) -> Event:
    """Ana is on six photos, Bo on four, Cy on one; they meet on some; one photo is empty."""
    event = Event(tmp_path)
    for number in range(1, 5):
        event.photo(f"IMG_{number}.jpg", "Ana")
    event.photo("IMG_5.jpg", "Ana", "Bo")
    event.photo("IMG_6.jpg", "Ana", "Bo", "Cy")
    event.photo("IMG_7.jpg", "Bo")
    event.photo("IMG_8.jpg", "Bo")
    event.photo("IMG_9.jpg", "Dee")
    event.photo("IMG_10.jpg")
    return event
