"""Learn how packs are heard together on one half of lfw-dev's people, judge it on the other, and the other way round.

    python -m benchmarks.fusion PACK=FACES.npz PACK=FACES.npz ... [--write] [--json FILE]

The files come from ``python -m benchmarks.people``. The fused similarity is the weighted mean of the packs' own; the
weights are a logistic regression's on pairs of both kinds (N. Brümmer, "FoCal", 2007), under priors as low as the rates
that levels are about. So joint embeddings, each part scaled by the root of its weight, have it as dot product.
``--write`` puts what was learnt on the first half, where the packs' own calibrations were fitted, in the catalogue.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration
from albumen.engine.consensus import Judge, Learnt
from albumen.engine.packs.catalogue import load_pack, pack_names
from albumen.engine.packs.fusions import file_of
from albumen.engine.packs.spec import Thresholds
from benchmarks.calibration import fit, fitted_block, level_thresholds
from benchmarks.people import People, corrected, load
from benchmarks.verification import Pairs, open_set_identification, threshold_at, true_match_rate

PRIORS = (1e-2, 1e-3, 1e-4, 1e-5)
"""The weights minimise the log loss summed over these: levels are about rates of 1e-3 to 2e-6."""

RATES = (1e-3, 1e-4, 1e-5)
FALSE_POSITIVES = (0.01, 0.001)
SPLITS = 40
"""Random galleries that open-set identification is averaged over: the threshold of each is set by a probe or two."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The photos that every pack has found a face in, in one order: embeddings of each pack and who it is."""

    vectors: dict[str, NDArray[np.float32]]
    labels: NDArray[np.int64]
    people: dict[str, People]

    def __getitem__(self, mask: NDArray[np.bool_]) -> Together:
        return Together(
            {pack: every[mask] for pack, every in self.vectors.items()},
            self.labels[mask],
            {pack: every[mask] for pack, every in self.people.items()},
        )

    def only(self, packs: list[str]) -> Together:
        """The same faces by some of the packs."""
        return Together({pack: self.vectors[pack] for pack in packs}, self.labels, self.people)

    def halves(self, seed: int = 0) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Two masks without a person in common: the same split that the packs' calibrations were fitted on."""
        everybody = np.unique(self.labels)
        np.random.default_rng(seed).shuffle(everybody)
        first = np.isin(self.labels, everybody[: len(everybody) // 2])
        return first, ~first


def together(files: dict[str, Path]) -> Together:
    """Read the packs' faces of the same photos."""
    people = {pack: corrected(load(file)) for pack, file in files.items()}
    common = np.array(sorted(set.intersection(*(set(p.paths.tolist()) for p in people.values()))))
    chosen = {}
    for pack, every in people.items():
        order = np.argsort(every.paths)
        chosen[pack] = every[order[np.searchsorted(every.paths, common, sorter=order)]]
    first = next(iter(chosen.values()))
    # Numbered by name, so that the halves do not depend on which photos a pack missed.
    return Together({pack: p.faces.embeddings for pack, p in chosen.items()}, first.labels, chosen)


def every_pair(faces: Together) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.bool_]]:
    """Similarity of every pair by each pack, and whether it is one person."""
    upper = np.triu_indices(len(faces.labels), 1)
    scores = {pack: (v @ v.T)[upper].astype(np.float32) for pack, v in faces.vectors.items()}
    return scores, (faces.labels[:, None] == faces.labels[None])[upper]


