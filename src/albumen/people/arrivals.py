"""New faces find their people as they arrive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import F

from albumen.errors import NotFoundError
from albumen.identifiers import new_id
from albumen.jobs.enqueue import Ask, enqueue_each
from albumen.people.comparison_due import compare_soon
from albumen.people.effects import Numbering, rows_of_photos, write
from albumen.people.hearing import Resembling, Rules, groups, resembled
from albumen.people.holding import hold
from albumen.people.joining import FIRST_PRIOR, Candidates, founded, join
from albumen.people.kinds import SUGGEST, SUGGEST_AFTER
from albumen.people.ledger import Ledger, read_ledger
from albumen.people.models import Assignment, By, Classifier, Person, Sorting
from albumen.people.nearby import nearby
from albumen.people.packs import PeoplePackError
from albumen.people.settling import settling
from albumen.people.voices import Voices, voices_of
from albumen.people.writing import write_guesses
from albumen.photos.models import Embedding, Library, PhotoState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray
    from albumen.jobs.running import RunningJob
    from albumen.photos.models import ModelVersion

FACES_AT_ONCE = 500
"""New faces compared in one step."""

_KEYS_AT_ONCE = 500
"""Keys asked for in one statement."""


@dataclass(frozen=True, slots=True, eq=False)
class NewFaces:
    """F faces that wait, by rising key; ``seeds`` says which may found a person."""

    face: NDArray[np.int64]
    photo: list[UUID]
    vectors: FloatArray
    seeds: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.face)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was found out: the person of each face that has one, and how probable that is; new persons."""

    guesses: dict[int, tuple[UUID, float]]
    made: list[UUID]


def assign_faces(job: RunningJob) -> None:
    """Compare every face that waits with the people of its library, a few hundred at a time.

    A blurred face waits no longer and joins nobody: blurred faces resemble each other. What is computed outside the
    transaction is checked against what people said in it.
    """
    done = 0
    while (library := Library.objects.filter(pk=job.key).first()) is not None:
        waiting = _waiting(library)
        keys = list(waiting.order_by("face").values_list("face_id", flat=True)[:FACES_AT_ONCE])
        if not keys:
            if done:
                _tell_others(job, library)
            return
        try:
            voices = voices_of(library)
        except PeoplePackError:
            waiting.update(pending=False)
            return
        try:
            decided = decide(library, voices, keys)
        except NotFoundError:
            return
        with transaction.atomic():
            if not _store(library, keys, decided):
                continue
        done += len(keys)
        job.progress(done, done + _waiting(library).count())
        if job.turn_over() and _waiting(library).exists():
            with job.continuing():
                return


def _tell_others(job: RunningJob, library: Library) -> None:
    """Have the classifier asked about faces that joined nobody, and all clustered where much is new."""
    asks = [settling(library)]
    if Classifier.objects.filter(pk=library.pk, trained_at__isnull=False).exists():
        asks.append(Ask(SUGGEST, library.pk, after=SUGGEST_AFTER))
    with job.finishing():
        enqueue_each(asks, scope=library.pk)


def _waiting(library: Library) -> Any:
    there = Assignment.objects.filter(library=library, pending=True)
    return there.filter(photo__state=PhotoState.READY, photo__binned_at=None)


def decide(library: Library, voices: Voices, keys: list[int]) -> Decided:
    """Who these faces are: somebody who is there, or with others somebody new."""
    new = _read(library, voices.model, keys)
    if not len(new):
        return Decided({}, [])
    sorting = Sorting.objects.filter(pk=library.pk).first()
    prior = (
        sorting.prior if sorting and sorting.prior and sorting.clustered_model_id == voices.model.pk else None
    )
    rules = Rules.of(voices, prior or FIRST_PRIOR)
    ledger = read_ledger(library.pk)
    probe, face, similarity = nearby(
        library, voices.model, new.face, new.vectors, rules.own.floor, rules.near
    )
    hit, place = np.unique(face, return_inverse=True)
    numbering = Numbering()
    person, seeds = _rows_of(hit, numbering)
    sizes = _sizes(library, numbering, person)
    taken = person[place] >= 0
    mine = Resembling(probe[taken], face[taken], person[place[taken]], similarity[taken])
    found = resembled(library, voices, rules, new.face, new.vectors, mine, sizes)
    found = found[_allowed(found, new, numbering, ledger)]
    in_photo: dict[UUID, int] = {}
    photo = np.array([in_photo.setdefault(key, len(in_photo)) for key in new.photo], np.int64)
    twice = np.array([key in ledger.said.twice for key in new.photo], bool)
    there = _there(in_photo, numbering, ledger)
    answer, likeness = join(found, photo, there, twice)
    probability = rules.last.probability(likeness, rules.calibration)
    guesses = {
        int(new.face[index]): (numbering.people[answer[index]], float(probability[index]))
        for index in np.flatnonzero(answer >= 0).tolist()
    }
    others = hit[np.unique(place[~taken & (similarity >= rules.near)])]
    alone = _alone(library, voices.model, new, answer < 0, others, seeds, hit, ledger)
    return _found_people(library, voices, rules, alone, ledger, guesses)


