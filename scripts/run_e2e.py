"""The browser tests alone, on the web client as it is built from this checkout; leaves pictures of the pages they saw.

python scripts/run_e2e.py [--screens FOLDER] [pytest's arguments]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from run_tests import ROOT, Lane, run, summary

from albumen.cli.client_building import ClientBuildError, build, missing_tools

SCREENS = ROOT / "build" / "screens"


def main() -> int:
    """Build what is out of date, test, and say where the pictures are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--screens", type=Path, help=f"folder of the pictures; else {SCREENS}, made anew")
    wanted, extra = parser.parse_known_args()
    if (problem := missing_tools()) is not None:
        print(f"The web client cannot be built: {problem}.")
        return 2
    try:
        build(ROOT / "frontend", lambda line: print(line, flush=True))
    except ClientBuildError as error:
        print(error)
        return 1
    if wanted.screens is None:  # in somebody's own folder nothing is deleted
        shutil.rmtree(SCREENS, ignore_errors=True)
    screens = (wanted.screens or SCREENS).resolve()
    lane = Lane("browsers", ("tests/e2e",), {"ALBUMEN_TEST_PICTURES": str(screens)})
    with tempfile.TemporaryDirectory(prefix="albumen-lanes-") as folder:
        outcome = run(lane, extra, Path(folder) / "browsers.xml")
    print(summary([outcome]))
    print(f"{len(list(screens.glob('*.png')))} pictures of pages are in {screens}")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
