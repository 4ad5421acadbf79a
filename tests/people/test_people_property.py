"""Whatever happens in whatever order: what people said stands, no name is lost, nobody deleted comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st

from albumen.accounts.models import User
from albumen.people import said as words
from albumen.people.said import Kind
from people_scene import PeopleScene
from people_steps import ALGORITHMS, STEPS, Story

pytestmark = pytest.mark.django_db

ONE_STEP = st.tuples(st.sampled_from(STEPS), st.integers(0, 50), st.integers(0, 50))


@settings(
    # What the database decides is the same in every story: PostgreSQL is shown fewer.
    max_examples=30 if connection.vendor == "sqlite" else 12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink what fails takes minutes; the steps are printed
    suppress_health_check=list(HealthCheck),
)
@example(
    arrivals=[(0, 0)] * 3,
    steps=[("name", 0, 0), ("undo", 0, 0), ("undo", 0, 0), ("undo", 1, 0), ("undo", 0, 0)],
)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=3, max_size=8),
    steps=st.lists(ONE_STEP, min_size=5, max_size=25),
)
def test_what_was_said_stands_whatever_happens(
    ana: User, run_jobs: Callable[[], int], arrivals: list[tuple[int, int]], steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        story = Story(PeopleScene(ana, run_jobs))
        for one, two in arrivals:
            story.arrive(one, two)
        story.work(0, 0)
        for what, one, two in steps:
            note(f"{what} {one} {two}")
            story.do(what, one, two)
            story.check()
        for number in range(len(ALGORITHMS)):
            story.do("cluster", number, 0)
            story.check()
            story.do("classify", number, 2 * number + 1)
            story.check()
        transaction.set_rollback(True)


_FACES = st.integers(1, 4)
_PEOPLE = st.sampled_from("abcd")


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just(Kind.IS), _PEOPLE, _FACES),
            st.tuples(st.just(Kind.IS_NOT), _PEOPLE, _FACES),
            st.tuples(st.just(Kind.MERGE), _PEOPLE, _PEOPLE),
            st.tuples(st.just(Kind.NOT_SAME), _PEOPLE, _PEOPLE),
            st.tuples(st.just(Kind.NAME), _PEOPLE, st.sampled_from(["x", "y", ""])),
            st.tuples(st.just(Kind.UNDO), st.just(""), st.integers(1, 20)),
        ),
        max_size=20,
    )
)
def test_taking_everything_back_leaves_nothing(said: list[tuple[Kind, str, Any]]) -> None:
    log: list[words.Statement] = []
    for kind, person, about in said:
        number = len(log) + 1
        if kind == Kind.UNDO and about < number:
            log.append(words.Statement(number, kind, undoes=about))
        elif kind in (Kind.IS, Kind.IS_NOT):
            log.append(words.Statement(number, kind, person, faces=[(about, None)]))
        elif kind in (Kind.MERGE, Kind.NOT_SAME):
            log.append(words.Statement(number, kind, person, about))
        elif kind == Kind.NAME:
            log.append(words.Statement(number, kind, person, text=about))
    fold = words.fold(words.standing(log))
    assert all(fold.root(fold.root(person)) == fold.root(person) for person in "abcd")
    assert all(len(pair) == 2 and pair == {*map(fold.root, pair)} for pair in fold.kept_apart())
    assert not any(fold.denies(face, person) for face, person in fold.pinned.items())
    for entry in words.standing(log):
        log.append(words.Statement(len(log) + 1, Kind.UNDO, undoes=entry.id))
    assert words.fold(words.standing(log)) == words.Said()
