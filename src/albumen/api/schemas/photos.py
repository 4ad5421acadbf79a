"""Photos as the API tells them, and what their owners say about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.photos.bin import restorable_until
from albumen.photos.failures import advice_for
from albumen.photos.models import Face, LibraryKind, Photo
from albumen.photos.queries import MOST_AT_ONCE
from albumen.photos.serving import may_have_original, preview_versions

API = "/api/v1"

State = Literal["received", "processing", "ready", "failed"]
Size = Literal["320", "1280", "2560"]


class FailureOut(Schema):
    """Why a photo is not ready."""

    code: str
    sentence: str
    advice: str


class PhotoHosting(Schema):
    """What only the owner of a photo is told."""

    library: UUID
    state: State
    failure: FailureOut | None = Field(description="Null unless it failed, or waits for something.")
    uploader: UUID | None
    sha256: str
    bytes: int = Field(description="Of the original.")
    media_type: str
    face_count: int
    latitude: float | None
    longitude: float | None
    altitude: float | None
    country: str = Field(
        description="Where it was taken, by its coordinates: two letters (ISO 3166-1), or empty."
    )
    region: str
    city: str
    camera_make: str
    camera_model: str
    lens: str
    edited_fields: list[str] = Field(description="Fields a person set; the file no longer changes them.")
    received_at: datetime
    ready_at: datetime | None
    matched_at: datetime | None = Field(description="When its faces were compared with every guest.")


class PhotoOut(Schema):
    """A photo as the asker may see it; for its owner also what is in `hosting`."""

    id: UUID
    event: UUID | None
    filename: str
    width: int | None = Field(description="Pixels of the upright original.")
    height: int | None
    thumbhash: str = Field(description="Base64; shown while a preview loads. Empty until it is ready.")
    previews: dict[str, str] = Field(
        description="Addresses by longest side in pixels; what they give never changes, so they may be kept."
    )
    original: str | None = Field(description="Address of the original; null where only previews are given.")
    taken_at: datetime | None
    taken_offset: int | None = Field(description="Minutes east of UTC, where known.")
    sort_at: datetime = Field(
        description="When it was taken, else when it was received; lists are in this order."
    )
    title: str
    description: str
    location: str
    photographer: str
    hosting: PhotoHosting | None = None


class DeletedPhotoOut(PhotoOut):
    """A photo in the bin; its previews are there, its original is given when it was brought back."""

    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then `restore_photos` brings it back.")


class BoxOut(Schema):
    """A box in fractions of the upright photo's width and height; may reach outside 0 to 1."""

    left: float
    top: float
    width: float
    height: float


class WhoOut(Schema):
    """A person in their library, by name."""

    id: UUID
    name: str = Field(description="Empty where nobody gave one.")
    hidden: bool


class FaceOut(Schema):
    """A face in a photo: where it is, how useful, and who it is by the people of the library."""

    id: int
    box: BoxOut
    person: WhoOut | None = Field(description="Null while it is nobody.")
    why: Literal["", "said", "cluster", "arrival", "classifier"] = Field(
        description="said: somebody said so; cluster: when all faces were clustered; arrival: when it arrived; "
        "classifier: the classifier of named people was sure."
    )
    found_by: str = Field(description="The pack that found it; `person` for a box that was drawn by hand.")
    packs: list[str] = Field(description="Packs that have an embedding of it.")
    score: float = Field(description="Confidence of the detector, 0 to 1.")
    quality: float = Field(description="Expected usefulness for recognition, 0 to 1.")
    quality_parts: dict[str, float]


class LabelOnOut(Schema):
    """A label that a photo has."""

    id: int
    name: str


class PhotoDetailOut(PhotoOut):
    """One photo; its faces only for its owner."""

    faces: list[FaceOut] | None = Field(
        None,
        description="Null for guests. Without those that were said to be none, or are of deleted people.",
    )
    labels: list[LabelOnOut] | None = Field(None, description="By name; null for guests.")


class PhotoPatch(Schema):
    """What to change; fields that are left out stay. A time without an offset is read in the zone of the event."""

    title: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=5000)
    location: str | None = Field(None, max_length=200)
    photographer: str | None = Field(None, max_length=200)
    taken_at: datetime | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class PhotoIds(Schema):
    """Some photos; a change is made to all of them or to none."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class PhotosEdit(PhotoIds):
    changes: PhotoPatch


class PhotosDelete(PhotoIds):
    now: bool = Field(False, description="Destroy them at once, without time for undo.")


class PhotosChanged(Schema):
    """What was done."""

    count: int = Field(description="How many photos.")
    undo_seconds: int = Field(0, description="How long `restore_photos` brings them back.")


def shown_photo(photo: Photo, viewer: Any) -> dict[str, Any]:
    """The fields of :class:`PhotoOut`; library and event must be loaded with the photo."""
    address = f"{API}/photos/{photo.pk}"
    library = photo.library
    owner = library.owner_id == viewer.pk
    return {
        "id": photo.pk,
        "event": library.event.pk if library.kind == LibraryKind.EVENT else None,
        "filename": photo.filename,
        "width": photo.width,
        "height": photo.height,
        "thumbhash": photo.thumbhash,
        "previews": {
            str(size): f"{address}/preview/{size}?v={version}"
            for size, version in preview_versions(photo).items()
        },
        "original": f"{address}/original" if may_have_original(viewer, photo) else None,
        "taken_at": photo.taken_at,
        "taken_offset": photo.taken_offset,
        "sort_at": photo.sort_at,
        "title": photo.title,
        "description": photo.description,
        "location": photo.location,
        "photographer": photo.photographer,
        "hosting": _hosting(photo) if owner else None,
    }


def shown_deleted(photo: Photo, owner: Any) -> dict[str, Any]:
    """The fields of :class:`DeletedPhotoOut`; library and event must be loaded with the photo."""
    shown = shown_photo(photo, owner)
    return {
        **shown,
        "previews": {size: f"{address}&deleted=true" for size, address in shown["previews"].items()},
        "original": None,
        "deleted_at": photo.binned_at,
        "restorable_until": restorable_until(photo.binned_at),
    }


def shown_face(face: Face) -> dict[str, Any]:
    """The fields of :class:`FaceOut`; embeddings with their models and the person must be loaded with it."""
    row = getattr(face, "assignment", None)  # made with the face, but for those from before there were people
    person = row.person if row else None
    return {
        "id": face.pk,
        "box": {"left": face.left, "top": face.top, "width": face.width, "height": face.height},
        "person": {"id": person.pk, "name": person.name, "hidden": person.hidden} if person else None,
        "why": row.why if row else "",
        "found_by": face.found_by,
        "packs": sorted({embedding.model.pack for embedding in face.embeddings.all()}),
        "score": face.score,
        "quality": face.quality,
        "quality_parts": face.quality_parts,
    }


def _hosting(photo: Photo) -> dict[str, Any]:
    code = photo.error_code
    return {
        "library": photo.library_id,
        "state": photo.state,
        "failure": {"code": code, "sentence": photo.error, "advice": advice_for(code)} if code else None,
        "uploader": photo.uploader_id,
        **{
            name: getattr(photo, name)
            for name in PhotoHosting.model_fields
            if name not in {"library", "state", "failure", "uploader"}
        },
    }
