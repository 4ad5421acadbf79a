"""Whether a pack's levels hold for groups of faces: poor ones and good ones, and people with one last name.

    python -m benchmarks.calibration_groups FACES.npz --pack standard [--json FILE]

FACES.npz comes from ``python -m benchmarks.people``. Judged are the people that nothing was fitted on; for last names
(few pairs) everybody. A pair belongs to the group of its poorer face. lfw-dev says nothing of anybody's age and shows
hardly any child. What comes nearest to families are people with the same last name, of whom some are relatives.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.consensus import stricter_size
from albumen.engine.event_size import scaled
from albumen.engine.matching import EVENT_FACES, LEVELS, false_match_rate
from albumen.engine.packs.catalogue import load_pack
from benchmarks.calibration import expected_calibration_error
from benchmarks.metrics import wilson
from benchmarks.people import People, corrected, load
from benchmarks.verification import Pairs

CAUTION = 3.0
"""Nats that a child's face needs beyond the usual, as ``ALBUMEN_CHILD_EVIDENCE`` has it."""

CHILD = "certain, a child"

GROUPS = 4
"""Groups of equal size by each measurement of quality."""

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def last_names(people: People) -> NDArray[np.int64]:
    """(N,) a number for the last name of each face's person, as LFW writes it."""
    names = [name.rsplit("_", 1)[-1] for name in people.names.tolist()]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def row(
    group: str, similarity: Floats, same: Bools, pack: str, chosen: Bools | slice = slice(None)
) -> dict[str, Any]:
    """Strangers let through and genuine pairs found at each level, among some pairs, and the calibration's error."""
    found = load_pack(pack)
    if found.calibration is None or found.thresholds is None:
        raise SystemExit(f"{pack} is not fitted")
    similarity, same = similarity[chosen], same[chosen]
    strangers, genuine = similarity[~same], similarity[same]
    answer: dict[str, Any] = {
        "group": group,
        "strangers": len(strangers),
        "genuine": len(genuine),
        "levels": {},
    }
    bars = {level: getattr(found.thresholds, level) for level in reversed(LEVELS[1:])}
    bars = {CHILD: scaled(found.thresholds, stricter_size(EVENT_FACES, CAUTION)).certain} | bars
    for level, least in bars.items():
        bar = np.float32(least)
        through = int((strangers >= bar).sum())
        low, high = wilson(through, len(strangers))
        answer["levels"][level] = {
            "through": through,
            "rate": through / len(strangers),
            "between": [low, high],
            "times": through / len(strangers) / false_match_rate("certain" if level == CHILD else level),
            "found": round(float((genuine >= bar).mean()), 4) if len(genuine) else None,
        }
    if len(genuine):
        pairs = Pairs(np.sort(genuine), np.sort(strangers))
        answer["ece"] = round(expected_calibration_error(found.calibration.curve(), pairs, 0.5)[0], 4)
    return answer


def measure(people: People, pack: str) -> list[dict[str, Any]]:
    """All groups."""
    _, judging = people.halves()
    vectors, labels = judging.faces.embeddings, judging.labels
    upper = np.triu_indices(len(labels), 1)
    similarity = (vectors @ vectors.T)[upper]
    same = (labels[:, None] == labels[None])[upper]
    rows = [row("all", similarity, same, pack)]
    for name in ("sharpness", "size", "overall"):
        values = getattr(judging.faces.quality, name)
        poorer = np.minimum(values[upper[0]], values[upper[1]])
        edges = np.quantile(poorer, np.linspace(0, 1, GROUPS + 1))
        for number in range(GROUPS):
            inside = (poorer >= edges[number]) & ((poorer < edges[number + 1]) | (number == GROUPS - 1))
            title = f"{name} {edges[number]:.2f} to {edges[number + 1]:.2f}"
            rows.append(row(title, similarity, same, pack, inside & (poorer <= edges[number + 1])))
    every = people.faces.embeddings
    upper = np.triu_indices(len(people.labels), 1)
    family = last_names(people)
    one_name = (family[:, None] == family[None])[upper] & (people.labels[:, None] != people.labels[None])[
        upper
    ]
    similar = np.einsum("ij,ij->i", every[upper[0][one_name]], every[upper[1][one_name]])
    rows.append(row("one last name", similar, np.zeros(len(similar), bool), pack))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = measure(corrected(load(options.faces)), options.pack)
    print(
        f"{'group':<24}{'strangers':>10}{'ECE':>8}" + "".join(f"{level:>30}" for level in rows[0]["levels"])
    )
    for each in rows:
        levels = "".join(
            f"{cell['through']:>8} ({cell['times']:.2f} x promised)".rjust(30)
            for cell in each["levels"].values()
        )
        print(f"{each['group']:<24}{each['strangers']:>10}{each.get('ece', float('nan')):>8.4f}{levels}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
