"""`albumen push` against the real server: everything arrives once, whatever interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumen.imaging.xmp.people import Told, told
from albumen.imaging.xmp.regions import Region, Stored
from albumen.imaging.xmp.turning import Box
from live_site import LiveSite
from upload_story import picture_bytes

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    site = LiveSite(tmp_path_factory.mktemp("site"), ALBUMEN_UPLOAD_COMMIT_BYTES="500000").start()
    yield site
    site.kill()


def _command(
    site: LiveSite, folder: Path, state: Path, *more: str, own: bool = False
) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "ALBUMEN_SERVER": site.url,
        "ALBUMEN_TOKEN": "alb_test",
        "XDG_STATE_HOME": str(state),
    }
    where = ["--own"] if own else ["--event", site.code]
    return subprocess.Popen(
        [sys.executable, "-m", "albumen", "push", str(folder), *where, "-q", *more],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _push(site: LiveSite, folder: Path, state: Path, *more: str, own: bool = False) -> tuple[int, str, str]:
    with _command(site, folder, state, *more, own=own) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def _folder(path: Path, count: int, size: int, seed: int) -> Path:
    (path / "sub").mkdir(parents=True)
    for number in range(count):
        name = path / ("sub" if number % 2 else "") / f"{number}.jpg"
        name.write_bytes(picture_bytes(size, seed + number))
    return path


def _held(site: LiveSite) -> set[bytes]:
    return {file.read_bytes() for file in site.originals()}


def test_a_folder_arrives_once_and_what_failed_is_named(site: LiveSite, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "photos", 5, 40_000, 1000)
    (folder / "twin.JPG").write_bytes(picture_bytes(40_000, 1000))
    (folder / "notes.txt").write_text("no photo, not sent")
    (folder / "broken.jpg").write_text("called a photo")
    status, out, err = _push(site, folder, tmp_path)
    assert (status, out) == (2, "5 uploaded, 1 there already, 1 failed.\n")
    assert err.startswith("broken.jpg: The file is not a picture")
    assert {picture_bytes(40_000, 1000 + n) for n in range(5)} <= _held(site)
    (folder / "broken.jpg").unlink()
    (folder / "new.jpg").write_bytes(picture_bytes(40_000, 1099))
    assert _push(site, folder, tmp_path)[:2] == (0, "1 uploaded, 6 there already, 0 failed.\n")


def test_names_beside_photos_go_to_ones_own_library_and_not_to_an_event(
    site: LiveSite, tmp_path: Path
) -> None:
    face = Told([Region("Ana", Box(0.1, 0.1, 0.2, 0.2))])
    folder = _folder(tmp_path / "photos", 2, 40_000, 5000)
    (folder / "0.jpg.xmp").write_bytes(told(None, face, Stored(30, 20)))
    done = "2 uploaded, 0 there already, 1 files with names, 0 failed.\n"
    assert _push(site, folder, tmp_path, "--sidecars", own=True)[:2] == (0, done)
    again = "0 uploaded, 2 there already, 0 files with names, 0 failed.\n"
    assert _push(site, folder, tmp_path, "--sidecars", own=True)[:2] == (0, again)
    status, out, err = _push(site, folder, tmp_path, "--sidecars")
    assert (status, out.split(",")[0]) == (2, "2 uploaded")
    assert err.startswith("0.jpg.xmp: Names in files do not count here.")


def test_it_outlives_a_server_that_is_killed(site: LiveSite, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "photos", 6, 4_000_000, 2000)
    with _command(site, folder, tmp_path) as process:
        threading.Event().wait(2.0)  # somewhere in the middle
        site.kill()
        site.start()
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert {picture_bytes(4_000_000, 2000 + n) for n in range(6)} <= _held(site)


def _spooled(site: LiveSite) -> set[Path]:
    return {path for path in (site.data / "uploads").rglob("*") if path.is_file()}


def _wait_for_bytes(site: LiveSite, before: set[Path], process: subprocess.Popen[str]) -> None:
    """Until the program has begun to send, which on a busy machine takes longer than any number of seconds."""
    end = time.monotonic() + 60
    while process.poll() is None and not _spooled(site) - before and time.monotonic() < end:
        threading.Event().wait(0.02)


def test_ctrl_c_and_again(site: LiveSite, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "photos", 6, 4_000_000, 3000)
    before = _spooled(site)
    with _command(site, folder, tmp_path) as process:
        _wait_for_bytes(site, before, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode in {0, 130}  # 0 when it was quicker than the key
    assert _push(site, folder, tmp_path)[0] == 0
    assert {picture_bytes(4_000_000, 3000 + n) for n in range(6)} <= _held(site)


def test_a_wrong_token_or_event_is_told_at_once(site: LiveSite, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "photos", 2, 1000, 4000)
    status, _, err = _push(site, folder, tmp_path, "--event", "NOSUCH")
    assert status == 2 and "no such event" in err
    status, _, err = _push(site, folder, tmp_path, "--token", "wrong")
    assert status == 2 and "logged in" in err
