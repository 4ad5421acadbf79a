"""Labels on one's own photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.labels import (
    LabelChangeOut,
    LabelIn,
    LabelMergeIn,
    LabelOut,
    LabelsAmongOut,
    PhotosLabel,
    shown_change,
    shown_label,
)
from albumen.api.schemas.photos import PhotoIds, PhotosChanged
from albumen.api.schemas.problem import Problem
from albumen.find.actions.delete_label import DeleteLabel
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.actions.merge_labels import MergeLabels
from albumen.find.actions.rename_label import RenameLabel
from albumen.find.actions.undo_labels import UndoLabels
from albumen.find.albums import covers_of
from albumen.find.queries import labels_among, labels_of, own_label
from albumen.people.queries import own_library

router = Router(tags=["labels"], auth=signed_in("photos"))


class LabelFilter(Schema):
    """Which labels."""

    search: str = Field("", max_length=100, description="Part of a name.")


@router.get(
    "/libraries/{uuid:library_id}/labels",
    operation_id="list_labels",
    summary="The labels of a library, by name",
    response={200: Page[LabelOut], (404, 422): Problem},
)
def list_labels(
    request: HttpRequest, library_id: UUID, which: Query[LabelFilter], page: PageOf
) -> dict[str, Any]:
    rows = labels_of(own_library(request.user, library_id), search=which.search)
    found = page_of(rows, ("key", "id"), page)
    covers = covers_of(found["items"])
    return {**found, "items": [shown_label(label, covers) for label in found["items"]]}


@router.post(
    "/libraries/{uuid:library_id}/photos/label",
    operation_id="label_photos",
    summary="Put labels on many photos, and take others off",
    response={200: LabelChangeOut, (403, 404, 409, 422): Problem},
)
def label_photos(request: HttpRequest, library_id: UUID, body: PhotosLabel) -> dict[str, Any]:
    action = LabelPhotos(request.user, library_id, body.ids, add=body.add, remove=body.remove)
    return shown_change(action.execute())


@router.post(
    "/libraries/{uuid:library_id}/photos/labels",
    operation_id="list_labels_among",
    summary="Which labels some of these photos have; changes nothing",
    response={200: LabelsAmongOut, (404, 422): Problem},
)
def list_labels_among(request: HttpRequest, library_id: UUID, body: PhotoIds) -> dict[str, Any]:
    found = labels_among(own_library(request.user, library_id), body.ids)
    return {"labels": [shown_label(label) for label in found]}


@router.post(
    "/label-changes/{uuid:change_id}/undo",
    operation_id="undo_labels",
    summary="Take back a change of labels",
    response={200: PhotosChanged, (404, 409): Problem},
)
def undo_labels(request: HttpRequest, change_id: UUID) -> dict[str, Any]:
    return {"count": UndoLabels(request.user, change_id).execute()}


@router.get(
    "/labels/{int:label_id}",
    operation_id="get_label",
    summary="A label",
    response={200: LabelOut, 404: Problem},
)
def get_label(request: HttpRequest, label_id: int) -> dict[str, Any]:
    return shown_label(own_label(request.user, label_id))


@router.patch(
    "/labels/{int:label_id}",
    operation_id="rename_label",
    summary="Give a label another name",
    response={200: LabelOut, (404, 409, 422): Problem},
)
def rename_label(request: HttpRequest, label_id: int, body: LabelIn) -> dict[str, Any]:
    RenameLabel(request.user, label_id, body.name).execute()
    return shown_label(own_label(request.user, label_id))


@router.delete(
    "/labels/{int:label_id}",
    operation_id="delete_label",
    summary="Delete a label; photos stay",
    response={200: LabelChangeOut, 404: Problem},
)
def delete_label(request: HttpRequest, label_id: int) -> dict[str, Any]:
    return shown_change(DeleteLabel(request.user, label_id).execute())


@router.post(
    "/labels/{int:label_id}/merge",
    operation_id="merge_label",
    summary="Put another label on all photos of this one, and forget this one",
    response={200: LabelChangeOut, (404, 422): Problem},
)
def merge_label(request: HttpRequest, label_id: int, body: LabelMergeIn) -> dict[str, Any]:
    return shown_change(MergeLabels(request.user, label_id, body.into).execute())
