"""`albumen sort`: a folder per person."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli.cores import cores
from albumen.cli.watching import watching

if TYPE_CHECKING:
    from albumen.folders.arrange import SortOptions, SortSummary


class ModeChoice(StrEnum):
    copy = "copy"
    hardlink = "hardlink"
    symlink = "symlink"
    move = "move"


class RegionsChoice(StrEnum):
    none = "none"
    sidecar = "sidecar"
    embedded = "embedded"


SHOWN_FAILURES = 5
"""Unreadable files and problems named in the summary; the rest is in the list."""


def sort(
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTOS...", help="Folders (or files) with photos.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")],
    mode: Annotated[
        ModeChoice,
        typer.Option(help="How photos get there. move removes a photo only after its copies are verified."),
    ] = ModeChoice.copy,
    min_photos: Annotated[
        int, typer.Option(min=1, help="People in fewer photos are passers-by and get no folder.")
    ] = 2,
    algorithm: Annotated[str, typer.Option(help="How faces are grouped; see docs/cli.md.")] = "default",
    pack: Annotated[str | None, typer.Option(help="Which models to use; see `albumen models list`.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.", show_default="number of cores")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write what was found as JSON to this file.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; place nothing.")
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Bring back the people and photos you deleted from the results.")
    ] = False,
    regions: Annotated[
        RegionsChoice,
        typer.Option(
            help="Write who is where in each photo: into .xmp files beside them, or into the copies."
        ),
    ] = RegionsChoice.none,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
) -> None:
    """Sort photos into a folder per person. Run it again with new photos: people keep their folders."""
    from albumen.folders.arrange import SortOptions
    from albumen.folders.sort import sort_photos

    options = SortOptions(
        photos=tuple(photos),
        out=out,
        mode=mode.value,
        min_photos=min_photos,
        algorithm=algorithm,
        pack=pack,
        jobs=jobs or cores(),
        report=report,
        dry_run=dry_run,
        restore=restore,
        regions=regions.value,
    )
    with watching(quiet=quiet) as watcher:
        summary = sort_photos(options, watcher)
    if not quiet:
        for line in summary_lines(options, summary):
            typer.echo(line.encode("utf-8", "backslashreplace").decode())


def summary_lines(options: SortOptions, summary: SortSummary) -> list[str]:
    """The last lines on the screen: what was found, what was done, where to look."""
    from albumen.folders.paths import readable

    lines = [*_noticed(summary), *_found(summary), *_failures(summary)]
    if not summary.pictures:
        named = ", ".join(readable(str(path)) for path in options.photos)
        lines.append(f"No photos were found in {named}.")
    if options.dry_run:
        return [*lines, *_would_do(summary)]
    carried = summary.carried
    if carried.placed or carried.taken_away:
        done = f"Placed {_n(carried.placed, 'file', 'files')}"
        if carried.taken_away:
            done += f", took away {carried.taken_away:,} that now belong elsewhere"
        lines.append(f"{done}.")
    elif summary.pictures:
        lines.append("Everything is in its place already.")
    if options.mode == "move":
        lines.append(f"Removed {_n(carried.moved, 'source', 'sources')} after verifying the copies.")
    lines += _regions(summary)
    for path, sentence in carried.problems[:SHOWN_FAILURES]:
        lines.append(f"  {path}: {sentence}")
    if len(carried.problems) > SHOWN_FAILURES:
        lines.append(f"  ... and {len(carried.problems) - SHOWN_FAILURES:,} more problems")
    if summary.index is not None:
        lines.append(f"Look at {summary.index}")
    return lines


def _regions(summary: SortSummary) -> list[str]:
    done = summary.regions
    lines = []
    if done.embedded:
        lines.append(f"Who is where is written into {_n(done.embedded, 'copy', 'copies')}.")
    if done.sidecars:
        instead = f" ({done.instead:,} because nothing can be written into the file)" if done.instead else ""
        lines.append(f"Who is where is written into {_n(done.sidecars, '.xmp file', '.xmp files')}{instead}.")
    if done.left:
        lines.append(f"{_n(done.left, 'file that you changed', 'files that you changed')}: left as they are.")
    return lines


def _noticed(summary: SortSummary) -> list[str]:
    noticed = summary.noticed
    lines = [f"You renamed “{old}” to “{new}”: kept." for old, new in noticed.renamed]
    lines += [f"You merged “{gone}” into “{kept}”: one person from now on." for gone, kept in noticed.merged]
    if noticed.moved:
        lines.append(f"You moved {_n(noticed.moved, 'photo', 'photos')} to other folders: kept.")
    if noticed.deleted:
        lines.append(
            f"You deleted {_n(noticed.deleted, 'photo', 'photos')} from folders: not placed there again."
        )
    if summary.left_out:
        one = summary.left_out == 1
        lines.append(
            f"{_n(summary.left_out, 'person', 'people')} whose {'folder' if one else 'folders'} you deleted"
            f" {'is' if one else 'are'} left out; --restore brings back everything you deleted."
        )
    if summary.restored:
        lines.append(f"Brought back what you deleted ({_n(summary.restored, 'correction', 'corrections')}).")
    return lines


def _found(summary: SortSummary) -> list[str]:
    new = summary.ingested.analysed
    lines = [
        f"{_n(summary.people, 'person', 'people')} in {_n(summary.photos, 'photo', 'photos')} "
        f"({_n(summary.faces, 'face', 'faces')}; {new:,} {'file' if new == 1 else 'files'} looked at in this run)"
    ]
    rest = []
    if summary.passers_by:
        rest.append(f"{_n(summary.passers_by, 'photo', 'photos')} with only passers-by")
    if summary.no_faces:
        rest.append(f"{_n(summary.no_faces, 'photo', 'photos')} without faces")
    if rest:
        lines.append(f"{', '.join(rest)}.")
    if summary.duplicates:
        one = summary.duplicates == 1
        lines.append(
            f"{_n(summary.duplicates, 'file is a duplicate', 'files are duplicates')} of"
            f" {'another photo' if one else 'other photos'} (same bytes): not placed or counted again."
        )
    counts = summary.ingested.counts
    passed = [
        (summary.no_pictures, "no pictures"),
        (counts.hidden, "hidden"),
        (counts.sidecars, "sidecar files"),
        (counts.duplicates, "named twice"),
        (counts.special, "special files"),
    ]
    named = [f"{number:,} {what}" for number, what in passed if number]
    if named:
        lines.append(f"Passed over: {', '.join(named)}.")
    lines += [f"  {path}: {reason}" for path, reason in counts.unreadable_folders[:SHOWN_FAILURES]]
    return lines


def _failures(summary: SortSummary) -> list[str]:
    failed = summary.failures
    if not failed:
        return []
    lines = [f"{_n(len(failed), 'file', 'files')} could not be read:"]
    lines += [f"  {f.relative}: {f.sentence}" for f in failed[:SHOWN_FAILURES]]
    if len(failed) > SHOWN_FAILURES:
        lines.append(f"  ... and {len(failed) - SHOWN_FAILURES:,} more; see Unreadable.txt")
    return lines


def _would_do(summary: SortSummary) -> list[str]:
    placed = sum(len(keys) for _, keys in summary.changes.add)
    lines = [f"Would place {_n(placed, 'file', 'files')} and take away {len(summary.changes.remove):,}."]
    if summary.people_dry:
        shown = ", ".join(f"{n:,}" for n in summary.people_dry[:10])
        more = ", ..." if len(summary.people_dry) > 10 else ""
        lines.append(
            f"Would make {_n(len(summary.people_dry), 'new person folder', 'new person folders')}"
            f" (photos: {shown}{more})."
        )
    return [*lines, "Nothing was placed (--dry-run)."]


def _n(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
