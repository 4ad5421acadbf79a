"""The walk of a library's owner through the pages: what it counts, and which floors it notices."""

from __future__ import annotations

from typing import Any

import pytest
from benchmarks.people_walk import missed, strayed_names
from library_seen import Seen, SeenFace
from words_kept import Word

from people_story import Wanted

KEPT: dict[str, Any] = {
    "said": {"name": 50, "merge": 20, "split": 20},
    "corrections": 50,
    "words_broken": 0,
    "names_lost": 0,
    "names_strayed": 0,
    "wrong_words_left": 0,
    "b_cubed_before": {"f": 0.98},
    "b_cubed": {"end": {"f": 0.99}},
    "faults": [],
}


def seen(*faces: tuple[int, str, str]) -> Seen:
    rows = {
        number: SeenFace(number, f"p{number}", person, "cluster", truth) for number, person, truth in faces
    }
    return Seen(rows, {}, {})


def test_nothing_is_missed_when_every_floor_is_kept() -> None:
    assert missed(KEPT, Wanted(), 50) == []


@pytest.mark.parametrize(
    "worse",
    [
        {"said": {"name": 50, "merge": 19, "split": 20}},
        {"corrections": 49},
        {"words_broken": 1},
        {"names_lost": 1},
        {"names_strayed": 1},
        {"wrong_words_left": 1},
        {"b_cubed_before": {"f": 0.96}},
        {"b_cubed": {"end": {"f": 0.979}}},
        {"faults": ["/library: 500"]},
    ],
)
def test_every_floor_that_is_missed_is_told(worse: dict[str, Any]) -> None:
    assert len(missed({**KEPT, **worse}, Wanted(), 50)) == 1


def test_a_name_has_strayed_when_most_faces_under_it_are_somebody_else() -> None:
    named = [Word(1, "name", right=True, person="a", text="Bo Berg")]
    assert strayed_names(named, seen((1, "a", "Bo_Berg"), (2, "a", "Bo_Berg"), (3, "a", "Cy"))) == []
    assert len(strayed_names(named, seen((1, "a", "Bo_Berg"), (2, "a", "Cy"), (3, "a", "Cy")))) == 1


def test_a_name_is_looked_for_under_whom_its_person_goes_on() -> None:
    said = [
        Word(1, "name", right=True, person="a", text="Bo Berg"),
        Word(2, "merge", right=True, person="a", other="b"),
    ]
    assert strayed_names(said, seen((1, "b", "Bo_Berg"))) == []
    assert len(strayed_names(said, seen((1, "b", "Cy")))) == 1


def test_a_wrong_merge_is_no_fault_of_the_site() -> None:
    said = [
        Word(1, "name", right=True, person="a", text="Bo Berg"),
        Word(2, "merge", right=False, person="a", other="b"),
    ]
    assert strayed_names(said, seen((1, "b", "Cy"))) == []
