"""How well the classifier of named people knows faces, beside the rule by which new faces join, in the same libraries.

Run ``python -m benchmarks.classifier faces.npz [--half] [--json out.json]``; ``benchmarks.people`` writes the file.
Each library is a random draw: some people have names, a random number of their faces is in the library and the others
arrive later. A third of the other people is in the library without a name; the rest are strangers who arrive.
``--half`` takes the people that the pack's calibration and the classifier's constants were not chosen on.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration
from albumen.engine.packs.catalogue import load_pack
from albumen.people.asking import CERTAIN, LEAST_PRIOR, MOST_PRIOR, SUGGESTED
from albumen.people.classifying import Examples, best_of, chance, directions, estimated_prior, scored
from albumen.people.crossing import TooFewError, cross_validated
from albumen.people.joining import FIRST_PRIOR, VOTES, Rule
from benchmarks.people import corrected, load

RATES = (0.01, 0.001)
SWAPPED = 0.05
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """embeddings (N, D) unit, labels (N,)."""

    embeddings: Floats
    labels: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Places of faces: of named people there, of others there, of named people who arrive, of strangers who arrive."""

    known: Ints
    others: Ints
    known_later: Ints
    strangers: Ints


def draw(faces: Faces, names: int, faces_each: int, seed: int) -> Library:
    """One library; ``faces_each`` 0 for a random number of at least one, leaving at least one to arrive."""
    random = np.random.default_rng(seed)
    people, counts = np.unique(faces.labels, return_counts=True)
    able = people[counts > max(faces_each, 1)]
    named = random.choice(able, min(names, len(able)), replace=False)
    order = random.permutation(len(faces.labels))
    there: list[int] = []
    later: list[int] = []
    for person in named.tolist():
        mine = order[faces.labels[order] == person]
        number = faces_each or int(random.integers(1, len(mine)))
        there += mine[:number].tolist()
        later += mine[number:].tolist()
    rest = np.setdiff1d(people, named)
    random.shuffle(rest)
    inside = np.isin(faces.labels, rest[: len(rest) // 3])
    strange = ~inside & ~np.isin(faces.labels, named)
    return Library(np.array(there), np.flatnonzero(inside), np.array(later), np.flatnonzero(strange))


def joining_scores(faces: Faces, library: Library, rule: Rule, arriving: Ints) -> tuple[Ints, Floats]:
    """Named people (P,) and (F, P) what the joining rule scores: the mean over the votes."""
    people = np.unique(faces.labels[library.known])
    similarity = faces.embeddings[arriving] @ faces.embeddings[library.known].T
    heard = np.where(similarity >= rule.floor, similarity, np.float32(rule.floor))
    mine = faces.labels[library.known]
    columns = [
        np.sort(heard[:, mine == person], axis=1)[:, ::-1][:, :VOTES].mean(axis=1) for person in people
    ]
    return people, np.stack(columns, axis=1)


def examples_of(faces: Faces, library: Library) -> Examples:
    """What the classifier is trained on: named people, and those of the others with two faces or more."""
    _, others, count = np.unique(faces.labels[library.others], return_inverse=True, return_counts=True)
    several = count[others] > 1
    people, known = np.unique(faces.labels[library.known], return_inverse=True)
    _, beside = np.unique(others[several], return_inverse=True)
    place = np.concatenate([library.known, library.others[several]])
    person = np.concatenate([known, beside + len(people)]).astype(np.int64)
    return Examples(faces.embeddings[place], person, np.ones(len(place)), len(people))


def identified(right: NDArray[np.bool_], top: Floats, strangers: Floats) -> dict[str, float]:
    """Part of known faces found, with the threshold that lets the given part of strangers through."""
    ordered = np.sort(strangers)
    return {
        str(rate): float((right & (top > ordered[len(ordered) - 1 - int(rate * len(ordered))])).mean())
        for rate in RATES
    }


def judged(faces: Faces, library: Library, calibration: Calibration, seed: int) -> dict[str, Any] | None:
    """One library; None where the classifier would not be trained."""
    rule = Rule.of(calibration, FIRST_PRIOR)
    arriving = np.concatenate([library.known_later, library.strangers])
    many = len(library.known_later)
    truth = faces.labels[arriving]
    people, votes = joining_scores(faces, library, rule, arriving)
    examples = examples_of(faces, library)
    start = time.perf_counter()
    try:
        crossed = cross_validated(examples, seed=seed)
    except TooFewError:
        return None
    weights = directions(examples)
    trained = time.perf_counter() - start
    scores = scored(faces.embeddings[arriving], weights)
    best = best_of(scores)
    prior = estimated_prior(crossed.evidence.of(best.score), LEAST_PRIOR, MOST_PRIOR)
    probability = best.chance(crossed.evidence, prior)
    linked = votes.max(axis=1) >= rule.similarity
    right_vote = people[votes.argmax(axis=1)] == truth
    right = people[best.person] == truth
    agree = linked & (votes.argmax(axis=1) == best.person)
    sure = probability >= CERTAIN
    kinds = {
        "joining": (linked, right_vote),
        "certain": (sure, right),
        "suggested": (probability >= SUGGESTED, right),
        "both": (sure & agree, right),
        "beyond joining": (sure & ~linked, right),
    }
    return {
        "joining": identified(right_vote[:many], votes[:many].max(axis=1), votes[many:].max(axis=1)),
        "classifier": identified(right[:many], scores[:many].max(axis=1), scores[many:].max(axis=1)),
        "kinds": {
            name: {
                "found": float((said & good)[:many].mean()),
                "confused": float((said & ~good)[:many].mean()),
                "taken": float(said[many:].mean()),
            }
            for name, (said, good) in kinds.items()
        },
        "prior": prior,
        "true prior": many / len(arriving),
        "seconds": trained,
        "doubt": doubted(examples, seed),
        "_probability": probability,
        "_right": right,
    }


def doubted(examples: Examples, seed: int) -> float | None:
    """Part of faces put to a wrong named person that are among the least sure tenth (or as many as were put)."""
    random = np.random.default_rng(seed)
    mine = np.flatnonzero(examples.person < examples.named)
    sizes = np.bincount(examples.person[mine], minlength=examples.named)
    movable = mine[sizes[examples.person[mine]] > 2]
    number = round(len(mine) * SWAPPED)
    if number < 1 or len(movable) < number or examples.named < 2:
        return None
    moved = random.choice(movable, number, replace=False)
    person = examples.person.copy()
    person[moved] = (person[moved] + random.integers(1, examples.named, number)) % examples.named
    try:
        changed = Examples(examples.vectors, person, examples.weight, examples.named)
        crossed = cross_validated(changed, seed=seed)
    except (TooFewError, ValueError):
        return None
    seen = np.flatnonzero(~np.isnan(crossed.own))
    sure = chance(crossed.own[seen], crossed.rival[seen], crossed.evidence, 0.5)
    first = seen[np.argsort(sure, kind="stable")][: max(number, len(mine) // 10)]
    return float(np.isin(moved, first).mean())


def reliability(probability: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> dict[str, Any]:
    """Expected calibration error over equal steps of probability, and what each step saw."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    table = []
    error = 0.0
    for step in range(bins):
        mine = place == step
        if mine.any():
            said, seen = float(probability[mine].mean()), float(right[mine].mean())
            error += abs(said - seen) * float(mine.mean())
            table.append({"said": said, "seen": seen, "faces": int(mine.sum())})
    return {"error": error, "table": table}


def mean_of(rows: list[dict[str, Any]], *path: str) -> float:
    """The mean of one figure over libraries."""
    values = []
    for row in rows:
        value: Any = row
        for step in path:
            value = value[step]
        if value is not None:
            values.append(value)
    return float(np.mean(values)) if values else float("nan")


def summarised(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of one kind of library."""
    kinds = rows[0]["kinds"]
    return {
        "libraries": len(rows),
        "identified": {
            name: {str(rate): mean_of(rows, name, str(rate)) for rate in RATES}
            for name in ("joining", "classifier")
        },
        "kinds": {name: {part: mean_of(rows, "kinds", name, part) for part in kinds[name]} for name in kinds},
        "prior": mean_of(rows, "prior"),
        "true prior": mean_of(rows, "true prior"),
        "doubt": mean_of(rows, "doubt"),
        "seconds": mean_of(rows, "seconds"),
        "reliability": reliability(
            np.concatenate([row["_probability"] for row in rows]),
            np.concatenate([row["_right"] for row in rows]),
        ),
    }


def tell(title: str, row: dict[str, Any]) -> None:
    joining, classifier = row["identified"]["joining"], row["identified"]["classifier"]
    print(
        f"{title}: {row['libraries']} libraries; identified at 1% / 0.1%: joining {joining['0.01']:.3f} "
        f"{joining['0.001']:.3f}, classifier {classifier['0.01']:.3f} {classifier['0.001']:.3f}; "
        f"calibration error {row['reliability']['error']:.4f}, "
        f"prior {row['prior']:.3f} (true {row['true prior']:.3f}), "
        f"wrong ones among the least sure tenth {row['doubt']:.2f}, {row['seconds']:.2f} s"
    )
    for name, kind in row["kinds"].items():
        print(
            f"    {name:<15} found {kind['found']:.4f}  taken for another {kind['confused']:.4f}  "
            f"strangers taken {kind['taken']:.5f}"
        )
    steps = "  ".join(
        f"{one['said']:.2f}:{one['seen']:.2f} ({one['faces']})" for one in row["reliability"]["table"]
    )
    print(f"    said:seen {steps}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--half", action="store_true", help="only people that nothing was chosen on")
    parser.add_argument("--first-half", action="store_true", help="only people that constants were chosen on")
    parser.add_argument("--names", type=int, nargs="+", default=[5, 20, 100])
    parser.add_argument("--each", type=int, nargs="+", default=[0], help="faces there; 0: a random number")
    parser.add_argument("--libraries", type=int, default=10)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    people = load(options.faces)
    if options.half or options.first_half:
        people = people.halves()[1 if options.half else 0]
    people = corrected(people)
    faces = Faces(people.faces.embeddings, people.labels)
    knots = load_pack(options.pack).calibration
    if knots is None:
        parser.error(f"the pack {options.pack} has no calibration")
    everything = {}
    for names in options.names:
        for each in options.each:
            rows = [
                judged(faces, draw(faces, names, each, seed), knots.curve(), seed)
                for seed in range(options.libraries)
            ]
            told = [row for row in rows if row is not None]
            title = f"{names} names, {each or 'some'} faces each"
            if not told:
                print(f"{title}: never trained, too few")
                continue
            everything[title] = summarised(told)
            tell(title, everything[title])
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
