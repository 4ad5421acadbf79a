"""How well each clustering algorithm finds the people of a labelled set, with its default settings.

Run ``python -m benchmarks.clustering_accuracy --pack standard faces.npz [more.npz ...] [--json out.json]``. A set is an
.npz as ``benchmarks.people`` writes it (arrays ``embeddings`` and ``labels``, one face a photo; ``quality_overall`` is
used when it is there). The calibration is the pack's, or fitted on half of the people of ``--fit-on``; then the other
half is a set of its own, on which nothing was fitted.

``--together standard=FILE builtin=FILE`` clusters the same photos by each pack and by all of them together: on each
half of the people with what was fitted on the other, and on all with what the catalogue has. ``--corrected 0.01`` then
corrects that part of the faces as a person would, of those that were wrong, and clusters again.
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
from albumen.engine.clustering import ALGORITHMS, CAUTION, CAUTION_TOGETHER, cluster
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.fusions import fusion_of
from benchmarks import fusion
from benchmarks.calibration import fit
from benchmarks.metrics import b_cubed, pairwise
from benchmarks.verification import all_pairs


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFaces:
    """embeddings (N, D) float32 unit, labels (N,) int64, quality (N,) float32 or None; ``caution`` of their links."""

    name: str
    embeddings: NDArray[np.float32]
    labels: NDArray[np.int64]
    quality: NDArray[np.float32] | None
    caution: float = CAUTION

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
            caution=faces.caution,
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


def corrections(
    labels: NDArray[np.int64], truth: NDArray[np.int64], part: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What somebody says of some of the faces that a clustering has wrong.

    A face is wrong where it is not in the cluster that has most of its person, or where that cluster is mostly somebody
    else. It is said to be the same as a face of that cluster that is the person, and another than one that is not.

    Args:
        labels, truth: (N,) cluster and person of each face.
        part: of all faces, how many are corrected at most.

    Returns:
        The corrected faces (C,), must-links (C, 2) and cannot-links (K, 2).
    """
    pairs, sizes = np.unique(np.stack([truth, labels], axis=1), axis=0, return_counts=True)
    order = np.lexsort((pairs[:, 1], -sizes, pairs[:, 0]))
    person, first = np.unique(pairs[order, 0], return_index=True)
    home = dict(zip(person.tolist(), pairs[order[first], 1].tolist(), strict=True))
    mine = np.array([home[one] for one in truth.tolist()])
    at_home = np.flatnonzero(labels == mine)
    several = (
        np.bincount(np.unique(truth, return_inverse=True)[1])[np.unique(truth, return_inverse=True)[1]] > 1
    )
    wrong = np.flatnonzero((labels != mine) & several)
    chosen = np.random.default_rng(seed).permutation(wrong)[: round(part * len(labels))]
    must, cannot = [], []
    for face in np.sort(chosen).tolist():
        anchor = at_home[truth[at_home] == truth[face]]
        must.append((int(anchor[0]), face))
        stranger = np.flatnonzero((labels == labels[face]) & (truth != truth[face]))
        cannot += [(int(stranger[0]), face)] if len(stranger) else []
    return (
        np.sort(chosen),
        np.array(must, np.int64).reshape(-1, 2),
        np.array(cannot, np.int64).reshape(-1, 2),
    )


def corrected_row(
    faces: LabelledFaces, calibration: Calibration, part: float, seed: int, algorithm: str = "default"
) -> dict[str, Any]:
    """Agreement before and after a part of the faces was corrected, and whether every correction holds."""
    photos = np.arange(len(faces.labels))
    how: dict[str, Any] = {
        "quality": faces.quality,
        "algorithm": algorithm,
        "caution": faces.caution,
        "seed": seed,
    }
    before = cluster(faces.embeddings, photos, calibration, **how)
    said, must, cannot = corrections(before.labels, faces.labels, part, seed)
    after = cluster(faces.embeddings, photos, calibration, must_link=must, cannot_link=cannot, **how)
    broken = int((after.labels[must[:, 0]] != after.labels[must[:, 1]]).sum())
    broken += int((after.labels[cannot[:, 0]] == after.labels[cannot[:, 1]]).sum())
    return {
        "set": faces.name,
        "corrected": len(said),
        "before": asdict(b_cubed(before.labels, faces.labels)),
        "after": asdict(b_cubed(after.labels, faces.labels)),
        "broken": broken,
    }


