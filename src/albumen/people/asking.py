"""What the classifier asks about, takes for sure, and doubts. Arrays; nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.people.classifying import ROWS_AT_ONCE, Best, Evidence, best_of, chance, estimated_prior, scored
from albumen.people.joining import VOTES

if TYPE_CHECKING:
    from uuid import UUID

    from albumen.engine.types import FloatArray
    from albumen.people.classifying import Bools, Doubles, Ints
    from albumen.people.examples import LibraryFaces
    from albumen.people.joining import Rule

SUGGESTED = 0.5
"""Probability from which a face is suggested."""

CERTAIN = 0.99
"""Probability from which a face is taken for the person, where the rule by which new faces join agrees ..."""

KEPT = 0.9
"""... and from which that is kept when the classifier learned more."""

DOUBTED = 0.8
"""Probability below which a face that is a person is asked about."""

BELIEVED = 0.9
"""How probable it is that a face is whom the machine took it for, before looking."""

LEAST_PRIOR, MOST_PRIOR = 0.01, 0.9
"""Between these the part of nobody's faces that is somebody known is estimated."""

MOST = 2_000
"""Suggestions of each kind that a library has at a time; the best of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Recogniser:
    """A trained classifier: ``people`` in the order of the rows of ``weights``, (K, D) float32."""

    people: list[UUID]
    weights: FloatArray
    evidence: Evidence


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Places of faces among the library's, numbers of persons, probabilities; each (S,), the surest first.

    ``doubts`` are the least sure first.
    """

    joins: tuple[Ints, Ints, Doubles]
    certain: tuple[Ints, Ints, Doubles]
    doubts: tuple[Ints, Ints, Doubles]
    withdrawn: Ints
    prior: float


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Columns of scores, one for each person as they go on.

    Attributes:
        person: (G,) int64 number, rising.
        askable: (G,) whether they have a name and are shown.
        start: (G,) int64, where each begins among ``order``.
        order: (K,) int64, rows of the weights person by person.
        of: (P,) int64, column of a person; -1 for none.
    """

    person: Ints
    askable: Bools
    start: Ints
    order: Ints
    of: Ints

    @staticmethod
    def of_people(people: list[UUID], faces: LibraryFaces) -> _Columns:
        said, numbering = faces.ledger.said, faces.numbering
        known = {key: number for number, key in enumerate(numbering.people)}
        # Somebody without a face any more is a rival still, under a number of their own.
        beyond = len(known)
        number = np.array(
            [known.get(said.root(key), beyond + row) for row, key in enumerate(people)],  # type: ignore[call-overload]
            np.int64,
        )
        person, start = np.unique(np.sort(number), return_index=True)
        there = person < beyond
        askable = np.zeros(len(person), bool)
        askable[there] = faces.named[person[there]]
        of = np.full(max(beyond, 1), -1, np.int64)
        of[person[there]] = np.flatnonzero(there)
        return _Columns(person, askable, start.astype(np.int64), np.argsort(number, kind="stable"), of)

    def scores(self, vectors: FloatArray, weights: FloatArray) -> FloatArray:
        """(F, G) scores; of somebody who was two people in training, the better one."""
        together: FloatArray = np.maximum.reduceat(
            scored(vectors, weights)[:, self.order], self.start, axis=1
        )
        return together


def ask(
    faces: LibraryFaces,
    recogniser: Recogniser,
    rule: Rule,
    judged: tuple[Ints, FloatArray, FloatArray] | None = None,
) -> Asked:
    """What to suggest, assign, doubt and withdraw.

    Args:
        faces: of the library.
        recogniser: its classifier.
        rule: by which new faces join; whom it does not let in is never assigned.
        judged: places of faces that the classifier was trained on with their scores, own and rival's, by classifiers
            that did not see them. Where None is given nothing is doubted.
    """
    columns = _Columns.of_people(recogniser.people, faces)
    free = faces.open & faces.clear
    nobody = faces.person < 0
    candidates = np.flatnonzero(free & (nobody | faces.guessed | _those(faces.small, faces.person)))
    best = _best(faces, recogniser, columns, candidates)
    prior = estimated_prior(
        recogniser.evidence.of(np.maximum(best.score, np.float32(-1.0))), LEAST_PRIOR, MOST_PRIOR
    )
    probability = best.chance(recogniser.evidence, prior)
    person = np.where(best.person >= 0, columns.person[best.person], -1)
    stays = faces.guessed[candidates] & (person == faces.person[candidates]) & (probability >= KEPT)
    withdrawn = candidates[faces.guessed[candidates] & ~stays]
    open_ = np.flatnonzero((person >= 0) & (stays | (probability >= SUGGESTED)))
    rank = np.where(stays[open_], 2.0, probability[open_])  # who stays comes before anybody
    open_ = open_[_once(faces.photo[candidates[open_]], person[open_], rank)]
    open_ = open_[~stays[open_]]
    sure = open_[(probability[open_] >= CERTAIN) & nobody[candidates[open_]]]
    sure = sure[_linked(faces, candidates[sure], person[sure], rule)]
    rest = np.setdiff1d(open_, sure)

    def told(which: Ints) -> tuple[Ints, Ints, Doubles]:
        which = which[np.lexsort((candidates[which], -probability[which]))][:MOST]
        return candidates[which], person[which], probability[which]

    return Asked(told(rest), told(sure), _doubts(faces, recogniser, columns, judged), withdrawn, prior)


def _those(flag: Bools, person: Ints) -> Bools:
    """(N,) the flag of each face's person; False for nobody."""
    return np.r_[flag, False][person]


