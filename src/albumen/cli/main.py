"""The `albumen` command: sub-commands, errors in words, exit statuses.

Exit status: 0 done (also when nothing was found), 1 a bug, 2 something the user can mend, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from albumen import __version__
from albumen.cli import backup, doctor, find, manage, models, push, sort, up
from albumen.errors import AlbumenError

app = typer.Typer(
    name="albumen",
    help="Sort photos by the people in them, on this computer.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("sort")(sort.sort)
app.command("find")(find.find)
app.command("push")(push.push)
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)
app.command("up")(up.up)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("manage", context_settings=manage.CONTEXT)(manage.manage)

DEBUG = False

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 and the number of SIGINT, as shells have it."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"albumen {__version__}")
        raise typer.Exit


@app.callback()
def albumen(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    global DEBUG
    DEBUG = debug


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit status."""
    status = run(arguments)
    if status == INTERRUPTED:
        # CPython remembers a Ctrl-C that fell into an exec (dataclasses, namedtuples: any import), although it was
        # handled, and then ends by the signal instead of with our status. All is closed by now.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    sys.exit(status)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    command: Any = get_command(app)
    return told(lambda: command.main(args=arguments, prog_name="albumen", standalone_mode=False))


def told(work: Callable[[], Any]) -> int:
    """Do it, tell every failure in words, and return the exit status."""
    try:
        status = work()
    except AlbumenError as error:
        return _say_error(error)
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except SystemExit as error:  # a setting that cannot be used, or Django's own commands
        if isinstance(error.code, str):
            _say(f"Error: {error.code}")
            return 2
        return error.code or 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: a bug, told as one
        show = getattr(error, "show", None)  # a wrong option, told by Typer (whose base class is private)
        if show is None:
            return _say_bug(error)
        show()
        return int(getattr(error, "exit_code", 2))
    if status == INTERRUPTED:  # newer versions of Typer turn Ctrl-C into this status themselves
        _say("Stopped. Run the same command again: it goes on where it stopped.")
    return status if isinstance(status, int) else 0


def _say_error(error: AlbumenError) -> int:
    if DEBUG:
        traceback.print_exception(error)
    _say(f"Error: {error}")
    return 2


def _say_bug(error: Exception) -> int:
    if DEBUG:
        traceback.print_exception(error)
        return 1
    text = "".join(traceback.format_exception(error))
    place = _keep_traceback(text)
    _say(f"Sorry, this is a bug in Albumen: {type(error).__name__}: {error}")
    _say(f"Please report it with the details in {place}" if place else text)
    return 1


def _keep_traceback(text: str) -> Path | None:
    import platformdirs

    try:
        folder = platformdirs.user_log_path("albumen", appauthor=False, ensure_exists=True)
        path = folder / f"traceback-{os.getpid()}.txt"
        path.write_text(f"albumen {__version__}\n{sys.version}\n\n{text}", "utf-8", "backslashreplace")
    except OSError:
        return None
    return path


def _say(line: str) -> None:
    typer.echo(line.encode("utf-8", "backslashreplace").decode(), err=True)
