"""The rows behind a gallery: which faces of a library may be compared, and their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Aggregate, Q, TextField

from albumen.errors import NotFoundError
from albumen.photos.models import Embedding, Library, ModelVersion, Photo, PhotoState
from albumen.search.source import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 500
"""Keys asked for by name in one statement; more are read as a range."""


class _JoinedKeys(Aggregate):
    """All integers of a column in one string, so that 100,000 keys cost one row instead of as many Python objects."""

    name = "JoinedKeys"
    output_field = TextField()
    template = "group_concat(%(expressions)s)"

    def as_postgresql(self, compiler: Any, db: Any, **context: Any) -> Any:
        return self.as_sql(compiler, db, template="string_agg((%(expressions)s)::text, ',')", **context)


class DatabaseSource:
    """One library under one model version, in the database."""

    def __init__(self, library: UUID, model: ModelVersion) -> None:
        self.library = library
        self.model: int = model.pk
        self.dimension: int = model.dimension

    def revision(self) -> int:
        """``Library.face_revision`` now.

        Raises:
            NotFoundError: the library is gone.
        """
        revision = Library.objects.filter(pk=self.library).values_list("face_revision", flat=True).first()
        if revision is None:
            raise NotFoundError("This library is not there any more.")
        return revision

    def embeddings(self) -> NDArray[np.int64]:
        """Keys of the embeddings of photos that are ready and not binned, rising.

        Two index scans: all keys of the library, and the keys of photos that do not count (few, as a rule).
        """
        mine = Embedding.objects.filter(library=self.library, model=self.model)
        hidden = Photo.objects.filter(
            ~Q(state=PhotoState.READY) | Q(binned_at__isnull=False), library=self.library
        )
        everything = _keys(mine)
        absent = _keys(mine.filter(photo__in=hidden.values("pk"))) if hidden.exists() else everything[:0]
        return np.setdiff1d(everything, absent, assume_unique=True)

    def rows(self, embeddings: NDArray[np.int64]) -> Rows:
        """Those of these embeddings that are still there, by rising key."""
        if not len(embeddings):
            return Rows.empty(self.dimension)
        mine = Embedding.objects.filter(library=self.library, model=self.model)
        parts = []
        if len(embeddings) <= 4 * _AT_ONCE:
            for start in range(0, len(embeddings), _AT_ONCE):
                keys = embeddings[start : start + _AT_ONCE].tolist()
                parts.append(self._read(mine.filter(pk__in=keys)))
        else:
            lowest, highest = int(embeddings.min()), int(embeddings.max())
            parts.append(self._read(mine.filter(pk__gte=lowest, pk__lte=highest)))
        rows = Rows.join(parts)
        return rows[np.isin(rows.embedding, embeddings)]

    def in_transaction(self) -> bool:
        """Whether what is read may still be rolled back."""
        return bool(connection.in_atomic_block)

    def _read(self, chosen: Any) -> Rows:
        found = list(chosen.values_list("pk", "face_id", "reliable", "vector"))
        if not found:
            return Rows.empty(self.dimension)
        keys, faces, reliable, vectors = zip(*found, strict=True)
        count = len(keys)
        matrix = np.frombuffer(b"".join(vectors), "<f4").reshape(count, self.dimension)
        return Rows(
            np.fromiter(keys, np.int64, count),
            np.fromiter(faces, np.int64, count),
            np.ascontiguousarray(matrix, np.float32),
            np.fromiter(reliable, bool, count),
        )


def _keys(chosen: Any) -> NDArray[np.int64]:
    joined = chosen.aggregate(keys=_JoinedKeys("pk"))["keys"]
    if not joined:
        return np.zeros(0, np.int64)
    keys: NDArray[np.int64] = np.sort(np.fromstring(joined, np.int64, sep=","))
    return keys
