"""What the guest's sure photos add: recall and false matches of ``certain`` with the selfies alone and with them.

python -m benchmarks.people FOLDER --pack standard --out faces.npz
python -m benchmarks.expansion faces.npz --pack standard
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.expansion import promoted
from albumen.engine.matching import template
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.quality import reliable
from benchmarks.people import People, corrected, load


def measure(people: People, pack: str, selfies: int, seed: int = 0) -> dict[str, Any]:
    """Recall and wrong faces over everybody with at least ``selfies + 4`` photos, random photos as selfies."""
    thresholds = load_pack(pack).thresholds
    if thresholds is None:
        raise ValueError(f"{pack} has no thresholds")
    generator = np.random.default_rng(seed)
    vectors, sharp = people.faces.embeddings, reliable(people.faces.quality.sharpness)
    found = {"selfies alone": [0, 0], "with sure photos": [0, 0]}
    mine_total = guests = 0
    for label in np.unique(people.labels):
        own = np.flatnonzero(people.labels == label)
        own = own[sharp[own]]
        if len(own) < selfies + 4:
            continue
        guests += 1
        shown = generator.choice(own, selfies, replace=False)
        rest = np.setdiff1d(np.arange(len(vectors)), shown)
        mine = people.labels[rest] == label
        mine_total += int(mine.sum())
        alone = sharp[rest] & (vectors[rest] @ template(vectors[shown]) >= thresholds.certain)
        grown = promoted(vectors[shown], vectors[rest], thresholds, reliable=sharp[rest])
        for name, said in (("selfies alone", alone), ("with sure photos", grown)):
            found[name][0] += int((said & mine).sum())
            found[name][1] += int((said & ~mine).sum())
    return {
        "selfies": selfies,
        "guests": guests,
        "faces": len(vectors),
        **{name: {"recall": right / mine_total, "wrong": wrong} for name, (right, wrong) in found.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path, help="what benchmarks.people wrote")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    people = corrected(load(arguments.faces))
    rows = [measure(people, arguments.pack, selfies) for selfies in (1, 2, 3)]
    print("selfies  guests  alone: recall  wrong   with sure photos: recall  wrong")
    for row in rows:
        alone, grown = row["selfies alone"], row["with sure photos"]
        print(
            f"{row['selfies']:7}{row['guests']:8}{alone['recall']:15.4f}{alone['wrong']:7}"
            f"{grown['recall']:26.4f}{grown['wrong']:7}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
