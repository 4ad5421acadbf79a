"""The faces of a library as its classifier reads them, and which of them it learns from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.people.classifying import Examples
from albumen.people.clustering import photo_numbers, rows_of_library, vectors_of
from albumen.people.effects import CLASSIFIER, Numbering, Row, derived
from albumen.people.ledger import Ledger, read_ledger
from albumen.people.models import Assignment, Person

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray
    from albumen.people.classifying import Bools, Ints
    from albumen.photos.models import Library, ModelVersion

PEOPLE = 1_000
"""Named people who are told apart, those with most faces first: beyond, training takes too long."""

OTHERS = 200
"""People without a name that take part as somebody else, those with most faces first."""

FACES_EACH = 100
"""Faces that a person is learned from: those that somebody confirmed first, then any."""

FACES = 10_000
"""Faces learned from in all."""

FEW = 5
"""Faces learned from of every person, however many people there are."""

CONFIRMED = 2.0
"""Weight of a face of which somebody said who it is; the machine's have 1."""

SMALL = 10
"""A person without a name and with more faces is somebody: their faces are not asked about one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFaces:
    """All N faces of a library under one model, by rising key. Persons are numbers, after merges; -1 for nobody.

    Attributes:
        rows: as they are written down.
        face: (N,) int64 key of each.
        photo: (N,) int64 number of its photo; one of its own where somebody may be in the photo twice.
        person: (N,) int64, who it is.
        vectors: (N, D) float32, zeros where there is none.
        clear: (N,) whether it is sharp enough to be compared.
        good: (N,) whether it is good enough to be learned from.
        said: (N,) whether somebody said who it is.
        guessed: (N,) whether the classifier took it for somebody.
        open: (N,) whether the machine may say who it is: nobody spoke of it, and it does not wait to be compared.
        named, small: (P,) whether a person is in the lists with a name; whether they have few faces and no name.
        numbering: the persons.
        ledger: what stands.
    """

    rows: list[Row]
    face: Ints
    photo: Ints
    person: Ints
    vectors: FloatArray
    clear: Bools
    good: Bools
    said: Bools
    guessed: Bools
    open: Bools
    named: Bools
    small: Bools
    numbering: Numbering
    ledger: Ledger

    def __len__(self) -> int:
        return len(self.rows)


def read_faces(library: Library, model: ModelVersion) -> LibraryFaces:
    """Everything about the faces of a library that a classifier needs."""
    ledger = read_ledger(library.pk)
    rows, seeds = rows_of_library(library)
    numbering = Numbering()
    person = derived(rows, ledger.said, numbering)
    face = np.array([row.face for row in rows], np.int64)
    vectors, _, clear = vectors_of(library, model, face)
    waiting = Assignment.objects.filter(library=library, pending=True).values_list("face_id", flat=True)
    said = np.isin(face, np.fromiter(ledger.said.pinned, np.int64))
    wrong = np.isin(face, np.fromiter(ledger.said.wrong, np.int64))
    guessed = np.array([row.guessed_by == CLASSIFIER for row in rows], bool) & ~said & (person >= 0)
    named, small = _kinds(library, numbering)
    return LibraryFaces(
        rows,
        face,
        photo_numbers(rows, ledger),
        person,
        vectors,
        clear,
        clear & (seeds | said) & ~wrong & ~guessed,
        said,
        guessed,
        ~said & ~wrong & ~np.isin(face, np.fromiter(waiting, np.int64)),
        named,
        small,
        numbering,
        ledger,
    )


def _kinds(library: Library, numbering: Numbering) -> tuple[Bools, Bools]:
    named = np.zeros(len(numbering.people), bool)
    small = np.zeros(len(numbering.people), bool)
    place = {key: number for number, key in enumerate(numbering.people)}
    shown = Person.objects.filter(library=library, deleted=False, hidden=False, merged_into=None)
    for key, name, faces in shown.values_list("pk", "name", "face_count"):
        if key in place:
            named[place[key]] = bool(name)
            small[place[key]] = not name and faces <= SMALL
    return named, small


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What is learned from.

    Attributes:
        examples: the faces; their persons are places in ``people``.
        place: (N,) int64 of each among the library's faces.
        people: (C,) int64 numbers of the persons, those with a name first.
    """

    examples: Examples
    place: Ints
    people: Ints


def chosen(faces: LibraryFaces, alike: float, *, seed: int = 0) -> Chosen | None:
    """The faces to learn from; None when nobody with a name has a good one.

    Faces that the classifier itself took for somebody are not among them: it would learn its own mistakes. Nor are
    people without a name who may be somebody with one: they are no strangers.

    Args:
        faces: of the library.
        alike: similarity of two people's means from which they may be the same.
        seed: of which faces are taken where somebody has very many.
    """
    usable = np.flatnonzero(faces.good & (faces.person >= 0))
    count = np.bincount(faces.person[usable], minlength=len(faces.named))
    by_size = np.argsort(-count, kind="stable")
    known = by_size[faces.named[by_size] & (count[by_size] > 0)][:PEOPLE]
    if not len(known):
        return None
    others = by_size[~faces.named[by_size] & (count[by_size] > 1)][: 2 * OTHERS]
    same = _means(faces, usable, others) @ _means(faces, usable, known).T >= alike
    others = others[~same.any(axis=1)][:OTHERS]
    people = np.concatenate([known, others]).astype(np.int64)
    column = np.full(len(faces.named), -1, np.int64)
    column[people] = np.arange(len(people))
    usable = usable[column[faces.person[usable]] >= 0]
    each = min(FACES_EACH, max(FEW, FACES // len(people)))
    dice = np.random.default_rng(seed).random(len(usable))
    order = usable[np.lexsort((dice, ~faces.said[usable], faces.person[usable]))]
    whose = faces.person[order]
    start = np.flatnonzero(np.r_[True, whose[1:] != whose[:-1]])
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.r_[start, len(order)]))
    place = np.sort(order[rank < each])
    return Chosen(
        Examples(
            faces.vectors[place],
            column[faces.person[place]],
            np.where(faces.said[place], CONFIRMED, 1.0),
            len(known),
        ),
        place,
        people,
    )


def _means(faces: LibraryFaces, usable: Ints, people: Ints) -> FloatArray:
    """(C, D) unit mean of the faces of each of these people."""
    column = np.full(len(faces.named), -1, np.int64)
    column[people] = np.arange(len(people))
    mine = usable[column[faces.person[usable]] >= 0]
    order = mine[np.argsort(column[faces.person[mine]], kind="stable")]
    if not len(order):
        return np.zeros((len(people), faces.vectors.shape[1]), np.float32)
    whose = faces.person[order]
    start = np.flatnonzero(np.r_[True, whose[1:] != whose[:-1]])
    sums = np.add.reduceat(faces.vectors[order], start, axis=0)
    means: FloatArray = (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).astype(
        np.float32
    )
    return means
