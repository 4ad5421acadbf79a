"""Writing many assignments at once, each with values of its own, by one prepared statement.

Of a thousand faces, each with a probability and one in four with a person of their own, ``bulk_update`` makes an
expression each and single updates a query each; both take several times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from albumen.people.models import Assignment

Guess = tuple[int, UUID | None, str, float]
"""A face's key, its person or None, by what it was guessed (``By``), and how probable that is, 0 to 1."""

Answer = tuple[int, UUID | None, str]
"""A face's key, who it is or None, and why (``By``)."""


def write_guesses(guesses: Iterable[Guess]) -> None:
    """Write down what the machine takes faces for; they wait no longer. In a transaction, holding ``Sorting``."""
    rows = ((face, (person, by, probability, False)) for face, person, by, probability in guesses)
    _write(("guess", "guessed_by", "probability", "pending"), rows)


def write_answers(answers: Iterable[Answer]) -> None:
    """Write down who faces are. Call it in a transaction, holding ``Sorting``."""
    _write(("person", "why"), ((face, (person, why)) for face, person, why in answers))


def _write(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    meta, quote = Assignment._meta, connection.ops.quote_name
    fields = [meta.get_field(name) for name in columns]
    change = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {change} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - of our model
    written = [
        [
            *(field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)),
            face,
        ]
        for face, values in rows
    ]
    if written:
        with connection.cursor() as cursor:
            cursor.executemany(sql, written)
