"""Giving a label another name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.find.errors import LabelTakenError
from albumen.find.models import Term
from albumen.find.names import clean_name
from albumen.find.open_libraries import refuse_closed
from albumen.find.queries import own_label
from albumen.find.words import fold, searchable


class RenameLabel(Action[Term]):
    """Call it something else, on all its photos.

    Raises:
        LabelNotFoundError: it is not there, or somebody else's.
        LibraryClosedError: the event of the library closed.
        LabelTakenError: another one has this name.
        BadLabelError: it cannot be a name.
    """

    name: ClassVar[str] = "label.rename"

    def __init__(self, actor: Any, label: int, text: str) -> None:
        super().__init__(actor)
        self.label, self.text = label, clean_name(text)

    def permitted(self, actor: Any) -> bool:
        return True  # own_label says what is wrong

    def perform(self) -> Term:
        label = own_label(self.actor, self.label)
        refuse_closed(label.library_id)
        label.name, label.key = self.text, fold(self.text)
        label.text = searchable(self.text) or label.key
        try:
            with transaction.atomic():
                label.save(update_fields=["name", "key", "text"])
        except IntegrityError as error:
            raise LabelTakenError from error
        return label

    def target(self, result: Term) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: Term) -> dict[str, Any]:
        return {"label": result.pk}
