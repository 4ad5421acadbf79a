"""Opening the gallery of a library by the strategy that the operator chose."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args
from uuid import UUID

from albumen.search import _build
from albumen.search._build import Folder, Timeout
from albumen.search._compiled import CompiledGallery, Sheet
from albumen.search._simple import SimpleGallery

if TYPE_CHECKING:
    from albumen.search.gallery import Gallery
    from albumen.search.source import Source

Strategy = Literal["auto", "simple", "compiled", "clustered", "pgvector"]

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

KEPT_OPEN = 32
"""Galleries a process keeps mapped: they cost addresses, and pages that all processes share."""

KEPT_IN_MEMORY = 2
"""Galleries a process keeps in memory of its own, where the disk takes none."""

_LOG = logging.getLogger(__name__)
_LOCK = threading.Lock()
_MAPPED: OrderedDict[tuple[Path, UUID, int, bool], CompiledGallery] = OrderedDict()
_IN_MEMORY: OrderedDict[tuple[Path, UUID, int, bool], CompiledGallery] = OrderedDict()


def open_gallery(source: Source, strategy: str, root: Path, *, hnsw_candidates: int = 0) -> Gallery:
    """The faces of a library as they are now, or newer.

    What is read inside a transaction may be rolled back, so there it is read from the rows and shared with nobody.

    Args:
        source: the rows.
        strategy: one of :data:`STRATEGIES`.
        root: folder of compiled galleries.
        hnsw_candidates: let pgvector's approximate index propose, which keeps so many on its way, 1 to 1000; 0: never.

    Raises:
        NotFoundError: the library is gone.
        SearchStrategyError: the strategy needs what is not here.
    """
    if strategy == "simple":
        return SimpleGallery.read(source)
    if source.in_transaction():
        return _read(source)
    if strategy == "pgvector":
        from albumen.search import _pgvector

        _pgvector.prepare()
        return _pgvector.synced(source, candidates=hnsw_candidates)
    return _compiled(Folder(root, source, clustered=strategy == "clustered"), root)


def compile_gallery(source: Source, strategy: str, root: Path, *, hnsw_megabytes: int = 0) -> bool:
    """Nightly: check a library's gallery against its rows and compact it. Whether there was anything to do.

    Args:
        source: the rows.
        strategy: one of :data:`STRATEGIES`.
        root: folder of compiled galleries.
        hnsw_megabytes: of PostgreSQL's memory for pgvector's approximate index, made where it is missing; 0: none.

    Raises:
        NotFoundError: the library is gone.
        OSError: the disk is full or may not be written.
    """
    if strategy == "simple":
        return False
    if strategy == "pgvector":
        from albumen.search import _hnsw, _pgvector

        _pgvector.prepare()
        _pgvector.synced(source)
        if hnsw_megabytes:
            _hnsw.make(source.model, source.dimension, megabytes=hnsw_megabytes)
        return True
    return Folder(root, source, clustered=strategy == "clustered").compiled_anew()


def destroy_galleries(library: UUID, root: Path) -> None:
    """Remove all that this room keeps of a library's faces, in files and in the database.

    Call it after the transaction that removed the faces has committed: before that, a searcher could bring them back.
    """
    from albumen.search import _pgvector

    with _LOCK:
        for kept in (_MAPPED, _IN_MEMORY):
            for key in [key for key in kept if key[1] == library]:
                del kept[key]
    _build.destroy(root, library)
    _pgvector.destroy(library)


def libraries(root: Path) -> set[UUID]:
    """Libraries of which this room keeps something."""
    from albumen.search import _pgvector

    return {*_build.left_over(root), *_pgvector.libraries()}


def _compiled(folder: Folder, root: Path) -> CompiledGallery:
    source = folder.source
    key = (root, source.library, source.model, folder.clustered)
    revision = source.revision()
    with _LOCK:
        kept = _MAPPED.get(key) or _IN_MEMORY.get(key)
    if kept is not None and kept.revision == revision:
        return kept
    try:
        gallery = folder.current() or folder.built()
    except Timeout:
        _LOG.warning("Another process has been building the gallery of %s for long.", source.library)
        return _read(source)
    except OSError as error:
        _LOG.warning("The gallery of %s stays in memory: %s", source.library, error)
        gallery = _read(source)
        _keep(_IN_MEMORY, key, gallery, KEPT_IN_MEMORY)
        return gallery
    _keep(_MAPPED, key, gallery, KEPT_OPEN)
    return gallery


def _keep(
    kept: OrderedDict[tuple[Path, UUID, int, bool], CompiledGallery],
    key: tuple[Path, UUID, int, bool],
    gallery: CompiledGallery,
    most: int,
) -> None:
    with _LOCK:
        for other in (_MAPPED, _IN_MEMORY):
            other.pop(key, None)
        for gone in [k for k in _MAPPED if not (k[0] / str(k[1])).exists()]:
            del _MAPPED[gone]  # destroyed by another process
        kept[key] = gallery
        while len(kept) > most:
            kept.popitem(last=False)


def _read(source: Source) -> CompiledGallery:
    revision = source.revision()
    return CompiledGallery([Sheet.of(source.rows(source.embeddings()))], source.dimension, revision)
