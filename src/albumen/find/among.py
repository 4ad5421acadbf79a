"""Rows with one of very many ids, as each database answers them quickly.

Thousands of ids go to the database as one value, JSON or an array: writing a statement with a place for each takes as
long as the search. Both databases guess how many rows there are for each, and from a query inside the query they guess
badly: PostgreSQL reads all of a table, SQLite looks up each of ten thousand ids for each photo.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import RawSQL

ONE_BY_ONE = 50
"""Ids that are written into a statement one by one."""

_FEW_OF_A_PHOTO = 3
"""Ids that SQLite may look up one after the other for each photo."""


def is_list(wanted: Any) -> bool:
    """Whether these are named, rather than told by a query."""
    return isinstance(wanted, Sequence)


def is_many(wanted: Any) -> bool:
    """Whether a database is to be kept from looking each of these up for each photo: a photo has few terms and people.

    PostgreSQL does so for a few, and for many joins and sorts all photos instead; SQLite always does.
    """
    few = ONE_BY_ONE if connection.vendor == "postgresql" else min(_FEW_OF_A_PHOTO, ONE_BY_ONE)
    return not is_list(wanted) or len(wanted) > few


def read_among(column: str, wanted: Any) -> Any:
    """A condition on rows that are read: the column has one of these values, each looked up in the index."""
    if not is_list(wanted) or len(wanted) <= ONE_BY_ONE:
        return Q(**{f"{column}__in": wanted})
    return Q(**{f"{column}__in": _rows(wanted)})


def asked_among(column: str, wanted: Any) -> Any:
    """The same on rows of one photo: the values are made a table once, in which the column is looked up."""
    if not is_list(wanted) or len(wanted) <= ONE_BY_ONE:
        return Q(**{f"{column}__in": wanted})
    if connection.vendor != "postgresql":
        return Q(**{f"{column}__in": _rows(wanted)})
    return Func(
        F(column),
        Value(_array(wanted)),
        template=f"(%(expressions)s::{_kind(wanted)}[]))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _rows(wanted: Sequence[int | UUID]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT unnest(%s::{_kind(wanted)}[])", [_array(wanted)])  # noqa: S611 - a type of two
    given = [one.hex if isinstance(one, UUID) else one for one in wanted]
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(given)])


def _array(wanted: Sequence[int | UUID]) -> str:
    """An array as PostgreSQL reads it: psycopg takes ten times as long to write one of a list."""
    return f"{{{','.join(map(str, wanted))}}}"


def _kind(wanted: Sequence[int | UUID]) -> str:
    """PostgreSQL's name of what these are."""
    return "uuid" if isinstance(wanted[0], UUID) else "bigint"
