"""A run may be killed at any moment: nothing is lost, nothing is half there, and the next run completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from photo_event import Event

HERE = Path(__file__).parent


def killed_at(event: Event, moment: int, mode: str) -> bool:
    """Run a sort in a process that kills itself (SIGKILL) at its n-th touch of the file system.

    Returns:
        Whether it was killed; False when it ended before that moment came.
    """
    command = [sys.executable, str(HERE / "run_until_killed.py"), str(event.photos.parent), str(moment), mode]
    ended = subprocess.run(command, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, timeout=60, check=False)
    return ended.returncode == -signal.SIGKILL


def contents(*folders: Path) -> set[bytes]:
    """The bytes of every visible file below these folders."""
    return {
        path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_moving_never_loses_a_photo_when_killed(event: Event) -> None:
    people = [("Ana", "Bo"), ("Bo",), ("Ana",), ()]
    originals = contents(event.photos)
    dice = random.Random(7)  # noqa: S311 - a seed for a test
    kills = roll = 0
    while kills < 20:
        if len(list(event.photos.rglob("*.jpg"))) < 12:
            roll += 1
            for number in range(24):
                event.photo(f"roll/{roll}_{number}.jpg", *people[number % 4])
            originals |= contents(event.photos)
        kills += killed_at(event, dice.randrange(1, 260), "move")
        assert originals <= contents(event.photos, event.out), f"a photo is gone after kill {kills}"

    summary = event.sort(mode="move")

    assert not any(event.photos.rglob("*.jpg"))
    assert originals <= contents(event.out)
    assert summary.photos == len(originals)
    assert event.folders()["Person 001"] >= {"IMG_5.jpg", "IMG_6.jpg"}
    assert not any("(2)" in name for files in event.folders().values() for name in files), "placed twice"
    assert os.listdir(event.out / ".albumen" / "tmp") == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink"])
def test_killed_run_leaves_no_half_written_file_and_redoes_no_analysis(event: Event, mode: str) -> None:
    originals = contents(event.photos)
    dice = random.Random(8)  # noqa: S311 - a seed for a test
    for _ in range(3):
        killed_at(event, dice.randrange(1, 120), mode)
        if event.out.exists():
            pictures = {p.read_bytes() for p in event.out.rglob("*.jpg") if ".albumen" not in p.parts}
            assert pictures <= originals

    event.sort(mode=mode)
    event.looked_at.clear()
    event.sort(mode=mode)

    assert event.looked_at == []
    assert event.folders() == {
        "Person 001": {f"IMG_{n}.jpg" for n in range(1, 7)},
        "Person 002": {f"IMG_{n}.jpg" for n in range(5, 9)},
        "Passers-by": {"IMG_9.jpg"},
        "No faces": {"IMG_10.jpg"},
    }


def test_interrupted_analysis_goes_on_where_it_stopped(event: Event) -> None:
    class Impatient:
        def stage(self, stage: str, total: int | None) -> None: ...

        def say(self, line: str) -> None: ...

        def step(self, done: int) -> None:
            if len(event.looked_at) == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        event.sort(watcher=Impatient())
    assert len(event.looked_at) == 4

    event.sort()

    assert len(event.looked_at) == len(set(event.looked_at)) == 10
