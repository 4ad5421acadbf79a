"""Every benchmark, one after the other, as docs/benchmarks.md reports them: about an hour on two quiet cores.

    python -m benchmarks [--only NAME ...]

Tables are printed; JSON and analysed faces go to benchmarks/results/ (never committed: faces are biometric data).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.corpus import shared_photos

RESULTS = Path(__file__).parent / "results"
PACKS = {"standard": ("8", "42"), "builtin": ("12", "42")}
"""Each pack, and the pixels between the eyes to which photos are reduced when its quality number is judged."""


def steps() -> dict[str, list[list[str]]]:
    """Name of each benchmark and the commands that make it up."""
    lfw = str(shared_photos() / "lfw-dev")
    analyse, calibrate, judge, blur, expand = [], [], [], [], []
    for pack, eyes in PACKS.items():
        plain, reduced = str(RESULTS / f"lfw_{pack}.npz"), str(RESULTS / f"lfw_{pack}_reduced.npz")
        analyse.append(["people", lfw, "--pack", pack, "--out", plain])
        analyse.append(["people", lfw, "--pack", pack, "--eyes", *eyes, "--out", reduced])
        calibrate.append(
            ["calibration", plain, "--pack", pack, "--json", str(RESULTS / f"calibration_{pack}.json")]
        )
        judge.append(
            ["quality", plain, reduced, "--pack", pack, "--json", str(RESULTS / f"quality_{pack}.json")]
        )
        expand.append(["expansion", plain, "--pack", pack, "--json", str(RESULTS / f"expansion_{pack}.json")])
        blur.append(["blur", plain, lfw, "--pack", pack, "--json", str(RESULTS / f"blur_{pack}.json")])
    both = [f"{pack}={RESULTS / f'lfw_{pack}.npz'}" for pack in PACKS]
    together = [
        ["consensus", *both, "--json", str(RESULTS / "consensus.json")],
        ["expansion", "--together", *both, "--json", str(RESULTS / "expansion_together.json")],
        ["clustering_accuracy", "--together", *both, "--corrected", "0.01"],
    ]
    groups = [["calibration_groups", str(RESULTS / f"lfw_{pack}.npz"), "--pack", pack] for pack in PACKS]
    return {
        "throughput": [["throughput", "--json", str(RESULTS / "throughput.json")]],
        "parity": [["parity_dlib", "--json", str(RESULTS / "parity.json")]],
        "people": analyse,
        "calibration": calibrate,
        "quality": judge,
        "blur": blur,
        "expansion": expand,
        "together": together,
        "groups": groups,
        "accuracy": [["accuracy", lfw, "--keep", str(RESULTS), "--json", str(RESULTS / "accuracy.json")]],
        "dashboard": [
            ["dashboard", "--database", database, "--json", str(RESULTS / f"dashboard_{database}.json")]
            for database in ("sqlite", "postgres")
        ],
        "ingest": [
            ["ingest", "--pack", pack, "--json", str(RESULTS / f"ingest_{pack}.json")] for pack in PACKS
        ],
        "clustering": [["clustering_cost", "--json", str(RESULTS / "clustering_cost.json")]],
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=list(steps()))
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    failed = 0
    for name, commands in steps().items():
        if arguments.only and name not in arguments.only:
            continue
        for command in commands:
            print(f"\n== {' '.join(command)}", flush=True)
            failed += (
                subprocess.run(
                    [sys.executable, "-m", f"benchmarks.{command[0]}", *command[1:]], check=False
                ).returncode
                != 0
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
