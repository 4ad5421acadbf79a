"""Taking back a change of labels."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.find.errors import LabelChangeOverError
from albumen.find.label_changes import named_labels, put_on, since, take_off
from albumen.find.models import LabelChange
from albumen.find.open_libraries import refuse_closed
from albumen.people.queries import libraries_of
from albumen.photos.models import Photo


class UndoLabels(Action[int]):
    """Take off what a change put on, and put on what it took off; photos destroyed since are left out.

    Answers how many photos it touches.

    Raises:
        LabelChangeOverError: it was taken back already, is too long ago, or was somebody else's.
        LibraryClosedError: the event of the library closed.
    """

    name: ClassVar[str] = "label.undo"

    def __init__(self, actor: Any, change: UUID) -> None:
        super().__init__(actor)
        self.change = change
        self._library: UUID | None = None

    def permitted(self, actor: Any) -> bool:
        return True  # whose it is is part of the question

    def perform(self) -> int:
        mine = LabelChange.objects.filter(pk=self.change, at__gt=since())
        if self.actor is not None:
            mine = mine.filter(library__in=libraries_of(self.actor).values("pk"))
        change = mine.select_for_update().first()
        if change is None:
            raise LabelChangeOverError
        self._library = change.library_id
        refuse_closed(change.library_id)
        wanted = sorted(
            {photo for side in (change.added, change.removed) for p in side.values() for photo in p}
        )
        photos = self._held(wanted)
        for name, ids in change.added.items():
            take_off(named_labels(change.library_id, [name], make=False), _these(photos, ids))
        for name, ids in change.removed.items():
            here = _these(photos, ids)
            # One without photos was deleted as a label, and comes back as one.
            if here or not ids:
                put_on(named_labels(change.library_id, [name], make=True), here)
        change.delete()
        return len(photos)

    def _held(self, wanted: list[str]) -> dict[str, Photo]:
        found: dict[str, Photo] = {}
        for start in range(0, len(wanted), 500):
            rows = Photo.objects.filter(library=self._library, pk__in=wanted[start : start + 500])
            rows = rows.only("sort_at", "binned_at").order_by("pk").select_for_update()
            found |= {str(photo.pk): photo for photo in rows}
        return found

    def target(self, result: int) -> tuple[str, object]:
        return ("library", self._library)

    def details(self, result: int) -> dict[str, Any]:
        return {"photos": result}


def _these(photos: dict[str, Photo], ids: list[str]) -> list[Photo]:
    return [photos[photo] for photo in ids if photo in photos]
