"""Files of a photo stored together are all there, and one that cannot be is told of."""

from __future__ import annotations

import os
import uuid

import pytest
from django.core.files.storage import default_storage

from albumen.photos.stored import StorageFailedError, read_part, read_stored, store, store_together


@pytest.fixture
def folder() -> str:
    """Where nothing is yet."""
    return uuid.uuid4().hex


def test_files_stored_together_are_there_and_nothing_else(folder: str) -> None:
    one, two, three = (f"{folder}/{name}" for name in ("a/1.jpg", "a/2.jpg", "b/3.jpg"))
    store(one, b"old")
    store_together({one: b"one", two: b"two", three: b"three"})
    assert [read_stored(key, 100) for key in (one, two, three)] == [b"one", b"two", b"three"]
    assert sorted(os.listdir(default_storage.path(f"{folder}/a"))) == ["1.jpg", "2.jpg"]


def test_one_that_cannot_be_stored_fails_them_all(folder: str) -> None:
    store(f"{folder}/a", b"a file where a folder should be")
    with pytest.raises(StorageFailedError):
        store_together({f"{folder}/b.jpg": b"x", f"{folder}/a/1.jpg": b"x"})


def test_a_part_is_what_there_is_of_it(folder: str) -> None:
    store(key := f"{folder}/a.jpg", b"0123456789")
    parts = [read_part(key, *ends) for ends in ((0, 4), (4, 100), (10, 20), (50, 60), (4, 4))]
    assert parts == [b"0123", b"456789", b"", b"", b""]
