"""Photos: their owners list, edit and delete them; guests see those they are in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.photos import (
    DeletedPhotoOut,
    PhotoDetailOut,
    PhotoIds,
    PhotoOut,
    PhotoPatch,
    PhotosChanged,
    PhotosDelete,
    PhotosEdit,
    Size,
    State,
    shown_deleted,
    shown_face,
    shown_photo,
)
from albumen.api.schemas.problem import Problem
from albumen.api.serving import file_answer, part_answer, unchanged
from albumen.errors import NotPermittedError
from albumen.events.models import Event
from albumen.events.queries import active_registration, event_visible_to, managed_event
from albumen.find.queries import labels_on
from albumen.guests.actions.record_download import RecordDownload
from albumen.imaging.parts import Part
from albumen.people.queries import faces_shown
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.actions.retry_photo import RetryPhoto
from albumen.photos.models import Embedding, LibraryKind, Photo
from albumen.photos.queries import (
    deleted_photos,
    deleted_preview,
    photo_for,
    photos_visible_to,
    previewed_photo,
)
from albumen.photos.serving import ServedFile, original_of, preview_of

router = Router(tags=["photos"], auth=signed_in("photos"))

_PICTURE = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {
    "responses": {
        200: {"description": "The file.", "content": {"image/*": _PICTURE}},
        206: {"description": "The asked part of it.", "content": {"image/*": _PICTURE}},
        302: {"description": "It is at this address of the object store for five minutes."},
        304: {"description": "It is what you have."},
        416: {"description": "The range begins behind the end."},
    }
}
_CUT_OUT: dict[str, Any] = {
    "responses": {
        200: {"description": "The part.", "content": {"image/jpeg": _PICTURE}},
        304: {"description": "It is what you have."},
    }
}
Side = Literal["64", "128", "256", "512"]


class PhotoFilter(Schema):
    """Which photos of an event; state and uploader are for its host."""

    state: State | None = None
    uploader: UUID | None = None
    taken_from: datetime | None = Field(None, description="Taken (else received) at this instant or later.")
    taken_before: datetime | None = Field(
        None, description="Taken (else received) earlier than this instant."
    )


class OriginalQuery(Schema):
    """How to get an original."""

    download: bool = Field(False, description="Have browsers save it rather than show it.")


class PreviewQuery(Schema):
    """Which edition of a preview."""

    v: str | None = Field(None, max_length=40, description="Version, as in the addresses of a photo.")
    deleted: bool = Field(False, description="Of a photo in one's bin.")


class PartQuery(PreviewQuery):
    """Which part, in fractions of the sides from the upper left corner; what is beyond the photo is left out."""

    left: float = Field(0.0, ge=0, lt=1)
    top: float = Field(0.0, ge=0, lt=1)
    width: float = Field(1.0, gt=0, le=1)
    height: float = Field(1.0, gt=0, le=1)
    side: Side = Field(
        "128", description="Longest side, pixels; less where the part has less in this preview."
    )


class DeleteQuery(Schema):
    """How to delete."""

    now: bool = Field(False, description="Destroy it at once, without time for undo.")


@router.get(
    "/events/{uuid:event_id}/photos",
    operation_id="list_event_photos",
    summary="Photos of an event: all for its host, for a guest those they are in",
    response={200: Page[PhotoOut], (403, 404, 410, 422): Problem},
)
def list_event_photos(
    request: HttpRequest, event_id: UUID, which: Query[PhotoFilter], page: PageOf
) -> dict[str, Any]:
    user: Any = request.user
    event = _event_with_photos(user, event_id)
    photos = photos_visible_to(user, event.library).select_related("library__event")
    if which.state is not None or which.uploader is not None:
        if event.owner_id != user.pk:
            raise NotPermittedError("Only the host of the event lists photos by state or uploader.")
        if which.state is not None:
            photos = photos.filter(state=which.state)
        if which.uploader is not None:
            photos = photos.filter(uploader=which.uploader)
    if which.taken_from is not None:
        photos = photos.filter(sort_at__gte=which.taken_from)
    if which.taken_before is not None:
        photos = photos.filter(sort_at__lt=which.taken_before)
    found = page_of(photos, ("sort_at", "id"), page)
    return {**found, "items": [shown_photo(photo, user) for photo in found["items"]]}


@router.get(
    "/events/{uuid:event_id}/photos/deleted",
    operation_id="list_deleted_photos",
    summary="Deleted photos of an event that can still be restored, for its host",
    response={200: Page[DeletedPhotoOut], (403, 404, 422): Problem},
)
def list_deleted_photos(request: HttpRequest, event_id: UUID, page: PageOf) -> dict[str, Any]:
    user: Any = request.user
    event = managed_event(user, event_id)
    photos = deleted_photos(user, event.library).select_related("library__event")
    found = page_of(photos, ("sort_at", "id"), page)
    return {**found, "items": [shown_deleted(photo, user) for photo in found["items"]]}


@router.get(
    "/photos/{uuid:photo_id}",
    operation_id="get_photo",
    summary="One photo, with its faces for its owner",
    response={200: PhotoDetailOut, 404: Problem},
)
def get_photo(request: HttpRequest, photo_id: UUID) -> dict[str, Any]:
    user: Any = request.user
    return _detailed(photo_for(user, photo_id), user)


@router.patch(
    "/photos/{uuid:photo_id}",
    operation_id="edit_photo",
    summary="Change what is said about a photo",
    response={200: PhotoDetailOut, (403, 404, 422): Problem},
)
def edit_photo(request: HttpRequest, photo_id: UUID, changes: PhotoPatch) -> dict[str, Any]:
    user: Any = request.user
    EditPhotos(user, [photo_id], _said(changes)).execute()
    return _detailed(photo_for(user, photo_id), user)


@router.post(
    "/photos/edit",
    operation_id="edit_photos",
    summary="Change what is said about many photos at once",
    response={200: PhotosChanged, (403, 404, 422): Problem},
)
def edit_photos(request: HttpRequest, body: PhotosEdit) -> dict[str, Any]:
    user: Any = request.user
    return {"count": len(EditPhotos(user, body.ids, _said(body.changes)).execute())}


@router.delete(
    "/photos/{uuid:photo_id}",
    operation_id="delete_photo",
    summary="Delete a photo",
    response={204: None, (403, 404): Problem},
)
def delete_photo(request: HttpRequest, photo_id: UUID, how: Query[DeleteQuery]) -> Status[None]:
    user: Any = request.user
    (DestroyPhotos if how.now else DeletePhotos)(user, [photo_id]).execute()
    return Status(204, None)


@router.post(
    "/photos/delete",
    operation_id="delete_photos",
    summary="Delete many photos",
    response={200: PhotosChanged, (403, 404, 422): Problem},
)
def delete_photos(request: HttpRequest, body: PhotosDelete) -> dict[str, Any]:
    user: Any = request.user
    if body.now:
        return {"count": DestroyPhotos(user, body.ids).execute()}
    count = len(DeletePhotos(user, body.ids).execute())
    return {"count": count, "undo_seconds": settings.ALBUMEN_UNDO_SECONDS}


@router.post(
    "/photos/restore",
    operation_id="restore_photos",
    summary="Bring deleted photos back",
    response={200: PhotosChanged, (403, 404, 409, 410, 413, 422): Problem},
)
def restore_photos(request: HttpRequest, body: PhotoIds) -> dict[str, Any]:
    user: Any = request.user
    return {"count": len(RestorePhotos(user, body.ids).execute())}


@router.post(
    "/photos/{uuid:photo_id}/retry",
    operation_id="retry_photo",
    summary="Try a failed photo again",
    response={200: PhotoOut, (403, 404, 409): Problem},
)
def retry_photo(request: HttpRequest, photo_id: UUID) -> dict[str, Any]:
    user: Any = request.user
    return shown_photo(RetryPhoto(user, photo_id).execute(), user)


@router.api_operation(
    ["GET", "HEAD"],
    "/photos/{uuid:photo_id}/original",
    operation_id="get_photo_original",
    summary="The untouched original",
    response={200: None, (403, 404, 416, 503): Problem},
    openapi_extra=_FILE,
)
def get_photo_original(request: HttpRequest, photo_id: UUID, how: Query[OriginalQuery]) -> Any:
    user: Any = request.user
    photo = photo_for(user, photo_id)
    file = original_of(user, photo)
    answer = file_answer(request, file, save=how.download)
    begins = answer.status_code in (200, 302) or str(answer.get("Content-Range", "")).startswith("bytes 0-")
    if how.download and begins and request.method == "GET" and not unchanged(request, file):
        _note_download(user, photo)
    return answer


@router.api_operation(
    ["GET", "HEAD"],
    "/photos/{uuid:photo_id}/preview/{size}",
    operation_id="get_photo_preview",
    summary="A smaller copy for screens",
    response={200: None, (404, 416, 422, 503): Problem},
    openapi_extra=_FILE,
)
def get_photo_preview(
    request: HttpRequest,
    photo_id: UUID,
    size: Size,
    which: Query[PreviewQuery],
) -> Any:
    return file_answer(request, _preview(request.user, photo_id, size, which))


@router.api_operation(
    ["GET", "HEAD"],
    "/photos/{uuid:photo_id}/preview/{size}/part",
    operation_id="get_photo_part",
    summary="A part of a preview, such as a face, as a small JPEG",
    response={200: None, (404, 422, 503): Problem},
    openapi_extra=_CUT_OUT,
)
def get_photo_part(
    request: HttpRequest,
    photo_id: UUID,
    size: Size,
    which: Query[PartQuery],
) -> Any:
    part = Part(which.left, which.top, which.width, which.height)
    return part_answer(request, _preview(request.user, photo_id, size, which), part, int(which.side))


def _preview(user: Any, photo_id: UUID, size: Size, which: PreviewQuery) -> ServedFile:
    """A preview that this person may see."""
    photo = (deleted_preview if which.deleted else previewed_photo)(user, photo_id)
    return preview_of(photo, int(size))


def _event_with_photos(user: Any, event_id: UUID) -> Event:
    """An event whose host or guest this person is; who sees only its public face has no photos there."""
    event = event_visible_to(user, event_id)
    if event.owner_id != user.pk:
        return active_registration(user, event_id).event
    return event


def _detailed(photo: Photo, user: Any) -> dict[str, Any]:
    shown = shown_photo(photo, user)
    if photo.library.owner_id != user.pk:
        return shown
    looks = Prefetch("embeddings", Embedding.objects.select_related("model").defer("vector"))
    faces = faces_shown(photo).prefetch_related(looks)
    labels = list(labels_on(photo.pk).values("id", "name"))
    return {**shown, "faces": [shown_face(face) for face in faces], "labels": labels}


def _said(changes: PhotoPatch) -> dict[str, Any]:
    return changes.model_dump(exclude_unset=True)


def _note_download(user: Any, photo: Photo) -> None:
    if photo.library.kind == LibraryKind.EVENT:
        RecordDownload(user, photo.library.event, photos=1, originals=True).execute()
