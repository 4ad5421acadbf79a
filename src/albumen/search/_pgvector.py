"""Candidates from PostgreSQL's pgvector, decided by the float32 vectors: for what outgrows memory.

Half-precision copies of the vectors lie in a table of this room. A search reads the rows of one library whose half
product comes within a proven margin of the asked similarity, and only those full vectors are fetched and compared, so
the hits are those of every other strategy. With HNSW (off unless asked for) an approximate index of each model proposes
the candidates instead: quicker among millions, and it may miss some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from albumen.search.errors import SearchStrategyError
from albumen.search.similarity import checked, decided, gathered, margin, norms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray
    from albumen.search.gallery import Hits
    from albumen.search.source import Rows, Source

_HALF = 2.0**-11
"""Largest relative error of rounding to half precision."""

_SMALLEST_HALF = 2.0**-25
"""Largest error of a half below its normal range."""

FIRST_NEIGHBOURS = 100
"""How many neighbours HNSW is asked for first; ten times as many when the last of them is still near enough."""

_WIDEST = 1000
"""The longest list of candidates that pgvector can keep while it walks (``hnsw.ef_search``)."""

_MANY = 1000
"""New rows of a library, at least a tenth of all of its, after which the planner is told."""

TABLES = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE IF NOT EXISTS albumen_search_half (
    library uuid NOT NULL, model bigint NOT NULL, embedding bigint NOT NULL, face bigint NOT NULL,
    half halfvec NOT NULL, PRIMARY KEY (library, model, embedding));
CREATE TABLE IF NOT EXISTS albumen_search_synced (
    library uuid NOT NULL, model bigint NOT NULL, revision bigint NOT NULL, faces bigint NOT NULL,
    longest double precision NOT NULL, PRIMARY KEY (library, model));
"""


def available() -> bool:
    """Whether this database is a PostgreSQL that has pgvector."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
        return cursor.fetchone() is not None


def prepare() -> None:
    """Make the extension and the tables where they are missing.

    Raises:
        SearchStrategyError: the database has no pgvector.
    """
    if not available():
        raise SearchStrategyError("The strategy pgvector needs a PostgreSQL database with pgvector.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('albumen_search_synced') IS NOT NULL")
        if not cursor.fetchone()[0]:
            cursor.execute(TABLES)


class PgvectorGallery:
    """One library's half-precision rows, at the revision to which they were brought."""

    def __init__(self, source: Source, revision: int, faces: int, longest: float, *, candidates: int) -> None:
        self._source = source
        self._revision = revision
        self._faces = faces
        self._longest = longest
        self._candidates = candidates

    @property
    def revision(self) -> int:
        """``Library.face_revision`` that it answers for."""
        return self._revision

    def __len__(self) -> int:
        return self._faces

    def search(self, probes: FloatArray, least: float) -> Hits:
        """See :class:`albumen.search.gallery.Gallery`."""
        array = checked(probes, self._source.dimension)
        lengths = norms(array)
        cutoff = float(np.float32(least)) - _half_margin(lengths, self._longest, self._source.dimension)
        propose = self._nearest if self._candidates else self._all
        with connection.cursor() as cursor:
            proposed = [propose(cursor, p, c) for p, c in zip(array, cutoff, strict=True)]
        wanted = np.unique(np.concatenate([np.zeros(0, np.int64), *proposed]))
        rows = self._source.rows(wanted)
        return gathered(
            [
                decided(probe, rows[np.isin(rows.embedding, keys)], least)
                for probe, keys in zip(array, proposed, strict=True)
            ]
        )

    def _all(self, cursor: Any, probe: FloatArray, cutoff: float) -> NDArray[np.int64]:
        cursor.execute(
            "SELECT embedding FROM albumen_search_half"
            " WHERE library = %s AND model = %s AND (half <#> %s::halfvec) <= %s",
            [self._source.library, self._source.model, _literal(probe), -cutoff],
        )
        return np.array([key for (key,) in cursor.fetchall()], np.int64)

    def _nearest(self, cursor: Any, probe: FloatArray, cutoff: float) -> NDArray[np.int64]:
        width, model = self._source.dimension, self._source.model
        limit = FIRST_NEIGHBOURS
        with transaction.atomic():
            cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
            while True:
                cursor.execute(f"SET LOCAL hnsw.ef_search = {min(max(limit, self._candidates), _WIDEST)}")
                cursor.execute(
                    # The index is on an expression of one model's rows; both are numbers of ours.
                    f"SELECT embedding, half::halfvec({width}) <#> %s::halfvec({width}) AS away"  # noqa: S608
                    f" FROM albumen_search_half WHERE model = {model} AND library = %s"
                    f" ORDER BY half::halfvec({width}) <#> %s::halfvec({width}) LIMIT %s",
                    [_literal(probe), self._source.library, _literal(probe), limit],
                )
                found = cursor.fetchall()
                near = [key for key, away in found if away <= -cutoff]
                if len(near) < len(found) or len(found) < limit:
                    return np.array(near, np.int64)
                limit *= 10


