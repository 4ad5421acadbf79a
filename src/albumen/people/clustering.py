"""All faces of a library clustered anew: computed beside everything, stored as a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import transaction

from albumen.identifiers import new_id
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue_each
from albumen.people.applying import begin_applying
from albumen.people.comparing import Changes, compare
from albumen.people.continuity import Known, continued, links
from albumen.people.effects import CLASSIFIER, Numbering, Row, derived
from albumen.people.expecting import comparing, expect_faces, photos_without_rows
from albumen.people.ledger import Ledger, read_ledger
from albumen.people.models import Assignment, Proposal, ProposalState
from albumen.people.stragglers import joined
from albumen.people.voices import Voices, voices_of
from albumen.photos.models import Embedding, Library, ModelVersion, Photo, PhotoState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.calibration import Calibration
    from albumen.engine.types import FloatArray
    from albumen.jobs.running import RunningJob

SEED = 0
"""The same faces and words give the same people."""

MOST = 0.75
"""Part of the faces that all packs must have seen to be clustered by all; of the others too many would be left."""

_PHOTOS_AT_ONCE = 200
_COLUMNS = ("face_id", "photo_id", "guess_id", "guessed_by", "probability", "person_id", "why", "seeds")


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """What a clustering came to: for every face whose guess changes its key, its new person and how alike they are.

    Attributes:
        faces: (C,) int64.
        places: (C,) int32, place in ``people``, -1 for nobody.
        probabilities: (C,) float32, that the face is like its person's others, at even odds.
        people: the persons, those who are new included.
        summary: what would change.
        prior: part of the pairs of faces that are one person.
        face_count: faces that were clustered.
    """

    faces: NDArray[np.int64]
    places: NDArray[np.int32]
    probabilities: FloatArray
    people: list[UUID]
    summary: dict[str, Any]
    prior: float
    face_count: int


def cluster_library(job: RunningJob) -> None:
    """Compute a proposal; nothing is held meanwhile. One that nobody wants to see is applied at once.

    Raises:
        PeoplePackError, UnknownAlgorithmError: it cannot be computed.
    """
    proposal = Proposal.objects.select_related("library").filter(pk=job.key).first()
    if proposal is None or proposal.state != ProposalState.WAITING:
        return
    library = proposal.library
    make_missing_rows(library)
    voices = voices_of(library)
    revision = Library.objects.values_list("face_revision", flat=True).get(pk=library.pk)
    computed = compute(
        library,
        voices,
        proposal.algorithm,
        lambda part: job.progress(round(part * 100), 100),
    )
    with job.finishing():
        there = Proposal.objects.select_for_update().filter(pk=proposal.pk, state=ProposalState.WAITING)
        if there.values_list("pk").first() is None:
            return  # discarded meanwhile
        there.update(
            state=ProposalState.READY,
            faces=computed.faces.astype("<i8").tobytes(),
            places=computed.places.astype("<i4").tobytes(),
            probabilities=computed.probabilities.astype("<f4").tobytes(),
            people=b"".join(person.bytes for person in computed.people),
            summary=computed.summary,
            prior=computed.prior,
            model=voices.model,
            face_count=computed.face_count,
            face_revision=revision,
            finished_at=clock.now(),
        )
        if proposal.apply_at_once:
            begin_applying(Proposal.objects.get(pk=proposal.pk))


def compute(
    library: Library,
    voices: Voices,
    algorithm: str,
    progress: Any = None,
) -> Computed:
    """Cluster every face that is good enough, or that somebody spoke of, with what was said as constraints.

    Where most of them were seen by all packs that were learnt together, it is by what these say together; the others
    join by the deciding pack alone.
    """
    ledger = read_ledger(library.pk)
    rows, seeds = rows_of_library(library)
    numbering = Numbering()
    before = derived(rows, ledger.said, numbering)
    said = ledger.said
    face = np.array([row.face for row in rows], np.int64)
    vectors, quality, seen = vectors_of(library, voices.model, face)
    spoken = np.array([row.face in said.pinned for row in rows], bool)
    wrong = np.array([row.face in said.wrong for row in rows], bool)
    usable = np.flatnonzero(seen & (seeds | spoken) & ~wrong)
    known = _known(rows, usable, before, numbering, ledger)
    sight = _sight(library, voices, face, vectors, usable)
    photo = photo_numbers([rows[index] for index in usable.tolist()], ledger)
    labels, prior = _clustered(sight, known, photo, quality[usable], algorithm, progress)
    result, made = continued(labels, known)
    for _ in range(made):
        numbering.of(new_id())
    person = before.copy()
    person[usable] = np.where(_the_classifiers(rows, usable) & (result < 0), before[usable], result)
    probability = np.zeros(len(rows), np.float64)
    probability[usable] = sight.probability(result)
    changed = _changed(rows, usable, person, numbering, ledger)
    # Person by person, so that those who write it touch each person once or twice.
    changed = changed[np.argsort(person[changed], kind="stable")]
    after = derived(_guessing(rows, changed, person, numbering), said, numbering)
    return Computed(
        faces=face[changed],
        places=person[changed].astype(np.int32),
        probabilities=probability[changed].astype(np.float32),
        people=numbering.people,
        summary=_told(compare(before, after), numbering, len(rows), len(usable)),
        prior=prior,
        face_count=len(usable),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """U faces that are clustered, as the deciding pack sees them, and, where ``whole``, as all packs do together.

    ``fused`` has a row for each of the latter; it is ``own`` where the deciding pack decides alone.
    """

    own: FloatArray
    fused: FloatArray
    whole: NDArray[np.bool_]
    calibration: Calibration
    own_calibration: Calibration
    together: bool

    def probability(self, person: NDArray[np.int64]) -> NDArray[np.float64]:
        """(U,) that each face is like its person's others, at even odds."""
        answer = np.empty(len(person))
        answer[self.whole] = self.calibration.probability(_likeness(self.fused, person[self.whole]), 0.5)
        if not self.whole.all():
            by_one = self.own_calibration.probability(_likeness(self.own, person), 0.5)
            answer[~self.whole] = by_one[~self.whole]
        return answer


