"""What people say about photos: title, place, time, who took them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from albumen.audit.action import Action
from albumen.errors import Fault, InvalidInputError
from albumen.find.describing import DESCRIBED, describe
from albumen.find.kinds import DESCRIBE
from albumen.jobs.enqueue import enqueue
from albumen.photos.counting import by_library
from albumen.photos.models import LibraryKind, Photo
from albumen.photos.queries import chosen_photos

if TYPE_CHECKING:
    from albumen.accounts.models import User

LONGEST = {"title": 200, "description": 5000, "location": 200, "photographer": 200}
"""Texts a person may set, and how many characters each takes."""

PLACE = {"latitude": 90.0, "longitude": 180.0}
"""Coordinates a person may set, degrees, and how far each goes from zero."""

EDITABLE = (*LONGEST, *PLACE, "taken_at")

_EARLIEST = datetime(1826, 1, 1, tzinfo=UTC)
"""No photograph is older (Niépce's view from the window is of 1826 or 1827)."""


class EditPhotos(Action[list[Photo]]):
    """Set the same fields of photos, all or none of them. What a person set is touched by no later run.

    Args:
        actor: the owner.
        ids: of the photos.
        changes: new values by field of :data:`EDITABLE`; None removes a time or place. A time without zone is read in
            the zone of the event.

    Raises:
        InvalidInputError: ``fields`` says what is wrong with which value.
        PhotoNotFoundError, NotYourPhotoError, TooManyPhotosError: nothing is changed.
    """

    name = "photo.edit"

    def __init__(self, actor: User, ids: Iterable[UUID], changes: dict[str, Any]) -> None:
        super().__init__(actor)
        self.ids, self.changes = set(ids), _checked(changes)

    def permitted(self, actor: Any) -> bool:
        return True  # chosen_photos says exactly what is wrong

    def perform(self) -> list[Photo]:
        photos = chosen_photos(self.actor, self.ids)  # type: ignore[arg-type]
        if not self.changes:
            return photos
        now, moved = timezone.now(), bool(PLACE.keys() & self.changes.keys())
        for photo in photos:
            for name, value in self.changes.items():
                setattr(photo, name, value)
            if "taken_at" in self.changes:
                _set_taken(photo, self.changes["taken_at"])
            photo.edited_fields = sorted({*photo.edited_fields, *self.changes})
            photo.updated_at = now
            if moved:
                photo.country = photo.region = photo.city = ""
        describe(photos)
        if moved:  # the places are named by a worker, which has the gazetteer in memory
            for photo in photos:
                photo.described_at = None
            for library in by_library(photos):
                enqueue(DESCRIBE, library, scope=library)
        changed = [*self.changes, "taken_offset", "sort_at", "edited_fields", "updated_at", *DESCRIBED]
        Photo.objects.bulk_update(photos, changed, batch_size=100)
        return photos

    def target(self, result: list[Photo]) -> tuple[str, object] | None:
        return ("library", result[0].library_id) if result and self.changes else None

    def details(self, result: list[Photo]) -> dict[str, Any]:
        return {"photos": [str(photo.pk) for photo in result], "fields": sorted(self.changes)}


def _set_taken(photo: Photo, moment: datetime | None) -> None:
    photo.taken_offset = None
    if moment is None:
        photo.taken_at, photo.sort_at = None, photo.received_at
        return
    offset = moment.utcoffset()
    if offset is None:
        event = photo.library.kind == LibraryKind.EVENT
        moment = moment.replace(tzinfo=ZoneInfo(photo.library.event.timezone if event else "UTC"))
    else:
        photo.taken_offset = int(offset.total_seconds() // 60)
    photo.taken_at = photo.sort_at = moment.astimezone(UTC)


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    wrong = {name: Fault("unknown_field", "This cannot be set.") for name in changes if name not in EDITABLE}
    values = dict(changes)
    for name, longest in LONGEST.items():
        if name in values:
            values[name] = (values[name] or "").replace("\x00", "").strip()
            if len(values[name]) > longest:
                wrong[name] = Fault("too_long", f"At most {longest} characters.", most=longest)
    if len(PLACE.keys() & values.keys()) == 1 or (values.get("latitude") is None) != (
        values.get("longitude") is None
    ):
        wrong["latitude"] = wrong["longitude"] = Fault(
            "set_together", "Latitude and longitude are set together."
        )
    for name, most in PLACE.items():
        if values.get(name) is not None and not -most <= values[name] <= most:
            wrong[name] = Fault(
                "out_of_range", f"Degrees from {-most:g} to {most:g}.", least=-most, most=most
            )
    taken = values.get("taken_at")
    if taken is not None and not _EARLIEST.year < taken.year < 9999:
        wrong["taken_at"] = Fault("not_a_time", "A time from 1827 on.")
    if wrong:
        raise InvalidInputError("Something said about these photos cannot be used.", fields=wrong)
    return values
