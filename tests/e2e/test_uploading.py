"""Uploads in the workspace: chosen, paused, gone on with after a reload or a lost network, refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Request, Route, expect

from e2e.party import fill, wait_until
from e2e.windows import Windows
from e2e.workspace import Desk, cells, choose

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


def test_photos_are_uploaded_and_appear(windows: Windows, desk: Desk, drawings: list[Path], axe: Axe) -> None:
    page = windows.open(desk.ana)
    page.goto(f"{desk.address}/upload")
    choose(page, drawings)
    expect(page.get_by_text("All 6 photos are uploaded").first).to_be_visible()
    expect(page.get_by_text("All photos are ready")).to_be_visible(timeout=60_000)
    axe(page)
    page.get_by_role("link", name="Photos").first.click()
    expect(cells(page)).to_have_count(6)
    assert desk.names() == {file.name for file in drawings}


def test_what_the_event_has_is_not_sent_again(windows: Windows, desk: Desk, drawings: list[Path]) -> None:
    fill(desk.ana, desk.event, drawings[:4])
    page = windows.open(desk.ana)
    created: list[Request] = []
    page.on("request", lambda asked: created.append(asked) if asked.url.endswith("/api/v1/uploads") else None)
    page.goto(f"{desk.address}/upload")
    choose(page, drawings)
    expect(page.get_by_text("4 were there already")).to_be_visible()
    expect(page.get_by_text("All 6 photos are uploaded").first).to_be_visible()
    assert len(created) == 2


def test_a_file_that_is_no_picture_says_why(
    windows: Windows, desk: Desk, drawings: list[Path], tmp_path: Path, axe: Axe
) -> None:
    (tmp_path / "broken.jpg").write_text("no picture at all")
    (tmp_path / "notes.txt").write_text("no photo")
    page = windows.open(desk.ana)
    windows.watch(page).expect('"no_picture"')  # Uppy says there what the server said of it
    page.goto(f"{desk.address}/upload")
    choose(page, [drawings[0], tmp_path / "broken.jpg", tmp_path / "notes.txt"])
    expect(page.get_by_text("1 file is no photo and was left out.")).to_be_visible()
    expect(page.get_by_role("button", name="Try broken.jpg again")).to_be_visible()
    expect(page.get_by_text("1 of 2 photos uploaded")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take broken.jpg out of the list").click()
    expect(page.get_by_text("1 photo is uploaded").first).to_be_visible()


def test_an_upload_goes_on_after_the_page_was_loaded_anew(
    windows: Windows, desk: Desk, drawings: list[Path]
) -> None:
    page = windows.open(desk.ana)
    windows.watch(page).expect("[Uppy]")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.goto(f"{desk.address}/upload")
    page.route("**/api/v1/uploads/*", lambda route: route.abort())
    with page.expect_response("**/api/v1/uploads") as announced:
        choose(page, drawings[:1])
    location = announced.value.headers["location"]
    expect(page.get_by_text("The server is not reached just now")).to_be_visible()
    page.wait_for_function(WRITTEN_DOWN)
    page.reload()
    expect(page.get_by_text("1 photo of an earlier upload is not finished")).to_be_visible()
    page.unroute_all()
    with page.expect_request(lambda asked: asked.method == "HEAD" and asked.url.endswith(location)):
        choose(page, drawings[:1])
    expect(page.get_by_text("1 photo is uploaded").first).to_be_visible()
    expect(page.get_by_text("of an earlier upload")).to_be_hidden()


def test_an_upload_outlives_its_page_and_a_lost_network(
    windows: Windows, desk: Desk, drawings: list[Path]
) -> None:
    page = windows.open(desk.ana)
    windows.watch(page).expect("[Uppy]")
    page.goto(f"{desk.address}/upload")
    expect(page.get_by_role("button", name="Choose photos")).to_be_visible()
    page.context.set_offline(True)
    choose(page, drawings)
    expect(page.get_by_text("The server is not reached just now")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="Events", exact=True).first.click()
    expect(page).to_have_url(re.compile("/events$"))
    expect(page.get_by_role("main").get_by_text("Winter party").first).to_be_visible()
    page.wait_for_function("() => fetch('/api/v1/events').then(r => r.ok)")
    wait_until(lambda: len(desk.names()) == len(drawings), "every file is on the server")


def test_uploads_are_paused_gone_on_with_and_cancelled(
    windows: Windows, desk: Desk, drawings: list[Path]
) -> None:
    held: list[Route] = []
    page = windows.open(desk.ana)
    page.route("**/api/v1/uploads/*", lambda route: held.append(route))
    page.goto(f"{desk.address}/upload")
    choose(page, drawings)
    expect(page.get_by_role("button", name="Pause photo-5.jpg")).to_be_visible()
    page.get_by_role("button", name="Pause all").click()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Take photo-5.jpg out of the list").click()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_text("All 5 photos are uploaded").first).to_be_visible()
    assert desk.names() == {file.name for file in drawings[:5]}
