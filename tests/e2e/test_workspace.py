"""The event's workspace: photos in a grid and one by one, uploads, matches to review."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from http_person import Person
from PIL import Image, ImageFilter
from playwright.sync_api import Locator, Page, Request, Route, expect

from e2e.party import Party, People, Scene, fill, join, make_event, show_selfie, wait_until
from e2e.windows import Windows
from stored_photos import drawn

WRITTEN_DOWN = """async () => {
    const there = await indexedDB.databases()
    if (!there.some((database) => database.name === 'albumen-uploads')) return false
    const asked = indexedDB.open('albumen-uploads')
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result) })
    try {
        if (!database.objectStoreNames.contains('events')) return false
        const count = database.transaction('events').objectStore('events').count()
        return (await new Promise((done) => { count.onsuccess = () => done(count.result) })) > 0
    } finally {
        database.close()
    }
}"""
"""Whether the page wrote down which uploads are unfinished, which it does now and then."""

Axe = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """An event of one's own, to change."""

    ana: Person
    event: dict[str, Any]
    bo: Person | None = None

    @property
    def address(self) -> str:
        return f"/events/{self.event['id']}"

    def names(self) -> set[str]:
        """Of the photos the event has."""
        return {photo["filename"] for photo in self.ana.everything(f"{self.address}/photos")}