def _sight(
    library: Library,
    voices: Voices,
    face: NDArray[np.int64],
    vectors: FloatArray,
    usable: NDArray[np.intp],
) -> _Sight:
    own = vectors[usable]
    everybody = np.ones(len(usable), bool)
    if voices.together is not None:
        by_pack, whole = {voices.pack: own}, everybody.copy()
        for name, model in voices.beside.items():
            beside, _, seen = vectors_of(library, model, face)
            by_pack[name] = beside[usable]
            whole &= seen[usable]
        if whole.sum() >= MOST * len(usable):
            fused = voices.together.vectors({name: rows[whole] for name, rows in by_pack.items()})
            return _Sight(own, fused, whole, voices.together.judge.calibration, voices.calibration, True)
    return _Sight(own, own, everybody, voices.calibration, voices.calibration, False)


def _clustered(
    sight: _Sight,
    known: Known,
    photo: NDArray[np.int64],
    quality: FloatArray,
    algorithm: str,
    progress: Any,
) -> tuple[NDArray[np.int64], float]:
    """The cluster of each of U faces, and part of their pairs that are one person."""
    from albumen.engine.clustering import CAUTION, CAUTION_TOGETHER, cluster

    whole = np.flatnonzero(sight.whole)
    must, cannot = links(known.only(whole), quality[whole])
    clustering = cluster(
        sight.fused,
        photo[whole],
        sight.calibration,
        quality=quality[whole],
        algorithm=algorithm,
        must_link=must,
        cannot_link=cannot,
        caution=CAUTION_TOGETHER if sight.together else CAUTION,
        seed=SEED,
        progress=progress,
    )
    labels = np.full(len(photo), -1, np.int64)
    labels[whole] = clustering.labels
    said = np.flatnonzero(known.said)
    return joined(labels, sight.own, photo, said, sight.own_calibration, clustering.prior), clustering.prior


def rows_of_library(library: Library) -> tuple[list[Row], NDArray[np.bool_]]:
    """Every face of photos that are there, and which may found a person."""
    there = Assignment.objects.filter(library=library, photo__state=PhotoState.READY, photo__binned_at=None)
    found = list(there.order_by("face").values_list(*_COLUMNS))
    return [Row(*row[:-1]) for row in found], np.array([row[-1] for row in found], bool)


