"""Bring the library up to date with the photos: find files, analyse the new ones, forget what is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from albumen.errors import AlbumenError
from albumen.folders.analysis import is_no_photo
from albumen.folders.duplicates import take_places
from albumen.folders.library import Library
from albumen.folders.progress import Watcher
from albumen.folders.records import AnalysedPhoto, SourceBook, settle_missing
from albumen.folders.scan import FoundFile, ScanCounts, scan

Result = tuple[FoundFile, AnalysedPhoto | AlbumenError | None]

Analyse = Callable[[Sequence[FoundFile]], Iterator[tuple[FoundFile, AnalysedPhoto | AlbumenError]]]
"""Turns files into results; :func:`albumen.folders.analysis.analyse_files` with its pack and workers filled in."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What was found and done.

    Attributes:
        run: number of this run; ``sources.run`` of every file it saw.
        roots: the folders that were looked into, absolute.
        found: files that could be photos.
        analysed: files that were looked at in this run; all others were known.
        counts: what the scan passed over.
    """

    run: int
    roots: tuple[str, ...]
    found: int
    analysed: int
    counts: ScanCounts


def ingest(
    library: Library,
    photos: Sequence[Path],
    analyse: Analyse,
    watcher: Watcher,
    is_own: Callable[[str], bool],
) -> Ingested:
    """Find and analyse. What was analysed is committed about every second, so a killed run costs a second.

    Args:
        photos: files and folders.
        analyse: turns files into results, in any order.
        is_own: folders not to enter, see :func:`albumen.folders.scan.scan`.
    """
    run = library.next_run()
    counts = ScanCounts()
    book = SourceBook(library, run)
    watcher.stage("scan", None)
    new: list[FoundFile] = []
    found = 0
    roots = dict.fromkeys(
        os.path.abspath(p) if p.is_dir() else os.path.dirname(os.path.abspath(p)) for p in photos
    )
    for file in scan(photos, counts, is_own):
        found += 1
        if not book.is_current(file):
            new.append(file)
        watcher.step(found)
    library.commit()
    analysed = 0
    if new:
        watcher.stage("analyse", len(new))
        done = 0
        try:
            for done, (file, result) in enumerate(_results(book, new, analyse), 1):
                if isinstance(result, AlbumenError):
                    book.record_failure(
                        file, result.code, result.sentence, is_photo=not is_no_photo(file, result)
                    )
                    analysed += 1
                elif result is not None:
                    book.record(file, result)
                    analysed += 1
                watcher.step(done)
        finally:
            library.commit()
    settle_missing(library, run)
    take_places(library, run)
    return Ingested(run, tuple(roots), found, analysed, counts)


def _results(book: SourceBook, new: Sequence[FoundFile], analyse: Analyse) -> Iterator[Result]:
    """Each file with its result; None for one whose content was known under another name."""
    unknown: list[FoundFile] = []
    for file in new:
        if book.adopt_renamed(file):
            yield file, None
        else:
            unknown.append(file)
    if unknown:
        yield from analyse(unknown)
