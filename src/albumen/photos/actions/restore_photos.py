"""Bringing deleted photos back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.find.describing import bring_back
from albumen.find.kinds import DESCRIBE
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.jobs import clock
from albumen.jobs.enqueue import Ask, enqueue_each
from albumen.people.counting import count_people, people_in
from albumen.people.holding import hold_of
from albumen.people.kinds import ASSIGN
from albumen.photos import quotas
from albumen.photos.bin import restorable_since
from albumen.photos.counting import by_library, faces_changed
from albumen.photos.errors import TwinThereError, UndoOverError
from albumen.photos.kinds import INGEST
from albumen.photos.models import LibraryKind, Photo, PhotoState
from albumen.photos.queries import chosen_photos

if TYPE_CHECKING:
    from albumen.accounts.models import User


NAMED = 5
"""Files that a sentence names."""


class RestorePhotos(Action[list[Photo]]):
    """Bring photos back from the bin, all or none of them, and show them to guests who came meanwhile.

    Raises:
        PhotoNotFoundError, NotYourPhotoError, TooManyPhotosError: they are not in this person's bin.
        UndoOverError: they were deleted too long ago.
        TwinThereError: one was uploaded again since.
        QuotaReachedError: there is no room for them any more.
    """

    name = "photo.restore"

    def __init__(self, actor: User, ids: Iterable[UUID]) -> None:
        super().__init__(actor)
        self.ids = set(ids)

    def permitted(self, actor: Any) -> bool:
        return True  # chosen_photos says exactly what is wrong

    def perform(self) -> list[Photo]:
        hold_of(self.ids, self.actor)
        photos = chosen_photos(self.actor, self.ids, binned=True)  # type: ignore[arg-type]
        moment = clock.now()
        oldest = restorable_since()
        if any(photo.binned_at < oldest for photo in photos):
            raise UndoOverError("These photos were deleted too long ago.")
        for group in by_library(photos).values():
            _refuse_twins(group)
            for photo in group:
                quotas.take_room(photo.library, photo.bytes, photo.face_count)
            _bring_back(group, moment)
            self._go_on(group)
        bring_back([photo.pk for photo in photos])
        faces_changed(by_library(photos))
        count_people(people_in([photo.pk for photo in photos]))
        return photos

    def _go_on(self, group: list[Photo]) -> None:
        library = group[0].library
        undone = [photo for photo in group if photo.state in (PhotoState.RECEIVED, PhotoState.PROCESSING)]
        asked = [Ask(INGEST, photo.pk, {"photo": str(photo.pk)}) for photo in undone]
        asked.append(Ask(ASSIGN, library.pk))
        if any(photo.described_at is None for photo in group):  # it was binned before its turn came
            asked.append(Ask(DESCRIBE, library.pk))
        if library.kind == LibraryKind.EVENT:
            asked.append(Ask(MATCH_LIBRARY, library.pk, {"library": str(library.pk)}))
        enqueue_each(asked, scope=library.pk, actor=self.actor)

    def target(self, result: list[Photo]) -> tuple[str, object] | None:
        return ("library", result[0].library_id) if result else None

    def details(self, result: list[Photo]) -> dict[str, Any]:
        return {"photos": [str(photo.pk) for photo in result]}


def _bring_back(group: list[Photo], moment: datetime) -> None:
    try:
        with transaction.atomic():
            Photo.objects.filter(pk__in=[photo.pk for photo in group]).update(
                binned_at=None, matched_at=None, updated_at=moment
            )
    except IntegrityError:  # a twin came in after we looked
        _refuse_twins(group)
        raise


def _refuse_twins(group: list[Photo]) -> None:
    digests = Counter(photo.sha256 for photo in group)
    mine = Photo.objects.filter(library=group[0].library_id, binned_at=None)
    there = dict(mine.filter(sha256__in=list(digests)).values_list("sha256", "filename"))
    twins = [photo for photo in group if photo.sha256 in there or digests[photo.sha256] > 1]
    if twins:
        names = [
            f"“{photo.filename}” (there as “{there[photo.sha256]}”)"
            if photo.sha256 in there
            else f"“{photo.filename}” (chosen twice)"
            for photo in twins
        ]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        raise TwinThereError(
            f"Uploaded again since they were deleted: {', '.join(names[:NAMED])}{more}. Nothing was brought back.",
            values={"names": ", ".join(f"“{photo.filename}”" for photo in twins[:NAMED])},
        )