def weights_of(scores: dict[str, NDArray[np.float32]], same: NDArray[np.bool_]) -> dict[str, float]:
    """Weight of each pack in the fused similarity: a logistic regression, none below 0, brought to a sum of 1."""
    from scipy.optimize import minimize

    packs = list(scores)
    middle = np.array([float(scores[pack][~same].mean()) for pack in packs])
    spread = np.array([float(scores[pack][~same].std()) for pack in packs])
    columns = (np.stack([scores[pack] for pack in packs], axis=1) - middle) / spread
    # Pairs that are below the strangers' mean by every pack weigh next to nothing under these priors.
    near = same | (columns.max(axis=1) > 0.5)
    columns, kind = columns[near].astype(np.float32), same[near]
    part = np.where(kind, 1.0 / same.sum(), 1.0 / (~same).sum())

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = columns @ parameters[1:].astype(np.float32) + np.float32(parameters[0])
        total, gradient = 0.0, np.zeros(len(parameters))
        for prior in PRIORS:
            logit = score + np.float32(np.log(prior) - np.log1p(-prior))
            share = part * np.where(kind, prior, 1 - prior)
            scale = 1 / (-prior * np.log(prior) - (1 - prior) * np.log1p(-prior))
            total += scale * float((share * np.logaddexp(0, np.where(kind, -logit, logit))).sum())
            wrong = scale * share * (1 / (1 + np.exp(-logit)) - kind)
            gradient += np.concatenate([[wrong.sum()], wrong @ columns])
        return total, gradient

    start = np.concatenate([[-6.0], np.full(len(packs), 3.0 / len(packs))])
    bounds = [(None, None)] + [(0.0, None)] * len(packs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    slopes = found.x[1:] / spread
    return {pack: round(float(w), 4) for pack, w in zip(packs, slopes / slopes.sum(), strict=True)}


def one_rounded(weights: dict[str, float]) -> dict[str, float]:
    """The same weights, to four places, adding up to exactly 1."""
    last = list(weights)[-1]
    return {**weights, last: round(1.0 - sum(w for pack, w in weights.items() if pack != last), 4)}


def learn(scores: dict[str, NDArray[np.float32]], same: NDArray[np.bool_]) -> tuple[Learnt, dict[str, float]]:
    """A fusion of these pairs, and its thresholds by level."""
    weights = one_rounded(weights_of(scores, same))
    pairs = sorted_pairs(fused(scores, weights), same)
    levels = level_thresholds(pairs)
    thresholds = Thresholds("this half", levels["certain"], levels["likely"], levels["check"])
    return Learnt(weights, Judge(fit(pairs), thresholds)), levels


def fused(scores: dict[str, NDArray[np.float32]], weights: dict[str, float]) -> NDArray[np.float32]:
    """The fused similarity."""
    return sum(np.float32(weights[pack]) * scores[pack] for pack in weights)  # type: ignore[return-value]


def sorted_pairs(score: NDArray[np.float32], same: NDArray[np.bool_]) -> Pairs:
    return Pairs(np.sort(score[same]), np.sort(score[~same]))


def cautious_mean(
    scores: dict[str, NDArray[np.float32]], calibrations: dict[str, Calibration]
) -> NDArray[np.float32]:
    """What packs that were not learnt together say: the mean of their evidence."""
    each = [calibrations[pack].evidence(score) for pack, score in scores.items()]
    return (sum(each) / len(each)).astype(np.float32)  # type: ignore[union-attr]


def worth(score: NDArray[np.float32], same: NDArray[np.bool_]) -> dict[str, float]:
    """Part of the genuine pairs found at each rate of false matches."""
    pairs = sorted_pairs(score, same)
    return {f"{rate:g}": round(true_match_rate(pairs, threshold_at(pairs, rate)), 4) for rate in RATES}


def judge(faces: Together, packs: list[str]) -> dict[str, Any]:
    """Both directions: learnt on one half, judged on the other."""
    report: dict[str, Any] = {"packs": packs, "directions": []}
    halves = faces.halves()
    for learning, judging in (halves, halves[::-1]):
        one = faces.only(packs)
        scores, same = every_pair(one[learning])
        learnt, _ = learn(scores, same)
        calibrations = {pack: fit(sorted_pairs(score, same)) for pack, score in scores.items()}
        del scores
        other = one[judging]
        scores, same = every_pair(other)
        rows = {pack: worth(score, same) for pack, score in scores.items()}
        rows["cautious mean"] = worth(cautious_mean(scores, calibrations), same)
        rows["learnt"] = worth(fused(scores, dict(learnt.weights)), same)
        del scores
        for name, row in rows.items():
            row |= identified(other, name, learnt, calibrations)
        report["directions"].append({"weights": dict(learnt.weights), "rows": rows})
    return report


def identified(
    faces: Together, name: str, learnt: Learnt, calibrations: dict[str, Calibration]
) -> dict[str, float]:
    """Open-set identification rate at each rate of false positives."""
    if name == "learnt":
        found = open_set_identification(
            learnt.vectors(faces.vectors), faces.labels, FALSE_POSITIVES, splits=SPLITS
        )
    elif name == "cautious mean":
        found = open_set_identification(
            faces.labels,
            faces.labels,
            FALSE_POSITIVES,
            splits=SPLITS,
            score=lambda rows, columns: cautious_mean(
                {pack: v[rows] @ v[columns].T for pack, v in faces.vectors.items()}, calibrations
            ),
        )
    else:
        found = open_set_identification(faces.vectors[name], faces.labels, FALSE_POSITIVES, splits=SPLITS)
    return {f"identified at {rate:g}": round(value, 4) for rate, value in found.items()}


def write(faces: Together, packs: list[str]) -> Path:
    """Learn on the first half and put it in the catalogue."""
    first, _ = faces.halves()
    part = faces.only(packs)[first]
    learnt, levels = learn(*every_pair(part))
    rows = "".join(
        f'[[packs]]\nname = "{pack}"\nversion = "{load_pack(pack).version}"\nweight = {weight:.4f}\n\n'
        for pack, weight in learnt.weights.items()
    )
    fitted_on = f"lfw-dev, half of the people ({int(first.sum())} faces)"
    head = "# Written by python -m benchmarks.fusion, do not edit by hand.\n\n"
    path = file_of(packs)
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + rows + fitted_block(learnt.judge.calibration, levels, fitted_on), encoding="utf-8")
    return path


def show(report: dict[str, Any]) -> None:
    """For people."""
    for number, direction in enumerate(report["directions"], 1):
        weights = ", ".join(f"{pack} {weight:.3f}" for pack, weight in direction["weights"].items())
        print(f"\n{' + '.join(report['packs'])}, judged on half {3 - number}: {weights}")
        columns = list(next(iter(direction["rows"].values())))
        print(f"{'':<14}" + "".join(f"{column:>22}" for column in columns))
        for name, row in direction["rows"].items():
            print(f"{name:<14}" + "".join(f"{row[column]:>22.4f}" for column in columns))


def promise(report: dict[str, Any]) -> bool:
    """Whether what was learnt identifies more people than the best pack and than the mean, over both directions."""
    column = f"identified at {FALSE_POSITIVES[-1]:g}"
    rows = [direction["rows"] for direction in report["directions"]]
    mean = {name: float(np.mean([row[name][column] for row in rows])) for name in rows[0]}
    return all(mean["learnt"] > value for name, value in mean.items() if name != "learnt")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", metavar="PACK=NPZ")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    files = {pack: Path(file) for pack, file in (each.split("=", 1) for each in options.files)}
    faces = together(files)
    report = judge(faces, list(files))
    show(report)
    if options.write:
        unknown = sorted(set(files) - set(pack_names()))
        if unknown:
            parser.error(f"{', '.join(unknown)} is in no catalogue")
        print(f"written: {write(faces, list(files)).name}")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    kept = promise(report)
    print(
        f"\nlearnt identifies more than any other at {FALSE_POSITIVES[-1]:g}: {'met' if kept else 'NOT MET'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
