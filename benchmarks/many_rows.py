"""Photos, faces and embeddings by the hundred thousand in a throw-away database, as ingest leaves them.

Rows are written by one prepared statement a table (PostgreSQL: by COPY), with every column as an instance of the model
would have it: a million faces take a minute where ``bulk_create`` takes ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 50_000
"""Faces written in one transaction."""


def make_rows(
    library: Any,
    model: Any,
    vectors: NDArray[np.float32],
    *,
    quality: NDArray[np.float32] | None = None,
    people: NDArray[np.int64] | None = None,
    faces_in_a_photo: int = 3,
) -> NDArray[np.int64]:
    """Keys of the faces made, one for each vector, rising.

    Args:
        library: whose.
        model: version of the pack whose embeddings they are.
        vectors: (N, D) float32 unit.
        quality: (N,) 0..1; all 1 when left out.
        people: (N,) number of the person that each face is by the last clustering, from 0, -1 for nobody; no faces
            are sorted when it is left out. A number is one person of this call.
        faces_in_a_photo: in each but the last.
    """
    from django.db import transaction

    from albumen.identifiers import new_id
    from albumen.people.models import Person

    trust = np.ones(len(vectors), np.float32) if quality is None else quality
    keys: list[NDArray[np.int64]] = []
    ids: list[UUID] = []
    if people is not None:
        ids = [new_id() for _ in range(int(people.max(initial=-1)) + 1)]
        with transaction.atomic():
            counts = np.bincount(people[people >= 0], minlength=len(ids)).tolist()
            template = Person(library=library)
            _insert(template, len(ids), pk=ids, face_count=counts, photo_count=counts)
    for start in range(0, len(vectors), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        whose = None if people is None else [ids[n] if n >= 0 else None for n in people[part].tolist()]
        with transaction.atomic():
            keys.append(_part(library, model, vectors[part], trust[part], whose, faces_in_a_photo))
    _ready(library)
    return np.concatenate(keys) if keys else np.zeros(0, np.int64)


def _part(
    library: Any,
    model: Any,
    vectors: NDArray[np.float32],
    quality: NDArray[np.float32],
    people: list[UUID | None] | None,
    faces_in_a_photo: int,
) -> NDArray[np.int64]:
    from django.db.models import F, Max
    from django.utils import timezone

    from albumen.identifiers import new_id
    from albumen.people.models import Assignment
    from albumen.photos.models import Embedding, Face, Library, Photo

    count, now = len(vectors), timezone.now()
    photos = [new_id() for _ in range(-(-count // faces_in_a_photo))]
    photo_of = [photos[number // faces_in_a_photo] for number in range(count)]
    first = (Face.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    keys = list(range(first, first + count))
    photo = Photo(library=library, filename="photo.jpg", bytes=1, state="ready", sort_at=now)
    _insert(photo, len(photos), pk=photos, sha256=[key.hex * 2 for key in photos])
    face = Face(
        library=library,
        found_by=model.pack,
        left=0,
        top=0,
        width=0.1,
        height=0.1,
        landmarks=b"",
        score=0.95,
        quality_parts={"sharpness": 0.8, "size": 50.0},
    )
    _insert(face, count, pk=keys, photo_id=photo_of, quality=quality.tolist())
    _insert(
        Embedding(library=library, model=model, reliable=True),
        count,
        pk=keys,
        face_id=keys,
        photo_id=photo_of,
        vector=[vector.tobytes() for vector in vectors.astype("<f4")],
        usefulness=quality.tolist(),
    )
    row = Assignment(library=library, seeds=True, pending=False, sort_at=now, probability=0.9)
    whose = people or [None] * count
    by = ["cluster" if person else "" for person in whose]
    _insert(
        row, count, face_id=keys, photo_id=photo_of, guess_id=whose, person_id=whose, guessed_by=by, why=by
    )
    more = {"face_count": F("face_count") + count, "face_revision": F("face_revision") + 1}
    Library.objects.filter(pk=library.pk).update(photo_count=F("photo_count") + len(photos), **more)
    return np.array(keys, np.int64)


def _insert(template: Any, count: int, **columns: Sequence[Any]) -> None:
    """``count`` rows like ``template`` but for these columns, by name of attribute."""
    from django.db import connection

    meta, quote = type(template)._meta, connection.ops.quote_name
    given = {meta.pk.attname if name == "pk" else name: values for name, values in columns.items()}
    names: list[str] = []
    parts: list[Any] = []
    for field in meta.concrete_fields:
        if field.attname in given:
            values = given[field.attname]
            if values and any(isinstance(value, UUID) for value in values):
                values = [value and field.get_db_prep_save(value, connection) for value in values]
            parts.append(values)
        else:
            value = field.pre_save(template, add=True)
            parts.append(repeat(field.get_db_prep_save(value, connection), count))
        names.append(quote(field.column))
    rows = zip(*parts, strict=count > 0)
    where = f"{quote(meta.db_table)} ({', '.join(names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {where} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {where} VALUES ({marks})", list(rows))  # noqa: S608 - of our models


def _ready(library: Any) -> None:
    """Keys that the database gives from now on come after these; PostgreSQL knows how many rows there are."""
    from django.core.management.color import no_style
    from django.db import connection

    from albumen.people.models import Sorting
    from albumen.photos.models import Embedding, Face

    Sorting.objects.get_or_create(library=library)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Face, Embedding]):
            cursor.execute(statement)
    as_in_use()


def as_in_use() -> None:
    """Have the database know of rows that were filled in bulk what it would know of a site's.

    PostgreSQL's autovacuum counts them and marks them as visible to all. Nobody ever has SQLite analyse a site's.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
