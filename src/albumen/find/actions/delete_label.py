"""Deleting a label."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.audit.action import Action
from albumen.find.label_changes import remember
from albumen.find.models import LabelChange, Posting, Term
from albumen.find.queries import own_label


class DeleteLabel(Action[LabelChange]):
    """Take it off all photos and forget it; the change can be taken back.

    Raises:
        LabelNotFoundError: it is not there, or somebody else's.
    """

    name: ClassVar[str] = "label.delete"

    def __init__(self, actor: Any, label: int) -> None:
        super().__init__(actor)
        self.label = label

    def permitted(self, actor: Any) -> bool:
        return True  # own_label says what is wrong

    def perform(self) -> LabelChange:
        label = own_label(self.actor, self.label)
        Term.objects.select_for_update().get(pk=label.pk)
        photos = Posting.objects.filter(term=label).order_by().values_list("photo_id", flat=True)
        removed = {label.name: [str(photo) for photo in photos]}
        Posting.objects.filter(term=label).delete()
        Term.objects.filter(pk=label.pk).delete()
        return remember(label.library_id, self.actor, removed=removed)

    def target(self, result: LabelChange) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: LabelChange) -> dict[str, Any]:
        return {"label": self.label}
