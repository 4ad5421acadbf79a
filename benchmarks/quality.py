"""Fit the one quality number and check it: does rejecting the worst faces lower the error more than chance does?

    python -m benchmarks.quality FACES.npz [REDUCED.npz] [--pack standard] [--write] [--plot FILE.png] [--json FILE]

The files come from ``python -m benchmarks.people``, the second with ``--eyes 8 42``. The model is fitted on one half
of the people and judged on the other.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.engine.quality import FEATURES, features
from albumen.engine.types import FaceQuality
from benchmarks.calibration import BEGIN, END, entry
from benchmarks.people import People, corrected, load
from benchmarks.verification import all_pairs, threshold_at

FALSE_MATCH_RATE = 1e-4
"""Usefulness is the chance of a genuine comparison to pass at this false match rate."""

REJECTED = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)

HELPS = (1, -1, 1, -1, -1, -1, 1, 1, 1)
"""The sign that each feature's weight must have: a larger or sharper face is never worse, a turned one never better."""


def columns(quality: FaceQuality, scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Features (N, 9) of measured faces; see ``albumen.engine.quality.features``."""
    return features(
        quality.size,
        quality.sharpness,
        quality.yaw,
        quality.pitch,
        quality.roll,
        quality.exposure,
        quality.visible,
        scores,
    )


def genuine_pairs(people: People) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Indices of both faces of every pair of one person, and their similarity."""
    order = np.argsort(people.labels, kind="stable")
    _, starts, counts = np.unique(people.labels[order], return_index=True, return_counts=True)
    first, second = [], []
    for start, count in zip(starts, counts, strict=True):
        a, b = np.triu_indices(count, 1)
        first.append(order[start + a])
        second.append(order[start + b])
    one, other = np.concatenate(first), np.concatenate(second)
    similarity = (people.faces.embeddings[one] * people.faces.embeddings[other]).sum(axis=1)
    return one, other, similarity


def fit(sets: list[People], threshold: float) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights (9,) of the quality number, in two steps.

    First the similarity of genuine pairs is regressed on the features of both faces (every pair tells something
    there, while few fail); signs are held (``HELPS``), so that the number never rewards blur or a turned head. Then
    a logistic regression turns that prediction into the chance to pass. Each set has equal weight, and in it people
    with many pairs count by the square root of their number.
    """
    from scipy.optimize import lsq_linear
    from sklearn.linear_model import LogisticRegression

    rows, similarities, weights = [], [], []
    for people in sets:
        one, other, similarity = genuine_pairs(people)
        table = columns(people.faces.quality, people.faces.scores)
        rows.append((table[one] + table[other]) / 2)
        similarities.append(similarity)
        weight = 1.0 / np.sqrt(np.bincount(people.labels[one])[people.labels[one]])
        weights.append(weight / weight.sum())
    x, y, w = np.concatenate(rows), np.concatenate(similarities), np.concatenate(weights)
    root = np.sqrt(w)[:, None]
    design = np.concatenate([x, np.ones((len(x), 1))], axis=1) * root
    shrink = np.eye(x.shape[1] + 1)[:-1] * 0.01
    low = [0.0 if sign > 0 else -np.inf for sign in HELPS] + [-np.inf]
    high = [np.inf if sign > 0 else 0.0 for sign in HELPS] + [np.inf]
    found = lsq_linear(
        np.concatenate([design, shrink]), np.concatenate([y * root[:, 0], np.zeros(len(shrink))]), (low, high)
    ).x
    predicted = x @ found[:-1]
    chance = LogisticRegression(C=1e6).fit(predicted[:, None] * 10, y > threshold, sample_weight=w * len(w))
    slope = 10 * float(chance.coef_[0, 0])
    return float(chance.intercept_[0]), slope * found[:-1]


def overall(people: People, bias: float, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quality number of each face, 0..1."""
    return 1 / (1 + np.exp(-(columns(people.faces.quality, people.faces.scores) @ weights + bias)))


def error_after_rejecting(people: People, order: NDArray[np.intp], part: float, threshold: float) -> float:
    """False non-match rate of the genuine pairs whose faces both remain when the first ``part`` of ``order`` go."""
    kept = np.ones(len(people.labels), bool)
    kept[order[: int(part * len(order))]] = False
    one, other, similarity = genuine_pairs(people)
    both = kept[one] & kept[other]
    return float((similarity[both] <= threshold).mean())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path, nargs="+")
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    halves = [corrected(load(path)).halves() for path in arguments.faces]
    plain = halves[0][0]
    threshold = threshold_at(all_pairs(plain.faces.embeddings, plain.labels), FALSE_MATCH_RATE)
    bias, weights = fit([first for first, _ in halves], threshold)
    print(f"bias {bias:.3f}  " + "  ".join(f"{n} {w:.3f}" for n, w in zip(FEATURES, weights, strict=True)))
    generator = np.random.default_rng(0)
    result: dict[str, object] = {"pack": arguments.pack, "threshold": threshold, "sets": {}}
    curves = {}
    for path, (_, judged) in zip(arguments.faces, halves, strict=True):
        number = overall(judged, bias, weights)
        orders = {"quality": np.argsort(number, kind="stable")}
        for name in ("size", "sharpness"):
            orders[name] = np.argsort(getattr(judged.faces.quality, name), kind="stable")
        orders["detector score"] = np.argsort(judged.faces.scores, kind="stable")
        table = {
            name: [error_after_rejecting(judged, order, part, threshold) for part in REJECTED]
            for name, order in orders.items()
        }
        chance = [generator.permutation(len(judged.labels)) for _ in range(20)]
        table["random"] = [
            float(np.mean([error_after_rejecting(judged, order, part, threshold) for order in chance]))
            for part in REJECTED
        ]
        print(
            f"\n{path.name}: {len(judged.labels)} faces of people not fitted on; false non-match rate at FMR 1e-4"
        )
        print(f"{'rejected':>16} " + " ".join(f"{part:7.0%}" for part in REJECTED))
        for name, errors in table.items():
            print(f"{name:>16} " + " ".join(f"{error:7.4f}" for error in errors))
        one, other, similarity = genuine_pairs(judged)
        predicted = (number[one] + number[other]) / 2
        print("quality of both faces -> part of genuine pairs that pass:", end=" ")
        for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
            inside = (predicted >= low) & (predicted < high)
            if inside.sum() >= 50:
                print(
                    f"{low:g}-{min(high, 1):g}: {(similarity[inside] > threshold).mean():.3f} (n={inside.sum()})",
                    end="  ",
                )
        print()
        result["sets"][path.stem] = {"rejected": REJECTED, **table}  # type: ignore[index]
        curves[path.stem] = table
    if arguments.write:
        text = ", ".join(f"{w:.4f}" for w in weights)
        block = f'[usefulness]\nfitted_on = "lfw-dev, half of the people"\nbias = {bias:.4f}\nweights = [{text}]\n'
        path = entry(arguments.pack)
        whole = path.read_text(encoding="utf-8")
        head, rest = whole.split(BEGIN, 1)
        fitted, tail = rest.split(END, 1)
        fitted = fitted.split("[usefulness]")[0].rstrip("\n")
        path.write_text(f"{head}{BEGIN}{fitted}\n\n{block}{END}{tail}", encoding="utf-8")
        print(f"written: {path.name}")
    if arguments.plot:
        plot(curves, arguments.plot)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def plot(curves: dict[str, dict[str, list[float]]], path: Path) -> None:
    """Error against the part rejected, one panel for each set."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, len(curves), figsize=(5 * len(curves), 4), squeeze=False)
    for axes, (name, table) in zip(panels[0], curves.items(), strict=True):
        for label, errors in table.items():
            axes.plot(REJECTED, errors, marker="o", markersize=3, label=label)
        axes.set(
            title=name, xlabel="part of the faces rejected", ylabel="false non-match rate", ylim=(0, None)
        )
        axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main()
