"""What a change of the log or of guesses does to the rows, at once and in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from albumen.people.counting import count_people
from albumen.people.deriving import Words, derive
from albumen.people.ledger import Ledger
from albumen.people.models import Assignment
from albumen.people.said import Said
from albumen.people.writing import write_answers

SAID = "said"
"""``By.SAID`` as it is written down."""

CLASSIFIER = "classifier"
"""``By.CLASSIFIER`` as it is written down."""

_AT_ONCE = 500
"""Faces written in one statement."""

_MANY = 50
"""Faces of one answer from which a statement of their own writes them sooner than one for each."""


@dataclass(slots=True)
class Numbering:
    """Numbers for persons, so that arrays can name them.

    Attributes:
        people: the person of each number.
    """

    people: list[UUID] = field(default_factory=list)
    _number: dict[UUID, int] = field(default_factory=dict)

    def of(self, person: UUID | None) -> int:
        """The number of a person, a new one where it is new; -1 for nobody."""
        if person is None:
            return -1
        number = self._number.setdefault(person, len(self.people))
        if number == len(self.people):
            self.people.append(person)
        return number

    def person(self, number: int) -> UUID | None:
        return self.people[number] if number >= 0 else None

    def roots(self, said: Said) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """(P,) number of the person under whom each goes on."""
        count = 0
        while count < len(self.people):  # a root that is new is its own
            self.of(said.root(self.people[count]))  # type: ignore[arg-type]
            count += 1
        return np.array([self.of(said.root(person)) for person in self.people], np.int64)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Row:
    """An assignment as it is written down."""

    face: int
    photo: UUID
    guess: UUID | None
    guessed_by: str
    probability: float
    person: UUID | None
    why: str


_COLUMNS = ("face_id", "photo_id", "guess_id", "guessed_by", "probability", "person_id", "why")


def rows_of_photos(photos: Iterable[UUID] | QuerySet[Assignment]) -> list[Row]:
    """The assignments of all faces of these photos, given as ids or as a query for them."""
    chosen = photos if isinstance(photos, QuerySet) else list(photos)
    rows = Assignment.objects.filter(photo__in=chosen).order_by("face")
    return [Row(*row) for row in rows.values_list(*_COLUMNS)]


def settle(library: UUID, ledger: Ledger, *, faces: Iterable[int] = (), people: Iterable[UUID] = ()) -> None:
    """Write anew who is who in every photo of these faces and people, and count whoever gained or lost.

    Call it holding ``Sorting``. Faces that are nobody's any more wait to be compared again.
    """
    wanted, whose = set(faces), set(people)
    if whose:
        wanted |= {face for face, person in ledger.said.pinned.items() if person in whose}
    touched: QuerySet[Assignment] = Assignment.objects.filter(library=library)
    about = Q(face__in=wanted) if wanted else Q(pk__in=())
    if whose:
        about |= Q(guess__in=whose) | Q(person__in=whose)
    write(rows_of_photos(touched.filter(about).order_by().values("photo")), ledger.said)


def write(rows: list[Row], said: Said) -> set[UUID]:
    """Write who is who among these rows, whole photos; returns the people who gained or lost a face."""
    if not rows:
        return set()
    numbering = Numbering()
    answer = derived(rows, said, numbering)
    by_answer: dict[tuple[UUID | None, str], list[int]] = defaultdict(list)
    touched: set[UUID | None] = set()
    lost: list[int] = []
    for row, number in zip(rows, answer.tolist(), strict=True):
        person = numbering.person(number)
        why = _why(row, said, person)
        if (person, why) == (row.person, row.why):
            continue
        by_answer[person, why].append(row.face)
        if person != row.person:
            touched |= {person, row.person}
            if person is None and row.face not in said.wrong:
                lost.append(row.face)
    write_answers(
        (face, person, why)
        for (person, why), faces in by_answer.items()
        if len(faces) < _MANY
        for face in faces
    )
    for (person, why), faces in by_answer.items():
        for start in range(0, len(faces) if len(faces) >= _MANY else 0, _AT_ONCE):
            chunk = Assignment.objects.filter(face__in=faces[start : start + _AT_ONCE])
            chunk.update(person=person, why=why)
    for start in range(0, len(lost), _AT_ONCE):
        Assignment.objects.filter(face__in=lost[start : start + _AT_ONCE]).update(pending=True)
    count_people(touched)
    return {person for person in touched if person is not None}


def derived(rows: list[Row], said: Said, numbering: Numbering) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The person of each row by what stands, as a number."""
    photos: dict[UUID, int] = {}
    photo = np.array([photos.setdefault(row.photo, len(photos)) for row in rows], np.int64)
    guess = np.array([numbering.of(row.guess) for row in rows], np.int64)
    pinned = np.array([numbering.of(said.pinned.get(row.face)) for row in rows], np.int64)  # type: ignore[arg-type]
    denied = [
        (index, numbering.of(person))  # type: ignore[arg-type]
        for index, row in enumerate(rows)
        if row.face in said.denied
        for person in said.denied[row.face]
    ]
    words = Words(
        pinned=pinned,
        wrong=np.array([row.face in said.wrong for row in rows], bool),
        twice=np.array([row.photo in said.twice for row in rows], bool),
        denied=np.array(denied, np.int64).reshape(-1, 2),
        root=numbering.roots(said),
    )
    return derive(photo, guess, np.array([row.probability for row in rows], np.float64), words)


def _why(row: Row, said: Said, person: UUID | None) -> str:
    if row.face in said.pinned or row.face in said.wrong:
        return SAID
    return row.guessed_by if person is not None else ""
