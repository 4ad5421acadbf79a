"""Putting labels on many photos and taking them off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.find.label_changes import named_labels, put_on, remember, take_off
from albumen.find.models import LabelChange
from albumen.find.names import clean_name
from albumen.find.open_libraries import open_library
from albumen.photos.errors import PhotoNotFoundError
from albumen.photos.queries import chosen_photos


class LabelPhotos(Action[LabelChange]):
    """Put labels on photos of one library and take others off, all or none of them. New labels are made.

    Args:
        actor: the owner.
        library: whose photos.
        ids: of the photos.
        add, remove: names of labels, without regard to case; one that is in both is put on.

    Raises:
        LibraryNotFoundError: it is somebody else's.
        LibraryClosedError: the event of the library closed.
        BadLabelError: something cannot be the name of a label.
        PhotoNotFoundError, NotYourPhotoError, TooManyPhotosError: nothing is changed.
    """

    name: ClassVar[str] = "label.change"

    def __init__(
        self,
        actor: Any,
        library: UUID,
        ids: Iterable[UUID],
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
    ) -> None:
        super().__init__(actor)
        self.library, self.ids = library, set(ids)
        self.add, self.remove = [clean_name(name) for name in add], [clean_name(name) for name in remove]

    def permitted(self, actor: Any) -> bool:
        return True  # open_library and chosen_photos say exactly what is wrong

    def perform(self) -> LabelChange:
        library = open_library(self.actor, self.library)
        photos = chosen_photos(self.actor, self.ids)  # type: ignore[arg-type]
        if any(photo.library_id != library.pk for photo in photos):
            raise PhotoNotFoundError("Some of these photos are not in this library.")
        off = take_off(named_labels(library.pk, self.remove, make=False), photos)
        on = put_on(named_labels(library.pk, self.add, make=True), photos)
        for name in on.keys() & off.keys():
            both = set(on[name]) & set(off[name])
            on[name] = [photo for photo in on[name] if photo not in both]
            off[name] = [photo for photo in off[name] if photo not in both]
        self.labels = {"add": self._ids(library.pk, on), "remove": self._ids(library.pk, off)}
        return remember(library.pk, self.actor, added=on, removed=off)

    def target(self, result: LabelChange) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: LabelChange) -> dict[str, Any]:
        # Ids: a label may be the name of somebody, and what is written here stays.
        return {"photos": sorted(str(photo) for photo in self.ids), **self.labels}

    @staticmethod
    def _ids(library: UUID, names: Iterable[str]) -> list[int]:
        return sorted(label.pk for label in named_labels(library, names, make=False))
