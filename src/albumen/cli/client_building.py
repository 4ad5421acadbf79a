"""Building the web client of a checkout, when what it is made of is newer than what was built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock

from albumen.config import tied
from albumen.errors import UnavailableError

Say = Callable[[str], None]

LEAST_NODE = (20, 19)
"""Oldest release of Node.js that builds the client (major, minor); package.json says the same."""

PATIENCE = 900.0
"""Seconds that one step may take; a mirror that does not answer must not hold up the site for good."""

_GENERATED = {"routeTree.gen.ts"}
_SETTINGS = {".html", ".js", ".json", ".ts"}
_INPUTS = ("src", "build", "public")


class ClientBuildError(UnavailableError):
    """The web client could not be built."""

    code = "client_build_failed"
    advice = "Mend what is named and start again; until then the site runs without its newest client."


def ensure_client(folder: Path, served: Path, say: Say) -> None:
    """Have a client that is up to date in ``served``, and say in one line what will be served.

    A site whose client cannot be built still runs: with an older one where there is one, else with its API and admin.

    Args:
        folder: a checkout's ``frontend``.
        served: where the site looks for the built client; one that is not the checkout's own is left alone.
    """
    there = (served / "index.html").is_file()
    without = "an older one is served." if there else "the site runs without it, with its API and admin."
    if served != folder / "dist" or not (folder / "package.json").is_file():
        say(
            f"Web client: {served}"
            if there
            else "Web client: there is none here; the API and the admin are served."
        )
    elif is_fresh(folder):
        say("Web client: built, nothing changed.")
    elif (problem := missing_tools()) is not None:
        say(f"Web client: it cannot be built ({problem}); {without}")
    else:
        try:
            build(folder, say)
            say("Web client: built.")
        except ClientBuildError as error:
            say(f"Web client: {error}\nWeb client: {without}")


def is_fresh(folder: Path) -> bool:
    """Nothing that the client is made of changed after it was built."""
    index = folder / "dist" / "index.html"
    return index.is_file() and max(_times(folder)) <= index.stat().st_mtime_ns


def build(folder: Path, say: Say, *, even_if_fresh: bool = False) -> None:
    """Install what is missing and build; `npm run build` puts the result into place as a whole, or nothing.

    Args:
        folder: a checkout's ``frontend``.
        say: told what takes a while.
        even_if_fresh: build also where nothing changed.

    Raises:
        ClientBuildError: with the end of what npm said.
    """
    with FileLock(folder / "node_modules.lock"):
        if not even_if_fresh and is_fresh(folder):
            return  # by somebody else, while we waited
        install(folder, say)
        say("Web client: building it …")
        began = max(_times(folder))
        _npm(folder, "run", "build")
        os.utime(
            folder / "dist" / "index.html", ns=(began, began)
        )  # so that a change made meanwhile is not missed


def install(folder: Path, say: Say) -> None:
    """Install what the lock file names, unless that is there.

    Raises:
        ClientBuildError: with the end of what npm said.
    """
    if not _is_installed(folder):
        say("Web client: installing what it is built with (once; a minute) …")
        _npm(folder, "ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000")


def _times(folder: Path) -> Iterator[int]:
    """When each thing that the client is made of changed, nanoseconds; folders tell of files that are gone."""
    yield from (path.stat().st_mtime_ns for path in folder.iterdir() if path.suffix in _SETTINGS)
    for name in _INPUTS:
        for root, folders, files in os.walk(folder / name):
            yield from (os.stat(Path(root, one)).st_mtime_ns for one in folders)
            yield from (os.stat(Path(root, one)).st_mtime_ns for one in files if one not in _GENERATED)


def _is_installed(folder: Path) -> bool:
    installed = folder / "node_modules" / ".package-lock.json"
    return (
        installed.is_file()
        and installed.stat().st_mtime_ns >= (folder / "package-lock.json").stat().st_mtime_ns
    )


def missing_tools() -> str | None:
    """What is missing to build, as a clause; None when all is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    wanted = f"Node.js {'.'.join(map(str, LEAST_NODE))} or newer"
    if node is None or npm is None:
        return f"{wanted} with npm is not installed"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < LEAST_NODE:
        return f"{wanted} is needed, {said.strip() or 'an unknown one'} is installed"
    return None


def _npm(folder: Path, *arguments: str) -> None:
    shown = f"`npm {' '.join(arguments[:2])}`"
    try:
        done = subprocess.run(  # noqa: S603 - npm, in our own folder
            [*tied.command(), shutil.which("npm") or "npm", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise ClientBuildError(f"{shown} did not end within {PATIENCE:g} s in {folder}.") from error
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise ClientBuildError(f"{shown} failed in {folder}:\n{tail}")
