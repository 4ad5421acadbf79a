"""What statements mean together: pure, without rows."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from albumen.people.deriving import Words, derive
from albumen.people.said import (
    DeletedAndMerged,
    Doubled,
    Kind,
    Said,
    Statement,
    contradiction,
    fold,
    standing,
)


class Log:
    """Statements in the order in which they are said."""

    def __init__(self) -> None:
        self.entries: list[Statement] = []
        self._ids = count(1)

    def say(self, kind: Kind, *faces: int, before: str | None = None, **about: str) -> int:
        entry = Statement(next(self._ids), kind, faces=[(face, before) for face in faces], **about)  # type: ignore[arg-type]
        self.entries.append(entry)
        return entry.id

    def undo(self, statement: int) -> int:
        self.entries.append(Statement(next(self._ids), Kind.UNDO, undoes=statement))
        return self.entries[-1].id

    @property
    def said(self) -> Said:
        return fold(standing(self.entries))


@pytest.fixture
def log() -> Log:
    return Log()


def test_the_last_name_counts_and_comes_back_when_a_later_one_is_taken_back(log: Log) -> None:
    log.say(Kind.NAME, person="a", text="Ana")
    second = log.say(Kind.NAME, person="a", text="Anna")
    assert log.said.name_of("a") == "Anna"
    log.undo(second)
    assert log.said.name_of("a") == "Ana"


def test_taking_back_a_taking_back_makes_it_stand_again(log: Log) -> None:
    name = log.say(Kind.NAME, person="a", text="Ana")
    undo = log.undo(name)
    assert log.said.name_of("a") == ""
    log.undo(undo)
    assert log.said.name_of("a") == "Ana"


def test_a_merge_takes_a_name_along_only_where_there_is_none(log: Log) -> None:
    log.say(Kind.NAME, person="a", text="Ana")
    log.say(Kind.MERGE, person="a", other="b")
    assert (log.said.root("a"), log.said.name_of("b")) == ("b", "Ana")
    log.say(Kind.NAME, person="b", text="Bo")
    assert log.said.name_of("b") == "Bo"


def test_merges_form_chains_and_never_a_ring(log: Log) -> None:
    first = log.say(Kind.MERGE, person="a", other="b")
    undo = log.undo(first)
    log.say(Kind.MERGE, person="b", other="a")
    assert log.said.merged == {"b": "a"}
    log.undo(undo)  # both ways round now
    assert log.said.root("a") == log.said.root("b")
    log.say(Kind.MERGE, person="b", other="c")
    assert {log.said.root(person) for person in "abc"} == {"c"}


def test_a_face_is_one_person_and_not_whom_it_was_taken_for(log: Log) -> None:
    log.say(Kind.IS, 1, person="b", before="a")
    assert log.said.pinned == {1: "b"} and log.said.denies(1, "a")
    log.say(Kind.IS, 1, person="a", before="b")
    assert log.said.pinned == {1: "a"}
    assert log.said.denies(1, "b") and not log.said.denies(1, "a")


def test_is_not_ends_what_was_said_and_holds_for_those_who_are_merged(log: Log) -> None:
    log.say(Kind.IS, 1, person="a")
    log.say(Kind.MERGE, person="a", other="b")
    log.say(Kind.IS_NOT, 1, person="b")
    assert log.said.pinned == {} and log.said.denies(1, "a") and log.said.denies(1, "b")


def test_no_face_ends_what_was_said_and_a_later_word_makes_it_one_again(log: Log) -> None:
    log.say(Kind.IS, 1, person="a")
    wrong = log.say(Kind.WRONG_DETECTION, 1)
    assert log.said.wrong == {1} and log.said.pinned == {}
    log.undo(wrong)
    assert log.said.wrong == set() and log.said.pinned == {1: "a"}
    log.say(Kind.WRONG_DETECTION, 1)
    log.say(Kind.IS, 1, person="b")
    assert log.said.wrong == set() and log.said.pinned == {1: "b"}


def test_two_faces_of_a_photo_said_to_be_one_person_contradict_unless_that_was_allowed(log: Log) -> None:
    log.say(Kind.IS, 1, person="a")
    log.say(Kind.IS, 2, person="b")
    photos = {1: "p", 2: "p"}
    assert contradiction(log.said, dict(photos)) is None
    log.say(Kind.MERGE, person="a", other="b")
    assert contradiction(log.said, dict(photos)) == Doubled("p", "b", (1, 2))
    log.say(Kind.TWICE, photo="p")
    assert contradiction(log.said, dict(photos)) is None


def test_somebody_deleted_cannot_be_somebody_else(log: Log) -> None:
    deleted = log.say(Kind.DELETE, 1, person="a", before="a")
    undo = log.undo(deleted)
    log.say(Kind.MERGE, person="a", other="b")
    assert contradiction(log.said, {}) is None
    log.undo(undo)
    assert contradiction(log.said, {}) == DeletedAndMerged("a", "b")


def _derived(photo: list[int], guess: list[int], **said: object) -> list[int]:
    size = len(photo)
    words = Words(
        pinned=np.array(said.get("pinned", [-1] * size)),
        wrong=np.array(said.get("wrong", [False] * size)),
        twice=np.array(said.get("twice", [False] * size)),
        denied=np.array(said.get("denied", []), np.int64).reshape(-1, 2),
        root=np.array(said.get("root", [0, 1, 2])),
    )
    probability = np.array(said.get("probability", [0.9] * size))
    return derive(np.array(photo), np.array(guess), probability, words).tolist()


def test_a_word_comes_before_the_guess_and_a_merge_after_both() -> None:
    assert _derived([0, 1, 2], [0, 0, -1], pinned=[-1, 2, 1]) == [0, 2, 1]
    assert _derived([0, 1, 2], [0, 0, -1], pinned=[-1, 2, 1], root=[0, 0, 2]) == [0, 2, 0]


def test_nobody_is_twice_in_a_photo_by_guess_and_a_word_stays_before_the_surer() -> None:
    assert _derived([0, 0], [0, 0], probability=[0.8, 0.9]) == [-1, 0]
    assert _derived([0, 0], [0, 0], probability=[0.8, 0.9], pinned=[0, -1]) == [0, -1]
    assert _derived([0, 0], [0, 0], twice=[True, True]) == [0, 0]
    assert _derived([0, 1], [0, 0]) == [0, 0]


def test_denied_and_wrong_faces_are_nobody() -> None:
    assert _derived([0, 1], [0, 0], denied=[(0, 0)]) == [-1, 0]
    assert _derived([0, 1], [0, 0], denied=[(0, 1)], root=[1, 1, 2]) == [-1, 1]
    assert _derived([0, 1], [0, 0], wrong=[True, False]) == [-1, 0]
    assert _derived([0], [0], denied=[(0, 0)], pinned=[0]) == [0]


def test_two_who_are_not_the_same_are_apart_under_whomever_they_go_on(log: Log) -> None:
    log.say(Kind.NOT_SAME, person="a", other="b")
    assert log.said.kept_apart() == {frozenset("ab")}
    merge = log.say(Kind.MERGE, person="a", other="c")
    assert log.said.kept_apart() == {frozenset("cb")}
    log.say(Kind.MERGE, person="c", other="b")
    assert log.said.kept_apart() == set(), "a merge says more"
    log.undo(merge)
    assert log.said.kept_apart() == {frozenset("ab")}


def test_not_the_same_is_taken_back_and_said_again(log: Log) -> None:
    said = log.say(Kind.NOT_SAME, person="a", other="b")
    log.say(Kind.NOT_SAME, person="b", other="a")
    log.undo(said)
    assert log.said.kept_apart() == {frozenset("ab")}, "it was said twice"
