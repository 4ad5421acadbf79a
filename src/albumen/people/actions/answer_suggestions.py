"""Answering what the classifier asks about a person, one face or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.models import Person, Statement
from albumen.people.queries import libraries_of


class AnswerSuggestions(Action[list[Statement]]):
    """These faces are the person, those are not: two statements of the log, or one, both or none.

    Args:
        actor: the owner.
        person: who was asked about.
        yes, no: faces.

    Raises:
        FaceNotFoundError, TwiceInPhotoError, PersonMergedError, PersonDeletedError: nothing of it is written down.
    """

    name: ClassVar[str] = "suggestions.answer"

    def __init__(self, actor: Any, person: Person, yes: Iterable[int], no: Iterable[int]) -> None:
        super().__init__(actor)
        self.person = person
        self.yes, self.no = set(yes), set(no)

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.person.library_id).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> list[Statement]:
        denials = [SayWhoNot(self.actor, self.person, self.no)] if self.no else []
        words = [SayWho(self.actor, self.person, self.yes)] if self.yes else []
        for word in words:  # it may touch guests, who are held before people are
            word.hold()
        # Denials first: another face of a photo may take the place.
        return [word.execute() for word in (*denials, *words)]

    def target(self, result: list[Statement]) -> tuple[str, object] | None:
        library: UUID = self.person.library_id
        return ("library", library) if result else None

    def details(self, result: list[Statement]) -> dict[str, Any]:
        return {"person": str(self.person.pk), "yes": len(self.yes), "no": len(self.no)}
