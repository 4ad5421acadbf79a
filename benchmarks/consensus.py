"""What several packs together are worth beside the best of them, and whether levels keep their promise at any size.

    python -m benchmarks.consensus standard=STANDARD.npz builtin=BUILTIN.npz [retail-0095=THIRD.npz] [--json FILE]

The files come from ``python -m benchmarks.people`` (lfw-dev). Three questions, each with its baselines in the same run:
how many pairs and people packs that were learnt together find (``fusion``; both directions, two packs and three); what
each level lets through and finds with the catalogue's fusion, on the people that nothing was fitted on; and whether a
guest's levels hold in larger events, and with several selfies. A pack that is not in the catalogue is calibrated here,
on the half that the others were fitted on.
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.consensus import AGREED, Judge, Learnt, fuse
from albumen.engine.event_size import scaled
from albumen.engine.matching import LEVELS, STRANGERS, false_match_rate, template
from albumen.engine.packs import catalogue
from albumen.engine.packs.fusions import fusion_of
from albumen.engine.packs.spec import Thresholds
from benchmarks import fusion
from benchmarks.calibration import fit, level_thresholds
from benchmarks.fusion import Together, every_pair, sorted_pairs, together
from benchmarks.metrics import wilson

SIZES = (5_000, 20_000, 100_000, 500_000, 2_000_000)
SELFIES = (2, 3, 5)

Scores = dict[str, NDArray[np.float32]]
Bools = NDArray[np.bool_]


def judged(level: NDArray[np.int8], same: Bools) -> dict[str, dict[str, Any]]:
    """Strangers let through, with the bounds of their rate at 95%, and part of the genuine pairs found, by level."""
    found = {}
    for number, name in enumerate(LEVELS[1:], 1):
        strangers, trials = int(((level >= number) & ~same).sum()), int((~same).sum())
        found[name] = {
            "strangers": strangers,
            "rate_at_most": wilson(strangers, trials)[1],
            "found": round(float((level >= number)[same].mean()), 4),
        }
    return found


def judges_of(faces: Together, first: Bools) -> dict[str, Judge]:
    """Each pack's own from the catalogue; fitted on ``first`` for one that is not there."""
    judges = {}
    for pack in faces.vectors:
        if pack in catalogue.pack_names():
            judges[pack] = Judge.of(catalogue.load_pack(pack))
            continue
        scores, same = every_pair(faces[first].only([pack]))
        pairs = sorted_pairs(scores[pack], same)
        levels = level_thresholds(pairs)
        limits = Thresholds("lfw-dev, half", levels["certain"], levels["likely"], levels["check"])
        judges[pack] = Judge(fit(pairs), limits)
    return judges


def learnt_of(faces: Together, packs: tuple[str, ...], first: Bools) -> Learnt:
    """As the catalogue has it; learnt on ``first`` where it has not."""
    known = fusion_of(frozenset(packs)) if set(packs) <= set(catalogue.pack_names()) else None
    if known is not None:
        return Learnt.of(known)
    return fusion.learn(*every_pair(faces[first].only(list(packs))))[0]


def levels(
    scores: Scores, same: Bools, judges: dict[str, Judge], learnt: dict[tuple[str, ...], Learnt]
) -> dict[str, dict[str, dict[str, Any]]]:
    """What each level finds: by each pack, and by sets of them, as the mean of evidence and as learnt."""
    rows = {
        pack: judged(fuse({pack: score}, judges, prior=0.01).level, same) for pack, score in scores.items()
    }
    for packs, how in learnt.items():
        asked = {pack: scores[pack] for pack in packs}
        name = "+".join(packs)
        rows[f"{name}, mean"] = judged(fuse(asked, judges, prior=0.01).level, same)
        rows[f"{name}, learnt"] = judged(fuse(asked, judges, learnt=[how], prior=0.01).level, same)
    return rows


def sizes(readings: dict[str, tuple[NDArray[np.float32], Thresholds]], same: Bools) -> list[dict[str, Any]]:
    """Strangers that a guest's search lets through in events of several sizes, with thresholds for 5,000 and scaled."""
    rows = []
    for name, (score, own) in readings.items():
        strangers, genuine = np.sort(score[~same]), score[same]
        for faces in SIZES:
            fitting = scaled(own, faces)
            for level in LEVELS[1:]:
                row: dict[str, Any] = {"pack": name, "faces": faces, "level": level}
                row["promised"] = STRANGERS[level]
                for kind, thresholds in (("for_5000", own), ("for_size", fitting)):
                    bar = np.float32(getattr(thresholds, level))
                    above = len(strangers) - int(np.searchsorted(strangers, bar))
                    row[kind] = {
                        "threshold": round(float(bar), 4),
                        "pairs": above,
                        "strangers_per_guest": round(above / len(strangers) * faces, 4),
                        "found": round(float((genuine >= bar).mean()), 4),
                    }
                rows.append(row)
    return rows


