"""Making two labels one."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.audit.action import Action
from albumen.errors import InvalidInputError
from albumen.find.errors import LabelNotFoundError
from albumen.find.label_changes import put_on, remember
from albumen.find.models import LabelChange, Posting, Term
from albumen.find.queries import own_label
from albumen.photos.models import Photo


class MergeLabels(Action[LabelChange]):
    """Put one label on all photos of another, and forget that one; the change can be taken back.

    Raises:
        LabelNotFoundError: one of them is not there, or somebody else's, or they are of different libraries.
        InvalidInputError: they are the same.
    """

    name: ClassVar[str] = "label.merge"

    def __init__(self, actor: Any, label: int, into: int) -> None:
        super().__init__(actor)
        self.label, self.into = label, into

    def permitted(self, actor: Any) -> bool:
        return True  # own_label says what is wrong

    def perform(self) -> LabelChange:
        label, into = own_label(self.actor, self.label), own_label(self.actor, self.into)
        if label.pk == into.pk:
            raise InvalidInputError("A label cannot be merged with itself.")
        if label.library_id != into.library_id:
            raise LabelNotFoundError
        held = Term.objects.filter(pk__in=[label.pk, into.pk]).order_by("key").select_for_update()
        if len(list(held)) < 2:
            raise LabelNotFoundError
        mine = Posting.objects.filter(term=label).order_by()
        photos = list(
            Photo.objects.filter(pk__in=mine.values("photo")).only("sort_at", "binned_at").order_by("pk")
        )
        added = put_on([into], photos)
        mine.delete()
        Term.objects.filter(pk=label.pk).delete()
        removed = {label.name: [str(photo.pk) for photo in photos]}
        return remember(label.library_id, self.actor, added=added, removed=removed)

    def target(self, result: LabelChange) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: LabelChange) -> dict[str, Any]:
        # Ids: a label may be the name of somebody, and what is written here stays.
        return {"label": self.label, "into": self.into}