def _read(library: Library, model: ModelVersion, keys: list[int]) -> NewFaces:
    """Those of these faces that are sharp enough to be compared."""
    rows = Embedding.objects.filter(face__in=keys, model=model, library=library, reliable=True)
    found = list(
        rows.order_by("face").values_list("face_id", "photo_id", "vector", "face__assignment__seeds")
    )
    matrix = np.frombuffer(b"".join(bytes(row[2]) for row in found), "<f4").reshape(-1, model.dimension)
    return NewFaces(
        np.array([row[0] for row in found], np.int64),
        [row[1] for row in found],
        np.ascontiguousarray(matrix, np.float32),
        np.array([bool(row[3]) for row in found], bool),
    )


def _rows_of(faces: NDArray[np.int64], numbering: Numbering) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Person (as a number, -1 for nobody) of faces given by rising key, and whether each may found one."""
    person = np.full(len(faces), -1, np.int64)
    seeds = np.zeros(len(faces), bool)
    for start in range(0, len(faces), _KEYS_AT_ONCE):
        chunk = faces[start : start + _KEYS_AT_ONCE].tolist()
        rows = Assignment.objects.filter(face__in=chunk)
        for face, whose, good, why in rows.values_list("face_id", "person_id", "seeds", "why"):
            index = int(np.searchsorted(faces, face))
            person[index] = numbering.of(whose)
            seeds[index] = good and why != By.SAID
    return person, seeds


def _sizes(library: Library, numbering: Numbering, person: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many faces each person has, at least those that were hit."""
    hit: Counter[int] = Counter(person[person >= 0].tolist())
    sizes = np.array([hit[number] for number in range(len(numbering.people))], np.int64)
    for start in range(0, len(numbering.people), _KEYS_AT_ONCE):
        chunk = numbering.people[start : start + _KEYS_AT_ONCE]
        for key, faces in Person.objects.filter(pk__in=chunk).values_list("pk", "face_count"):
            number = numbering.of(key)
            sizes[number] = max(sizes[number], faces)
    return sizes


def _allowed(found: Candidates, new: NewFaces, numbering: Numbering, ledger: Ledger) -> NDArray[np.bool_]:
    """Without pairs that somebody took apart."""
    allowed = np.ones(len(found), bool)
    for face in ledger.said.denied.keys() & set(new.face.tolist()):
        place = int(np.searchsorted(new.face, face))
        for index in np.flatnonzero(found.face == place).tolist():
            allowed[index] = not ledger.said.denies(face, numbering.people[found.person[index]])
    return allowed


