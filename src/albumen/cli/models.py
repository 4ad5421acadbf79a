"""`albumen models`: which packs there are, and bringing, checking and removing their weights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from albumen.engine.packs.spec import ModelFile, Pack
    from albumen.engine.packs.store import FileReport, Progress, Store

app = typer.Typer(help="The models that find faces and tell people apart.", no_args_is_help=True)

PackName = Annotated[str, typer.Argument(metavar="PACK", help="A name that `albumen models list` shows.")]


@app.command("list")
def list_packs(
    as_json: Annotated[bool, typer.Option("--json", help="Everything the catalogue says, as JSON.")] = False,
) -> None:
    """Show every pack: whether it is here, its size, licence and what it may be used for."""
    from albumen.engine.packs.catalogue import all_packs
    from albumen.engine.packs.store import Store

    store, packs = Store(), all_packs()
    if as_json:
        typer.echo(json.dumps([describe(pack, store) for pack in packs], indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Pack", "Here", "What", "Download", "Licence", "Commercial use forbidden"):
        table.add_column(column, overflow="fold")
    for pack in packs:
        table.add_row(
            pack.name,
            "yes" if store.installed(pack) else "no",
            pack.title,
            size_in_words(pack),
            pack.licence.name,
            "yes" if pack.licence.non_commercial else "no",
        )
    console = Console()
    console.print(table)
    console.print(f"Models folder: {store.folder}", soft_wrap=True, highlight=False)


@app.command()
def install(
    pack: PackName,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept non-commercial terms; recorded with your name.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Bring a pack's weights here. An interrupted download goes on where it stopped."""
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store

    store, chosen = Store(), load_pack(pack)
    if quiet:
        store.install(chosen, accept_licence)
        return
    with _bars() as progress:
        store.install(chosen, accept_licence, progress)
    typer.echo(f"{chosen.name} is installed: {chosen.title}.")
    typer.echo(f"{chosen.licence.name}: {chosen.licence.terms}")


@app.command()
def verify(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK]", help="All installed packs when left out.")
    ] = None,
) -> None:
    """Check the SHA-256 of every file anew; nothing is changed."""
    from albumen.engine.packs.catalogue import all_packs, load_pack
    from albumen.engine.packs.errors import PackNotInstalledError, WrongDigestError
    from albumen.engine.packs.store import Store

    store = Store()
    if pack is None:
        reports = [(item, report) for item in all_packs() for report in _of_installed(item, store)]
    else:
        chosen = load_pack(pack)
        reports = [(chosen, report) for report in store.verify(chosen)]
    _show_reports(reports)
    wrong = sorted({report.file.name for _, report in reports if report.state == "wrong"})
    missing = sorted({report.file.name for _, report in reports if report.state == "missing"})
    if wrong:
        raise WrongDigestError(
            f"{', '.join(wrong)}: not what the catalogue names.",
            advice="It will not be used. `albumen models install PACK` fetches it again.",
        )
    if missing:
        raise PackNotInstalledError(f"{', '.join(missing)}: not here.")


@app.command()
def remove(
    pack: PackName,
    forget_digest: Annotated[
        bool,
        typer.Option("--forget-digest", help="Also forget digests pinned on first download."),
    ] = False,
) -> None:
    """Remove a pack's weights; files that another installed pack uses stay."""
    from albumen.engine.packs.catalogue import all_packs, load_pack
    from albumen.engine.packs.errors import PackError
    from albumen.engine.packs.store import Store

    store, chosen = Store(), load_pack(pack)
    if not chosen.needs_download:
        raise PackError(f"The pack {chosen.name} comes with Albumen's Python packages and stays.")
    others = tuple(item for item in all_packs() if item.name != chosen.name and store.installed(item))
    removed = store.remove(chosen, keep=others, forget_pins=forget_digest)
    if not removed:
        typer.echo(f"Nothing of {chosen.name} was here to remove.")
    for path in removed:
        typer.echo(f"Removed {path}")


def describe(pack: Pack, store: Store) -> dict[str, Any]:
    """Everything about a pack, for ``--json``; the fields are documented in docs/models.md."""
    return {
        "name": pack.name,
        "title": pack.title,
        "version": pack.version,
        "summary": pack.summary,
        "installed": store.installed(pack),
        "detector": pack.detector.name,
        "embedder": pack.embedder.name,
        "dimension": pack.embedder.dimension,
        "alignment": pack.embedder.alignment,
        "download_bytes": pack.download_bytes,
        "calibrated": pack.calibration is not None,
        "licence": {
            "name": pack.licence.name,
            "non_commercial": pack.licence.non_commercial,
            "terms": pack.licence.terms,
            "source": pack.licence.source,
            "training_data": pack.licence.training_data,
            "accepted": not pack.licence.non_commercial or store.accepted(pack) is not None,
        },
        "files": [_describe_file(file, store) for file in pack.files],
    }


def size_in_words(pack: Pack) -> str:
    """The size of a pack's download: "none", "4.3 MB", or "unknown"."""
    if not pack.needs_download:
        return "none"
    return "unknown" if pack.download_bytes is None else f"{pack.download_bytes / 1e6:.1f} MB"


def _describe_file(file: ModelFile, store: Store) -> dict[str, Any]:
    pin = store.pinned(file)
    return {
        "name": file.name,
        "path": str(store.place(file)),
        "bytes": file.bytes,
        "sha256": file.sha256 or (pin.sha256 if pin else None),
        "pinned_on_first_download": file.sha256 is None,
        "address": file.address,
        "licence": file.licence,
    }


def _of_installed(pack: Pack, store: Store) -> tuple[FileReport, ...]:
    """Reports on a pack whose embedder is here (detectors are shared); none for a pack that is not installed."""
    if not store.place(pack.file(pack.embedder.file)).exists():
        return ()
    return store.verify(pack)


def _show_reports(reports: list[tuple[Pack, FileReport]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Pack", "File", "State", "SHA-256 begins"):
        table.add_column(column, overflow="fold")
    for pack, report in reports:
        table.add_row(pack.name, report.file.name, report.state, (report.sha256 or "")[:16])
    Console().print(table)


@contextmanager
def _bars() -> Iterator[Progress]:
    """A progress bar a file, on a terminal; silent elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def advance(file: ModelFile, done: int, total: int | None) -> None:
            if file.name not in tasks:
                tasks[file.name] = bars.add_task(file.name, total=total)
            bars.update(tasks[file.name], completed=done, total=total)

        yield advance
