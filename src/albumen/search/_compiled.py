"""A library's faces as a float32 matrix in mapped files, and the search in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.search import _batch
from albumen.search.similarity import checked, decided, gathered, margin, norms
from albumen.search.source import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray
    from albumen.search._clusters import Clusters
    from albumen.search.gallery import Hits


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Rows that are searched together, mapped or in memory.

    Attributes:
        alive: (N,) which rows count; None when all do.
        longest: length of the longest vector.
    """

    rows: Rows
    longest: float
    clusters: Clusters | None = None
    alive: NDArray[np.bool_] | None = None

    @staticmethod
    def of(rows: Rows) -> Sheet:
        """Rows in memory."""
        return Sheet(rows, float(norms(rows.vector).max(initial=0.0)))

    def __len__(self) -> int:
        return len(self.rows) if self.alive is None else int(self.alive.sum())

    def living(self) -> Rows:
        """The rows that count."""
        return self.rows if self.alive is None or self.alive.all() else self.rows[self.alive]


class CompiledGallery:
    """The faces of a library as matrices; one product answers for all of them."""

    def __init__(self, sheets: list[Sheet], dimension: int, revision: int) -> None:
        self._sheets = sheets
        self._dimension = dimension
        self._revision = revision
        self._count = sum(len(sheet) for sheet in sheets)

    @property
    def revision(self) -> int:
        """``Library.face_revision`` that it answers for."""
        return self._revision

    @property
    def sheets(self) -> list[Sheet]:
        """What it is made of."""
        return self._sheets

    def embeddings(self) -> NDArray[np.int64]:
        """Keys of the embeddings that count, rising."""
        keys = [sheet.living().embedding for sheet in self._sheets]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *keys]))

    def __len__(self) -> int:
        return self._count

    def search(self, probes: FloatArray, least: float) -> Hits:
        """See :class:`albumen.search.gallery.Gallery`."""
        array = checked(probes, self._dimension)
        lengths = norms(array)
        asked = float(np.float32(least))
        places = []
        for sheet in self._sheets:
            cutoff = _batch.below(asked - margin(lengths, sheet.longest, self._dimension))
            if sheet.clusters is None:
                probe, row = _batch.candidates(array, sheet.rows.vector, cutoff)
            else:
                probe, row = sheet.clusters.candidates(array, sheet.rows.vector, cutoff)
            if sheet.alive is not None:
                counts = sheet.alive[row]
                probe, row = probe[counts], row[counts]
            order = np.argsort(probe, kind="stable")
            row = row[order]
            ends = np.searchsorted(probe[order], np.arange(len(array) + 1))
            places.append((sheet.rows, row, ends))
        found = []
        for number, probe_vector in enumerate(array):
            chosen = [
                rows[row[ends[number] : ends[number + 1]]]
                for rows, row, ends in places
                if ends[number + 1] > ends[number]
            ]
            together = (
                Rows.empty(self._dimension)
                if not chosen
                else chosen[0]
                if len(chosen) == 1
                else Rows.join(chosen)
            )
            found.append(decided(probe_vector, together, least))
        return gathered(found)