def vectors_of(
    library: Library, model: ModelVersion, face: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Embedding and quality of each of these faces (by rising key), and whether it has one that may be compared."""
    vectors = np.zeros((len(face), model.dimension), np.float32)
    quality = np.zeros(len(face), np.float32)
    seen = np.zeros(len(face), bool)
    rows = Embedding.objects.filter(library=library, model=model, reliable=True)
    chunk: list[tuple[int, bytes, float]] = []

    def take() -> None:
        keys = np.array([row[0] for row in chunk], np.int64)
        place = np.searchsorted(face, keys)
        good = (place < len(face)) & (face[np.minimum(place, len(face) - 1)] == keys)
        matrix = np.frombuffer(b"".join(bytes(row[1]) for row in chunk), "<f4")
        vectors[place[good]] = matrix.reshape(-1, model.dimension)[good]
        quality[place[good]] = np.array([row[2] for row in chunk], np.float32)[good]
        seen[place[good]] = True
        chunk.clear()

    if len(face):
        for row in rows.values_list("face_id", "vector", "usefulness").iterator(20_000):
            chunk.append(row)
            if len(chunk) == 20_000:
                take()
        if chunk:
            take()
    return vectors, quality, seen


def _known(
    rows: list[Row],
    usable: NDArray[np.intp],
    before: NDArray[np.int64],
    numbering: Numbering,
    ledger: Ledger,
) -> Known:
    said = ledger.said
    apart = [[numbering.of(person) for person in pair] for pair in said.kept_apart()]  # type: ignore[arg-type]
    roots = numbering.roots(said)
    chosen = [rows[index] for index in usable.tolist()]
    pinned = np.array([numbering.of(said.pinned.get(row.face)) for row in chosen], np.int64)  # type: ignore[arg-type]
    guess = np.array([numbering.of(row.guess) for row in chosen], np.int64)
    denied = sorted(
        {
            (place, int(roots[numbering.of(person)]))  # type: ignore[arg-type]
            for place, row in enumerate(chosen)
            for person in said.denied.get(row.face, ())
        }
    )
    own = np.where(pinned >= 0, pinned, guess)
    named = np.array([bool(said.name_of(key)) for key in numbering.people], bool)
    return Known(
        person=np.where(before[usable] >= 0, own, -1),
        said=pinned >= 0,
        denied=np.array(denied, np.int64).reshape(-1, 2),
        root=roots,
        named=named[roots] if len(roots) else named,
        apart=np.array(sorted(sorted(pair) for pair in apart), np.int64).reshape(-1, 2),
    )


def photo_numbers(rows: list[Row], ledger: Ledger) -> NDArray[np.int64]:
    """A number for each photo; faces of photos in which somebody may be twice have one each."""
    numbers: dict[object, int] = {}
    twice = ledger.said.twice
    return np.array(
        [
            numbers.setdefault((row.photo, row.face) if row.photo in twice else row.photo, len(numbers))
            for row in rows
        ],
        np.int64,
    )


def _the_classifiers(rows: list[Row], usable: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of these faces are whom the classifier took them for. Clustering finds nobody in a face alone; that is no
    reason against it, and the classifier takes back what it no longer holds."""
    return np.array([rows[index].guessed_by == CLASSIFIER for index in usable.tolist()], bool)


def _changed(
    rows: list[Row],
    usable: NDArray[np.intp],
    person: NDArray[np.int64],
    numbering: Numbering,
    ledger: Ledger,
) -> NDArray[np.int64]:
    """Places of the faces whose guess becomes another person; by somebody's word they are who they are, and the guess
    stays what it was before."""
    roots = numbering.roots(ledger.said)
    free = [index for index in usable.tolist() if rows[index].face not in ledger.said.pinned]
    guess = np.array([numbering.of(rows[index].guess) for index in free], np.int64)
    place = np.array(free, np.int64)
    return place[_rooted(guess, roots) != _rooted(person[place], roots)]


def _rooted(person: NDArray[np.int64], roots: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(person >= 0, roots[person], -1) if len(roots) else person


def _guessing(
    rows: list[Row], changed: NDArray[np.int64], person: NDArray[np.int64], numbering: Numbering
) -> list[Row]:
    """The rows with the new guesses."""
    after = list(rows)
    for place in changed.tolist():
        row = rows[place]
        guess = numbering.person(int(person[place]))
        after[place] = Row(row.face, row.photo, guess, "cluster", 1.0, row.person, row.why)
    return after


def _likeness(vectors: FloatArray, person: NDArray[np.int64]) -> FloatArray:
    """(U,) mean similarity of each face to the other faces of its person; 1 where there is no other."""
    from albumen.engine.clustering.agglomeration import summed

    _, label, sizes = np.unique(person, return_inverse=True, return_counts=True)
    if not len(label):
        return np.zeros(0, np.float32)
    sums = summed(vectors, label, len(sizes))
    others = np.einsum("ij,ij->i", vectors, sums[label]) - 1.0
    count = sizes[label] - 1
    answer: FloatArray = np.where(count > 0, others / np.maximum(count, 1), 1.0).astype(np.float32)
    return answer


def _told(changes: Changes, numbering: Numbering, faces: int, clustered: int) -> dict[str, Any]:
    """The changes with the persons' ids."""
    name = [str(person) for person in numbering.people]
    return {
        "faces": faces,
        "clustered": clustered,
        "moved": changes.moved,
        "found": changes.found,
        "lost": changes.lost,
        "made": changes.made,
        "emptied": changes.emptied,
        "merge_count": changes.merge_count,
        "split_count": changes.split_count,
        "merges": [
            {"person": name[source], "into": name[target], "faces": count}
            for source, target, count in changes.merges
        ],
        "splits": [
            {
                "person": name[source],
                "parts": [{"person": name[target], "faces": count} for target, count in parts],
            }
            for source, parts in changes.splits
        ],
    }


def make_missing_rows(library: Library) -> None:
    """Rows for faces from before there were people."""
    photos = photos_without_rows(library.pk)
    for start in range(0, len(photos), _PHOTOS_AT_ONCE):
        chunk = photos[start : start + _PHOTOS_AT_ONCE]
        with transaction.atomic():
            held = Photo.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk")
            if expect_faces(library.pk, list(held.values_list("pk", flat=True))):
                enqueue_each([comparing(library.pk)], scope=library.pk)
