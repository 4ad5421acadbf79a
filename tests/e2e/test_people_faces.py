"""Faces of a person in the browser: those of somebody else are taken out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import FACE, Crowd, give_name, looking, said, tile, undo
from e2e.windows import Windows

Axe = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True])
def test_faces_that_are_somebody_else_are_taken_out(
    windows: Windows, crowd: Crowd, axe: Axe, phone: bool
) -> None:
    page = looking(windows, crowd, phone=phone)
    tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Somebody without a name")).to_be_visible()
    page.get_by_role("link", name="Faces", exact=True).click()
    faces = page.get_by_role("button", name=FACE)
    expect(faces).to_have_count(4)
    faces.nth(1).click()
    faces.nth(3).click(modifiers=["Shift"])
    expect(page.get_by_text("3 faces chosen")).to_be_visible()
    faces.nth(2).click()
    expect(page.get_by_text("2 faces chosen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="These are somebody else").click()
    axe(page)
    page.keyboard.type("Eve")
    page.keyboard.press("Enter")
    expect(faces).to_have_count(2)
    said(crowd, {"Eve": 2})
    faces.first.click()
    page.get_by_role("button", name="These are somebody else").click()
    page.keyboard.type("ev")
    page.get_by_role("option", name="Eve").click()
    expect(faces).to_have_count(1)
    said(crowd, {"Eve": 3})
    undo(page)
    expect(faces).to_have_count(2)


def test_a_face_that_is_not_the_person_leaves_them(windows: Windows, crowd: Crowd) -> None:
    page = looking(windows, crowd)
    give_name(page, 4, "Bo")
    tile(page, 4).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Bo", exact=True)).to_be_visible()
    page.get_by_role("link", name="Faces", exact=True).click()
    faces = page.get_by_role("button", name=FACE)
    faces.nth(2).click()
    page.get_by_role("button", name="Not this person").click()
    expect(faces).to_have_count(3)
    said(crowd, {"Bo": 3})
    undo(page)
    expect(faces).to_have_count(4)