def _best(faces: LibraryFaces, recogniser: Recogniser, columns: _Columns, candidates: Ints) -> Best:
    """The best person of each candidate: nobody who was denied, and nobody who is in the photo already."""
    parts: list[Best] = []
    column = np.r_[columns.of, -1][faces.person]
    there = np.flatnonzero((column >= 0) & ~faces.guessed)
    there = there[np.argsort(faces.photo[there], kind="stable")]
    # What the classifier says of two faces of a photo at once is settled later, so its own guesses take no place.
    photos = faces.photo[there]
    for start in range(0, max(len(candidates), 1), ROWS_AT_ONCE):
        mine = candidates[start : start + ROWS_AT_ONCE]
        scores = columns.scores(faces.vectors[mine], recogniser.weights)
        allowed = np.broadcast_to(columns.askable, scores.shape).copy()
        first = np.searchsorted(photos, faces.photo[mine], "left")
        many = np.searchsorted(photos, faces.photo[mine], "right") - first
        row = np.repeat(np.arange(len(mine)), many)
        at = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
        taken = there[at]
        other = taken != mine[row]
        allowed[row[other], column[taken[other]]] = False
        _deny(faces, columns, mine, allowed)
        parts.append(best_of(scores, allowed))
    return Best(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.rival for part in parts]),
    )


def _deny(faces: LibraryFaces, columns: _Columns, mine: Ints, allowed: Bools) -> None:
    said = faces.ledger.said
    known = {key: number for number, key in enumerate(faces.numbering.people)}
    spoken = np.isin(faces.face[mine], np.fromiter(said.denied, np.int64))
    for row in np.flatnonzero(spoken).tolist():
        for person in said.denied[int(faces.face[mine[row]])]:
            number = known.get(said.root(person), -1)  # type: ignore[call-overload]
            if number >= 0 and columns.of[number] >= 0:
                allowed[row, columns.of[number]] = False


def _once(photo: Ints, person: Ints, probability: Doubles) -> Ints:
    """Of several faces of a photo that may be one person, the place of the most probable."""
    order = np.lexsort((-probability, person, photo))
    again = np.r_[False, (photo[order[1:]] == photo[order[:-1]]) & (person[order[1:]] == person[order[:-1]])][
        : len(order)
    ]
    return np.sort(order[~again])


def _linked(faces: LibraryFaces, places: Ints, person: Ints, rule: Rule) -> Bools:
    """Which of these faces would join the person by the rule for new faces."""
    answer = np.zeros(len(places), bool)
    for number in np.unique(person).tolist():
        mine = np.flatnonzero(person == number)
        members = np.flatnonzero((faces.person == number) & faces.clear & ~faces.guessed)
        if not len(members):
            continue
        votes = min(VOTES, len(members))
        for start in range(0, len(mine), 256):
            some = mine[start : start + 256]
            similarity = faces.vectors[places[some]] @ faces.vectors[members].T
            best = np.partition(similarity, len(members) - votes, axis=1)[:, len(members) - votes :]
            heard = np.where(best >= np.float32(rule.floor), best, np.float32(rule.floor))
            answer[some] = heard.mean(axis=1) >= rule.similarity
    return answer


def _doubts(
    faces: LibraryFaces,
    recogniser: Recogniser,
    columns: _Columns,
    judged: tuple[Ints, FloatArray, FloatArray] | None,
) -> tuple[Ints, Ints, Doubles]:
    """Faces that the machine took for somebody with a name, and that do not look like them."""
    if judged is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float64)
    own = np.full(len(faces), np.nan, np.float32)
    rival = np.full(len(faces), -np.inf, np.float32)
    place, own[judged[0]], rival[judged[0]] = judged[0], judged[1], judged[2]
    column = np.r_[columns.of, -1][faces.person]
    asked = faces.open & faces.clear & ~faces.guessed & _those(faces.named, faces.person) & (column >= 0)
    unseen = np.flatnonzero(asked & ~np.isin(np.arange(len(faces)), place))
    for start in range(0, len(unseen), ROWS_AT_ONCE):
        mine = unseen[start : start + ROWS_AT_ONCE]
        scores = columns.scores(faces.vectors[mine], recogniser.weights)
        rows = np.arange(len(mine))
        own[mine] = scores[rows, column[mine]]
        scores[rows, column[mine]] = -np.inf
        rival[mine] = scores.max(axis=1)
    seen = np.flatnonzero(asked & ~np.isnan(own))
    probability = chance(own[seen], rival[seen], recogniser.evidence, BELIEVED)
    order = np.lexsort((seen, probability))
    order = order[probability[order] < DOUBTED][:MOST]
    return seen[order], faces.person[seen[order]], probability[order]
