"""Probe by probe, every face, straight from the rows: slow, and what the other strategies are measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.search.similarity import checked, decided, gathered

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray
    from albumen.search.gallery import Hits
    from albumen.search.source import Rows, Source


class SimpleGallery:
    """The faces of a library as they were read, compared one probe after the other."""

    def __init__(self, rows: Rows, revision: int) -> None:
        self._rows = rows
        self._revision = revision

    @classmethod
    def read(cls, source: Source) -> SimpleGallery:
        """All rows, at the revision of now or newer."""
        revision = source.revision()
        return cls(source.rows(source.embeddings()), revision)

    @property
    def revision(self) -> int:
        """``Library.face_revision`` that it answers for."""
        return self._revision

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, probes: FloatArray, least: float) -> Hits:
        """See :class:`albumen.search.gallery.Gallery`."""
        array = checked(probes, self._rows.vector.shape[1])
        return gathered([decided(probe, self._rows, least) for probe in array])
