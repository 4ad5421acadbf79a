"""The jobs of a library's classifier: learning who its named people are, and asking about faces it is not told of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.people.asking import Asked, Recogniser, ask
from albumen.people.classifying import Evidence, directions
from albumen.people.crossing import FOLDS, Crossed, TooFewError, cross_validated
from albumen.people.examples import Chosen, LibraryFaces, chosen, read_faces
from albumen.people.holding import hold
from albumen.people.joining import FIRST_PRIOR, Rule
from albumen.people.kinds import ASSIGN, TRAIN
from albumen.people.ledger import read_ledger
from albumen.people.models import Assignment, Classifier, Person, Sorting, Statement
from albumen.people.packs import PeoplePackError, deciding_model, deciding_pack
from albumen.people.suggested import forget_open, write_asked
from albumen.photos.models import Library, ModelVersion

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.jobs.running import RunningJob

NOTHING = {
    "people": b"",
    "weights": b"",
    "model": None,
    "trained_at": None,
    "people_count": 0,
    "face_count": 0,
}
"""A classifier that is not there."""


def train_classifier(job: RunningJob) -> None:
    """Train it, judge it, and say what it suggests; nothing is held while it is computed.

    Where names do not suffice there is none, and nothing is suggested.
    """
    library = Library.objects.filter(pk=job.key).first()
    if library is None:
        return
    statement = last_statement(library.pk)
    try:
        pack = deciding_pack(library)
    except PeoplePackError as error:
        with job.finishing():
            training_over(library.pk, error_code=error.code, error=str(error))
        return
    model = deciding_model(pack)
    faces = read_faces(library, model)
    calibration = pack.calibration.curve()  # type: ignore[union-attr]
    learned = _learned(job, faces, Rule.of(calibration, FIRST_PRIOR).similarity)
    if learned is None:
        with job.finishing():
            hold(library.pk)
            forget_open(library.pk)
            _write(library, {**NOTHING, "too_few": True}, statement)
        return
    known, crossed, recogniser = learned
    rule = rule_of(library, model, calibration)
    asked = ask(faces, recogniser, rule, (known.place, crossed.own, crossed.rival))
    job.progress(FOLDS + 2, FOLDS + 2)
    with job.finishing():
        hold(library.pk)
        if not Person.objects.filter(library=library).exists():
            training_over(library.pk)
            return  # destroyed meanwhile, as when an event closes
        _write(library, _fields(model, known, crossed, recogniser), statement)
        _write_asked(library.pk, faces, asked, doubts=True)


def _learned(job: RunningJob, faces: LibraryFaces, alike: float) -> tuple[Chosen, Crossed, Recogniser] | None:
    """What is learned from, how well, and the classifier; None when there is too little to learn from."""
    known = chosen(faces, alike)
    if known is None:
        return None
    rounds = 0

    def step() -> None:
        nonlocal rounds
        rounds += 1
        job.progress(rounds, FOLDS + 2)

    try:
        crossed = cross_validated(known.examples, step=step)
    except TooFewError:
        return None
    weights = directions(known.examples)
    people = [faces.numbering.people[number] for number in known.people[: known.examples.named].tolist()]
    return known, crossed, Recogniser(people, weights, crossed.evidence)


def suggest_again(job: RunningJob) -> None:
    """Ask the classifier that is there about faces that are nobody; what is doubted stays as it was."""
    library = Library.objects.filter(pk=job.key).first()
    if library is None:
        return
    try:
        pack = deciding_pack(library)
    except PeoplePackError:
        return
    model = deciding_model(pack)
    stored = Classifier.objects.filter(pk=library.pk, model=model, trained_at__isnull=False).first()
    if stored is None:
        return
    faces = read_faces(library, model)
    rule = rule_of(library, model, pack.calibration.curve())  # type: ignore[union-attr]
    asked = ask(faces, recogniser_of(stored), rule)
    with job.finishing():
        hold(library.pk)
        if Classifier.objects.filter(pk=library.pk, version=stored.version, model=model).exists():
            _write_asked(library.pk, faces, asked, doubts=False)


def recogniser_of(stored: Classifier) -> Recogniser:
    """A classifier as it was stored."""
    keys, dimension = bytes(stored.people), stored.model.dimension
    weights = np.frombuffer(bytes(stored.weights), "<f4").reshape(-1, dimension)
    return Recogniser(
        [UUID(bytes=keys[at : at + 16]) for at in range(0, len(keys), 16)],
        np.ascontiguousarray(weights, np.float32),
        Evidence(stored.slope, stored.offset, stored.ceiling),
    )


def rule_of(library: Library, model: ModelVersion, calibration: Calibration) -> Rule:
    """The rule by which new faces join the people of a library."""
    sorting = Sorting.objects.filter(pk=library.pk).first()
    prior = sorting.prior if sorting and sorting.prior and sorting.clustered_model_id == model.pk else None
    return Rule.of(calibration, prior or FIRST_PRIOR)


def last_statement(library: UUID) -> int:
    """Number of the last statement about a library, 0 before the first."""
    last = Statement.objects.filter(library=library).order_by("-id").values_list("pk", flat=True).first()
    return last or 0


def _fields(
    model: ModelVersion, known: Chosen, crossed: Crossed, recogniser: Recogniser
) -> dict[str, object]:
    mine = known.examples.person < known.examples.named
    return {
        "model": model,
        "people": b"".join(person.bytes for person in recogniser.people),
        "weights": recogniser.weights.astype("<f4").tobytes(),
        "slope": crossed.evidence.slope,
        "offset": crossed.evidence.offset,
        "ceiling": crossed.evidence.ceiling,
        "people_count": len(recogniser.people),
        "face_count": int(mine.sum()),
        "known_count": crossed.known,
        "found": crossed.found,
        "mistaken": crossed.mistaken,
        "stranger_count": crossed.strangers,
        "taken": crossed.taken,
        "trained_at": clock.now(),
        "too_few": False,
    }


def _write(library: Library, fields: dict[str, object], statement: int) -> None:
    row, _ = Classifier.objects.select_for_update(of=("self",)).get_or_create(pk=library.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.statement, row.face_revision = statement, library.face_revision
    row.save()
    training_over(library.pk)


def training_over(library: UUID, *, error_code: str = "", error: str = "") -> None:
    """A training is over, and how it failed if it did; one that was asked for meanwhile is still to come."""
    row = Classifier.objects.filter(pk=library)
    row.update(error_code=error_code, error=error)
    if not Job.objects.filter(kind=TRAIN.name, key=str(library), state=State.WAITING).exists():
        row.update(asked_at=None)


def _write_asked(library: UUID, faces: LibraryFaces, asked: Asked, *, doubts: bool) -> None:
    write_asked(library, faces, asked, read_ledger(library), doubts=doubts)
    if Assignment.objects.filter(library=library, pending=True).exists():
        enqueue(ASSIGN, library, scope=library)
