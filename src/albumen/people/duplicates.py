"""Looking for people who may be the same: compared beside everything, written down as questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import F, Q

from albumen.jobs import clock
from albumen.people.clustering import vectors_of
from albumen.people.comparison_due import SHOWN
from albumen.people.duplicate_states import state_of
from albumen.people.holding import hold
from albumen.people.joining import FIRST_PRIOR, Rule
from albumen.people.ledger import Ledger, read_ledger
from albumen.people.models import Assignment, Duplicate, DuplicateState, Person, Sorting
from albumen.people.packs import PeoplePackError, deciding_model, deciding_pack
from albumen.people.resembling import LEAST, Compared, Group, Pairs, resembling
from albumen.photos.models import Library, ModelVersion, PhotoState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.jobs.running import RunningJob

PEOPLE_AT_ONCE = 2_000
"""People whose questions are written in one transaction."""

OTHER_PRIOR = 0.4
"""How much the natural logarithm of the prior moves before everybody is compared again: by half as much again."""

_KEYS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Known:
    """P people as they were read, by rising id.

    Attributes:
        people: their ids.
        looks: (P,) int64, of each.
        changed: (P,) whether each is to be compared.
    """

    people: list[UUID]
    looks: NDArray[np.int64]
    changed: NDArray[np.bool_]


def compare_people(job: RunningJob) -> None:
    """Compare everybody of a library who changed with everybody there, and write down who may be the same.

    Where the model or the prior is another one everybody is compared. It may be stopped anywhere: who was written down
    is not compared again.
    """
    library = Library.objects.filter(pk=job.key).first()
    if library is None:
        return
    try:
        pack = deciding_pack(library)
    except PeoplePackError:
        return
    model = deciding_model(pack)
    calibration = pack.calibration.curve()  # type: ignore[union-attr]
    prior = _begin(library, model)
    known = _people(library)
    if not known.changed.any():
        with job.finishing():
            _finish(library.pk)
        return
    ledger = read_ledger(library.pk)
    compared, allowed = _read(library, model, known, ledger)
    total = int(known.changed[compared.whose].sum()) + 1
    pairs, probability = resembling(
        compared,
        known.changed,
        Rule.of(calibration, prior),
        calibration,
        LEAST,
        allowed,
        lambda done: job.progress(done, total),
    )
    _write(library.pk, model, known, pairs, probability)
    with job.finishing():
        _finish(library.pk)


def _begin(library: Library, model: ModelVersion) -> float:
    """The prior to compare by; everybody is to be compared where it is another one, or the model."""
    with transaction.atomic():
        sorting = hold(library.pk)
        clustered = sorting.prior if sorting.clustered_model_id == model.pk else None
        prior = clustered or FIRST_PRIOR
        before = sorting.compared_prior
        moved = before is None or abs(np.log(prior) - np.log(before)) > OTHER_PRIOR
        if moved or sorting.compared_model_id != model.pk:
            Person.objects.filter(library=library).update(looks=F("looks") + 1)
            Sorting.objects.filter(pk=library.pk).update(compared_model=model, compared_prior=prior)
            return prior
        return before


def _people(library: Library) -> Known:
    rows = Person.objects.filter(SHOWN, library=library).order_by("pk")
    found = list(rows.values_list("pk", "looks", "compared"))
    numbers = np.array([row[1:] for row in found], np.int64).reshape(-1, 2)
    return Known([row[0] for row in found], numbers[:, 0], numbers[:, 0] > numbers[:, 1])


def _read(
    library: Library, model: ModelVersion, known: Known, ledger: Ledger
) -> tuple[Compared, Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]]]:
    """Everybody's faces, and which pairs may be one person: none in one photo, none that somebody took apart."""
    from albumen.engine.clustering.constraints import Separations

    number = {person: place for place, person in enumerate(known.people)}
    parts: dict[UUID | None, int] = {}
    photos: dict[UUID, int] = {}
    there = Assignment.objects.filter(library=library, person__isnull=False)
    there = there.filter(photo__state=PhotoState.READY, photo__binned_at=None)
    rows = there.order_by("face").values_list("face_id", "person_id", "guess_id", "photo_id")
    twice = ledger.said.twice
    table = np.array(
        [
            (
                face,
                number[person],
                parts.setdefault(guess, len(parts)),
                -1 if photo in twice else photos.setdefault(photo, len(photos)),
            )
            for face, person, guess, photo in rows.iterator(20_000)
            if person in number
        ],
        np.int64,
    ).reshape(-1, 4)
    face, person, part, photo = np.ascontiguousarray(table.T)
    vectors, usefulness, seen = vectors_of(library, model, face)
    group = Group(vectors[seen], face[seen], person[seen], part[seen], usefulness[seen], len(known.people))
    once = photo >= 0
    keys = np.unique(person[once] * (len(photos) + 1) + photo[once])
    apart = _apart(ledger, number, dict(zip(face.tolist(), person.tolist(), strict=True)))
    separations = Separations(
        keys // (len(photos) + 1),
        keys % (len(photos) + 1),
        np.array(sorted(min(pair) * len(number) + max(pair) for pair in apart), np.int64),
        len(number),
        len(photos) + 1,
    )
    return Compared.of(group), lambda one, other: ~separations.conflict(one, other)


