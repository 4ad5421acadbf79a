"""Clusters of this run meet the people of the runs before: who keeps whose folder. Pure arrays, no disk.

A person is known by faces, not by a cluster number. A new cluster continues the recorded person it shares
most faces with, one to one; what the user corrected comes before what the clustering says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

MOST_LINKS_PER_DENIAL = 50
"""A face taken out of a person's folder is kept apart from that person's best faces, at most so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """The user's corrections as indices into the faces of the catalogue.

    Attributes:
        pinned: (F,) int64, the person a face belongs to by the user's word, -1 where none was said.
        denied: (K, 2) int64, pairs (face, person) that the user took apart.
    """

    pinned: Ints
    denied: Ints

    @classmethod
    def none(cls, faces: int) -> Verdicts:
        return cls(np.full(faces, -1, np.int64), np.zeros((0, 2), np.int64))


def constraints(recorded: Ints, overall: NDArray[np.float32], verdicts: Verdicts) -> tuple[Ints, Ints]:
    """Must-link and cannot-link pairs of faces, each (K, 2) int64, for the clustering.

    Every pinned face is linked to one face of its person (the best of those recorded), every denied face is
    kept apart from the person's best faces.
    """
    verdicts = with_anchors(recorded, overall, verdicts)
    by_quality = np.argsort(-overall, kind="stable")
    settled = np.where(verdicts.pinned >= 0, verdicts.pinned, recorded)
    must: list[tuple[int, int]] = []
    for person in np.unique(verdicts.pinned[verdicts.pinned >= 0]).tolist():
        members = by_quality[settled[by_quality] == person]
        anchor = int(members[0])
        must.extend((anchor, int(f)) for f in np.flatnonzero(verdicts.pinned == person) if f != anchor)
    cannot: list[tuple[int, int]] = []
    for person in np.unique(verdicts.denied[:, 1]).tolist():
        taken_out = verdicts.denied[verdicts.denied[:, 1] == person, 0]
        members = by_quality[settled[by_quality] == person]
        members = members[~np.isin(members, taken_out)][:MOST_LINKS_PER_DENIAL]
        cannot.extend((int(f), int(m)) for f in taken_out for m in members)
    return _pairs(must), _pairs(cannot)


def with_anchors(recorded: Ints, overall: NDArray[np.float32], verdicts: Verdicts) -> Verdicts:
    """The verdicts with each person's best face pinned as well, where others are pinned to that person: what the
    user added to a person must not draw away the face it was linked to."""
    pinned = verdicts.pinned.copy()
    for person in np.unique(pinned[pinned >= 0]).tolist():
        members = np.flatnonzero((recorded == person) & (pinned < 0))
        if len(members):
            pinned[members[np.argmax(overall[members])]] = person
    return Verdicts(pinned, verdicts.denied)


def assign(labels: Ints, recorded: Ints, verdicts: Verdicts, next_person: int) -> Ints:
    """The person of each face.

    Args:
        labels: (F,) cluster of each face, -1 for a face that was not clustered.
        recorded: (F,) person of each face from the run before, -1 for none. Pinned faces already carry the
            person they were pinned to or not; it makes no difference.
        verdicts: the user's corrections.
        next_person: first free person number; new people get it and those after it, the largest cluster
        first.

    Returns:
        (F,) int64, -1 only where ``labels`` is -1 and nothing was pinned.
    """
    known = np.where(verdicts.pinned >= 0, verdicts.pinned, recorded)
    clustered = labels >= 0
    result = np.full(len(labels), -1, np.int64)
    clusters, member = np.unique(labels[clustered], return_inverse=True)
    person_of = _match(member, known[clustered], verdicts.pinned[clustered], len(clusters))
    sizes = np.bincount(member, minlength=len(clusters))
    first = np.full(len(clusters), len(labels), np.int64)
    np.minimum.at(first, member, np.flatnonzero(clustered))
    fresh = np.flatnonzero(person_of < 0)
    fresh = fresh[np.lexsort((first[fresh], -sizes[fresh]))]
    person_of[fresh] = next_person + np.arange(len(fresh))
    next_person += len(fresh)
    result[clustered] = person_of[member]
    # The user's word comes last, so that nothing overrides it. Faces denied together stay together where
    # they were.
    again: dict[tuple[int, int], int] = {}
    for face, person in verdicts.denied.tolist():
        if result[face] == person and verdicts.pinned[face] != person:
            key = (person, face)
            again[key] = next_person
            result[face] = next_person
            next_person += 1
    pinned = verdicts.pinned >= 0
    result[pinned] = verdicts.pinned[pinned]
    return result


def _match(member: Ints, known: Ints, pinned: Ints, clusters: int) -> Ints:
    """Person of each cluster, -1 for a new one: largest overlap first, each person and each cluster once.

    A cluster whose known faces are mostly ones that the user pinned to a person belongs to that person as
    well, even when another cluster continues it: that is what merging two folders means.
    """
    person_of = np.full(clusters, -1, np.int64)
    has = known >= 0
    if not has.any():
        return person_of
    pairs, counts = np.unique(np.stack([member[has], known[has]]), axis=1, return_counts=True)
    order = np.lexsort((pairs[0], pairs[1], -counts))
    taken: set[int] = set()
    for index in order.tolist():
        cluster, person = int(pairs[0, index]), int(pairs[1, index])
        if person_of[cluster] < 0 and person not in taken:
            person_of[cluster] = person
            taken.add(person)
    for cluster in np.unique(member[pinned >= 0]).tolist():
        inside = member == cluster
        here = known[inside & has]
        people, votes = np.unique(pinned[inside & (pinned >= 0)], return_counts=True)
        if 2 * votes.max() >= len(here):
            person_of[cluster] = people[votes.argmax()]
    return person_of


def _pairs(pairs: list[tuple[int, int]]) -> Ints:
    return np.array(pairs, np.int64).reshape(-1, 2)
