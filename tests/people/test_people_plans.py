"""Lists are walks through an index, however large a library is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from albumen.people.comparison_due import to_compare
from albumen.people.duplicate_queries import duplicates_of
from albumen.people.models import Assignment, Person
from albumen.people.queries import faces_of, log_of, people_of, unassigned_faces
from people_scene import PeopleScene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="these are plans of SQLite's"),
]


def test_lists_walk_through_their_index(scene: PeopleScene) -> None:
    library = scene.library
    lists: list[tuple[Any, str]] = [
        (people_of(library).order_by("-photo_count", "id"), "person_by_size"),
        (people_of(library, search="x").order_by("sort_name", "id"), "person_by_name"),
        (unassigned_faces(library).order_by("face_id"), "assignment_nobody"),
        (Assignment.objects.filter(library=library, pending=True).order_by("face_id"), "assignment_pending"),
        (log_of(library).order_by("-id"), "statement_log"),
        (duplicates_of(library).order_by("skips", "-probability", "id"), "duplicate_list"),
        (duplicates_of(library, "not_same").order_by("skips", "-probability", "id"), "duplicate_list"),
        (to_compare(library.pk).order_by("id"), "person_to_compare"),
    ]
    for rows, index in lists:
        plan = rows[:100].explain()
        assert f"USING INDEX {index}" in plan and "TEMP B-TREE" not in plan, plan


def test_faces_of_a_person_are_walked_photo_by_photo(scene: PeopleScene) -> None:
    person = Person(library=scene.library)
    plan = faces_of(person).order_by("photo_id", "face_id")[:100].explain()
    assert "USING INDEX assignment_of_person" in plan, plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, "only faces of one photo are sorted"
