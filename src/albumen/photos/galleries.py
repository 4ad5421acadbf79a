"""Galleries of libraries: what may be searched, at the revision of now."""

from __future__ import annotations

from albumen.photos.gallery_source import DatabaseSource
from albumen.photos.models import Library, ModelVersion
from albumen.search._simple import SimpleGallery
from albumen.search.gallery import Gallery


def gallery_for(library: Library, model_version: ModelVersion) -> Gallery:
    """The faces of a library under a model, at the library's present revision or newer.

    Raises:
        NotFoundError: the library is gone.
    """
    return SimpleGallery.read(DatabaseSource(library.pk, model_version))
