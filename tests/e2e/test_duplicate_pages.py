"""People who may be the same, in the browser: asked about one after the other, answered by keyboard, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.crowd import Crowd, last_answer_said_above, make_crowd
from e2e.party import People, wait_until
from e2e.windows import Windows
from integration.sites import Site

Axe = Callable[[Page], None]

IN_TWO = """
from django.db import transaction
from albumen.people.counting import count_people
from albumen.people.models import Assignment, Person
for person in Person.objects.filter(library="{library}", face_count__gte=3).order_by("-face_count"):
    faces = list(Assignment.objects.filter(person=person).order_by("face").values_list("face_id", flat=True))
    other = Person.objects.create(library_id="{library}")
    Assignment.objects.filter(face__in=faces[:2]).update(guess=other, person=other)
    with transaction.atomic():
        count_people([person.pk, other.pk])
"""
"""The machine takes whoever is in three photos or more for two people."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two people of whom each is there twice, and a third."""

    crowd: Crowd

    @property
    def address(self) -> str:
        return f"/libraries/{self.crowd.library}/duplicates"

    def api(self, path: str, method: str = "GET") -> Any:
        return self.crowd.ana.api(method, f"{self.address}{path}")

    def sizes(self) -> list[int]:
        """In how many photos everybody is."""
        return sorted(self.crowd.sizes().values())

    def take_everything_back(self) -> None:
        for statement in self.crowd.ana.api("GET", f"/libraries/{self.crowd.library}/statements")["items"]:
            if statement["stands"] and statement["kind"] != "undo":
                self.crowd.ana.api("POST", f"/statements/{statement['id']}/undo")
        wait_until(lambda: self.sizes() == [1, 2, 2, 2, 2], "everybody is as they were found")
        wait_until(lambda: self.api("/counts")["open"] == 2, "and asked about")


@pytest.fixture(scope="module")
def found_twins(people: People, portraits: list[Path], site: Site) -> Twins:
    twins = Twins(make_crowd(people, portraits))
    site.run(IN_TWO.format(library=twins.crowd.library))
    twins.api("/look", "POST")
    wait_until(lambda: twins.api("/counts")["open"] == 2, "both are asked about")
    return twins


@pytest.fixture
def twins(found_twins: Twins) -> Iterator[Twins]:
    """Everything is taken back afterwards."""
    yield found_twins
    found_twins.take_everything_back()


def test_pairs_are_answered_by_keyboard_alone(windows: Windows, twins: Twins, axe: Axe) -> None:
    page = windows.open(twins.crowd.ana)
    page.goto(twins.crowd.address)
    page.get_by_role("link", name="Possible duplicates").focus()
    expect(page.get_by_role("link", name="Possible duplicates 2 to answer")).to_be_focused()
    page.keyboard.press("Enter")
    place = page.get_by_role("region", name="Two people who may be the same")
    expect(place).to_be_focused()
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    expect(place).to_be_focused()
    wait_until(lambda: len(twins.sizes()) == 4, "two are one")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="That was everybody")).to_be_visible()
    expect(page.get_by_text("You have answered for 2 pairs.")).to_be_visible()
    wait_until(lambda: twins.api("/counts")["open"] == 0, "both are answered")
    axe(page)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    wait_until(lambda: twins.api("/counts")["open"] == 1, "the second is asked again")
    page.keyboard.press("Control+z")
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    wait_until(lambda: len(twins.sizes()) == 5, "the two are two again")
    expect(place).to_be_focused()


@pytest.mark.parametrize("phone", [False, True])
def test_answers_are_given_by_hand_and_taken_back_in_the_message(
    windows: Windows, twins: Twins, phone: bool
) -> None:
    page = windows.open(twins.crowd.ana, phone=phone)
    page.goto(twins.address)
    expect(page.get_by_role("img", name="face 1")).to_have_count(2)
    page.get_by_role("button", name="Not the same").click()
    expect(page.get_by_text("Noted: they are two people")).to_be_visible()
    wait_until(lambda: twins.api("/counts")["open"] == 1, "the first is answered")
    answers = [page.get_by_role("button", name=name, exact=True) for name in ("The same", "Not the same")]
    last_answer_said_above(page, answers)
    page.get_by_role("button", name="Undo").last.click()
    wait_until(lambda: twins.api("/counts")["open"] == 2, "it is asked again")
    expect(page.get_by_text("Taken back")).to_be_visible()
    last_answer_said_above(page, answers)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_person_tells_with_whom_they_may_be_the_same(windows: Windows, twins: Twins, axe: Axe) -> None:
    pair = twins.api("")["items"][0]
    page = windows.open(twins.crowd.ana)
    page.goto(f"/people/{pair['one']['id']}")
    listed = page.get_by_role("list", name="May be the same person")
    expect(listed.get_by_role("listitem")).to_have_count(1)
    axe(page)
    listed.get_by_role("button", name="Not the same").click()
    expect(listed).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    listed.get_by_role("button", name="The same", exact=True).click()
    wait_until(lambda: len(twins.sizes()) == 4, "they are one")
    expect(page.get_by_role("heading", name="Somebody without a name")).to_be_visible()
    expect(listed).to_have_count(0)


def test_two_names_are_asked_for_the_one_that_stays(windows: Windows, twins: Twins) -> None:
    pair = twins.api("")["items"][0]
    for side, name in (("one", "Bo"), ("other", "Bodo")):
        twins.crowd.ana.api("PUT", f"/people/{pair[side]['id']}/name", json={"name": name})
    page = windows.open(twins.crowd.ana)
    page.goto(twins.address)
    expect(page.get_by_text("Did one person get two: Bo and Bodo?")).to_be_visible()
    page.keyboard.press("s")
    asked = page.get_by_role("dialog", name="Which name stays?")
    asked.get_by_label("Bodo").check()
    asked.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    wait_until(lambda: "Bodo" in twins.crowd.sizes() and "Bo" not in twins.crowd.sizes(), "one name stays")


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_asked_about_where_nobody_is_there_twice(
    windows: Windows, found_crowd: Crowd, axe: Axe, dark: bool
) -> None:
    page = windows.open(found_crowd.ana, dark=dark, language="de-DE")
    page.goto(f"/libraries/{found_crowd.library}/duplicates")
    expect(page.get_by_role("heading", name="Niemand scheint doppelt da zu sein")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Jetzt suchen").click()
    expect(page.get_by_text("Zuletzt gesucht")).to_be_visible()
