"""What a clustering would change, in numbers and examples. Pure arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

EXAMPLES = 100
"""Merges and splits that are told one by one, the largest first."""


@dataclass(frozen=True, slots=True)
class Changes:
    """From who is who now to who would be who. Persons are numbers.

    Attributes:
        moved: faces whose person would be another one, or nobody, or somebody for the first time.
        found, lost: of these, faces that are nobody now, and that would be nobody.
        made, emptied: persons who would be new, and who would have no face left.
        merges: (person, person that most of the faces go to, faces), for people who would be gone.
        splits: (person, [(person, faces), …]), for people whose faces would go to several, most first.
        merge_count, split_count: how many there are, also those that are not told.
    """

    moved: int
    found: int
    lost: int
    made: int
    emptied: int
    merges: list[tuple[int, int, int]]
    splits: list[tuple[int, list[tuple[int, int]]]]
    merge_count: int
    split_count: int


def compare(before: Ints, after: Ints) -> Changes:
    """What changes for F faces whose persons are ``before`` and would be ``after``, (F,) int64, -1 for nobody."""
    moved = before != after
    both = (before >= 0) & (after >= 0)
    width = int(max(before.max(initial=-1), after.max(initial=-1))) + 2
    keys, counts = np.unique(before[both] * width + after[both], return_counts=True)
    source, target = keys // width, keys % width
    order = np.lexsort((target, -counts, source))
    source, target, counts = source[order], target[order], counts[order]
    whose, first, parts = np.unique(source, return_index=True, return_counts=True)
    had, has = np.unique(before[before >= 0]), np.unique(after[after >= 0])
    gone = np.flatnonzero(~np.isin(whose, has))
    torn = np.flatnonzero(parts > 1)
    total = np.add.reduceat(counts, first) if len(first) else counts
    merges = gone[np.argsort(-total[gone], kind="stable")]
    splits = torn[np.argsort(-total[torn], kind="stable")]
    return Changes(
        moved=int(moved.sum()),
        found=int((moved & (before < 0)).sum()),
        lost=int((moved & (after < 0)).sum()),
        made=int(np.setdiff1d(has, had).size),
        emptied=int(np.setdiff1d(had, has).size),
        merges=[
            (int(whose[i]), int(target[first[i]]), int(counts[first[i]])) for i in merges[:EXAMPLES].tolist()
        ],
        splits=[
            (
                int(whose[i]),
                [(int(target[at]), int(counts[at])) for at in range(first[i], first[i] + parts[i])],
            )
            for i in splits[:EXAMPLES].tolist()
        ],
        merge_count=len(merges),
        split_count=len(splits),
    )
