"""What the classifier of a library asks about faces, as the API tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from albumen.api.schemas.people import (
    MOST_FACES,
    CroppedOut,
    FaceId,
    PersonOut,
    StatementOut,
    shown_crop,
    shown_person,
)
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.people.models import Classifier, Person, Suggestion

SuggestionKind = Literal["join", "doubt"]
Answered = Annotated[list[FaceId], Field(max_length=MOST_FACES)]


class ClassifierOut(Schema):
    """What tells the named people of a library apart: whether there is one, what it learned from, how good it is."""

    state: Literal["none", "training", "ready", "too_few", "outdated", "failed"] = Field(
        description="none: never asked for; training: being trained, for the first time or anew; too_few: names do not "
        "suffice; outdated: the faces are compared by another model since; failed: see error."
    )
    trained_at: datetime | None
    people: int = Field(description="People it tells apart.")
    faces: int = Field(description="Faces of theirs that it learned from.")
    known: int = Field(description="Faces kept out of training, of people who were in it.")
    found: float = Field(description="Part of these that it knew, 0 to 1.")
    mistaken: float = Field(description="Part of these that it took for somebody else.")
    strangers: int = Field(description="Faces of people who were kept out of training whole.")
    taken: float = Field(description="Part of these that it took for somebody.")
    done: int = Field(description="Steps of the training under way that are done.")
    total: int = Field(description="Steps of the training under way; 0 when none is.")
    begins_at: datetime | None = Field(
        description="When the training that was asked for begins, while names and corrections are gathered for it; "
        "null once it only waits for its turn, and when none waits."
    )
    error_code: str
    error: str


class SuggestionCountsOut(Schema):
    """How much the classifier of a library asks."""

    joins: int = Field(description="Faces of nobody, or of somebody without a name, who may be somebody.")
    doubts: int = Field(description="Faces that may not be whom they were taken for.")
    people: int = Field(description="People these are about.")


class SuggestionOut(CroppedOut):
    """A face that the classifier asks about. `id` is the face's."""

    kind: SuggestionKind = Field(
        description="join: it may be the person; doubt: it is taken for the person, and may not be."
    )
    person: UUID
    name: str
    probability: float = Field(description="That the face is the person, 0 to 1.")
    now: UUID | None = Field(description="Whom it is taken for now.")


class AskedPersonOut(Schema):
    """Somebody about whose faces the classifier asks."""

    person: PersonOut
    joins: int
    doubts: int


class AnswersIn(Schema):
    """Faces that are the person, and faces that are not."""

    yes: Answered = []
    no: Answered = []

    @model_validator(mode="after")
    def _some_and_apart(self) -> AnswersIn:
        if not self.yes and not self.no:
            raise ValueError("name a face in yes or in no")
        if set(self.yes) & set(self.no):
            raise ValueError("a face is in yes and in no")
        return self


class AnsweredOut(Schema):
    """What was said by it: take each back with `undo_statement`."""

    statements: list[StatementOut]
    person: PersonOut


def shown_classifier(row: Classifier | None, fresh: bool, job: Job | None) -> dict[str, Any]:
    """The fields of :class:`ClassifierOut`.

    Args:
        row: the classifier; None where none was ever asked for.
        fresh: whether it reads what its pack sees today.
        job: its training, where one waits or runs.
    """
    told = row or Classifier()
    return {
        "state": _state(row, fresh),
        "trained_at": told.trained_at,
        "people": told.people_count,
        "faces": told.face_count,
        "known": told.known_count,
        "found": told.found,
        "mistaken": told.mistaken,
        "strangers": told.stranger_count,
        "taken": told.taken,
        "done": job.done if job else 0,
        "total": job.total if job else 0,
        "begins_at": _begins_at(job) if job else None,
        "error_code": told.error_code,
        "error": told.error,
    }


def _begins_at(job: Job) -> datetime | None:
    gathers = job.state == State.WAITING and job.attempts == 0 and job.run_after > clock.now()
    return job.run_after if gathers else None


def _state(row: Classifier | None, fresh: bool) -> str:
    if row is None:
        return "none"
    if row.asked_at is not None:  # whether its job is seen or not: it may have ended since the row was read
        return "training"
    if row.error_code:
        return "failed"
    if row.trained_at is None:
        return "too_few" if row.too_few else "none"
    return "ready" if fresh else "outdated"


def shown_suggestion(row: Suggestion) -> dict[str, Any]:
    """The fields of :class:`SuggestionOut`; face, photo, assignment and person must be loaded with the row."""
    return {
        **shown_crop(row.face),
        "kind": row.kind,
        "person": row.person_id,
        "name": row.person.name,
        "probability": row.probability,
        "now": row.face.assignment.person_id,
    }


def shown_asked(person: Person) -> dict[str, Any]:
    """The fields of :class:`AskedPersonOut`, of a person of ``people_asked_about``."""
    return {"person": shown_person(person), "joins": person.joins, "doubts": person.doubts}