def _there(photos: dict[UUID, int], numbering: Numbering, ledger: Ledger) -> NDArray[np.int64]:
    """(T, 2) who is in these photos already."""
    pairs = [
        (photos[photo], numbering.of(person))
        for photo, person in Assignment.objects.filter(
            photo__in=list(photos), person__isnull=False
        ).values_list("photo_id", "person_id")
        if photo not in ledger.said.twice
    ]
    return np.array(pairs, np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Alone:
    face: NDArray[np.int64]
    photo: list[UUID]
    vectors: FloatArray


def _alone(
    library: Library,
    model: ModelVersion,
    new: NewFaces,
    nobody: NDArray[np.bool_],
    others: NDArray[np.int64],
    seeds: NDArray[np.bool_],
    hit: NDArray[np.int64],
    ledger: Ledger,
) -> _Alone:
    """Faces good enough to found a person that are nobody: new ones, and those there that resemble one of them."""
    mine = nobody & new.seeds & ~np.isin(new.face, np.fromiter(ledger.said.wrong, np.int64))
    good = np.setdiff1d(others[seeds[np.searchsorted(hit, others)]], new.face)
    vectors, faces, photos = [new.vectors[mine]], [new.face[mine]], list(np.array(new.photo, object)[mine])
    for start in range(0, len(good), _KEYS_AT_ONCE):
        chunk = good[start : start + _KEYS_AT_ONCE].tolist()
        rows = Embedding.objects.filter(face__in=chunk, model=model, library=library, reliable=True)
        found = list(rows.order_by("face").values_list("face_id", "photo_id", "vector"))
        matrix = np.frombuffer(b"".join(bytes(row[2]) for row in found), "<f4")
        vectors.append(matrix.reshape(-1, model.dimension))
        faces.append(np.array([row[0] for row in found], np.int64))
        photos += [row[1] for row in found]
    return _Alone(np.concatenate(faces), photos, np.concatenate(vectors))


def _found_people(
    library: Library,
    voices: Voices,
    rules: Rules,
    alone: _Alone,
    ledger: Ledger,
    guesses: dict[int, tuple[UUID, float]],
) -> Decided:
    """New people of the faces that resemble each other and nobody else: those that all packs have seen by what these
    say together, the others by the deciding pack."""
    where: dict[object, int] = {}
    own = [
        where.setdefault((photo, face) if photo in ledger.said.twice else photo, len(where))
        for photo, face in zip(alone.photo, alone.face.tolist(), strict=True)
    ]
    made: list[UUID] = []
    for places, vectors, calibration, rule in groups(library, voices, rules, alone.face, alone.vectors):
        labels = founded(vectors, np.array(own, np.int64)[places], calibration, rule)
        people = [new_id() for _ in range(int(labels.max(initial=-1)) + 1)]
        sure = float(rule.probability(np.array([rule.similarity], np.float32), calibration)[0])
        for index in np.flatnonzero(labels >= 0).tolist():
            guesses[int(alone.face[places[index]])] = (people[labels[index]], sure)
        made += people
    return Decided(guesses, made)


def _store(library: Library, keys: list[int], decided: Decided) -> bool:
    """Write the guesses of faces that still are nobody's, and who is who now.

    Nothing is written, and the faces go on waiting, where other packs decide since they were compared.
    """
    if not Library.objects.filter(pk=library.pk).exists():
        return False
    hold(library.pk)
    if not Library.objects.filter(pk=library.pk, packs=library.packs).exists():
        return False
    ledger = read_ledger(library.pk)
    Person.objects.bulk_create([Person(pk=pk, library_id=library.pk) for pk in decided.made], batch_size=500)
    wanted = sorted(decided.guesses)
    there: list[Assignment] = []
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        chunk = wanted[start : start + _KEYS_AT_ONCE]
        there += Assignment.objects.filter(face__in=chunk, person=None).order_by("face")
    known = set(decided.made)
    whose = {decided.guesses[row.face_id][0] for row in there}
    known |= set(Person.objects.filter(pk__in=whose).values_list("pk", flat=True))
    kept = [row for row in there if decided.guesses[row.face_id][0] in known]
    write_guesses(
        (row.face_id, decided.guesses[row.face_id][0], str(By.ARRIVAL), decided.guesses[row.face_id][1])
        for row in kept
    )
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        Assignment.objects.filter(face__in=keys[start : start + _KEYS_AT_ONCE]).update(pending=False)
    rows = rows_of_photos({row.photo_id for row in kept})
    write(rows, ledger.said)
    Assignment.objects.filter(face__in=keys, pending=True).update(pending=False)
    _forget_unused(decided.made)
    compare_soon(library.pk)
    Sorting.objects.filter(pk=library.pk).update(revision=F("revision") + 1)
    return True


def _forget_unused(made: list[UUID]) -> None:
    """People who were to be founded of faces that somebody said something about meanwhile."""
    used = set(
        Assignment.objects.filter(guess__in=made).order_by().values_list("guess_id", flat=True).distinct()
    )
    Person.objects.filter(pk__in=set(made) - used).delete()
