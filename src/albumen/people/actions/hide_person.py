"""Hiding a person from the lists, and showing them again."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.models import Person, Statement
from albumen.people.said import Kind


class HidePerson(Say):
    """Keep a person out of the lists, or have them in the lists again; faces go on being found.

    Raises:
        PersonMergedError, PersonDeletedError: say it of somebody who is there.
    """

    name: ClassVar[str] = "person.hide"
    moves_faces = False

    def __init__(self, actor: Any, person: Person, hidden: bool = True) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.hidden = hidden

    def say(self) -> Statement:
        kind = Kind.HIDE if self.hidden else Kind.UNHIDE
        return self.write(kind, person=self.living(self.person))

    def details(self, result: Statement) -> dict[str, Any]:
        return {**super().details(result), "hidden": self.hidden}
