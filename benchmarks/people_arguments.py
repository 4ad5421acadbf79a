"""What both plays of a library's owner, over HTTP and in a browser, are asked for on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def library_arguments(description: str | None, results: str) -> argparse.ArgumentParser:
    """A parser of the composed library, of how much is said of its people, and where the figures go."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of photos for each person")
    parser.add_argument("--people", type=int, default=500, help="draw so many of them")
    parser.add_argument("--full", action="store_true", help="take all of them")
    parser.add_argument("--other-pack", default="builtin", help="that decides for a while; empty for none")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS / results)
    parser.add_argument("--library", type=Path, help="keep the composed library here, and use it again")
    parser.add_argument("--keep-log", type=Path, help="copy what the site printed to this file")
    parser.add_argument("--names", type=int, default=50, help="people who are named")
    parser.add_argument("--merges", type=int, default=20)
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--least-before", type=float, default=0.97, help="floor of B-cubed F")
    parser.add_argument("--least-after", type=float, default=0.98, help="floor of B-cubed F")
    return parser
