"""`albumen doctor`: what is in use here, and what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from albumen.cli.diagnosis import Diagnosis


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Say which device, packs, versions and limits are in use, and what is wrong. Exit status 1 if anything is."""
    from albumen.cli.diagnosis import diagnose

    diagnosis = diagnose()
    if as_json:
        typer.echo(json.dumps(diagnosis.as_json(), indent=2))
    else:
        _print(diagnosis)
    if diagnosis.problems:
        raise typer.Exit(1)


def _print(diagnosis: Diagnosis) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(_facts(diagnosis))
    if not diagnosis.problems:
        console.print("\nNothing is wrong.", style="green")
    for problem in diagnosis.problems:
        console.print(f"\nWrong: {problem.what}", style="bold red", markup=False, soft_wrap=True)
        console.print(f"  {problem.advice}", markup=False, soft_wrap=True)


def _facts(diagnosis: Diagnosis) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(diagnosis):
        table.add_row(name, Text(value))
    return table


def _rows(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    rows = [(name, version or "not installed") for name, version in diagnosis.versions.items()]
    if diagnosis.device:
        rows.append(("device", f"{diagnosis.device['used'] or 'none'}: {diagnosis.device['why']}"))
    cores = diagnosis.cores
    rows.append(
        ("cores", f"{cores['usable']} of {cores['in_machine']} usable; each worker runs models on one")
    )
    models = diagnosis.models
    rows.append(("models folder", f"{models['folder']} ({models['free_bytes'] / 1e9:.1f} GB free)"))
    rows.append(("model mirror", models["mirror"] or "none"))
    for pack in diagnosis.packs:
        fitted = "" if pack.calibrated else ", not calibrated"
        rows.append((f"pack {pack.name}", f"{pack.state} (version {pack.version}{fitted})"))
    rows += [(name.replace("_", " "), str(value)) for name, value in diagnosis.site.items()]
    detection = diagnosis.detection
    if detection:
        rows += [
            ("largest look", f"longest side {detection['longest']:,} pixels"),
            ("all looks", f"{detection['pixels'] / 1e6:g} MP a photo"),
        ]
    limits = diagnosis.limits
    if limits:
        rows += [
            ("largest file", f"{limits['max_bytes'] / 1e6:g} MB"),
            ("most pixels", f"{limits['max_pixels'] / 1e6:g} MP"),
            ("formats", ", ".join(limits["formats"])),
            ("decoding", f"at most {limits['decode_seconds']:g} s a file"),
            ("memory", f"at most {limits['worker_memory'] / 1e9:g} GB a worker"),
        ]
    return rows
