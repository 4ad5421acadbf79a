"""How well packs and algorithms tell people apart, on any folder of people.

    python -m benchmarks.accuracy FOLDER [--packs standard builtin] [--algorithms A ...] [--keep DIR] [--json FILE]

FOLDER holds a folder for each person, as lfw-dev does. Every photo stands for its main face; photos in which none is
found are counted and left out. Verification is over all pairs, identification is open-set; everything runs with the
defaults that ``albumen sort`` has. On lfw-dev the known label errors are corrected first, and verification is repeated
on the half of the people that calibration and thresholds were not fitted on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.clustering import ALGORITHMS
from albumen.engine.packs.catalogue import load_pack
from benchmarks.calibration import expected_calibration_error
from benchmarks.clustering_accuracy import LabelledFaces, line, rows
from benchmarks.people import People, analyse_people, corrected, load, save
from benchmarks.verification import (
    all_pairs,
    equal_error_rate,
    open_set_identification,
    threshold_at,
    true_match_rate,
)

RATES = (1e-3, 1e-4, 1e-5)


def faces_of(folder: Path, pack: str, keep: Path | None) -> People:
    """The people of a folder, from ``keep`` when they were analysed before."""
    kept = keep / f"{folder.resolve().name}_{pack}.npz" if keep else None
    if kept and kept.exists():
        return load(kept)
    people = analyse_people(folder, pack)
    if kept:
        save(people, kept)
    return people


def verification(people: People, pack: str) -> dict[str, Any]:
    """Equal error rate, true match rates, identification rates, calibration error of the pack's own calibration."""
    pairs = all_pairs(people.faces.embeddings, people.labels)
    calibration = load_pack(pack).calibration
    return {
        "faces": len(people.labels),
        "people": len(np.unique(people.labels)),
        "equal_error_rate": equal_error_rate(pairs),
        "true_match_rate": {f"{rate:g}": true_match_rate(pairs, threshold_at(pairs, rate)) for rate in RATES},
        "identification": {
            f"{rate:g}": found
            for rate, found in open_set_identification(people.faces.embeddings, people.labels).items()
        },
        "calibration_error": expected_calibration_error(calibration.curve(), pairs, 0.5)[0]
        if calibration
        else None,
    }


def show(name: str, row: dict[str, Any]) -> None:
    rates = "  ".join(f"{value:.4f}" for value in row["true_match_rate"].values())
    identified = "  ".join(f"{value:.4f}" for value in row["identification"].values())
    error = "-" if row["calibration_error"] is None else f"{row['calibration_error']:.4f}"
    print(f"{name:<28} {row['faces']:6d} {row['equal_error_rate']:8.4f}   {rates}   {identified}   {error}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--packs", nargs="+", default=["standard", "builtin"])
    parser.add_argument("--algorithms", nargs="+", default=list(ALGORITHMS), choices=ALGORITHMS)
    parser.add_argument("--keep", type=Path, help="keep analysed faces here for another run (biometric data)")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result: dict[str, Any] = {"folder": arguments.folder.name, "packs": {}}
    for pack in arguments.packs:
        people = corrected(faces_of(arguments.folder, pack, arguments.keep))
        print(f"\n{pack}: {len(people.labels)} photos, {len(people.missed)} without a face")
        print(
            f"{'':<28} {'faces':>6} {'EER':>8}   TMR at 1e-3, 1e-4, 1e-5   identified at FPIR 1%, 0.1%   ECE"
        )
        everybody, unseen = verification(people, pack), verification(people.halves()[1], pack)
        show("all", everybody)
        show("half not fitted on (lfw-dev)", unseen)
        knots = load_pack(pack).calibration
        clustering: list[dict[str, Any]] = []
        if knots is None:
            print("not calibrated: no clustering")
        else:
            print(f"{'':<48} people  found   B-cubed P R F          pairwise P R F         s")
            faces = LabelledFaces(
                arguments.folder.name, people.faces.embeddings, people.labels, people.faces.quality.overall
            )
            for row in rows(faces, knots.curve(), arguments.algorithms, 0):
                print(line(row), flush=True)
                clustering.append(row)
        result["packs"][pack] = {
            "missed": list(people.missed),
            "all": everybody,
            "half": unseen,
            "clustering": clustering,
        }
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
