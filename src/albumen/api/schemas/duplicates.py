"""People who may be the same, as the API asks about them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.people import (
    CroppedOut,
    PersonOut,
    StatementOut,
    shown_crop,
    shown_person,
)
from albumen.people.duplicate_queries import Looking
from albumen.people.models import Duplicate
from albumen.photos.models import Face

State = Literal["open", "same", "not_same", "gone"]


class DuplicateOut(Schema):
    """Two people of a library who may be the same."""

    id: UUID
    library: UUID
    probability: float = Field(description="That they are the same, 0 to 1, calibrated.")
    state: State = Field(
        description="open: nobody said yet; same, not_same: somebody did; gone: no question any more."
    )
    skips: int = Field(description="How often it was put off.")
    found_at: datetime
    one: PersonOut
    other: PersonOut
    faces_of_one: list[CroppedOut] = Field(
        description="Those of `one` that are the most similar to faces of `other`, the most similar first."
    )
    faces_of_other: list[CroppedOut]


class LookingOut(Schema):
    """How many pairs there are to be asked about, and whether more are being looked for."""

    open: int = Field(description="At most 1000; there may be more.")
    looking: bool
    done: int = Field(description="Of the search that runs.")
    total: int = Field(description="0 while none runs.")
    looked_at: datetime | None = Field(description="When people were compared last.")


class AnswerIn(Schema):
    """Whether the two are the same."""

    answer: Literal["same", "not_same", "skip"] = Field(
        description="skip: ask the others first; nothing is said about anybody."
    )
    into: UUID | None = Field(
        None,
        description="Under whom of the two both go on, if they are the same; who has a name or more photos.",
    )


class DuplicateAnswerOut(Schema):
    """What was said, and the person as they are now; take the statement back with `undo_statement`."""

    statement: StatementOut | None = Field(description="Null where nothing was said.")
    person: PersonOut | None = Field(description="Under whom both go on, where they are the same.")
    duplicate: DuplicateOut


class NotSameIn(Schema):
    other: UUID = Field(description="The person who is somebody else.")


def shown_duplicate(row: Duplicate, faces: tuple[list[Face], list[Face]]) -> dict[str, Any]:
    """The fields of :class:`DuplicateOut`; people, covers and photos must be loaded with the row and the faces."""
    return {
        "id": row.pk,
        "library": row.library_id,
        "probability": row.probability,
        "state": row.state,
        "skips": row.skips,
        "found_at": row.found_at,
        "one": shown_person(row.one),
        "other": shown_person(row.other),
        "faces_of_one": [shown_crop(face) for face in faces[0]],
        "faces_of_other": [shown_crop(face) for face in faces[1]],
    }


def shown_looking(looking: Looking) -> dict[str, Any]:
    """The fields of :class:`LookingOut`."""
    return asdict(looking)
