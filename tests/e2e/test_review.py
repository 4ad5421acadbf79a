"""Matches to review: decided by keys or by guest, looked at again, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from e2e.party import People, Scene, fill, join, make_event, show_selfie
from e2e.windows import Windows
from e2e.workspace import Desk

Axe = Callable[[Page], None]


@pytest.fixture
def doubtful(people: People, scene: Scene, tmp_path: Path) -> Desk:
    """An event with photos of Bo that are so unclear that they wait for a look: no clear one speaks for them."""
    if not scene.real:
        pytest.skip("there are no photos of real people here")
    clear = next(photo for photo in scene.photos if photo.name == "bo-1.jpg")
    photos = []
    for softness in (8, 8.25, 8.5, 8.75, 9):
        with Image.open(clear) as picture:
            blurred = picture.filter(ImageFilter.GaussianBlur(softness))
        photos.append(tmp_path / f"soft-{softness}.jpg")
        blurred.save(photos[-1], quality=85)
    ana, bo = people.photographer(), people.guest()
    event = make_event(ana)
    fill(ana, event, photos)
    show_selfie(bo, join(bo, event), scene.selfies["bo"][0])
    desk = Desk(ana, event, bo)
    assert _waiting(desk) >= 2
    return desk


def _waiting(desk: Desk, state: str = "waiting") -> int:
    return len(list(desk.ana.everything(f"{desk.address}/matches?state={state}")))


def test_matches_are_decided_by_keys_and_taken_back(windows: Windows, doubtful: Desk, axe: Axe) -> None:
    before = _waiting(doubtful)
    page = windows.open(doubtful.ana)
    page.goto(f"{doubtful.address}/review")
    expect(page.get_by_text(f"{before} matches left")).to_be_visible()
    expect(page.get_by_role("img", name="Selfie of Bo")).to_be_visible()
    axe(page)
    with page.expect_response("**/matches/decide"):
        page.keyboard.press("a")
    with page.expect_response("**/matches/decide"):
        page.keyboard.press("ArrowLeft")
    assert _waiting(doubtful) == before - 2
    assert _waiting(doubtful, "rejected") == 1
    with page.expect_response("**/undo"):
        page.keyboard.press("z")
    assert _waiting(doubtful, "rejected") == 0


def test_many_matches_of_a_guest_are_accepted_only_when_marked(
    windows: Windows, doubtful: Desk, axe: Axe
) -> None:
    page = windows.open(doubtful.ana)
    page.goto(f"{doubtful.address}/review")
    page.get_by_text("By guest").click()
    expect(page.get_by_role("button", name="Accept 0")).to_be_disabled()
    axe(page)
    page.get_by_role("button", name="Mark all").click()
    with page.expect_response("**/matches/decide"):
        page.get_by_role("button", name=re.compile("^Accept [1-9]")).click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert _waiting(doubtful) == 0


def test_the_host_sees_what_was_decided_and_changes_their_mind(
    windows: Windows, doubtful: Desk, axe: Axe
) -> None:
    waiting = [match["id"] for match in doubtful.ana.everything(f"{doubtful.address}/matches")]
    doubtful.ana.api("POST", "/matches/decide", json={"accept": waiting[:1], "reject": waiting[1:2]})
    page = windows.open(doubtful.ana)
    page.goto(f"{doubtful.address}/review")
    kinds = page.get_by_role("group", name="Which matches")
    kinds.get_by_text("You accepted").click()
    expect(page.get_by_role("heading", level=3, name="Bo")).to_have_count(1)
    expect(page.get_by_text(re.compile("^You decided: "))).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Reject this match of Bo").click()
    expect(page.get_by_text("Bo does not see this photo any more")).to_be_visible()
    expect(page.get_by_text("You have accepted no match")).to_be_visible()
    assert _waiting(doubtful, "rejected") == 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=3, name="Bo")).to_have_count(1)
    assert _waiting(doubtful, "rejected") == 1
    kinds.get_by_text("You rejected").click()
    expect(page).to_have_url(re.compile("show=rejected"))
    again = page.get_by_role("button", name="Look again at this match of Bo")
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have rejected no match")).to_be_visible()
    assert _waiting(doubtful) == len(waiting) - 1
    kinds.get_by_text("Waiting").click()
    expect(page.get_by_text(f"{len(waiting) - 1} matches left")).to_be_visible()


def test_a_guests_not_me_is_shown_to_the_host_and_is_not_theirs_to_change(
    windows: Windows, doubtful: Desk, axe: Axe
) -> None:
    assert doubtful.bo is not None
    match = next(iter(doubtful.ana.everything(f"{doubtful.address}/matches")))["id"]
    doubtful.ana.api("POST", "/matches/decide", json={"accept": [match]})
    doubtful.bo.api("POST", f"/matches/{match}/not-me")
    page = windows.open(doubtful.ana)
    page.goto(f"{doubtful.address}/review?show=denied")
    expect(page.get_by_text(re.compile("^The guest said “Not me”: "))).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name=re.compile("of Bo$"))).to_have_count(0)
    axe(page)
    page.get_by_role("group", name="Which matches").get_by_text("Shown at once").click()
    expect(page.get_by_text("No match was shown without a look")).to_be_visible()
