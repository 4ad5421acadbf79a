"""People in one's own photos who may be the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.duplicates import (
    AnswerIn,
    DuplicateAnswerOut,
    DuplicateOut,
    LookingOut,
    NotSameIn,
    State,
    shown_duplicate,
    shown_looking,
)
from albumen.api.schemas.people import SaidOut, shown_person, shown_statement
from albumen.api.schemas.problem import Problem
from albumen.people.actions.answer_duplicate import NotSameOfDuplicate, SameOfDuplicate
from albumen.people.actions.look_for_duplicates import LookForDuplicates
from albumen.people.actions.say_not_same import SayNotSame
from albumen.people.actions.skip_duplicate import SkipDuplicate
from albumen.people.duplicate_queries import (
    duplicates_about,
    duplicates_of,
    faces_of_both,
    looking_in,
    own_duplicate,
)
from albumen.people.queries import own_library, own_person

router = Router(tags=["people"], auth=signed_in("photos"))

_ORDER = ("skips", "-probability", "id")


class DuplicatesFilter(Schema):
    """Which pairs."""

    state: State = Field("open", description="In which state they are.")


@router.get(
    "/libraries/{uuid:library_id}/duplicates",
    operation_id="list_duplicates",
    summary="People who may be the same: the most probable pairs first, those put off last",
    response={200: Page[DuplicateOut], (404, 422): Problem},
)
def list_duplicates(
    request: HttpRequest, library_id: UUID, which: Query[DuplicatesFilter], page: PageOf
) -> dict[str, Any]:
    rows = duplicates_of(own_library(request.user, library_id), which.state)
    return _shown(page_of(rows, _ORDER, page))


@router.get(
    "/libraries/{uuid:library_id}/duplicates/counts",
    operation_id="count_duplicates",
    summary="How many pairs there are to be asked about, and whether more are being looked for",
    response={200: LookingOut, 404: Problem},
)
def count_duplicates(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return shown_looking(looking_in(own_library(request.user, library_id)))


@router.post(
    "/libraries/{uuid:library_id}/duplicates/look",
    operation_id="look_for_duplicates",
    summary="Look now for people who may be the same, without waiting for the night",
    response={202: LookingOut, 404: Problem},
)
def look_for_duplicates(request: HttpRequest, library_id: UUID) -> Status[dict[str, Any]]:
    library = own_library(request.user, library_id)
    LookForDuplicates(request.user, library.pk).execute()
    return Status(202, shown_looking(looking_in(library)))


@router.get(
    "/people/{uuid:person_id}/duplicates",
    operation_id="list_person_duplicates",
    summary="With whom a person may be the same, the most probable first",
    response={200: Page[DuplicateOut], (404, 422): Problem},
)
def list_person_duplicates(request: HttpRequest, person_id: UUID, page: PageOf) -> dict[str, Any]:
    return _shown(page_of(duplicates_about(own_person(request.user, person_id)), _ORDER, page))


@router.post(
    "/people/{uuid:person_id}/not-same",
    operation_id="say_not_same",
    summary="Say that two people are not the same: nothing makes them one again but a merge by hand",
    response={200: SaidOut, (403, 404, 409, 422): Problem},
)
def say_not_same(request: HttpRequest, person_id: UUID, body: NotSameIn) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    statement = SayNotSame(request.user, person, body.other).execute()
    return {
        "statement": shown_statement(statement),
        "person": shown_person(own_person(request.user, person_id)),
    }


@router.post(
    "/duplicates/{uuid:duplicate_id}/answer",
    operation_id="answer_duplicate",
    summary="Say whether two people are the same, or put the question off",
    response={200: DuplicateAnswerOut, (403, 404, 409, 422): Problem},
)
def answer_duplicate(request: HttpRequest, duplicate_id: UUID, body: AnswerIn) -> dict[str, Any]:
    user: Any = request.user
    row = own_duplicate(user, duplicate_id)
    statement = None
    if body.answer == "same":
        statement = SameOfDuplicate(user, row, body.into).execute()
    elif body.answer == "not_same":
        statement = NotSameOfDuplicate(user, row).execute()
    else:
        SkipDuplicate(user, row).execute()
    now = own_duplicate(user, duplicate_id)
    kept = statement.other_id if statement is not None and body.answer == "same" else None
    return {
        "statement": shown_statement(statement) if statement is not None else None,
        "person": shown_person(own_person(user, kept)) if kept else None,
        "duplicate": shown_duplicate(now, faces_of_both([now])[now.pk]),
    }


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    faces = faces_of_both(found["items"])
    return {**found, "items": [shown_duplicate(row, faces[row.pk]) for row in found["items"]]}
