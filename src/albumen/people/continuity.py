"""Clusters of this run meet the people who are there: who goes on as whom. Pure arrays.

A person is known by faces, not by a cluster's number. A cluster goes on as the person it shares most faces with, one to
one; people with a name choose first, so that none is left without faces while somebody nameless takes them. But no name
spreads over somebody who has more faces: those two stay two, and whoever named one is asked whether they are the same
(``duplicates``). What people said comes before all of it (``deriving``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_LINKS_PER_DENIAL = 50
"""A face that is not a person is kept apart from that person's best faces, at most so many."""

MOST_FACES_PER_PAIR = 15
"""Of two people who are not the same so many of the best faces of each are kept apart from each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of F faces and P persons before they are clustered.

    Persons are told apart as they were before people merged them: each part of a merged person is found again by
    itself, however different the parts look.

    Attributes:
        person: (F,) int64, who each face is now, before merges; -1 for nobody.
        said: (F,) whether that is somebody's word.
        denied: (K, 2) int64, pairs (face, person after merges) that were taken apart.
        root: (P,) int64, under whom each person goes on.
        named: (P,) whether the person, or the one under whom they go on, has a name.
        apart: (A, 2) int64, pairs of persons after merges who are two, whatever any machine thinks.
    """

    person: Ints
    said: Bools
    denied: Ints
    root: Ints
    named: Bools
    apart: Ints = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    def only(self, faces: Ints) -> Known:
        """What is known of some of the faces, given by rising place."""
        place = np.full(len(self.person), -1, np.int64)
        place[faces] = np.arange(len(faces))
        denied = self.denied[place[self.denied[:, 0]] >= 0]
        there = np.stack([place[denied[:, 0]], denied[:, 1]], axis=1)
        return Known(self.person[faces], self.said[faces], there, self.root, self.named)


def links(known: Known, quality: NDArray[np.float32]) -> tuple[Ints, Ints]:
    """Must-links and cannot-links between faces, each (K, 2) int64.

    Every face that was said to be a person is linked to the best face of that person, one that was said so before
    others. A face that is not a person is kept apart from that person's best faces, and so are the best faces of two
    people who are not the same.
    """
    order = np.lexsort((-quality, ~known.said, known.person))
    order = order[known.person[order] >= 0]
    whose, first = np.unique(known.person[order], return_index=True)
    anchor = np.full(max(len(known.root), 1), -1, np.int64)
    anchor[whose] = order[first]
    said = np.flatnonzero(known.said & (known.person >= 0))
    must = np.stack([anchor[known.person[said]], said], axis=1)
    must = must[must[:, 0] != must[:, 1]]
    by_quality = order[np.lexsort((-quality[order], ~known.said[order]))]
    cannot = [np.zeros((0, 2), np.int64)]
    for person in np.unique(known.denied[:, 1]).tolist():
        out = known.denied[known.denied[:, 1] == person, 0]
        best = _best(by_quality, known.root[known.person], person, out)
        cannot.append(np.stack([np.repeat(out, len(best)), np.tile(best, len(out))], axis=1))
    nobody = np.zeros(0, np.int64)
    for one, other in known.apart.tolist():
        mine = _best(by_quality, known.root[known.person], one, nobody)[:MOST_FACES_PER_PAIR]
        theirs = _best(by_quality, known.root[known.person], other, nobody)[:MOST_FACES_PER_PAIR]
        cannot.append(np.stack([np.repeat(mine, len(theirs)), np.tile(theirs, len(mine))], axis=1))
    return must, np.concatenate(cannot)


def _best(order: Ints, person: Ints, wanted: int, without: Ints) -> Ints:
    mine = order[person[order] == wanted]
    return mine[~np.isin(mine, without)][:MOST_LINKS_PER_DENIAL]


