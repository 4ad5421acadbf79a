"""Writing down what the machine takes faces for, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from albumen.people.models import Assignment

Guess = tuple[int, UUID | None, str, float]
"""A face's key, its person or None, by what it was guessed (``By``), and how probable that is, 0 to 1."""

_COLUMNS = ("guess", "guessed_by", "probability", "pending")


def write_guesses(guesses: Iterable[Guess]) -> None:
    """Write these guesses down; the faces wait no longer. Call it in a transaction, holding ``Sorting``.

    One prepared statement for all: of a thousand faces, each with a probability of its own, ``bulk_update`` makes an
    expression each and takes ten times as long.
    """
    meta, quote = Assignment._meta, connection.ops.quote_name
    fields = [meta.get_field(name) for name in _COLUMNS]
    change = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {change} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - of our model

    def row(guess: Guess) -> list[Any]:
        face, person, by, probability = guess
        values = zip(fields, (person, by, probability, False), strict=True)
        return [
            *(field.get_db_prep_save(value, connection) for field, value in values),
            face,
        ]

    rows = [row(guess) for guess in guesses]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
