"""`albumen find`: every photo of the person on a selfie."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli.cores import cores
from albumen.cli.watching import watching

if TYPE_CHECKING:
    from albumen.folders.find import Found


SHOWN_FOLDERS = 5
"""Folders that could not be opened are named one by one up to this many."""


class StrictnessChoice(StrEnum):
    strict = "strict"
    balanced = "balanced"
    broad = "broad"


def find(
    photos: Annotated[Path, typer.Option("--in", help="Folder with photos, or one sorted by Albumen.")],
    selfies: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SELFIE...", show_default=False, help="Photos of the one person looked for."),
    ] = None,
    strictness: Annotated[
        StrictnessChoice,
        typer.Option(
            help="strict shows certain matches, balanced also likely ones, broad also those to check."
        ),
    ] = StrictnessChoice.balanced,
    as_json: Annotated[bool, typer.Option("--json", help="Print the matches as JSON.")] = False,
    copy_to: Annotated[Path | None, typer.Option(help="Copy the matches into this folder.")] = None,
    pack: Annotated[str | None, typer.Option(help="Which models to use; see `albumen models list`.")] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.", show_default="number of cores")
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Remember nothing about these photos for the next search.")
    ] = False,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget", help="Remove what earlier searches in --in remembered, and do nothing else."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Find the photos of the person on one or more selfies. Finding nobody is no error (exit status 0)."""
    from albumen.folders import find as folder_find

    if forget:
        gone = folder_find.forget(photos)
        typer.echo("Forgotten." if gone else "There was nothing to forget.", err=True)
        return
    if not selfies:
        raise typer.BadParameter("name one or more selfies.", param_hint="SELFIE...")
    options = folder_find.FindOptions(
        selfies=tuple(selfies),
        photos=photos,
        strictness=strictness.value,
        pack=pack,
        jobs=jobs or cores(),
        cache=not no_cache,
        copy_to=copy_to,
    )
    with watching(quiet=quiet) as watcher:
        found = folder_find.find_person(options, watcher)
    for line in _passed_over(found):
        typer.echo(line, err=True)
    if as_json:
        typer.echo(json.dumps(found.as_data(), indent=1, ensure_ascii=True))
    else:
        for line in _lines(found):
            typer.echo(line)
    if copy_to is not None and not quiet:
        typer.echo(f"Copied {found.copied:,} to {copy_to}.", err=True)


def _passed_over(found: Found) -> list[str]:
    from albumen.folders.paths import readable

    lines = [f"Passed over: {readable(path)}: {reason}." for path, reason in found.unreadable[:SHOWN_FOLDERS]]
    if len(found.unreadable) > SHOWN_FOLDERS:
        lines.append(f"... and {len(found.unreadable) - SHOWN_FOLDERS:,} more.")
    return lines


def _lines(found: Found) -> list[str]:
    from albumen.folders.paths import readable

    lines = []
    if found.failures:
        lines.append(f"({found.failures:,} files could not be read.)")
    if not found.matches:
        return [*lines, f"Nobody in {found.photos:,} photos looks like this person."]
    lines.append(f"{len(found.matches):,} of {found.photos:,} photos:")
    return lines + [
        f"{match.probability:7.2%}  {match.level:<7}  {readable(match.relative)}" for match in found.matches
    ]