def several_selfies(
    faces: Together, judges: dict[str, Judge], learnt: Learnt, seed: int = 0
) -> list[dict[str, Any]]:
    """What the levels let through when a guest shows several selfies, all other faces of the half against them."""
    generator = np.random.default_rng(seed)
    people, counts = np.unique(faces.labels, return_counts=True)
    rows = []
    for number in SELFIES:
        level, same = [], []
        for person in people[counts > number].tolist():
            mine = generator.permutation(np.flatnonzero(faces.labels == person))
            shown, rest = mine[:number], np.setdiff1d(np.arange(len(faces.labels)), mine[:number])
            asked = {
                pack: vectors[rest] @ template(vectors[shown], None, judges[pack].thresholds.several)
                for pack, vectors in faces.vectors.items()
            }
            level.append(fuse(asked, judges, learnt=[learnt], prior=0.01).level)
            same.append(faces.labels[rest] == person)
        rows.append({"selfies": number, "levels": judged(np.concatenate(level), np.concatenate(same))})
    return rows


def show_levels(rows: dict[str, dict[str, dict[str, Any]]]) -> None:
    """For people."""
    print(f"{'':<38}" + "".join(f"{level + ': strangers':>20}{'found':>8}" for level in reversed(LEVELS[1:])))
    for name, row in rows.items():
        numbers = "".join(
            f"{row[level]['strangers']:>20}{row[level]['found']:>8.4f}" for level in reversed(LEVELS[1:])
        )
        print(f"{name:<38}{numbers}   certain at most {row['certain']['rate_at_most']:.1e}")


def show_sizes(rows: list[dict[str, Any]]) -> None:
    """For people."""
    print("\nstrangers a guest's search lets through, held-out people (promised; for 5,000; for the size)")
    for row in rows:
        plain, fitting = row["for_5000"], row["for_size"]
        print(
            f"{row['pack']:<24}{row['faces']:>9} {row['level']:<8}{row['promised']:>6}"
            f"{plain['strangers_per_guest']:>10.3f} at {plain['threshold']:.3f}, found {plain['found']:.3f}"
            f"{fitting['strangers_per_guest']:>10.3f} at {fitting['threshold']:.3f}, found {fitting['found']:.3f}"
            f" ({fitting['pairs']} pairs)"
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", metavar="PACK=NPZ")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    faces = together({pack: Path(file) for pack, file in (each.split("=", 1) for each in options.files)})
    packs = tuple(faces.vectors)
    if len(packs) < 2:
        parser.error("a consensus needs two packs or more")
    groups = [chosen for size in range(2, len(packs) + 1) for chosen in combinations(packs, size)]
    first, held = faces.halves()
    report: dict[str, Any] = {"agreed": AGREED, "fusion": [], "halves": {}}
    kept = True
    for group in groups:
        report["fusion"].append(fusion.judge(faces, list(group)))
        fusion.show(report["fusion"][-1])
        if group in (groups[0], packs):  # what is used, and what all of them are worth; the others are told
            kept &= fusion.promise(report["fusion"][-1])
    judges = judges_of(faces, first)
    learnt = {group: learnt_of(faces, group, first) for group in groups}
    for half, mask in (("fitted on", first), ("held out", held)):
        scores, same = every_pair(faces[mask])
        rows = levels(scores, same, judges, learnt)
        report["halves"][half] = {"strangers": int((~same).sum()), "genuine": int(same.sum()), "rows": rows}
        print(f"\n{half}: {(~same).sum()} pairs of strangers, {same.sum()} of one person")
        show_levels(rows)
    readings = {
        pack: (scores[pack], judges[pack].thresholds)
        for pack in packs
        if judges[pack].thresholds.fitted_on != "lfw-dev, half"
    }
    main_pair = groups[0]
    fused = fusion.fused(scores, dict(learnt[main_pair].weights))
    readings["+".join(main_pair)] = (fused, learnt[main_pair].judge.thresholds)
    report["sizes"] = sizes(readings, same)
    show_sizes(report["sizes"])
    report["selfies"] = several_selfies(faces[held].only(list(main_pair)), judges, learnt[main_pair])
    for row in report["selfies"]:
        print(f"\n{row['selfies']} selfies, {'+'.join(main_pair)}")
        show_levels({"learnt": row["levels"]})
    rows = report["halves"]["held out"]["rows"]
    best = max(main_pair, key=lambda pack: rows[pack]["certain"]["found"])
    both = rows[f"{'+'.join(main_pair)}, learnt"]["certain"]
    allowed = false_match_rate("certain") * report["halves"]["held out"]["strangers"]
    kept &= both["strangers"] <= allowed and both["found"] >= rows[best]["certain"]["found"]
    report["promise"] = kept
    print(
        f"\nidentifies more than any other, lets through no more strangers than promised ({allowed:.1f}) and finds "
        f"no fewer certain than {best} alone: {'met' if kept else 'NOT MET'}"
    )
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
