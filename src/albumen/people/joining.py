"""Whom new faces join, by whom they resemble. Pure arrays.

The rule is the one by which all faces are clustered (``engine.clustering.adaptive.LinkRule``): how much evidence a link
needs follows from how often two faces of this library are one person. A person is asked through several of their
faces, so that one that happens to resemble a stranger does not decide alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.engine.types import FloatArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

VOTES = 3
"""A person's most similar faces that are asked, or all where there are fewer."""

ROUNDS = 4
"""How often faces that lost a person to another face of their photo may choose again."""

FIRST_PRIOR = 1e-3
"""Part of pairs of faces that are one person, until all were clustered once: where its estimate begins, too
(``engine.clustering.prior``)."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What a link needs.

    Attributes:
        similarity: from which a face joins, mean over the votes.
        evidence: log-likelihood ratio at that similarity.
        floor: similarity below which a face of a person says nothing; what was not found counts as this.
    """

    similarity: float
    evidence: float
    floor: float

    @classmethod
    def of(cls, calibration: Calibration, prior: float) -> Rule:
        from albumen.engine.clustering.adaptive import LinkRule

        link = LinkRule.of(np.log(prior) - np.log1p(-prior), calibration)
        least = max(0.0, float(calibration.log_likelihood_ratio[0]))
        return cls(float(link.similarity), float(link.evidence), calibration.similarity_for(least))

    def probability(self, similarity: FloatArray, calibration: Calibration) -> NDArray[np.float64]:
        """Probability, caution included, that a face of this mean similarity is the person."""
        from albumen.engine.calibration import probability_from_evidence

        return probability_from_evidence(calibration.evidence(similarity) - self.evidence, 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """C pairs of a new face and a person whom it may be, each once.

    Attributes:
        face: (C,) int64, place of the face.
        person: (C,) int64, number of the person.
        similarity: (C,) float32, mean over the votes.
    """

    face: Ints
    person: Ints
    similarity: FloatArray

    def __len__(self) -> int:
        return len(self.face)

    def __getitem__(self, chosen: Bools) -> Candidates:
        return Candidates(self.face[chosen], self.person[chosen], self.similarity[chosen])


def candidates(
    probe: Ints, person: Ints, similarity: FloatArray, sizes: Ints, floor: float, least: float
) -> Candidates:
    """Persons whom faces resemble enough.

    Args:
        probe: (H,) place of the new face of each hit.
        person: (H,) whom the face that was hit is.
        similarity: (H,) of the two.
        sizes: (P,) faces that each person has to be asked through.
        floor: similarity that counts for a face of the person that was not hit.
        least: mean similarity wanted.
    """
    order = np.lexsort((-similarity, person, probe))
    probe, person, similarity = probe[order], person[order], similarity[order]
    if not len(order):
        return Candidates(probe, person, similarity)
    first = np.r_[True, (probe[1:] != probe[:-1]) | (person[1:] != person[:-1])]
    start = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    rank = np.arange(len(order)) - start[group]
    heard = rank < VOTES
    given = np.bincount(group[heard], minlength=len(start))
    total = np.bincount(group[heard], similarity[heard].astype(np.float64), minlength=len(start))
    votes = np.maximum(np.minimum(sizes[person[start]], VOTES), given)
    mean = ((total + floor * (votes - given)) / votes).astype(np.float32)
    found = Candidates(probe[start], person[start], mean)
    return found[mean >= np.float32(least)]


def join(found: Candidates, photo: Ints, taken: NDArray[np.int64], twice: Bools) -> tuple[Ints, FloatArray]:
    """The person of each of F new faces, -1 for nobody, and the similarity to them.

    Everybody joins the person they resemble most, a person once in a photo: of two faces the more similar one joins,
    the other chooses again among the rest.

    Args:
        found: pairs that are allowed: none that was denied.
        photo: (F,) of each new face.
        taken: (T, 2) pairs (photo, person) of faces that are there already.
        twice: (F,) whether anybody may be in the face's photo more than once.
    """
    person = np.full(len(photo), -1, np.int64)
    similarity = np.zeros(len(photo), np.float32)
    width = int(found.person.max(initial=0)) + 1
    inside = taken[taken[:, 1] < width]
    gone = np.unique(inside[:, 0] * width + inside[:, 1])
    free = np.ones(len(found), bool)
    for _ in range(ROUNDS):
        at = photo[found.face] * width + found.person
        free &= twice[found.face] | ~np.isin(at, gone)
        places = np.flatnonzero(free & (person[found.face] < 0))
        if not len(places):
            break
        best = places[np.lexsort((found.person[places], -found.similarity[places], found.face[places]))]
        best = best[np.r_[True, found.face[best[1:]] != found.face[best[:-1]]]]
        order = best[np.lexsort((found.face[best], -found.similarity[best], at[best]))]
        again = np.r_[False, at[order[1:]] == at[order[:-1]]] & ~twice[found.face[order]]
        won = order[~again]
        person[found.face[won]] = found.person[won]
        similarity[found.face[won]] = found.similarity[won]
        gone = np.union1d(gone, at[won])
    return person, similarity


def founded(
    vectors: FloatArray,
    photo: Ints,
    calibration: Calibration,
    rule: Rule,
    *,
    seed: int = 0,
) -> Ints:
    """Groups of faces that are nobody yet and one person together, numbered from 0; -1 for a face alone.

    Chinese Whispers over the links between them, then nobody twice in a photo.

    Args:
        vectors: (N, D) float32 unit embeddings.
        photo: (N,) of each; faces of a photo where somebody may be twice have photos of their own.
        calibration: of the pack.
        rule: what a link needs.
        seed: of the order in which faces whisper.
    """
    from albumen.engine.clustering.chinese_whispers import chinese_whispers
    from albumen.engine.clustering.constraints import Separations
    from albumen.engine.clustering.enforcement import enforced
    from albumen.engine.clustering.graph import neighbour_graph

    count = len(vectors)
    if count < 2:
        return np.full(count, -1, np.int64)
    links = neighbour_graph(vectors, photo, floor=rule.similarity, seed=seed)
    labels = chinese_whispers(links, links.similarity, seed=seed)
    apart = Separations.of(photo, np.zeros((0, 2), np.int64))
    labels = enforced(labels, np.arange(count), apart, vectors, links, calibration)
    _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    kept = sizes > 1
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    return number[labels].astype(np.int64)
