"""Faces to confirm in the browser: answered by keyboard and pointer, one or many at once, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import Crowd, last_answer_said_above, make_crowd
from e2e.party import People, wait_until
from e2e.windows import Windows
from integration.sites import Site

Axe = Callable[[Page], None]

TO_CONFIRM = re.compile(r"^Faces to confirm \d$")

ASIDE = """
import django
django.setup()
from albumen.people.counting import count_people
from albumen.people.models import Assignment, Person
bo, cy = Person.objects.get(pk="{bo}"), Person.objects.get(pk="{cy}")
for row in Assignment.objects.filter(person=bo).order_by("face")[:2]:
    alone = Person.objects.create(library=bo.library)
    Assignment.objects.filter(pk=row.pk).update(guess=alone, person=alone)
    count_people([alone.pk])
row = Assignment.objects.filter(person=cy).order_by("face")[0]
Assignment.objects.filter(pk=row.pk).update(guess=bo, person=bo)
count_people([bo.pk, cy.pk])
"""
"""Two faces of Bo's become somebody of their own, each, and one of Cy's is taken for Bo, as a machine errs."""


def _asking(people: People, portraits: list[Path], site: Site) -> Crowd:
    """Everybody has a name; two faces may be Bo, and one is not."""
    crowd = make_crowd(people, portraits)
    ids = {one["photo_count"]: one["id"] for one in crowd.people()}
    for count, name in ((4, "Bo"), (3, "Cy"), (2, "Dee")):
        crowd.ana.api("PUT", f"/people/{ids[count]}/name", json={"name": name})
    site.run(ASIDE.format(bo=ids[4], cy=ids[3]))
    train(crowd)
    return crowd


def train(crowd: Crowd, *ends: str) -> None:
    """Have it learn, and wait until it has: until it is in one of these states, ``ready`` where none is told."""
    crowd.ana.api("POST", f"/libraries/{crowd.library}/classifier/train")
    good = ends or ("ready",)

    def learned() -> bool:
        state: str = crowd.ana.api("GET", f"/libraries/{crowd.library}/classifier")["state"]
        assert state in ("training", *good), state
        return state in good

    wait_until(learned, "the classifier has learned")


def bo_of(crowd: Crowd) -> str:
    found: str = next(one["id"] for one in crowd.people() if one["name"] == "Bo")
    return found


def asked(crowd: Crowd, kind: str) -> list[int]:
    """Faces that are asked about Bo."""
    rows = crowd.ana.api("GET", f"/people/{bo_of(crowd)}/suggestions?kind={kind}")["items"]
    return [row["id"] for row in rows]


def counts(crowd: Crowd) -> tuple[int, int]:
    """How many may be Bo, and how many may not."""
    return len(asked(crowd, "join")), len(asked(crowd, "doubt"))


def photos_of(crowd: Crowd, name: str) -> int:
    return crowd.sizes()[name]


def left(page: Page, count: int) -> None:
    expect(page.get_by_role("list", name="Faces that are asked about").locator("> li")).to_have_count(count)


@pytest.mark.parametrize("phone", [False, True])
def test_faces_are_confirmed_one_after_the_other_and_taken_back(
    windows: Windows, people: People, portraits: list[Path], site: Site, axe: Axe, phone: bool
) -> None:
    crowd = _asking(people, portraits, site)
    assert counts(crowd) == (2, 1)
    page = windows.open(crowd.ana, phone=phone)
    page.goto(crowd.address)
    page.get_by_role("link", name=TO_CONFIRM).click()
    expect(page.get_by_role("heading", name="Is this Bo?")).to_be_visible()
    left(page, 2)
    axe(page)
    if phone:
        page.get_by_role("button", name="Yes", exact=True).click()
    else:
        page.keyboard.press("y")
    left(page, 1)
    wait_until(lambda: counts(crowd) == (1, 1), "the server heard yes", seconds=15)
    last_answer_said_above(
        page, [page.get_by_role("button", name=name, exact=True) for name in ("Yes", "No")]
    )
    page.get_by_role("button", name="Undo").first.click()
    left(page, 2)
    wait_until(lambda: counts(crowd) == (2, 1), "the server took it back", seconds=15)
    page.get_by_role("button", name="Choose all").click()
    expect(page.get_by_role("heading", name="Are these 2 faces Bo?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_role("heading", name="Is this really Bo?")).to_be_visible()
    left(page, 1)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing more is asked about Bo")).to_be_visible()
    axe(page)
    wait_until(lambda: counts(crowd) == (0, 0), "the server heard everything", seconds=15)
    wait_until(lambda: photos_of(crowd, "Bo") == 4 and photos_of(crowd, "Cy") == 3, "everybody is right")


def test_keys_choose_enlarge_and_take_back_on_the_page_of_a_person(
    windows: Windows, people: People, portraits: list[Path], site: Site, axe: Axe
) -> None:
    crowd = _asking(people, portraits, site)
    page = windows.open(crowd.ana)
    page.goto(f"/people/{bo_of(crowd)}")
    page.get_by_role("link", name=TO_CONFIRM).click()
    left(page, 2)
    page.locator("[data-asked]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="The whole photo")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="Are these 2 faces Bo?")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Is this really Bo?")).to_be_visible()
    wait_until(lambda: counts(crowd) == (0, 1), "the server heard no", seconds=15)
    page.keyboard.press("Control+z")
    left(page, 2)
    wait_until(lambda: counts(crowd) == (2, 1), "it is asked again", seconds=15)
    denied = asked(crowd, "join")[-1]
    page.locator(f'[data-asked="{denied}"]').focus()
    page.keyboard.press("n")
    left(page, 1)
    wait_until(lambda: counts(crowd) == (1, 1), "the server heard no", seconds=15)
    train(crowd)
    assert denied not in asked(crowd, "join"), "what was denied is not asked again"


def test_before_anybody_has_a_name_it_says_what_it_needs(windows: Windows, crowd: Crowd, axe: Axe) -> None:
    train(crowd, "too_few")  # what was said in other tests may still have it learn
    page = windows.open(crowd.ana)
    page.goto(f"/libraries/{crowd.library}/suggestions")
    heading = page.get_by_role("heading", name="Give some people a name first").or_(
        page.get_by_role("heading", name="A few more names are needed")
    )
    expect(heading).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Name people").click()
    expect(page.get_by_role("combobox", name="Name of this person")).to_be_focused()