def continued(labels: Ints, known: Known) -> tuple[Ints, int]:
    """The person of each face by the machine, (F,) int64, -1 for nobody, and how many persons are new.

    New persons are numbered from ``len(known.root)``, the largest cluster first. A face alone founds nobody. Where a
    cluster holds faces of several people with names, theirs stay theirs: two names are two people. So it is with
    people of whom somebody said that they are not the same, and where a name would spread over somebody larger: there
    everybody keeps theirs, and faces that were nobody's are the larger one's.

    Args:
        labels: (F,) int64 cluster of each face, from 0; -1 for a face that was not clustered, which stays as it is.
        known: what is known of them.
    """
    people = len(known.root)
    inside = np.flatnonzero(labels >= 0)
    clusters, member = np.unique(labels[inside], return_inverse=True)
    sizes = np.bincount(member, minlength=len(clusters))
    old = known.person[inside]
    owner = _owners(member, old, known.named, len(clusters))
    fresh = np.flatnonzero((owner < 0) & (sizes > 1))
    fresh = fresh[np.argsort(-sizes[fresh], kind="stable")]
    owner[fresh] = people + np.arange(len(fresh))
    root = np.r_[known.root, people + np.arange(len(fresh))]
    named = np.r_[known.named, np.zeros(len(fresh), bool)]
    found = owner[member]
    both = np.flatnonzero((old >= 0) & (found >= 0))
    one, other = old[both], found[both]
    stays = both[(root[one] == root[other]) | (named[one] & named[other])]
    found[stays] = old[stays]
    was = np.where(old >= 0, root[old], -1) if len(root) else old
    larger = _larger_nameless(member, was, owner, root, named)[member]
    contested = larger >= 0
    found[contested] = np.where(old[contested] >= 0, old[contested], larger[contested])
    for place in _kept_apart(member, was, found, known.apart, root):
        found[place] = old[place]
    result = known.person.copy()
    result[inside] = found
    face, person = known.denied[:, 0], known.denied[:, 1]
    broken = face[(result[face] >= 0) & (root[result[face]] == person) & ~known.said[face]]
    result[broken] = -1
    return result, len(fresh)


def _larger_nameless(member: Ints, was: Ints, owner: Ints, root: Ints, named: Bools) -> Ints:
    """For each cluster of somebody with a name the nameless person who would vanish in it, most of whose faces are
    there and who has more of them there than the one with the name; -1 where there is none."""
    cluster, whose, counts = _shares(member, was, len(root))
    whole = np.bincount(whose, weights=counts, minlength=len(root))
    owned = owner[cluster] >= 0
    mine = owned & (whose == root[owner[cluster]])
    own = np.zeros(len(owner))
    own[cluster[mine]] = counts[mine]
    most = (counts > own[cluster]) & (2 * counts > whole[whose])
    vanishing = np.flatnonzero(owned & named[owner[cluster]] & ~named[whose] & most)
    vanishing = vanishing[np.argsort(counts[vanishing], kind="stable")]
    answer = np.full(len(owner), -1, np.int64)
    answer[cluster[vanishing]] = whose[vanishing]  # the largest comes last
    return answer


def _kept_apart(member: Ints, was: Ints, found: Ints, apart: Ints, root: Ints) -> list[Ints]:
    """Faces that stay whose they are, since another face of their cluster is of somebody who is not the same.

    Of two such people the one whose cluster it is takes in no face of the other. Where it is somebody else's, the one
    with fewer faces there keeps them.
    """
    stays = []
    for one, other in apart.tolist():
        mine, theirs = np.flatnonzero(was == one), np.flatnonzero(was == other)
        for cluster in np.intersect1d(member[mine], member[theirs]).tolist():
            first, second = mine[member[mine] == cluster], theirs[member[theirs] == cluster]
            among = found[np.r_[first, second]]
            owner = np.unique(root[among[among >= 0]])
            leaving = first if other in owner or len(first) < len(second) else second
            if one in owner:
                leaving = second
            stays.append(leaving)
    return stays


def _owners(member: Ints, person: Ints, named: Bools, clusters: int) -> Ints:
    """Person of each cluster, -1 for a new one: people with names first, then the largest overlap, each once."""
    owner = np.full(clusters, -1, np.int64)
    cluster, whose, counts = _shares(member, person, len(named))
    taken = np.zeros(len(named), bool)
    order = np.lexsort((cluster, whose, -counts, ~named[whose]))
    for index in order.tolist():
        if owner[cluster[index]] < 0 and not taken[whose[index]]:
            owner[cluster[index]] = whose[index]
            taken[whose[index]] = True
    return owner


def _shares(member: Ints, person: Ints, people: int) -> tuple[Ints, Ints, Ints]:
    """Cluster, person and number of faces for each person in each cluster; faces of nobody (-1) are left out."""
    has = person >= 0
    keys, counts = np.unique(member[has] * people + person[has], return_counts=True)
    return keys // max(people, 1), keys % max(people, 1), counts