def synced(source: Source, *, candidates: int = 0) -> PgvectorGallery:
    """The gallery after bringing its rows to the library's present revision; one process does it, others wait."""
    revision = source.revision()
    state = _state(source)
    if state is None or state[0] != revision:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"albumen.search {source.library} {source.model}"],
            )
            revision = source.revision()
            state = _state(source)
            if state is None or state[0] != revision:
                state = _bring(source, revision, state[2] if state else 0.0, cursor)
    return PgvectorGallery(source, *state, candidates=candidates)


def analyse(cursor: Any) -> None:
    """Tell PostgreSQL's planner what is in the table: until it knows, it takes every library for a few rows and reads
    all of it in order. Not waited for: whoever makes an index does it afterwards."""
    cursor.execute("ANALYZE (SKIP_LOCKED) albumen_search_half")


def destroy(library: UUID) -> None:
    """Remove a library's rows; nothing where there is no such table."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('albumen_search_synced') IS NOT NULL")
        if cursor.fetchone()[0]:
            with transaction.atomic():
                cursor.execute("DELETE FROM albumen_search_half WHERE library = %s", [library])
                cursor.execute("DELETE FROM albumen_search_synced WHERE library = %s", [library])


def libraries() -> list[UUID]:
    """Libraries that have rows here."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('albumen_search_synced') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT DISTINCT library FROM albumen_search_synced")
        return [library for (library,) in cursor.fetchall()]


def _state(source: Source) -> tuple[int, int, float] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT revision, faces, longest FROM albumen_search_synced WHERE library = %s AND model = %s",
            [source.library, source.model],
        )
        found: tuple[int, int, float] | None = cursor.fetchone()
        return found


def _bring(source: Source, revision: int, longest: float, cursor: Any) -> tuple[int, int, float]:
    mine = [source.library, source.model]
    cursor.execute(
        "SELECT string_agg(embedding::text, ',') FROM albumen_search_half WHERE library = %s AND model = %s",
        mine,
    )
    (joined,) = cursor.fetchone()
    have = np.fromstring(joined, np.int64, sep=",") if joined else np.zeros(0, np.int64)
    wanted = source.embeddings()
    gone, new = np.setdiff1d(have, wanted), source.rows(np.setdiff1d(wanted, have))
    if len(gone):
        cursor.execute(
            "DELETE FROM albumen_search_half WHERE library = %s AND model = %s AND embedding = ANY(%s)",
            [*mine, gone.tolist()],
        )
    if len(new):
        longest = max(longest, float(norms(new.vector).max()))
        with cursor.copy(
            "COPY albumen_search_half (library, model, embedding, face, half) FROM STDIN WITH (FORMAT BINARY)"
        ) as copy:
            copy.write(_copied(source, new))
    if len(new) >= _MANY and 10 * len(new) >= len(wanted):
        analyse(cursor)
    state = (revision, len(have) - len(gone) + len(new), longest)
    cursor.execute(
        "INSERT INTO albumen_search_synced (library, model, revision, faces, longest) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (library, model) DO UPDATE SET revision = excluded.revision, faces = excluded.faces,"
        " longest = excluded.longest",
        [*mine, *state],
    )
    return state


def _copied(source: Source, rows: Rows) -> bytes:
    """The rows in PostgreSQL's binary COPY format, made in one go."""
    width = source.dimension
    layout = np.dtype(
        [
            ("fields", ">i2"),
            ("library_size", ">i4"),
            ("library", "V16"),
            ("model_size", ">i4"),
            ("model", ">i8"),
            ("embedding_size", ">i4"),
            ("embedding", ">i8"),
            ("face_size", ">i4"),
            ("face", ">i8"),
            ("half_size", ">i4"),
            ("width", ">i2"),
            ("unused", ">i2"),
            ("half", ">f2", (width,)),
        ]
    )
    table = np.zeros(len(rows), layout)
    table["fields"] = 5
    table["library_size"] = 16
    table["library"] = np.void(source.library.bytes)
    for name, values in (("model", source.model), ("embedding", rows.embedding), ("face", rows.face)):
        table[f"{name}_size"] = 8
        table[name] = values
    table["half_size"] = 4 + 2 * width
    table["width"] = width
    table["half"] = rows.vector
    return b"PGCOPY\n\xff\r\n\0" + b"\0" * 8 + table.tobytes() + b"\xff\xff"


def _half_margin(probe_norm: NDArray[np.float64], longest: float, dimension: int) -> NDArray[np.float64]:
    """How far pgvector's product of two halved vectors may be from the canonical similarity, at most."""
    rounded = probe_norm * longest * (2 * _HALF + _HALF * _HALF)
    tiny = np.sqrt(dimension) * _SMALLEST_HALF * (probe_norm + longest + 1.0)
    # pgvector adds up in float32, in an order of its own.
    widest: NDArray[np.float64] = (rounded + tiny) * 1.01 + 1.01 * margin(probe_norm, longest, dimension)
    return widest


def _literal(probe: FloatArray) -> str:
    return "[" + ",".join(repr(float(x)) for x in probe) + "]"
