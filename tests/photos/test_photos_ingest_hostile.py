"""Strangers' files through real workers: each photo ends ready or failed with a reason, and costs no other photo."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stored_photos import drawn

pytestmark = pytest.mark.sqlite_only

TESTS = Path(__file__).resolve().parent.parent

Site = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Run a step of ``ingest_worker_story`` on a site of this test's own."""

    def run(*step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        plain = {
            key: value
            for key, value in os.environ.items()
            if key not in {"DATABASE_URL", "ALBUMEN_BROKER_URL"}
        }
        return subprocess.run(
            [sys.executable, str(TESTS / "photos" / "ingest_worker_story.py"), *step],
            env={
                **plain,
                "ALBUMEN_DATA": str(tmp_path / "data"),
                "ALBUMEN_WORKER": "inference-1",
                "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
                "PYTHONPATH": str(TESTS),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    return run


def outcomes(site: Site) -> dict[str, Any]:
    done = site("report")
    assert done.returncode == 0, done.stderr
    return {photo["file"]: photo for photo in json.loads(done.stdout)}


def test_a_file_that_kills_its_worker_fails_alone_after_its_attempts(site: Site, tmp_path: Path) -> None:
    """A picture that takes longer than it may: the kernel ends the worker that decodes it, like a crash would."""
    huge = io.BytesIO()
    Image.new("RGB", (14_000, 14_000), (90, 120, 150)).save(huge, "png", compress_level=1)
    files = []
    for number in range(5):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(huge.getvalue() if number == 2 else drawn(seed=number))
        files.append(str(path))
    assert site("prepare", *files, ALBUMEN_JOB_ATTEMPTS="2").returncode == 0
    ends = [site("work", ALBUMEN_DECODE_SECONDS="0.5").returncode for _ in range(3)]
    assert [end != 0 for end in ends] == [True, True, False], "two workers die of it, the third does the rest"
    photos = outcomes(site)
    poisoned = photos.pop(files[2])
    assert (poisoned["state"], poisoned["code"], poisoned["attempts"]) == ("failed", "worker_died", 2)
    assert poisoned["sentence"].endswith(".")
    assert {photo["state"] for photo in photos.values()} == {"ready"}
    assert all(photo["attempts"] == 1 for photo in photos.values())


@pytest.mark.shared
@pytest.mark.slow
def test_everything_tricky_is_ready_or_failed_with_a_reason(site: Site, photos_dir: Path) -> None:
    different = {
        hashlib.sha256(file.read_bytes()).hexdigest(): str(file)
        for file in sorted((photos_dir / "tricky").rglob("*"))
        if file.is_file()
    }
    files = sorted(different.values())
    assert len(files) > 140
    prepared = site("prepare", *files)
    assert prepared.returncode == 0, prepared.stderr
    assert site("work").returncode == 0, "no worker dies"
    photos = outcomes(site)
    assert set(photos) == {file[-255:] for file in files}
    for file, photo in photos.items():
        if photo["state"] == "ready":
            assert photo["previews"] == ["320", "1280", "2560"] and photo["thumbhash"], file
        else:
            assert photo["state"] == "failed", file
            assert photo["code"] in {
                "picture_damaged",
                "format_unsupported",
                "not_a_picture",
                "file_empty",
            }, file
            assert photo["sentence"].endswith("."), file
            assert photo["attempts"] == 1, file
    assert sum(photo["state"] == "ready" for photo in photos.values()) > 100
