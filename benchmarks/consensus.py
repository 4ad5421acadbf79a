"""What several packs together are worth beside the best of them, and whether levels keep their promise at any size.

    python -m benchmarks.consensus STANDARD.npz BUILTIN.npz [--json FILE]

The files come from ``python -m benchmarks.people`` (packs standard and builtin on lfw-dev). Every pair of faces of the
people that nothing was fitted on, and, for the factor of the consensus, of those it was fitted on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.consensus import AGREED, Judge, fuse
from albumen.engine.event_size import scaled
from albumen.engine.matching import LEVELS, STRANGERS
from albumen.engine.packs import catalogue
from benchmarks.people import People, corrected, load

PACKS = ("standard", "builtin")
SIZES = (5_000, 20_000, 100_000, 500_000, 2_000_000)


def together(files: list[Path]) -> dict[str, People]:
    """The photos that every pack has found a face in, in one order."""
    people = {pack: corrected(load(file)) for pack, file in zip(PACKS, files, strict=True)}
    common = np.array(sorted(set.intersection(*(set(p.paths.tolist()) for p in people.values()))))
    chosen = {}
    for pack, every in people.items():
        order = np.argsort(every.paths)
        chosen[pack] = every[order[np.searchsorted(every.paths, common, sorter=order)]]
    return chosen


def pairs(people: dict[str, People], mask: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Similarity of every pair of the faces in ``mask``, by each pack, and whether it is one person."""
    one = next(iter(people.values()))
    labels = one.labels[mask]
    upper = np.triu_indices(len(labels), 1)
    scores = {}
    for pack, every in people.items():
        vectors = every.faces.embeddings[mask]
        scores[pack] = (vectors @ vectors.T)[upper].astype(np.float32)
    return scores, (labels[:, None] == labels[None])[upper]


def judged(level: np.ndarray, same: np.ndarray) -> dict[str, dict[str, float]]:
    """Strangers let through and part of the genuine pairs found, at each level."""
    return {
        name: {
            "strangers": int(((level >= number) & ~same).sum()),
            "found": round(float((level >= number)[same].mean()), 4),
        }
        for number, name in enumerate(LEVELS)
        if number
    }


def sizes(scores: dict[str, np.ndarray], same: np.ndarray) -> list[dict[str, Any]]:
    """Strangers that a guest's search lets through in events of several sizes, with thresholds for 5,000 and scaled."""
    rows = []
    for pack in PACKS:
        own = catalogue.load_pack(pack).thresholds
        assert own
        strangers, genuine = np.sort(scores[pack][~same]), scores[pack][same]
        for faces in SIZES:
            fitting = scaled(own, faces)
            for level in LEVELS[1:]:
                row: dict[str, Any] = {"pack": pack, "faces": faces, "level": level}
                row["promised"] = STRANGERS[level]
                for name, thresholds in (("for_5000", own), ("for_size", fitting)):
                    bar = np.float32(getattr(thresholds, level))
                    above = len(strangers) - int(np.searchsorted(strangers, bar))
                    row[name] = {
                        "threshold": round(float(bar), 4),
                        "pairs": above,
                        "strangers_per_guest": round(above / len(strangers) * faces, 4),
                        "found": round(float((genuine >= bar).mean()), 4),
                    }
                rows.append(row)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs=2, metavar="NPZ")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    people = together(options.files)
    labels = people["standard"].labels
    everybody = np.unique(labels)
    np.random.default_rng(0).shuffle(everybody)
    fitted = np.isin(labels, everybody[: len(everybody) // 2])
    judges = {pack: Judge.of(catalogue.load_pack(pack)) for pack in PACKS}
    report: dict[str, Any] = {"agreed": AGREED, "halves": {}}
    for half, mask in (("fitted on", fitted), ("held out", ~fitted)):
        scores, same = pairs(people, mask)
        found = {pack: judged(fuse({pack: scores[pack]}, judges, prior=0.01).level, same) for pack in PACKS}
        found["consensus"] = judged(fuse(scores, judges, prior=0.01).level, same)
        report["halves"][half] = {"strangers": int((~same).sum()), "genuine": int(same.sum()), "rows": found}
        print(f"\n{half}: {(~same).sum()} pairs of strangers, {same.sum()} of one person")
        print(
            f"{'':<10}"
            + "".join(f"{level + ': strangers':>20}{'found':>8}" for level in reversed(LEVELS[1:]))
        )
        for name, levels in found.items():
            numbers = "".join(
                f"{levels[level]['strangers']:>20}{levels[level]['found']:>8.4f}"
                for level in reversed(LEVELS[1:])
            )
            print(f"{name:<10}{numbers}")
    report["sizes"] = sizes(scores, same)
    print(
        "\nstrangers a guest's search lets through, held-out people (promised; thresholds for 5,000; for the size)"
    )
    for row in report["sizes"]:
        plain, fitting = row["for_5000"], row["for_size"]
        print(
            f"{row['pack']:<9}{row['faces']:>9} {row['level']:<8}{row['promised']:>6}"
            f"{plain['strangers_per_guest']:>10.3f} at {plain['threshold']:.3f}, found {plain['found']:.3f}"
            f"{fitting['strangers_per_guest']:>10.3f} at {fitting['threshold']:.3f}, found {fitting['found']:.3f}"
            f" ({fitting['pairs']} pairs)"
        )
    held = report["halves"]["held out"]["rows"]
    best = min(PACKS, key=lambda pack: -held[pack]["certain"]["found"])
    kept = (
        held["consensus"]["certain"]["strangers"] <= held[best]["certain"]["strangers"]
        and held["consensus"]["certain"]["found"] >= held[best]["certain"]["found"]
    )
    report["promise"] = kept
    print(
        f"\nno more strangers certain than {best} alone, and no fewer found: {'met' if kept else 'NOT MET'}"
    )
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
