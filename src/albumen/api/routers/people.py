"""People in one's own photos: who they are, and everything that may be said about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.people import (
    DrawIn,
    DrawnOut,
    FacesIn,
    LogEntryOut,
    MergeIn,
    NameIn,
    NewPersonIn,
    PeopleCountsOut,
    PersonFaceOut,
    PersonOut,
    SaidOut,
    shown_entry,
    shown_face,
    shown_person,
    shown_statement,
)
from albumen.api.schemas.problem import Problem
from albumen.people import queries
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.mark_child import MarkPersonAsChild
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.say import Say
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.logbook import entries
from albumen.people.queries import (
    faces_of,
    log_of,
    own_library,
    own_person,
    own_statement,
    people_of,
    unassigned_faces,
)
from albumen.photos.queries import managed_photo

router = Router(tags=["people"], auth=signed_in("photos"))

_CHANGES = {200: SaidOut, (403, 404, 409, 422): Problem}


class PeopleFilter(Schema):
    """Which people, in which order."""

    named: bool | None = Field(None, description="Only those with a name, or only those without one.")
    hidden: bool = Field(False, description="Those who were hidden, instead of the others.")
    search: str = Field("", max_length=200, description="Part of a name.")
    order: Literal["size", "name"] = Field("size", description="size: who is in most photos first.")


@router.get(
    "/libraries/{uuid:library_id}/people",
    operation_id="list_people",
    summary="The people in one's own photos",
    response={200: Page[PersonOut], (404, 422): Problem},
)
def list_people(
    request: HttpRequest, library_id: UUID, which: Query[PeopleFilter], page: PageOf
) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    rows = people_of(library, named=which.named, hidden=which.hidden, search=which.search)
    order = ("-photo_count", "id") if which.order == "size" else ("sort_name", "id")
    found = page_of(rows, order, page)
    return {**found, "items": [shown_person(person) for person in found["items"]]}


@router.get(
    "/libraries/{uuid:library_id}/people/counts",
    operation_id="count_people",
    summary="How many people there are, with and without a name, and hidden",
    response={200: PeopleCountsOut, 404: Problem},
)
def count_people(request: HttpRequest, library_id: UUID) -> dict[str, int]:
    return queries.count_people(own_library(request.user, library_id))


@router.get(
    "/people/{uuid:person_id}",
    operation_id="get_person",
    summary="One person, also one who is hidden, merged or deleted",
    response={200: PersonOut, 404: Problem},
)
def get_person(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    return shown_person(own_person(request.user, person_id))


@router.get(
    "/people/{uuid:person_id}/faces",
    operation_id="list_person_faces",
    summary="The faces of a person",
    response={200: Page[PersonFaceOut], (404, 422): Problem},
)
def list_person_faces(request: HttpRequest, person_id: UUID, page: PageOf) -> dict[str, Any]:
    found = page_of(faces_of(own_person(request.user, person_id)), ("photo_id", "face_id"), page)
    return {**found, "items": [shown_face(row) for row in found["items"]]}


@router.get(
    "/libraries/{uuid:library_id}/unassigned-faces",
    operation_id="list_unassigned_faces",
    summary="Faces that are nobody: seen once, too poor to tell, passers-by",
    response={200: Page[PersonFaceOut], (404, 422): Problem},
)
def list_unassigned_faces(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    found = page_of(unassigned_faces(own_library(request.user, library_id)), ("face_id",), page)
    return {**found, "items": [shown_face(row) for row in found["items"]]}


@router.put(
    "/people/{uuid:person_id}/name",
    operation_id="name_person",
    summary="Give a person a name, for every face of theirs and those to come",
    response=_CHANGES,
)
def name_person(request: HttpRequest, person_id: UUID, body: NameIn) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    return _said(request, NamePerson(request.user, person, body.name), person_id)


@router.post(
    "/people/{uuid:person_id}/merge",
    operation_id="merge_person",
    summary="Say that a person is the same as another one",
    response=_CHANGES,
)
def merge_person(request: HttpRequest, person_id: UUID, body: MergeIn) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    return _said(request, MergePeople(request.user, person, body.into), body.into)


@router.post(
    "/libraries/{uuid:library_id}/people",
    operation_id="create_person",
    summary="Make faces a person of their own, whoever they were taken for",
    response=_CHANGES,
)
def create_person(request: HttpRequest, library_id: UUID, body: NewPersonIn) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    action = SplitPerson(request.user, library.pk, body.faces, name=body.name)
    statement = action.execute()
    return _answer(request, statement, action.made.pk)


def _say_of_faces(saying: type[SayWho | SayWhoNot]) -> Callable[[HttpRequest, UUID, FacesIn], dict[str, Any]]:
    """An operation that says something of faces and a person."""

    def say(request: HttpRequest, person_id: UUID, body: FacesIn) -> dict[str, Any]:
        return _said(
            request, saying(request.user, own_person(request.user, person_id), body.faces), person_id
        )

    return say


def _say_hidden(hidden: bool) -> Callable[[HttpRequest, UUID], dict[str, Any]]:
    """An operation that takes a person out of the lists, or puts them back."""

    def say(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
        return _said(
            request, HidePerson(request.user, own_person(request.user, person_id), hidden=hidden), person_id
        )

    return say


_PERSON = "/people/{uuid:person_id}"

router.post(
    f"{_PERSON}/faces", operation_id="say_who", summary="Say that faces are this person", response=_CHANGES
)(_say_of_faces(SayWho))
router.post(
    f"{_PERSON}/not-faces",
    operation_id="say_who_not",
    summary="Say that faces are not this person",
    response=_CHANGES,
)(_say_of_faces(SayWhoNot))
router.put(
    f"{_PERSON}/hidden",
    operation_id="hide_person",
    summary="Keep a person out of the lists",
    response=_CHANGES,
)(_say_hidden(True))
router.delete(
    f"{_PERSON}/hidden",
    operation_id="show_person",
    summary="Have a person in the lists again",
    response=_CHANGES,
)(_say_hidden(False))


@router.put(
    "/people/{uuid:person_id}/child",
    operation_id="mark_person_as_child",
    summary="Say that a person is a child: their photos are released to guests only with more evidence",
    response=_CHANGES,
)
def mark_person_as_child(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    return _said(request, MarkPersonAsChild(request.user, own_person(request.user, person_id)), person_id)


@router.delete(
    "/people/{uuid:person_id}/child",
    operation_id="unmark_person_as_child",
    summary="Say that a person is no child",
    response=_CHANGES,
)
def unmark_person_as_child(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    person = own_person(request.user, person_id)
    return _said(request, MarkPersonAsChild(request.user, person, child=False), person_id)


@router.delete(
    "/people/{uuid:person_id}",
    operation_id="delete_person",
    summary="Delete a person: neither they nor their faces are shown again; photos stay",
    response=_CHANGES,
)
def delete_person(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    return _said(request, DeletePerson(request.user, own_person(request.user, person_id)), person_id)


@router.post(
    "/libraries/{uuid:library_id}/wrong-faces",
    operation_id="mark_wrong_faces",
    summary="Say that these are no faces",
    response=_CHANGES,
)
def mark_wrong_faces(request: HttpRequest, library_id: UUID, body: FacesIn) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    return _said(request, MarkWrong(request.user, library.pk, body.faces), None)


@router.post(
    "/photos/{uuid:photo_id}/twice",
    operation_id="allow_twice",
    summary="Say that somebody may be in a photo more than once: a mirror, a collage",
    response=_CHANGES,
)
def allow_twice(request: HttpRequest, photo_id: UUID) -> dict[str, Any]:
    user: Any = request.user
    return _said(request, AllowTwice(user, managed_photo(user, photo_id)), None)


@router.post(
    "/photos/{uuid:photo_id}/faces",
    operation_id="draw_face",
    summary="Say that there is a face where none was found, and who it is",
    response={200: DrawnOut, (403, 404, 409, 422): Problem},
)
def draw_face(request: HttpRequest, photo_id: UUID, body: DrawIn) -> dict[str, Any]:
    user: Any = request.user
    box = Box(body.box.left, body.box.top, body.box.width, body.box.height)
    action = DrawFace(user, managed_photo(user, photo_id), box, person=body.person, name=body.name)
    statement = action.execute()
    return {**_answer(request, statement, statement.person_id), "face": action.made.pk}


@router.get(
    "/libraries/{uuid:library_id}/statements",
    operation_id="list_statements",
    summary="Everything that was said, the latest first",
    response={200: Page[LogEntryOut], (404, 422): Problem},
)
def list_statements(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    found = page_of(log_of(own_library(request.user, library_id)), ("-id",), page)
    return {**found, "items": [shown_entry(entry) for entry in entries(found["items"])]}


@router.post(
    "/statements/{int:statement_id}/undo",
    operation_id="undo_statement",
    summary="Take back what was said, in any order",
    response=_CHANGES,
)
def undo_statement(request: HttpRequest, statement_id: int) -> dict[str, Any]:
    statement = own_statement(request.user, statement_id)
    return _said(request, UndoStatement(request.user, statement), statement.person_id)


def _said(request: HttpRequest, action: Say, person: UUID | None) -> dict[str, Any]:
    return _answer(request, action.execute(), person)


def _answer(request: HttpRequest, statement: Any, person: UUID | None) -> dict[str, Any]:
    return {
        "statement": shown_statement(statement),
        "person": shown_person(own_person(request.user, person)) if person else None,
    }
