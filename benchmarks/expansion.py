"""What the guest's sure photos add: recall and false matches of ``certain`` with the selfies alone and with them.

python -m benchmarks.people FOLDER --pack standard --out faces.npz
python -m benchmarks.expansion faces.npz --pack standard
python -m benchmarks.expansion --together standard=FILE builtin=FILE

With several packs certain also means that none contradicts, as in ``engine.consensus``.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.expansion import Seen, promoted_together
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.fusions import fusion_of
from albumen.engine.packs.spec import Thresholds
from albumen.engine.quality import reliable
from benchmarks.fusion import together
from benchmarks.people import People, corrected, load


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Faces (N, D) of each pack with its weight, thresholds and what of several selfies' length it gives back; the
    fused thresholds are those of the one pack where there is one."""

    vectors: list[np.ndarray]
    own: list[Thresholds]
    weights: list[float]
    fused: Thresholds
    sharp: np.ndarray
    labels: np.ndarray

    def seen(self, shown: np.ndarray, rest: np.ndarray) -> list[Seen]:
        """Some faces as selfies, the rest as an event's."""
        return [
            Seen(vectors[shown], vectors[rest], None, None, own.several, weight, own.check)
            for vectors, own, weight in zip(self.vectors, self.own, self.weights, strict=True)
        ]


def of_one(people: People, pack: str) -> Read:
    """One pack's faces."""
    own = load_pack(pack).thresholds
    if own is None:
        raise ValueError(f"{pack} has no thresholds")
    sharp = reliable(people.faces.quality.sharpness)
    return Read([people.faces.embeddings], [own], [1.0], own, sharp, people.labels)


def of_several(files: dict[str, Path]) -> Read:
    """The same photos by packs that the catalogue has a fusion of."""
    faces = together(files)
    fusion = fusion_of(frozenset(files))
    if fusion is None:
        raise SystemExit(f"{', '.join(files)} were not learnt together")
    own = [load_pack(pack).thresholds for pack in files]
    sharp = np.all([reliable(faces.people[pack].faces.quality.sharpness) for pack in files], axis=0)
    return Read(
        [faces.vectors[pack] for pack in files],
        [limits for limits in own if limits is not None],
        [fusion.weight(pack) for pack in files],
        fusion.thresholds,
        sharp,
        faces.labels,
    )


def measure(read: Read, selfies: int, seed: int = 0) -> dict[str, Any]:
    """Recall and wrong faces over everybody with at least ``selfies + 4`` photos, random photos as selfies."""
    generator = np.random.default_rng(seed)
    found = {"selfies alone": [0, 0], "with sure photos": [0, 0]}
    mine_total = guests = 0
    for label in np.unique(read.labels):
        own = np.flatnonzero(read.labels == label)
        own = own[read.sharp[own]]
        if len(own) < selfies + 4:
            continue
        guests += 1
        shown = generator.choice(own, selfies, replace=False)
        rest = np.setdiff1d(np.arange(len(read.labels)), shown)
        mine = read.labels[rest] == label
        mine_total += int(mine.sum())
        packs = read.seen(shown, rest)
        scores = [pack.similarity() for pack in packs]
        trusted = read.sharp[rest]
        agreed = [
            score >= np.float32(pack.weight * pack.check) for pack, score in zip(packs, scores, strict=True)
        ]
        alone = trusted & np.all(agreed, axis=0) & (np.sum(scores, axis=0) >= read.fused.certain)
        grown = promoted_together(packs, read.fused, reliable=trusted)
        for name, said in (("selfies alone", alone), ("with sure photos", grown)):
            found[name][0] += int((said & mine).sum())
            found[name][1] += int((said & ~mine).sum())
    return {
        "selfies": selfies,
        "guests": guests,
        "faces": len(read.labels),
        **{name: {"recall": right / mine_total, "wrong": wrong} for name, (right, wrong) in found.items()},
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path, nargs="?", help="what benchmarks.people wrote")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--pack")
    source.add_argument("--together", nargs="+", metavar="PACK=NPZ")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.together:
        files = dict(each.split("=", 1) for each in arguments.together)
        read = of_several({pack: Path(file) for pack, file in files.items()})
    elif arguments.faces is None:
        parser.error("which faces?")
    else:
        read = of_one(corrected(load(arguments.faces)), arguments.pack)
    rows = [measure(read, selfies) for selfies in (1, 2, 3)]
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
