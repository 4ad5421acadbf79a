"""Every check and test, lane by lane, and one summary of them all; exit status 1 when anything failed.

Lane ``client`` checks, tests and builds the web client; lane ``sqlite`` runs everything, integration tests with real
servers and browsers on the built client included; lane ``postgresql`` runs the tests that use a database once more on
PostgreSQL. Arguments go to pytest; ``--lane NAME`` runs one lane alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from client_lane import ClientLane

ROOT = Path(__file__).resolve().parent.parent
DATABASE_ROOMS = (
    "accounts",
    "api",
    "audit",
    "config",
    "events",
    "find",
    "guests",
    "jobs",
    "people",
    "photos",
    "search",
    "upgrades",
    "web",
)

CLIENT = "client"

# As many processes test as there are cores; threads of arithmetic in each would only wait for one another.
_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclass(frozen=True, slots=True)
class Lane:
    """One run of pytest."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What a lane's report says."""

    lane: str
    status: int
    seconds: float
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: str = ""

    @property
    def good(self) -> bool:
        """Nothing failed, and there was something to fail, unless the lane was left out."""
        return self.status == 0 and not self.failed and (self.passed > 0 or bool(self.left_out))


def lanes() -> list[Lane]:
    """Those of pytest."""
    rooms = tuple(f"tests/{room}" for room in DATABASE_ROOMS if (ROOT / "tests" / room).is_dir())
    return [
        Lane("sqlite", ("-m", "not postgres_only")),
        Lane(
            "postgresql",
            (*rooms, "-m", "not sqlite_only and not integration and not e2e"),
            {"ALBUMEN_TEST_DATABASE": "postgres"},
        ),
    ]


def run(lane: Lane, extra: list[str], report: Path) -> Outcome:
    """Run a lane, its output passed through, and read its report."""
    print(f"\n=== lane {lane.name} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-q"]
    began = time.monotonic()
    status = subprocess.run(  # noqa: S603 - pytest
        [*command, *lane.arguments, f"--junitxml={report}", *extra],
        cwd=ROOT,
        env={**os.environ, **_ONE_THREAD, **lane.environment},
        check=False,
    ).returncode
    outcome = Outcome(lane.name, status, time.monotonic() - began)
    if report.exists():
        _read(report, outcome)
    return outcome


def run_client(folder: Path) -> Outcome:
    """The web client's lane."""
    print(f"\n=== lane {CLIENT} ===", flush=True)
    began = time.monotonic()
    lane = ClientLane(ROOT / "frontend", folder)
    left_out = lane.run() or ""
    outcome = Outcome(CLIENT, 0, time.monotonic() - began, lane.passed, lane.failed, left_out=left_out)
    if left_out:
        outcome.skipped[f"the whole lane: {left_out}"] += 1
    return outcome


def _read(report: Path, outcome: Outcome) -> None:
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - written by pytest a moment ago
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(name)
        elif (skip := case.find("skipped")) is not None:
            outcome.skipped[skip.get("message") or "no reason given"] += 1
        else:
            outcome.passed += 1


def summary(outcomes: list[Outcome]) -> str:
    """One table, then what failed and what was skipped and why."""
    lines = ["", "=== all lanes ===", f"{'lane':<12}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    lines += [
        f"{o.lane:<12}{o.passed:>8}{len(o.failed):>8}{o.skipped.total():>9}{o.seconds:>9.0f}"
        for o in outcomes
    ]
    total = (
        sum(o.passed for o in outcomes),
        sum(len(o.failed) for o in outcomes),
        sum(o.skipped.total() for o in outcomes),
    )
    seconds = sum(o.seconds for o in outcomes)
    lines.append(f"{'together':<12}{total[0]:>8}{total[1]:>8}{total[2]:>9}{seconds:>9.0f}")
    for outcome in outcomes:
        lines += [f"skipped on {outcome.lane}, {n}: {reason}" for reason, n in outcome.skipped.most_common()]
        lines += [f"FAILED on {outcome.lane}: {name}" for name in outcome.failed]
        if not outcome.good and not outcome.failed:
            lines.append(f"FAILED: lane {outcome.lane} ended with status {outcome.status}")
    lines.append("Everything holds." if all(o.good for o in outcomes) else "Something is wrong.")
    return "\n".join(lines)


def main() -> int:
    """Run the lanes one after the other; each uses all cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lane", choices=[CLIENT, *(lane.name for lane in lanes())], help="only this one")
    wanted, extra = parser.parse_known_args()
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="albumen-lanes-") as folder:
        if wanted.lane in (None, CLIENT):  # first: it builds what the browsers of the next one look at
            outcomes.append(run_client(Path(folder)))
        for lane in lanes():
            if wanted.lane in (None, lane.name):
                outcomes.append(run(lane, extra, Path(folder) / f"{lane.name}.xml"))
    print(summary(outcomes), flush=True)
    return 0 if all(outcome.good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
