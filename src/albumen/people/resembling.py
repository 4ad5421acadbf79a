"""Which people resemble each other so much that they may be the same. Pure arrays.

Everybody is compared with everybody through representatives first, by matrix products, then exactly with the few they
come near, through several faces of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from albumen.people.joining import VOTES

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.engine.types import FloatArray
    from albumen.people.joining import Rule

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST = 0.5
"""Probability from which it is asked whether two people are the same."""

LEAST_OF_NAMED = 0.95
"""The same where both have a name: whoever named both apart knew them, or meant to."""

FACES = 12
"""Faces through which a person is compared, the best ones: the most similar of more would be found by chance."""

SHOWN = 6
"""Faces of each person that are shown for a pair."""

NEAREST = 24
"""People with whom one is compared exactly, those whose representatives are the most similar."""

ROWS = 256
"""Representatives compared with all others in one product: 100 MB of similarities among 100,000."""

PAIRS = 2048
"""Pairs compared exactly in one step: 150 MB with embeddings of 512."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """P people and what they are compared through.

    Attributes:
        vectors: (N, D) float32 unit embeddings of faces that are sharp enough to be compared.
        face: (N,) int64, their keys.
        person: (N,) int64, whose each is, 0 to P - 1.
        part: (N,) int64, which of the people who were merged into that person; told apart, since one that looks
            different has a representative of its own.
        usefulness: (N,) float32, 0..1.
        people: P.
    """

    vectors: FloatArray
    face: Ints
    person: Ints
    part: Ints
    usefulness: FloatArray
    people: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """C pairs of people, the lower number first.

    Attributes:
        one, other: (C,) int64.
        similarity: (C,) float32, see :func:`similarities`.
        faces: (C, 2, SHOWN) int64, keys of the faces of both that are the most similar to a face of the other; -1 where
            there are fewer.
    """

    one: Ints
    other: Ints
    similarity: FloatArray
    faces: Ints

    def __len__(self) -> int:
        return len(self.one)

    def __getitem__(self, chosen: Bools) -> Pairs:
        return Pairs(self.one[chosen], self.other[chosen], self.similarity[chosen], self.faces[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """P people in the form in which they are compared.

    Attributes:
        representative: (R, D) float32, unit mean of the faces of each part of a person.
        whose: (R,) int64, the person of each.
        chosen: (P, FACES) int64, places of the best faces of each person, -1 where there are fewer.
        count: (P,) int64, how many those are.
        group: the people.
    """

    representative: FloatArray
    whose: Ints
    chosen: Ints
    count: Ints
    group: Group

    @classmethod
    def of(cls, group: Group) -> Compared:
        from albumen.engine.clustering.agglomeration import summed

        _, label = np.unique(np.stack([group.person, group.part], axis=1), axis=0, return_inverse=True)
        label = label.reshape(-1)
        parts = int(label.max(initial=-1)) + 1
        whose = np.zeros(parts, np.int64)
        whose[label] = group.person
        mean = summed(group.vectors, label, parts)
        mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-6)
        order = np.lexsort((group.face, -group.usefulness, group.person))
        begin = np.searchsorted(group.person[order], np.arange(group.people))
        rank = np.arange(len(order)) - begin[group.person[order]]
        chosen = np.full((group.people, FACES), -1, np.int64)
        best = rank < FACES
        chosen[group.person[order][best], rank[best]] = order[best]
        return cls(mean.astype(np.float32), whose, chosen, (chosen >= 0).sum(axis=1), group)


def near(compared: Compared, changed: Bools, least: float) -> Iterator[tuple[Ints, Ints, int]]:
    """Pairs of people whose representatives are near, each at least one of them changed, some at a time.

    Args:
        compared: everybody.
        changed: (P,) whether somebody is to be compared with the others.
        least: similarity of representatives wanted.

    Yields:
        one and other, (C,) int64 each, unique within a step, and how many representatives were compared so far.
    """
    first = np.argsort(~changed[compared.whose], kind="stable")  # those who changed come first
    rows = int(changed[compared.whose].sum())
    whose, vectors = compared.whose[first], compared.representative[first]
    for start in range(0, rows, ROWS):
        end = min(start + ROWS, rows)
        # Who changed and came before was compared with these already.
        product = vectors[start:end] @ vectors[start:].T
        row, column = np.nonzero(product >= np.float32(least))
        keep = column > row
        row, column = row[keep], column[keep]
        similarity = product[row, column]
        order = np.lexsort((-similarity, row))
        row, column = row[order], column[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        row, column = row[rank < NEAREST], column[rank < NEAREST]
        a, b = whose[start + row], whose[start + column]
        low, high = np.minimum(a, b), np.maximum(a, b)
        keys = np.unique((low * compared.group.people + high)[low != high])
        yield keys // compared.group.people, keys % compared.group.people, end


def similarities(compared: Compared, one: Ints, other: Ints) -> FloatArray:
    """(C,) how similar pairs of people are, through several faces of both.

    Each face is as similar to a person as to the three of their faces it resembles most, on average, as when it joins
    them (``joining``); a person is as similar to another as the three of theirs that are most so, on average. Of both
    directions the lower counts. Where there are fewer than three faces all are asked.

    Args:
        compared: everybody.
        one, other: (C,) people, of at least one face each.
    """
    answer = np.zeros(len(one), np.float32)
    for start in range(0, len(one), PAIRS):
        a, b = one[start : start + PAIRS], other[start : start + PAIRS]
        table = _table(compared, a, b)
        there = _through(table, compared.count[a], compared.count[b])
        back = _through(table.transpose(0, 2, 1), compared.count[b], compared.count[a])
        answer[start : start + PAIRS] = np.minimum(there, back)
    return answer


def most_similar(compared: Compared, one: Ints, other: Ints) -> Ints:
    """(C, 2, SHOWN) int64, the faces of both that resemble a face of the other most; -1 where there are no more."""
    answer = np.full((len(one), 2, SHOWN), -1, np.int64)
    for start in range(0, len(one), PAIRS):
        a, b = one[start : start + PAIRS], other[start : start + PAIRS]
        table = _table(compared, a, b)
        for side, people, best in ((0, a, table.max(axis=2)), (1, b, table.max(axis=1))):
            order = np.argsort(-best, axis=1, kind="stable")[:, :SHOWN]
            place = np.take_along_axis(compared.chosen[people], order, axis=1)
            keys = compared.group.face[np.maximum(place, 0)]
            answer[start : start + PAIRS, side] = np.where(place >= 0, keys, -1)
    return answer


def resembling(
    compared: Compared,
    changed: Bools,
    rule: Rule,
    calibration: Calibration,
    least: float,
    allowed: Callable[[Ints, Ints], Bools],
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Pairs, NDArray[np.float64]]:
    """Pairs of people who may be the same, of whom at least one changed, and how probable each is.

    Args:
        compared: everybody.
        changed: (P,) who is to be compared with the others.
        rule: what a link between faces needs in this library.
        calibration: of the pack.
        least: probability wanted, 0 to 1.
        allowed: which pairs (C,), (C,) may be one person at all.
        progress: told how many representatives were compared.
    """
    floor = (rule.floor + rule.similarity) / 2
    found: list[tuple[Ints, Ints, FloatArray]] = []
    for one, other, done in near(compared, changed, floor):
        similarity = similarities(compared, one, other)
        good = rule.probability(similarity, calibration) >= least
        good[good] = allowed(one[good], other[good])
        found.append((one[good], other[good], similarity[good]))
        progress(done)
    none = np.zeros(0, np.int64)
    one = np.concatenate([none, *(part[0] for part in found)])
    other = np.concatenate([none, *(part[1] for part in found)])
    similarity = np.concatenate([np.zeros(0, np.float32), *(part[2] for part in found)])
    _, first = np.unique(one * compared.group.people + other, return_index=True)
    one, other, similarity = one[first], other[first], similarity[first]
    pairs = Pairs(one, other, similarity, most_similar(compared, one, other))
    return pairs, rule.probability(similarity, calibration)


def _table(compared: Compared, one: Ints, other: Ints) -> FloatArray:
    """(C, FACES, FACES) similarity of every face of both; -inf where there is none."""
    vectors = compared.group.vectors
    a, b = compared.chosen[one], compared.chosen[other]
    table: FloatArray = np.matmul(vectors[a], vectors[b].transpose(0, 2, 1))
    table[(a < 0)[:, :, None] | (b < 0)[:, None, :]] = -np.inf
    return table


def _through(table: FloatArray, mine: Ints, theirs: Ints) -> FloatArray:
    """(C,) mean over my most similar faces of the mean over the faces of the other that each resembles most."""
    return _top(_top(table, theirs[:, None]), mine)


def _top(values: FloatArray, there: Ints) -> FloatArray:
    """Mean of the last axis' largest, ``VOTES`` or as many as there are; ``there`` has the shape without that axis."""
    asked = np.minimum(there, VOTES)
    best = np.partition(values, values.shape[-1] - VOTES, axis=-1)[..., -VOTES:]
    total = np.where(np.isfinite(best), best, 0.0).sum(axis=-1)
    mean: FloatArray = (total / np.maximum(asked, 1)).astype(np.float32)
    return np.where(np.isfinite(best).any(axis=-1), mean, -np.inf).astype(np.float32)
