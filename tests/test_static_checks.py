"""Style, types and lock files, checked like everything else so that one summary tells all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    _run("ruff", "check", ".")


def test_files_are_formatted() -> None:
    _run("ruff", "format", "--check", ".")


def test_types_hold() -> None:
    _run("mypy")


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_lock_files_are_hashed_and_name_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][^\s=]*==", text, re.MULTILINE)
    assert pins and text.count("--hash=sha256:") >= len(pins)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)


def test_nothing_committed_names_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if listed == [""]:
        pytest.skip("not a git checkout")
    pattern = re.compile(
        r"/wo" r"rk/|/ro" r"ot/|\.libr" r"ary/|py" r"pi\.org/simple|registry\.npm" r"js\.org"
    )
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file():
            found = pattern.search(path.read_bytes().decode("utf-8", "ignore"))
            assert not found, f"{name} names {found.group() if found else ''}"


def test_the_clients_lock_file_is_hashed_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert packages and not [name for name, said in packages.items() if "resolved" in said]
    unhashed = [n for n, said in packages.items() if "integrity" not in said and not said.get("inBundle")]
    assert not unhashed