@pytest.fixture
def desk(people: People) -> Desk:
    ana = people.photographer()
    return Desk(ana, make_event(ana))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six photos, all different."""
    folder = tmp_path_factory.mktemp("files")
    made = []
    for number in range(6):
        file = folder / f"photo-{number}.jpg"
        file.write_bytes(drawn(900, 600 + 40 * number, 100 + number))
        made.append(file)
    return made


@pytest.fixture(scope="module")
def gallery(people: People, files: list[Path]) -> Desk:
    """An event with these photos, to be looked at and not to be changed."""
    ana = people.photographer()
    desk = Desk(ana, make_event(ana))
    fill(ana, desk.event, files)
    return desk


def _cells(page: Page) -> Locator:
    return page.get_by_role("gridcell")


def _choose(page: Page, files: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose photos").click()
    chooser.value.set_files(files)


def _filled(windows: Windows, desk: Desk, files: list[Path]) -> Page:
    fill(desk.ana, desk.event, files)
    return _looking_at(windows, desk)


def _looking_at(windows: Windows, desk: Desk) -> Page:
    page = windows.open(desk.ana)
    page.goto(desk.address)
    expect(_cells(page)).to_have_count(6)
    return page


def test_photos_are_uploaded_and_appear(windows: Windows, desk: Desk, files: list[Path], axe: Axe) -> None:
    page = windows.open(desk.ana)
    page.goto(f"{desk.address}/upload")
    _choose(page, files)
    expect(page.get_by_text("All 6 photos are uploaded").first).to_be_visible()
    expect(page.get_by_text("All photos are ready")).to_be_visible(timeout=60_000)
    axe(page)
    page.get_by_role("link", name="Photos").first.click()
    expect(_cells(page)).to_have_count(6)
    assert desk.names() == {file.name for file in files}


def test_what_the_event_has_is_not_sent_again(windows: Windows, desk: Desk, files: list[Path]) -> None:
    fill(desk.ana, desk.event, files[:4])
    page = windows.open(desk.ana)
    created: list[Request] = []
    page.on("request", lambda asked: created.append(asked) if asked.url.endswith("/api/v1/uploads") else None)
    page.goto(f"{desk.address}/upload")
    _choose(page, files)
    expect(page.get_by_text("4 were there already")).to_be_visible()
    expect(page.get_by_text("All 6 photos are uploaded").first).to_be_visible()
    assert len(created) == 2


def test_a_file_that_is_no_picture_says_why(
    windows: Windows, desk: Desk, files: list[Path], tmp_path: Path, axe: Axe
) -> None:
    (tmp_path / "broken.jpg").write_text("no picture at all")
    (tmp_path / "notes.txt").write_text("no photo")
    page = windows.open(desk.ana)
    windows.watch(page).expect('"no_picture"')  # Uppy says there what the server said of it
    page.goto(f"{desk.address}/upload")
    _choose(page, [files[0], tmp_path / "broken.jpg", tmp_path / "notes.txt"])
    expect(page.get_by_text("1 file is no photo and was left out.")).to_be_visible()
    expect(page.get_by_role("button", name="Try broken.jpg again")).to_be_visible()
    expect(page.get_by_text("1 of 2 photos uploaded")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take broken.jpg out of the list").click()
    expect(page.get_by_text("1 photo is uploaded").first).to_be_visible()


def test_an_upload_goes_on_after_the_page_was_loaded_anew(
    windows: Windows, desk: Desk, files: list[Path]
) -> None:
    page = windows.open(desk.ana)
    windows.watch(page).expect("[Uppy]")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.goto(f"{desk.address}/upload")
    page.route("**/api/v1/uploads/*", lambda route: route.abort())
    with page.expect_response("**/api/v1/uploads") as announced:
        _choose(page, files[:1])
    location = announced.value.headers["location"]
    expect(page.get_by_text("The server is not reached just now")).to_be_visible()
    page.wait_for_function(WRITTEN_DOWN)
    page.reload()
    expect(page.get_by_text("1 photo of an earlier upload is not finished")).to_be_visible()
    page.unroute_all()
    with page.expect_request(lambda asked: asked.method == "HEAD" and asked.url.endswith(location)):
        _choose(page, files[:1])
    expect(page.get_by_text("1 photo is uploaded").first).to_be_visible()
    expect(page.get_by_text("of an earlier upload")).to_be_hidden()


def test_an_upload_outlives_its_page_and_a_lost_network(
    windows: Windows, desk: Desk, files: list[Path]
) -> None:
    page = windows.open(desk.ana)
    windows.watch(page).expect("[Uppy]")
    page.goto(f"{desk.address}/upload")
    expect(page.get_by_role("button", name="Choose photos")).to_be_visible()
    page.context.set_offline(True)
    _choose(page, files)
    expect(page.get_by_text("The server is not reached just now")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="Events", exact=True).first.click()
    expect(page).to_have_url(re.compile("/events$"))
    expect(page.get_by_role("main").get_by_text("Winter party").first).to_be_visible()
    page.wait_for_function("() => fetch('/api/v1/events').then(r => r.ok)")
    wait_until(lambda: len(desk.names()) == len(files), "every file is on the server")


def test_uploads_are_paused_gone_on_with_and_cancelled(
    windows: Windows, desk: Desk, files: list[Path]
) -> None:
    held: list[Route] = []
    page = windows.open(desk.ana)
    page.route("**/api/v1/uploads/*", lambda route: held.append(route))
    page.goto(f"{desk.address}/upload")
    _choose(page, files)
    expect(page.get_by_role("button", name="Pause photo-5.jpg")).to_be_visible()
    page.get_by_role("button", name="Pause all").click()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Take photo-5.jpg out of the list").click()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_text("All 5 photos are uploaded").first).to_be_visible()
    assert desk.names() == {file.name for file in files[:5]}


def test_the_grid_is_walked_through_and_chosen_from_by_keyboard(
    windows: Windows, gallery: Desk, axe: Axe
) -> None:
    page = _looking_at(windows, gallery)
    _cells(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(_cells(page).nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    axe(page)
    page.keyboard.press("Control+a")
    expect(page.get_by_text("6 chosen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("chosen")).to_be_hidden()
    page.keyboard.press("End")
    expect(
        page.get_by_role("gridcell", name=re.compile("^Photo . of 6")).and_(page.locator(":focus"))
    ).to_have_count(1)


def test_deleted_photos_come_back(windows: Windows, desk: Desk, files: list[Path]) -> None:
    page = _filled(windows, desk, files)
    _cells(page).nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    expect(_cells(page)).to_have_count(4)
    expect(page.locator("[role=gridcell]:focus")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(_cells(page)).to_have_count(6)
    assert len(desk.names()) == 6


def test_deleted_photos_are_restored_from_their_page(
    windows: Windows, desk: Desk, files: list[Path], axe: Axe
) -> None:
    page = _filled(windows, desk, files)
    expect(page.get_by_role("link", name=re.compile("^Deleted"))).to_have_count(0)
    _cells(page).first.focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    page.get_by_role("link", name="Deleted (3)").click()
    expect(page.get_by_role("heading", name="Deleted photos")).to_be_visible()
    expect(_cells(page)).to_have_count(3)
    picture = _cells(page).first.locator("img")
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    expect(page.get_by_role("button", name="Restore", exact=True)).to_be_disabled()
    axe(page)
    _cells(page).nth(0).click()
    _cells(page).nth(2).click()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("2 photos are back")).to_be_visible()
    expect(_cells(page)).to_have_count(1)
    assert len(desk.names()) == 5
    _cells(page).first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("No deleted photos")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="To the photos").click()
    expect(_cells(page)).to_have_count(6)


def test_the_focus_goes_to_the_next_photo_when_the_bar_that_deleted_goes_away(
    windows: Windows, desk: Desk, files: list[Path]
) -> None:
    page = _filled(windows, desk, files)
    names = [_cells(page).nth(at).locator("img").get_attribute("src") for at in range(6)]
    _cells(page).nth(1).focus()
    page.keyboard.press("Space")
    bar = page.get_by_role("toolbar", name="Chosen photos")
    bar.get_by_role("button", name="Delete").press("Enter")
    expect(_cells(page)).to_have_count(5)
    expect(_cells(page).nth(1)).to_be_focused()
    expect(_cells(page).nth(1).locator("img")).to_have_attribute("src", names[2] or "")

    page.keyboard.press("Space")
    bar.get_by_role("button", name="Choose nothing").press("Enter")
    expect(bar).to_be_hidden()
    expect(_cells(page).nth(1)).to_be_focused()

    page.keyboard.press("Control+a")
    bar.get_by_role("button", name="Delete").click()
    expect(_cells(page)).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_a_mouse_chooses_with_the_mark_and_ranges_with_shift_and_by_dragging(
    windows: Windows, gallery: Desk
) -> None:
    page = _looking_at(windows, gallery)
    _cells(page).nth(0).hover()
    _cells(page).nth(0).click(position={"x": 20, "y": 20})
    expect(page.get_by_text("1 chosen")).to_be_visible()
    _cells(page).nth(2).click(modifiers=["Shift"])
    expect(page.get_by_text("3 chosen")).to_be_visible()
    page.keyboard.press("Escape")
    _cells(page).nth(0).click(position={"x": 20, "y": 20})
    _cells(page).nth(1).hover()
    page.mouse.down()
    _cells(page).nth(3).hover()
    page.mouse.up()
    expect(page.get_by_text("4 chosen")).to_be_visible()


def test_many_photos_are_edited_at_once(windows: Windows, desk: Desk, files: list[Path], axe: Axe) -> None:
    page = _filled(windows, desk, files)
    _cells(page).first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Edit details").click()
    axe(page)
    page.get_by_label("Photographer").fill("Ana")
    page.get_by_label("Taken at").fill("2026-06-20T14:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("6 photos changed")).to_be_visible()
    photos = list(desk.ana.everything(f"{desk.address}/photos"))
    assert {photo["photographer"] for photo in photos} == {"Ana"}
    assert {photo["taken_at"] for photo in photos} == {"2026-06-20T12:30:00Z"}
    assert {photo["title"] for photo in photos} == {""}


def test_one_photo_is_looked_at_and_left_again(windows: Windows, gallery: Desk, axe: Axe) -> None:
    page = _looking_at(windows, gallery)
    _cells(page).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    expect(page.get_by_text("Photo 1 of 6", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Photo 2 of 6", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Photo")).to_be_hidden()
    expect(_cells(page).nth(1)).to_be_focused()


def test_a_photo_is_looked_at_closely(windows: Windows, party: Party, axe: Axe) -> None:
    page = windows.open(party.ana)
    photo = party.photos[party.scene.photos[0].name]
    page.goto(f"/events/{party.event['id']}/photos/{photo}")
    picture = page.get_by_role("dialog", name="Photo").get_by_role("img").first
    page.wait_for_function("(one) => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    fits = _place(picture)
    spot = (fits["x"] + fits["width"] / 4, fits["y"] + fits["height"] / 4)
    page.mouse.move(*spot)
    with page.expect_request("**/preview/2560*"):
        page.mouse.wheel(0, -600)
    page.wait_for_function(
        "([one, least]) => one.clientWidth > least", arg=[picture.element_handle(), 2 * fits["width"]]
    )
    close = _place(picture)
    for side, (start, length), at in (("x", ("x", "width"), spot[0]), ("y", ("y", "height"), spot[1])):
        assert (at - close[start]) / close[length] == pytest.approx(0.25, abs=0.01), (
            f"{side} under the pointer"
        )
    axe(page)
    page.mouse.down()
    page.mouse.move(spot[0] - 80, spot[1] - 60, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "([one, x, y]) => { const at = one.getBoundingClientRect(); return Math.hypot(at.x - x, at.y - y) < 2 }",
        arg=[picture.element_handle(), close["x"] - 80, close["y"] - 60],
    )
    pulled = _place(picture)
    if party.scene.real:
        frame = page.locator("[data-face]").first
        expect(frame).to_be_visible()
        inside = _inside(_place(frame), pulled)
        page.keyboard.press("0")
        _is_wide(picture, fits["width"])
        assert _inside(_place(frame), _place(picture)) == pytest.approx(inside, abs=0.01)
    page.keyboard.press("0")
    _is_wide(picture, fits["width"])
    page.keyboard.press("+")
    _is_wide(picture, 1.5 * fits["width"])
    before = _place(picture)["x"]
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(
        "([one, x]) => one.getBoundingClientRect().x < x - 5", arg=[picture.element_handle(), before]
    )
    page.keyboard.press("-")
    _is_wide(picture, fits["width"])
    page.mouse.dblclick(*spot)
    _is_wide(picture, 2.5 * fits["width"])
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^Photo 2 of"))).to_be_visible()
    expect(page.get_by_text(re.compile("^Looked at closely"))).to_have_count(0)


def _place(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box is not None
    return dict(box)


def _inside(one: dict[str, float], other: dict[str, float]) -> tuple[float, float, float]:
    """Left, top and width of a box in fractions of another."""
    left, top = one["x"] - other["x"], one["y"] - other["y"]
    return left / other["width"], top / other["height"], one["width"] / other["width"]


def _is_wide(picture: Locator, pixels: float) -> None:
    picture.page.wait_for_function(
        "([one, wide]) => Math.abs(one.getBoundingClientRect().width - wide) < 2",
        arg=[picture.element_handle(), pixels],
    )


def test_a_photo_deleted_while_looked_at_gives_way_to_the_next(
    windows: Windows, desk: Desk, files: list[Path]
) -> None:
    page = _filled(windows, desk, files)
    _cells(page).first.click()
    expect(page.get_by_text("Photo 1 of 6", exact=True)).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Photo 1 of 5", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Photo 2 of 6", exact=True)).to_be_visible()


def test_a_photo_has_an_address_of_its_own(windows: Windows, party: Party) -> None:
    page = windows.open(party.ana)
    photo = next(iter(party.photos.values()))
    page.goto(f"/events/{party.event['id']}/photos/{photo}")
    expect(page.get_by_role("dialog", name="Photo").get_by_role("img").first).to_be_visible()


def test_chosen_photos_are_taken_home_as_a_zip(windows: Windows, gallery: Desk) -> None:
    page = _looking_at(windows, gallery)
    _cells(page).first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Originals as a ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_guests_are_led_to_their_own_pages(windows: Windows, party: Party) -> None:
    page = windows.open(party.bo)
    page.goto(f"/events/{party.event['id']}/upload")
    expect(page).to_have_url(re.compile("/my$"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_the_workspace(
    windows: Windows, party: Party, axe: Axe, dark: bool, phone: bool
) -> None:
    page = windows.open(party.ana, dark=dark, phone=phone)
    photo = next(iter(party.photos.values()))
    for path in (
        "",
        "/upload",
        "/review",
        "/review?show=automatic",
        "/deleted",
        f"/photos/{photo}",
        "?state=failed",
    ):
        page.goto(f"/events/{party.event['id']}{path}")
        page.wait_for_load_state("networkidle")
        axe(page)


def test_the_workspace_speaks_german(windows: Windows, party: Party) -> None:
    page = windows.open(party.ana, language="de-DE")
    page.goto(f"/events/{party.event['id']}/upload")
    expect(page.get_by_role("button", name="Fotos auswählen")).to_be_visible()


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
