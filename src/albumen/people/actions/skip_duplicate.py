"""Putting off the question whether two people are the same."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F

from albumen.audit.action import Action
from albumen.people.errors import DuplicateNotFoundError
from albumen.people.models import Duplicate
from albumen.people.queries import libraries_of


class SkipDuplicate(Action[Duplicate]):
    """Ask the others first. Nothing is said about anybody.

    Raises:
        DuplicateNotFoundError: it is gone.
    """

    name: ClassVar[str] = "duplicate.skip"

    def __init__(self, actor: Any, duplicate: Duplicate) -> None:
        super().__init__(actor)
        self.identifier: UUID = duplicate.pk
        self.library: UUID = duplicate.library_id

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Duplicate:
        if not Duplicate.objects.filter(pk=self.identifier).update(skips=F("skips") + 1):
            raise DuplicateNotFoundError
        return Duplicate.objects.get(pk=self.identifier)

    def target(self, result: Duplicate) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: Duplicate) -> dict[str, Any]:
        return {"duplicate": str(result.pk)}