def sets_together(files: dict[str, Path], seed: int = 0) -> list[tuple[LabelledFaces, Calibration]]:
    """The same photos by each pack and by all together, with the calibration to read them by."""
    faces = fusion.together(files)
    packs = list(files)
    quality = faces.people[packs[0]].faces.quality.overall
    found: list[tuple[LabelledFaces, Calibration]] = []

    def add(
        name: str, mask: NDArray[np.bool_], vectors: dict[str, Any], calibrations: dict[str, Any]
    ) -> None:
        for pack, rows_ in vectors.items():
            caution = CAUTION_TOGETHER if pack == "all" else CAUTION
            one = LabelledFaces(f"{name}, {pack}", rows_[mask], faces.labels[mask], quality[mask], caution)
            found.append((one, calibrations[pack]))

    halves_ = faces.halves(seed)
    for number, (learning, judging) in enumerate((halves_, halves_[::-1]), 1):
        scores, same = fusion.every_pair(faces[learning])
        learnt, _ = fusion.learn(scores, same)
        calibrations = {pack: fit(fusion.sorted_pairs(score, same)) for pack, score in scores.items()}
        del scores
        joint = {"all": learnt.vectors(faces.vectors)}
        add(
            f"unseen half {3 - number}",
            judging,
            faces.vectors | joint,
            calibrations | {"all": learnt.judge.calibration},
        )
    known = fusion_of(frozenset(packs))
    if known is not None:
        from albumen.engine.consensus import Learnt

        learnt = Learnt.of(known)
        own = {pack: load_pack(pack).calibration.curve() for pack in packs}  # type: ignore[union-attr]
        everybody = np.ones(len(faces.labels), bool)
        joint = {"all": learnt.vectors(faces.vectors)}
        add("everybody", everybody, faces.vectors | joint, own | {"all": learnt.judge.calibration})
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
    parser.add_argument("--corrected", type=float, default=0.0, help="part of the faces, 0 to 1")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--together", nargs="+", metavar="PACK=NPZ", help="the same photos by several packs")
    source.add_argument("--pack", help="take this pack's calibration")
    source.add_argument("--fit-on", type=Path, help="fit the calibration on half of the people of this set")
    parser.add_argument("--algorithms", nargs="+", default=list(ALGORITHMS), choices=ALGORITHMS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sets = [read(path) for path in options.sets]
    read_by: list[tuple[LabelledFaces, Calibration]] = []
    if options.together:
        files = dict(each.split("=", 1) for each in options.together)
        read_by = sets_together({pack: Path(file) for pack, file in files.items()}, options.seed)
    elif options.pack:
        knots = load_pack(options.pack).calibration
        if knots is None:
            parser.error(f"the pack {options.pack} has no calibration yet; use --fit-on")
        read_by = [(faces, knots.curve()) for faces in sets]
    else:
        fitted, rest = halves(read(options.fit_on), options.seed)
        calibration = fit(all_pairs(fitted.embeddings, fitted.labels))
        sets.append(LabelledFaces(f"{rest.name} (unseen half)", rest.embeddings, rest.labels, rest.quality))
        read_by = [(faces, calibration) for faces in sets]
    print(
        f"{'set':<26} {'algorithm':<21} {'people':>6} {'found':>6}   B-cubed P R F          pairwise P R F         s"
    )
    everything = []
    for faces, calibration in read_by:
        for row in rows(faces, calibration, options.algorithms, options.seed):
            print(line(row), flush=True)
            everything.append(row)
    for faces, calibration in read_by if options.corrected else []:
        row = corrected_row(faces, calibration, options.corrected, options.seed)
        print(
            f"{row['set']:<26} {row['corrected']} corrected: F {row['before']['f']:.4f} to {row['after']['f']:.4f}, "
            f"{row['broken']} corrections do not hold",
            flush=True,
        )
        everything.append(row)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
