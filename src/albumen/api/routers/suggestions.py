"""The classifier of a library's named people: how it is, what it asks, and the answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.people import shown_person, shown_statement
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.suggestions import (
    AnsweredOut,
    AnswersIn,
    AskedPersonOut,
    ClassifierOut,
    SuggestionCountsOut,
    SuggestionKind,
    SuggestionOut,
    shown_asked,
    shown_classifier,
    shown_suggestion,
)
from albumen.people import queries
from albumen.people.actions.answer_suggestions import AnswerSuggestions
from albumen.people.actions.train_classifier import TrainClassifier
from albumen.people.queries import classifier_of, own_library, own_person, people_asked_about, suggestions_of
from albumen.photos.models import Library

router = Router(tags=["people"], auth=signed_in("photos"))

SUREST_FIRST = ("-probability", "-id")
LEAST_SURE_FIRST = ("probability", "id")


class SuggestionFilter(Schema):
    """Which suggestions."""

    kind: SuggestionKind = Field(
        "join", description="join: the most probable first; doubt: the least probable first."
    )


@router.get(
    "/libraries/{uuid:library_id}/classifier",
    operation_id="get_classifier",
    summary="The classifier of a library's named people: when it was trained, on what, how good it is",
    response={200: ClassifierOut, 404: Problem},
)
def get_classifier(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return _told(own_library(request.user, library_id))


@router.post(
    "/libraries/{uuid:library_id}/classifier/train",
    operation_id="train_classifier",
    summary="Have the classifier trained now; the one from before suggests until then",
    response={202: ClassifierOut, (403, 404): Problem},
)
def train_classifier(request: HttpRequest, library_id: UUID) -> Status[dict[str, Any]]:
    library = own_library(request.user, library_id)
    TrainClassifier(request.user, library.pk).execute()
    return Status(202, _told(library))


@router.get(
    "/libraries/{uuid:library_id}/suggestions",
    operation_id="list_suggestions",
    summary="Faces that the classifier asks about, whoever they may be",
    response={200: Page[SuggestionOut], (404, 422): Problem},
)
def list_suggestions(
    request: HttpRequest, library_id: UUID, which: Query[SuggestionFilter], page: PageOf
) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    return _listed(suggestions_of(library, kind=which.kind), which.kind, page)


@router.get(
    "/libraries/{uuid:library_id}/suggestions/counts",
    operation_id="count_suggestions",
    summary="How many faces the classifier asks about",
    response={200: SuggestionCountsOut, 404: Problem},
)
def count_suggestions(request: HttpRequest, library_id: UUID) -> dict[str, int]:
    return queries.count_suggestions(own_library(request.user, library_id))


@router.get(
    "/libraries/{uuid:library_id}/suggestions/people",
    operation_id="list_asked_people",
    summary="The people about whose faces the classifier asks, those in most photos first",
    response={200: Page[AskedPersonOut], (404, 422): Problem},
)
def list_asked_people(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    found = page_of(people_asked_about(own_library(request.user, library_id)), ("-photo_count", "id"), page)
    return {**found, "items": [shown_asked(person) for person in found["items"]]}


@router.get(
    "/people/{uuid:person_id}/suggestions",
    operation_id="list_person_suggestions",
    summary="Faces that may be a person, or those that are taken for them and may not be",
    response={200: Page[SuggestionOut], (404, 422): Problem},
)
def list_person_suggestions(
    request: HttpRequest, person_id: UUID, which: Query[SuggestionFilter], page: PageOf
) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    library = own_library(request.user, person.library_id)
    return _listed(suggestions_of(library, kind=which.kind, person=person), which.kind, page)


@router.post(
    "/people/{uuid:person_id}/suggestions",
    operation_id="answer_suggestions",
    summary="Say which faces are a person and which are not, together or not at all",
    response={200: AnsweredOut, (403, 404, 409, 422): Problem},
)
def answer_suggestions(request: HttpRequest, person_id: UUID, body: AnswersIn) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    said = AnswerSuggestions(request.user, person, body.yes, body.no).execute()
    return {
        "statements": [shown_statement(statement) for statement in said],
        "person": shown_person(own_person(request.user, person_id)),
    }


def _listed(rows: Any, kind: str, page: Any) -> dict[str, Any]:
    found = page_of(rows, SUREST_FIRST if kind == "join" else LEAST_SURE_FIRST, page)
    return {**found, "items": [shown_suggestion(row) for row in found["items"]]}


def _told(library: Library) -> dict[str, Any]:
    row, fresh = classifier_of(library)
    return shown_classifier(row, fresh, queries.training_of(library))
