"""Destroying photos for good: rows, faces, matches and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from albumen.audit.action import Action
from albumen.guests.counting import count_matches
from albumen.guests.locking import hold_guests_of
from albumen.guests.models import Match
from albumen.people.counting import count_people, people_in
from albumen.people.holding import hold_of
from albumen.photos import quotas
from albumen.photos.counting import by_library, faces_changed
from albumen.photos.doomed import doom
from albumen.photos.models import Photo
from albumen.photos.queries import chosen_photos
from albumen.photos.storage_keys import preview_keys

if TYPE_CHECKING:
    from albumen.accounts.models import User


class DestroyPhotos(Action[int]):
    """Destroy photos, in the bin or not, all or none of them; answers how many.

    Everything derived goes with the row in the same transaction, the files are named there and removed by a job. The
    system (no actor) destroys what of the given photos is in the bin, and skips what was brought back.

    Raises:
        PhotoNotFoundError, NotYourPhotoError, TooManyPhotosError: nothing is destroyed.
    """

    name = "photo.destroy"

    def __init__(self, actor: User | None, ids: Iterable[UUID]) -> None:
        super().__init__(actor)
        self.ids = set(ids)
        self._library: UUID | None = None

    def permitted(self, actor: Any) -> bool:
        return True  # chosen_photos says exactly what is wrong

    def perform(self) -> int:
        hold_guests_of(self._matches())  # guests before photos, as everywhere
        hold_of(self.ids, self.actor)
        photos = self._photos()
        people = people_in([photo.pk for photo in photos])
        guests = hold_guests_of(Match.objects.filter(photo__in=photos))
        files: set[str] = set()
        for library, group in by_library(photos).items():
            self._library = library
            counted = [photo for photo in group if photo.binned_at is None]
            if counted:
                quotas.give_room_back(counted[0].library, counted)
            for photo in group:
                files |= {photo.original, *photo.previews.values(), *preview_keys(library, photo.pk)}
        faces_changed(by_library(photos))
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
        count_people(people)
        count_matches(guests)
        doom(sorted(files))
        return len(photos)

    def _matches(self) -> QuerySet[Match]:
        mine = Match.objects.filter(photo__in=self.ids)
        if self.actor is not None:
            return mine.filter(photo__library__owner=self.actor.pk)
        return mine.filter(photo__binned_at__isnull=False)

    def _photos(self) -> list[Photo]:
        if self.actor is not None:
            return chosen_photos(self.actor, self.ids, binned=None)
        rows = Photo.objects.filter(pk__in=self.ids, binned_at__isnull=False).select_related("library")
        return list(rows.order_by("pk").select_for_update(of=("self",)))

    def target(self, result: int) -> tuple[str, object] | None:
        return ("library", self._library) if result else None

    def details(self, result: int) -> dict[str, Any]:
        return {"photos": sorted(str(identifier) for identifier in self.ids)}
