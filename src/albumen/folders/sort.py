"""`albumen sort`: a folder of photos becomes a folder per person. The order of the work, and nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from albumen.errors import AlbumenError
from albumen.folders.analysis import analyse_files
from albumen.folders.arrange import SortOptions, SortSummary, arrange
from albumen.folders.errors import OutUnusableError, RegionsNeedCopiesError
from albumen.folders.grouping import check_algorithm
from albumen.folders.ingest import Ingested, ingest
from albumen.folders.library import Library, has_memory, open_library, open_memory
from albumen.folders.pack_choice import settle_pack
from albumen.folders.paths import readable
from albumen.folders.progress import Watcher
from albumen.folders.records import AnalysedPhoto
from albumen.folders.scan import FoundFile, check_roots


def sort_photos(options: SortOptions, watcher: Watcher) -> SortSummary:
    """Do the whole job. May be interrupted at any moment and called again.

    Raises:
        AlbumenError: with a sentence and advice, see ``albumen.folders.errors`` and the engine's.
    """
    check_roots(options.photos)
    check_algorithm(options.algorithm)
    if options.regions == "embedded" and options.mode != "copy":
        raise RegionsNeedCopiesError("Who is who can only be written into copies.")
    if options.report is not None:
        made = None if options.dry_run else options.out
        check_report(options.report, made)
    with _memory(options) as library:
        pack, line = settle_pack(library, options.pack)
        watcher.say(line)

        def analyse(files: Sequence[FoundFile]) -> Iterator[tuple[FoundFile, AnalysedPhoto | AlbumenError]]:
            return analyse_files(pack.name, files, options.jobs, crops=True)

        def bring_in(is_own: Callable[[str], bool]) -> Ingested:
            return ingest(library, options.photos, analyse, watcher, is_own)

        return arrange(library, options, pack, bring_in, watcher)


def check_report(report: Path, made: Path | None) -> None:
    """Look before the work whether the report could be written after it.

    Args:
        report: where it shall be.
        made: a folder that the work will make, where it is not there yet.

    Raises:
        OutUnusableError: its path is a folder, or the folder it would be in is missing or cannot be written.
    """
    folder = os.path.dirname(os.path.abspath(report))
    if os.path.isdir(report):
        reason = "that is a folder"
        advice = "Name a file in it with --report, such as report.json."
    elif not os.path.isdir(folder):
        if made is not None and folder == os.path.abspath(made):
            return
        reason = "there is no such folder"
        advice = "Make the folder first, or choose another place with --report."
    elif not os.access(folder, os.W_OK | os.X_OK):
        reason = "no permission to write there"
        advice = "Mend the permission, or choose another place with --report."
    else:
        return
    raise OutUnusableError(
        f"The report cannot be written to {readable(str(report))}: {reason}.", advice=advice
    )


@contextmanager
def _memory(options: SortOptions) -> Iterator[Library]:
    """The library of the results folder. A trial run on a folder that was never sorted leaves nothing
    behind."""
    if options.dry_run and not has_memory(options.out):
        with tempfile.TemporaryDirectory(prefix="albumen-") as folder, open_memory(Path(folder)) as library:
            yield library
    else:
        with open_library(options.out) as library:
            yield library
