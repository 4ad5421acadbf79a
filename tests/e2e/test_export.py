"""Taking people's photos out, in the browser: what is chosen is what is in the ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from albumen.imaging.xmp.files import packets_in
from albumen.imaging.xmp.packet import DC, Packet
from e2e.crowd import Crowd, give_name, looking, tile
from e2e.windows import Windows

Axe = Callable[[Page], None]


def download(page: Page) -> zipfile.ZipFile:
    """Press the dialog's button and read what arrives."""
    dialog = page.get_by_role("dialog")
    with page.expect_download() as arriving:
        dialog.get_by_role("button", name="Download").click()
    expect(dialog).to_have_count(0)
    archive = zipfile.ZipFile(arriving.value.path())
    assert archive.testzip() is None
    return archive


@pytest.mark.parametrize("phone", [False, True])
def test_everybody_is_exported_with_names_in_the_photos(
    windows: Windows, crowd: Crowd, axe: Axe, phone: bool
) -> None:
    page = looking(windows, crowd, phone=phone)
    give_name(page, 4, "Bo")
    page.get_by_role("button", name="Export photos by person").click()
    dialog = page.get_by_role("dialog", name="Export photos by person")
    expect(dialog.get_by_text("9 photos in 3 folders")).to_be_visible()
    axe(page)
    dialog.get_by_role("radio", name="In a copy of each photo").check()
    dialog.get_by_role("radio", name="Only of people with a name").check()
    expect(dialog.get_by_text("4 photos in 1 folder")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with download(page) as archive:
        names = archive.namelist()
        assert len(names) == 4 and all(name.startswith("Bo/") for name in names)
        (packet,) = packets_in("jpeg", archive.read(names[0]))
        assert Packet(packet).texts(DC, "subject") == ["Bo"]


def test_chosen_people_and_one_of_them_are_exported_by_keys(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    for photos in (4, 2):
        tile(page, photos).get_by_role("checkbox").check(force=True)
    page.get_by_role("toolbar").get_by_role("button", name="Export").press("Enter")
    dialog = page.get_by_role("dialog", name="Export the photos of 2 people")
    expect(dialog.get_by_text("6 photos in 2 folders")).to_be_visible()
    dialog.get_by_role("radio", name="In a file beside each photo").press("Space")
    with download(page) as archive:
        assert len(archive.namelist()) == 12
        assert {name.split("/")[0] for name in archive.namelist()} == {"Person 001", "Person 003"}
    page.get_by_role("button", name="Choose nobody").click()
    tile(page, 3).get_by_role("link").click()
    page.get_by_role("button", name="More for Somebody without a name").click()
    page.get_by_role("menuitem", name="Export these photos").click()
    dialog = page.get_by_role("dialog", name="Export the photos of Somebody without a name")
    expect(dialog.get_by_text("3 photos in 1 folder")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_host_chooses_whether_names_in_files_count(windows: Windows, crowd: Crowd, axe: Axe) -> None:
    page = windows.open(crowd.ana)
    page.goto(f"{crowd.address}/sorting")
    choice = page.get_by_role("checkbox", name="Take over names that other programs wrote into photos")
    expect(choice).not_to_be_checked()
    axe(page)
    choice.check()
    expect(page.get_by_text("Names in files that are uploaded from now on count.")).to_be_visible()
    page.reload()
    expect(choice).to_be_checked()
    choice.uncheck()
    expect(page.get_by_text("Names in files do not count any more.")).to_be_visible()
