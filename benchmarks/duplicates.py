"""Finding people who are there twice among very many: representatives first, against comparing all with all exactly.

    python -m benchmarks.duplicates [--people 100000] [--sample 16] [--json FILE]

Synthetic faces (``synthetic_faces``), five of each person on average; one person in fifty was taken for two. The
baseline, in the same run, compares some of these people with everybody through all their faces: what it finds above the
same probability is what should be found, and its time is that for all, by how many were compared. Seconds are of
processor time, since others use the machine, too.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.people.joining import Rule
from albumen.people.resembling import LEAST, Compared, Group, resembling, similarities
from benchmarks.synthetic_faces import synthetic_calibration, synthetic_faces

SEED = 5
TWICE = 50
"""One person in so many is there twice."""

CHANGED = 100
"""People who change before the incremental search."""

BINS = (0.5, 0.7, 0.9, 0.99, 1.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=16)
    parser.add_argument("--likeness", type=float, default=0.55)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    result = measure(wanted.people, wanted.sample, wanted.likeness)
    for name, value in result.items():
        print(f"{name:<52}{value:>14,.3f}" if isinstance(value, float) else f"{name:<52}{value:>14}")
    if wanted.json:
        wanted.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


def measure(people: int, sample: int, likeness: float) -> dict[str, Any]:
    """Seconds of each search, what it found of what is true, and of what comparing all with all finds."""
    random = np.random.default_rng(SEED)
    drawn = synthetic_faces(random.integers(2, 9, people), likeness=likeness, seed=SEED)
    person, twin = _taken_for_two(drawn.labels, people)
    group = Group(
        drawn.embeddings,
        np.arange(len(person), dtype=np.int64),
        person,
        person,
        drawn.quality,
        int(person.max()) + 1,
    )
    _, sizes = np.unique(drawn.labels, return_counts=True)
    prior = float((sizes.astype(np.float64) ** 2).sum() / len(person) ** 2)
    calibration = synthetic_calibration(likeness)
    rule = Rule.of(calibration, prior)
    result: dict[str, Any] = {"people": group.people, "faces": len(person), "there twice": len(twin)}
    compared, result["representatives, s"] = _timed(lambda: Compared.of(group))
    everybody = np.ones(group.people, bool)
    (pairs, probability), result["everybody with everybody, s"] = _timed(
        lambda: resembling(compared, everybody, rule, calibration, LEAST, _any)
    )
    true = twin_of(twin, group.people)[pairs.one] == pairs.other
    result["pairs found"] = len(pairs)
    result["of these true"] = float(true.mean()) if len(pairs) else 1.0
    result["found of those there twice"] = float(true.sum() / len(twin))
    for low, high in pairwise(BINS):
        inside = (probability >= low) & (probability <= high)
        if inside.any():
            result[f"said {low:.0%} to {high:.0%}, mean"] = float(probability[inside].mean())
            result[f"said {low:.0%} to {high:.0%}, true"] = float(true[inside].mean())
    changed = np.zeros(group.people, bool)
    changed[random.choice(group.people, min(CHANGED, group.people), replace=False)] = True
    result["changed people"] = int(changed.sum())
    _, result["these with everybody, s"] = _timed(
        lambda: resembling(compared, changed, rule, calibration, LEAST, _any)
    )
    asked = np.unique(np.r_[twin[: sample // 2, 0], random.choice(group.people, sample - sample // 2)])
    expected, seconds = _timed(lambda: _exactly(compared, asked, rule, calibration))
    result["baseline: exactly, sample"] = len(asked)
    result["baseline: exactly, for all, s"] = seconds / len(asked) * group.people / 2
    found = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    result["pairs of the baseline's sample"] = len(expected)
    result["recall of these"] = len(expected & found) / max(len(expected), 1)
    result["most memory, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return result


def twin_of(twin: NDArray[np.int64], people: int) -> NDArray[np.int64]:
    """(P,) whom each person is the same as, -1 for nobody."""
    answer = np.full(people, -1, np.int64)
    answer[twin[:, 0]] = twin[:, 1]
    return answer


def _taken_for_two(labels: NDArray[np.int64], people: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(N,) person of each face, some people taken for two; (T, 2) these pairs."""
    person = labels.copy()
    split = np.arange(0, people, TWICE)
    twin = np.stack([split, people + np.arange(len(split))], axis=1)
    other = np.full(people, -1, np.int64)
    other[split] = twin[:, 1]
    mine = np.flatnonzero(other[labels] >= 0)
    begin = np.searchsorted(labels, labels[mine])
    half = mine[(mine - begin) % 2 == 1]
    person[half] = other[labels[half]]
    return person, twin


def _exactly(
    compared: Compared, asked: NDArray[np.int64], rule: Rule, calibration: Any
) -> set[tuple[int, int]]:
    everybody = np.arange(compared.group.people)
    found: set[tuple[int, int]] = set()
    for one in asked.tolist():
        others = everybody[everybody != one]
        similarity = similarities(compared, np.full(len(others), one), others)
        for other in others[rule.probability(similarity, calibration) >= LEAST].tolist():
            found.add((min(one, other), max(one, other)))
    return found


def _any(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.ones(len(one), bool)


def _timed(work: Any) -> tuple[Any, float]:
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


if __name__ == "__main__":
    main()
