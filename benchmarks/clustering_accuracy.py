"""How well each clustering algorithm finds the people of a labelled set, with its default settings.

Run ``python -m benchmarks.clustering_accuracy --pack standard faces.npz [more.npz ...] [--json out.json]``. A set is an
.npz as ``benchmarks.people`` writes it (arrays ``embeddings`` and ``labels``, one face a photo; ``quality_overall`` is
used when it is there). The calibration is the pack's, or fitted on half of the people of ``--fit-on``; then the other
half is a set of its own, on which nothing was fitted.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration
from albumen.engine.clustering import ALGORITHMS, cluster
from albumen.engine.packs.catalogue import load_pack
from benchmarks.calibration import fit
from benchmarks.metrics import b_cubed, pairwise
from benchmarks.verification import all_pairs


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFaces:
    """embeddings (N, D) float32 unit, labels (N,) int64, quality (N,) float32 or None."""

    name: str
    embeddings: NDArray[np.float32]
    labels: NDArray[np.int64]
    quality: NDArray[np.float32] | None

    def __getitem__(self, chosen: NDArray[np.bool_]) -> LabelledFaces:
        quality = None if self.quality is None else self.quality[chosen]
        return LabelledFaces(self.name, self.embeddings[chosen], self.labels[chosen], quality)


def read(path: Path) -> LabelledFaces:
    """A set from an .npz file."""
    with np.load(path, allow_pickle=False) as data:
        quality = data["quality_overall"] if "quality_overall" in data.files else None
        return LabelledFaces(path.stem, data["embeddings"], data["labels"], quality)


def halves(faces: LabelledFaces, seed: int) -> tuple[LabelledFaces, LabelledFaces]:
    """Two sets without a person in common."""
    people = np.unique(faces.labels)
    np.random.default_rng(seed).shuffle(people)
    first = np.isin(faces.labels, people[: len(people) // 2])
    return faces[first], faces[~first]


def rows(
    faces: LabelledFaces, calibration: Calibration, algorithms: list[str], seed: int
) -> list[dict[str, Any]]:
    """One row for each algorithm: agreement with the truth, number of people found, seconds."""
    found = []
    for algorithm in algorithms:
        start = time.perf_counter()
        people = cluster(
            faces.embeddings,
            np.arange(len(faces.labels)),
            calibration,
            quality=faces.quality,
            algorithm=algorithm,
            seed=seed,
        )
        seconds = time.perf_counter() - start
        found.append(
            {
                "set": faces.name,
                "algorithm": algorithm,
                "faces": len(faces.labels),
                "people": len(np.unique(faces.labels)),
                "found": len(people),
                "b_cubed": asdict(b_cubed(people.labels, faces.labels)),
                "pairwise": asdict(pairwise(people.labels, faces.labels)),
                "seconds": round(seconds, 2),
            }
        )
    return found


def line(row: dict[str, Any]) -> str:
    """A row for people."""
    scores = "   ".join(
        " ".join(f"{row[kind][part]:.4f}" for part in ("precision", "recall", "f"))
        for kind in ("b_cubed", "pairwise")
    )
    counts = f"{row['people']:>6} {row['found']:>6}"
    return f"{row['set']:<26} {row['algorithm']:<21} {counts}   {scores} {row['seconds']:>7.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="*")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--pack", help="take this pack's calibration")
    source.add_argument("--fit-on", type=Path, help="fit the calibration on half of the people of this set")
    parser.add_argument("--algorithms", nargs="+", default=list(ALGORITHMS), choices=ALGORITHMS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sets = [read(path) for path in options.sets]
    if options.pack:
        knots = load_pack(options.pack).calibration
        if knots is None:
            parser.error(f"the pack {options.pack} has no calibration yet; use --fit-on")
        calibration = knots.curve()
    else:
        fitted, rest = halves(read(options.fit_on), options.seed)
        calibration = fit(all_pairs(fitted.embeddings, fitted.labels))
        sets.append(LabelledFaces(f"{rest.name} (unseen half)", rest.embeddings, rest.labels, rest.quality))
    print(
        f"{'set':<26} {'algorithm':<21} {'people':>6} {'found':>6}   B-cubed P R F          pairwise P R F         s"
    )
    everything = []
    for faces in sets:
        for row in rows(faces, calibration, options.algorithms, options.seed):
            print(line(row), flush=True)
            everything.append(row)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
