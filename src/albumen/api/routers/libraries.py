"""Libraries: one's own photos, of an event or without one; how their faces are clustered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.people import (
    AlgorithmIn,
    LibraryOut,
    NamesFromFilesIn,
    ProposalDetailOut,
    ProposalIn,
    ProposalOut,
    shown_library,
    shown_person,
    shown_proposal,
    shown_sample,
)
from albumen.api.schemas.photos import PhotoOut, shown_photo
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.uploads import KnownPhotos, KnownQuery
from albumen.people.actions.choose_algorithm import ChooseAlgorithm
from albumen.people.actions.choose_names import ChooseNames
from albumen.people.actions.decide_proposal import ApplyProposal, DiscardProposal
from albumen.people.actions.propose import Propose
from albumen.people.queries import libraries_of, own_library, own_proposal, people_named_by, proposals_of
from albumen.people.samples import moved_samples
from albumen.photos.actions.open_personal_library import OpenPersonalLibrary
from albumen.photos.models import Library
from albumen.photos.queries import photos_visible_to, waiting_in
from albumen.photos.upload_targets import known_among

router = Router(tags=["libraries"], auth=signed_in("photos"))


class LibraryFilter(Schema):
    """Which libraries."""

    event: UUID | None = Field(None, description="That of this event alone.")


def _shown(libraries: list[Library]) -> list[dict[str, Any]]:
    waiting = waiting_in(library.pk for library in libraries)
    return [shown_library(library, waiting.get(library.pk, 0)) for library in libraries]


@router.get(
    "/libraries",
    operation_id="list_libraries",
    summary="One's own libraries, the newest first",
    response={200: Page[LibraryOut], 422: Problem},
)
def list_libraries(request: HttpRequest, which: Query[LibraryFilter], page: PageOf) -> dict[str, Any]:
    rows = libraries_of(request.user)
    if which.event is not None:
        rows = rows.filter(event=which.event)
    found = page_of(rows, ("-id",), page)
    return {**found, "items": _shown(found["items"])}


@router.put(
    "/libraries/personal",
    operation_id="open_personal_library",
    summary="One's own library without any event, made on first use",
    response={200: LibraryOut, 422: Problem},
)
def open_personal_library(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    return _shown([own_library(user, OpenPersonalLibrary(user).execute().pk)])[0]


@router.get(
    "/libraries/{uuid:library_id}",
    operation_id="get_library",
    summary="One of one's own libraries",
    response={200: LibraryOut, 404: Problem},
)
def get_library(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return _shown([own_library(request.user, library_id)])[0]


@router.get(
    "/libraries/{uuid:library_id}/photos",
    operation_id="list_library_photos",
    summary="Photos of one's own library",
    response={200: Page[PhotoOut], (404, 422): Problem},
)
def list_library_photos(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    user: Any = request.user
    library = own_library(user, library_id)
    photos = photos_visible_to(user, library).select_related("library__event")
    found = page_of(photos, ("sort_at", "id"), page)
    return {**found, "items": [shown_photo(photo, user) for photo in found["items"]]}


@router.post(
    "/libraries/{uuid:library_id}/photos/known",
    operation_id="list_known_library_photos",
    summary="Which of these files the library has already",
    response={200: KnownPhotos, (404, 422): Problem},
)
def list_known_library_photos(request: HttpRequest, library_id: UUID, body: KnownQuery) -> dict[str, Any]:
    known = known_among(own_library(request.user, library_id), body.sha256)
    return {"known": [{"sha256": digest, "photo": photo} for digest, photo in known.items()]}


@router.put(
    "/libraries/{uuid:library_id}/algorithm",
    operation_id="choose_algorithm",
    summary="Choose by which algorithm the faces are clustered",
    response={200: LibraryOut, (404, 422): Problem},
)
def choose_algorithm(request: HttpRequest, library_id: UUID, body: AlgorithmIn) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    ChooseAlgorithm(request.user, library.pk, body.algorithm).execute()
    return _shown([own_library(request.user, library_id)])[0]


@router.put(
    "/libraries/{uuid:library_id}/names-from-files",
    operation_id="choose_names_from_files",
    summary="Choose whether names of faces in files become names here",
    response={200: LibraryOut, (404, 422): Problem},
)
def choose_names_from_files(request: HttpRequest, library_id: UUID, body: NamesFromFilesIn) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    ChooseNames(request.user, library.pk, believed=body.believed).execute()
    return _shown([own_library(request.user, library_id)])[0]


@router.get(
    "/libraries/{uuid:library_id}/proposals",
    operation_id="list_proposals",
    summary="Clusterings of all faces that were asked for, the newest first",
    response={200: Page[ProposalOut], (404, 422): Problem},
)
def list_proposals(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    found = page_of(proposals_of(library), ("-created_at", "-id"), page)
    return {**found, "items": [shown_proposal(proposal) for proposal in found["items"]]}


@router.post(
    "/libraries/{uuid:library_id}/proposals",
    operation_id="propose_clustering",
    summary="Have all faces clustered anew, to be looked at first or at once",
    response={202: ProposalOut, (404, 422): Problem},
)
def propose_clustering(request: HttpRequest, library_id: UUID, body: ProposalIn) -> Status[dict[str, Any]]:
    library = own_library(request.user, library_id)
    action = Propose(request.user, library.pk, body.algorithm or "", apply_at_once=body.apply_at_once)
    return Status(202, shown_proposal(action.execute()))


@router.get(
    "/proposals/{uuid:proposal_id}",
    operation_id="get_proposal",
    summary="What a clustering would change",
    response={200: ProposalDetailOut, 404: Problem},
)
def get_proposal(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    proposal = own_proposal(request.user, proposal_id)
    people = [shown_person(person) for person in people_named_by(proposal).order_by("pk")]
    samples = [shown_sample(person, into, faces) for (person, into), faces in moved_samples(proposal).items()]
    return {**shown_proposal(proposal), "people": people, "samples": samples}


@router.post(
    "/proposals/{uuid:proposal_id}/apply",
    operation_id="apply_proposal",
    summary="Carry a clustering out; corrections made since then win",
    response={202: ProposalOut, (404, 409): Problem},
)
def apply_proposal(request: HttpRequest, proposal_id: UUID) -> Status[dict[str, Any]]:
    proposal = own_proposal(request.user, proposal_id)
    return Status(202, shown_proposal(ApplyProposal(request.user, proposal).execute()))


@router.post(
    "/proposals/{uuid:proposal_id}/discard",
    operation_id="discard_proposal",
    summary="Forget a clustering; nothing changes",
    response={200: ProposalOut, (404, 409): Problem},
)
def discard_proposal(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    proposal = own_proposal(request.user, proposal_id)
    return shown_proposal(DiscardProposal(request.user, proposal).execute())
