"""Searches are read from indexes, in order, and never sorted as a whole."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.streams import everything, of_terms_and_people, part

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
