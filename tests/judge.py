"""exiftool as the judge of what was written: another program's reading, never our own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed (make servers)")


def read(path: Path) -> dict[str, Any]:
    """Every XMP property of a file by its name, structures as they are, and what exiftool warns of."""
    assert EXIFTOOL is not None
    found = subprocess.run(
        [EXIFTOOL, "-j", "-struct", "-n", "-XMP:all", "-EXIF:Orientation", "-Warning", "-Error", str(path)],
        capture_output=True,
        check=False,
        text=True,
    )
    return json.loads(found.stdout)[0]


def write(path: Path, *arguments: str) -> None:
    """Have exiftool write into a file."""
    assert EXIFTOOL is not None
    done = subprocess.run(
        [EXIFTOOL, "-q", "-q", "-overwrite_original", "-struct", *arguments, str(path)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