def _apart(ledger: Ledger, number: dict[UUID, int], person: dict[int, int]) -> set[frozenset[int]]:
    """Pairs of people, as numbers, whom somebody took apart: as people, or a face of one from the other."""
    said = ledger.said
    pairs = {frozenset(number.get(one, -1) for one in pair) for pair in said.not_asked_about()}  # type: ignore[call-overload]
    pairs |= {
        frozenset((person[face], number.get(said.root(other), -1)))  # type: ignore[call-overload]
        for face, others in said.denied.items()
        if face in person
        for other in others
    }
    return {pair for pair in pairs if len(pair) == 2 and -1 not in pair}


def _write(
    library: UUID, model: ModelVersion, known: Known, pairs: Pairs, probability: NDArray[np.float64]
) -> None:
    """Questions of those who were compared, some people at a time; earlier ones that are none any more are gone."""
    changed = np.flatnonzero(known.changed)
    turn = np.full(len(known.people), np.iinfo(np.int64).max)
    turn[changed] = np.arange(len(changed)) // PEOPLE_AT_ONCE
    when = np.minimum(turn[pairs.one], turn[pairs.other])
    every = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    asked = {frozenset((known.people[one], known.people[other])) for one, other in every}
    for step in range(int(turn[changed].max()) + 1):
        mine = np.flatnonzero(when == step)
        people = [known.people[place] for place in np.flatnonzero(turn == step).tolist()]
        found = {
            (known.people[pairs.one[at]], known.people[pairs.other[at]]): (
                float(probability[at]),
                [[face for face in side if face >= 0] for side in pairs.faces[at].tolist()],
            )
            for at in mine.tolist()
        }
        with transaction.atomic():
            if not Library.objects.filter(pk=library).exists():
                return
            hold(library)
            _ask(library, model, found)
            _ask_no_more(library, people, asked)
            for looks in np.unique(known.looks[turn == step]).tolist():
                same = np.flatnonzero((turn == step) & (known.looks == looks)).tolist()
                for start in range(0, len(same), _KEYS_AT_ONCE):
                    keys = [known.people[place] for place in same[start : start + _KEYS_AT_ONCE]]
                    Person.objects.filter(pk__in=keys).update(compared=looks)


def _ask(
    library: UUID, model: ModelVersion, found: dict[tuple[UUID, UUID], tuple[float, list[list[int]]]]
) -> None:
    """Write these pairs down, each with what stands about it now."""
    ledger = read_ledger(library)
    apart = ledger.said.not_asked_about()
    wanted = sorted({person for pair in found for person in pair})
    people: dict[UUID, Person] = {}
    rows: dict[tuple[UUID, UUID], Duplicate] = {}
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        keys = wanted[start : start + _KEYS_AT_ONCE]
        people |= Person.objects.filter(pk__in=keys, library=library).in_bulk()
        rows |= {(row.one_id, row.other_id): row for row in Duplicate.objects.filter(one__in=keys)}
    new: list[Duplicate] = []
    old: list[Duplicate] = []
    for (one, other), (probability, faces) in found.items():
        if one not in people or other not in people:
            continue  # forgotten meanwhile
        row = rows.get((one, other)) or Duplicate(library_id=library)
        row.one, row.other = people[one], people[other]
        row.probability, row.faces, row.model = probability, faces, model
        row.state = state_of(row, ledger.said, apart)
        (old if (one, other) in rows else new).append(row)
    Duplicate.objects.bulk_create(new, batch_size=200)
    Duplicate.objects.bulk_update(old, ["probability", "faces", "model", "state"], batch_size=200)


def _ask_no_more(library: UUID, people: list[UUID], asked: set[frozenset[UUID]]) -> None:
    """Earlier questions about these people that were not found again."""
    for start in range(0, len(people), _KEYS_AT_ONCE):
        keys = people[start : start + _KEYS_AT_ONCE]
        rows = Duplicate.objects.filter(Q(one__in=keys) | Q(other__in=keys), library=library)
        rows = rows.filter(state__in=[DuplicateState.OPEN, DuplicateState.GONE], probability__gt=0)
        over = [
            pk for pk, *pair in rows.values_list("pk", "one_id", "other_id") if frozenset(pair) not in asked
        ]
        for first in range(0, len(over), _KEYS_AT_ONCE):
            Duplicate.objects.filter(pk__in=over[first : first + _KEYS_AT_ONCE]).update(
                state=DuplicateState.GONE, probability=0.0
            )


def _finish(library: UUID) -> None:
    """Questions about people who are not there any more are none, and it was looked."""
    shown = Person.objects.filter(SHOWN, library=library).values("pk")
    rows = Duplicate.objects.filter(library=library, state=DuplicateState.OPEN)
    rows.exclude(one__in=shown, other__in=shown).update(state=DuplicateState.GONE)
    Sorting.objects.filter(pk=library).update(compared_at=clock.now())
