"""Searches are read from indexes, in order, and never sorted as a whole."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.models import Term
from albumen.find.streams import Stream, everything, of_faces, of_terms_and_people, part

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def plan(stream: object) -> str:
    sql, parameters = part(stream, ordered=True, most=100)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return "\n".join(row[3] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of SQLite")
def test_every_stream_is_read_in_its_index(ana: User, party: Event) -> None:
    library = party.library_id
    term, person = of_terms_and_people(library, [1], [UUID(int=1)]).streams
    assert "COVERING INDEX posting_order (term_id=? AND binned=?)" in plan(term)
    assert "COVERING INDEX assignment_in_order (person_id=?)" in plan(person)
    for stream in (term, person, everything(library).streams[0]):
        assert "TEMP B-TREE" not in plan(stream), plan(stream)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of SQLite")
def test_numbers_of_faces_are_read_from_a_moment_on_in_their_index(ana: User, party: Event) -> None:
    for number, faces in enumerate([3, 14]):
        factories.photo(party.library, number, face_count=faces)
    streams = of_faces(party.library_id, 3, None).streams
    assert len(streams) == 10, "3 to 11, and 12 to 14 together"
    for stream in streams[:-1]:
        assert "photo_faces_order (library_id=? AND face_count=? AND sort_at>?)" in plan(_later(stream))
    crowds = plan(_later(streams[-1]))
    assert "TEMP B-TREE" not in crowds and "photo_faces_order (library_id=? AND face_count=?)" in crowds, (
        crowds
    )


def _later(stream: Stream) -> Stream:
    return Stream(stream.rows.filter(sort_at__gte=timezone.now()), stream.photo, stream.on_photo)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of SQLite")
@pytest.mark.parametrize("named", [True, False])
def test_very_many_terms_are_not_looked_up_one_by_one_for_each_photo(
    ana: User, party: Event, named: bool
) -> None:
    """Ten thousand words that begin alike took twenty seconds among 100,000 photos."""
    terms = list(range(1, 10_000)) if named else Term.objects.filter(library=party.library_id).values("pk")
    clause = of_terms_and_people(party.library_id, terms, [])
    photos = everything(party.library_id).streams[0]
    asked = plan(Stream(photos.rows.filter(clause.asked(photos)), photos.photo, photos.on_photo))
    assert "(photo_id=?)" in asked and "term_id=?" not in asked, asked
    if named:
        (merged,) = clause.merged
        assert "COVERING INDEX posting_order (term_id=? AND binned=?)" in plan(merged)
