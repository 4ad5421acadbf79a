"""A selfie taken with a camera: the browser's own, which shows a film made of a face."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from e2e.party import Party, People, Scene, join
from e2e.windows import FLAGS, PATIENCE, Windows

LATE = 60_000.0
WIDTH, HEIGHT = 1280, 960
FRAMES = 30


def _film(selfie: Path) -> bytes:
    """Motion JPEG of somebody who sits still, their face in the middle as a front camera sees it."""
    with Image.open(selfie) as face:
        scene = Image.new("RGB", (WIDTH, HEIGHT), face.convert("RGB").resize((1, 1)).getpixel((0, 0)))
        scene.paste(face.resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS), ((WIDTH - HEIGHT) // 2, 0))
    frame = io.BytesIO()
    scene.save(frame, "jpeg", quality=92)
    return frame.getvalue() * FRAMES


@pytest.fixture(scope="module")
def browser(chromium: str, scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium whose camera looks at Bo."""
    if not scene.real:
        pytest.skip("there are no photos of real people here (ALBUMEN_SHARED)")
    film = tmp_path_factory.mktemp("film") / "bo.mjpeg"
    film.write_bytes(_film(scene.selfies["bo"][0]))
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


def _camera(windows: Windows, people: People, party: Party) -> tuple[Page, str]:
    guest = people.guest("Bo")
    registration = join(guest, party.event)
    page = windows.open(guest, phone=True)
    page.goto(f"/my/{registration}/selfie")
    return page, registration


def test_a_selfie_from_the_camera_finds_ones_photos(
    windows: Windows, people: People, party: Party, scene: Scene
) -> None:
    page, registration = _camera(windows, people, party)
    video = page.locator("video")
    page.wait_for_function("(one) => one.videoWidth > 0", arg=video.element_handle())
    expect(page.get_by_role("status").filter(has_text=re.compile("."))).to_be_visible()
    page.get_by_role("button", name="Take the picture").click()
    taken = page.get_by_role("img", name="The picture you took")
    expect(taken).to_be_visible()
    size = taken.evaluate("(one) => one.decode().then(() => [one.naturalWidth, one.naturalHeight])")
    assert size[1] / size[0] == pytest.approx(4 / 3, abs=0.01)
    page.get_by_role("button", name="Use this one").click()
    expect(page).to_have_url(re.compile(f"/my/{registration}$"), timeout=LATE)
    photos = page.get_by_role("button", name=re.compile("^Photo [0-9]+ of"))
    expect(photos).to_have_count(len(scene.bo))


def test_the_camera_goes_out_once_the_picture_is_taken(
    windows: Windows, people: People, party: Party
) -> None:
    page, _ = _camera(windows, people, party)
    video = page.locator("video")
    page.wait_for_function("(one) => one.videoWidth > 0", arg=video.element_handle())
    track = video.evaluate_handle("(one) => one.srcObject.getVideoTracks()[0]")
    page.get_by_role("button", name="Take the picture").click()
    expect(page.get_by_role("img", name="The picture you took")).to_be_visible()
    assert track.evaluate("(one) => one.readyState") == "ended"
