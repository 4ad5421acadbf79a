"""Fixtures for every test: where the real photos and models are."""

from __future__ import annotations

from pathlib import Path

import pytest

import databases
from shared_folder import shared_folder

databases.prepare()

pytest_plugins = ["server_fixtures"]
pytest.register_assert_rewrite("people_steps", "people_words")  # they say what differs, as tests do


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real test photos and models; tests that need it skip where it is missing."""
    folder = shared_folder()
    if not (folder / "photos").is_dir():
        pytest.skip(f"real test photos are not at {folder} (set ALBUMEN_SHARED)")
    return folder


@pytest.fixture(scope="session")
def photos_dir(shared: Path) -> Path:
    """Real test photos: lfw-dev/, portraits/, groups/, tricky/."""
    return shared / "photos"


@pytest.fixture(scope="session")
def models_dir(shared: Path) -> Path:
    """A folder that serves as ALBUMEN_MODEL_MIRROR."""
    return shared / "models"
