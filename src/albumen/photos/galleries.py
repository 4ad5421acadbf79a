"""Galleries of libraries: what may be searched, at the revision of now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from albumen import search
from albumen.photos.gallery_source import DatabaseSource
from albumen.photos.models import Library, ModelVersion

if TYPE_CHECKING:
    from albumen.search import Gallery


def gallery_for(library: Library, model_version: ModelVersion) -> Gallery:
    """The faces of a library under a model, at the library's present revision or newer.

    Only faces of photos that are ready and not binned are in it. Best called outside a transaction: inside one every
    row is read anew, since what may be rolled back must not be shared.

    Raises:
        NotFoundError: the library is gone.
    """
    return search.open_gallery(
        DatabaseSource(library.pk, model_version),
        settings.ALBUMEN_SEARCH_STRATEGY,
        _root(),
        hnsw_candidates=settings.ALBUMEN_SEARCH_HNSW_CANDIDATES if settings.ALBUMEN_SEARCH_HNSW else 0,
    )


def compile_gallery(library_id: UUID, model_version: ModelVersion) -> bool:
    """Check a library's gallery against its rows and compact it; whether there was anything to do.

    Raises:
        NotFoundError: the library is gone.
        OSError: the disk is full or may not be written.
    """
    return search.compile_gallery(
        DatabaseSource(library_id, model_version),
        settings.ALBUMEN_SEARCH_STRATEGY,
        _root(),
        hnsw_megabytes=settings.ALBUMEN_SEARCH_HNSW_MB if settings.ALBUMEN_SEARCH_HNSW else 0,
    )


def destroy_galleries(library_id: UUID) -> None:
    """Remove every copy of a library's face vectors that searches keep, on the disk and in the database.

    Call it after the transaction that removed the faces has committed (``transaction.on_commit`` or a job).
    """
    search.destroy_galleries(library_id, _root())


def destroy_orphans() -> int:
    """Remove the galleries of libraries that are gone; how many libraries they belonged to."""
    there = search.libraries(_root())
    known = set(Library.objects.filter(pk__in=there).values_list("pk", flat=True))
    for library_id in there - known:
        destroy_galleries(library_id)
    return len(there - known)


def _root() -> Path:
    return Path(settings.ALBUMEN_DATA) / "galleries"
