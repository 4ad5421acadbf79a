"""The browser tests alone, on the web client as it is built from this checkout; leaves pictures of the pages they saw.

python scripts/run_e2e.py [--screens FOLDER] [pytest's arguments]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from albumen.cli.client_building import ClientBuildError, build, missing_tools

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Build what is out of date, test, and say where the pictures are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--screens", type=Path, default=ROOT / "build" / "screens", help="folder of the pictures"
    )
    wanted, extra = parser.parse_known_args()
    if (problem := missing_tools()) is not None:
        print(f"The web client cannot be built: {problem}.")
        return 2
    try:
        build(ROOT / "frontend", lambda line: print(line, flush=True))
    except ClientBuildError as error:
        print(error)
        return 1
    screens = wanted.screens.resolve()
    screens.mkdir(parents=True, exist_ok=True)
    for old in screens.glob("*.png"):
        old.unlink()
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-q", "tests/e2e", *extra]
    status = subprocess.run(  # noqa: S603 - pytest
        command, cwd=ROOT, env={**os.environ, "ALBUMEN_TEST_PICTURES": str(screens)}, check=False
    ).returncode
    print(f"{len(list(screens.glob('*.png')))} pictures of pages are in {screens}")
    return status


if __name__ == "__main__":
    sys.exit(main())
