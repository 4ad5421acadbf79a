"""Choosing whether names in files become names here."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.people.holding import hold
from albumen.people.models import FileNames, Sorting
from albumen.people.queries import libraries_of


class ChooseNames(Action[Sorting]):
    """Believe files about who is in them, from now on, or no longer; what they said before stays in the log."""

    name: ClassVar[str] = "people.choose_names"

    def __init__(self, actor: Any, library: UUID, *, believed: bool) -> None:
        super().__init__(actor)
        self.library, self.believed = library, believed

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Sorting:
        sorting = hold(self.library)
        sorting.names_from_files = self.believed
        sorting.save(update_fields=["names_from_files"])
        if not self.believed:
            FileNames.objects.filter(library=self.library).delete()
        return sorting

    def target(self, result: Sorting) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: Sorting) -> dict[str, Any]:
        return {"believed": self.believed}
