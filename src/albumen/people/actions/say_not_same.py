"""Saying that two people are not the same."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.errors import SamePersonError
from albumen.people.models import Person, Statement
from albumen.people.said import Kind


class SayNotSame(Say):
    """Two people are two: no clustering makes them one, and nobody is asked about them again.

    Who merges them all the same says so for as long as that stands.

    Raises:
        SamePersonError: both are the same row.
        PersonNotFoundError, PersonMergedError, PersonDeletedError: one of them is not there.
    """

    name: ClassVar[str] = "person.not_same"
    moves_faces = False

    def __init__(self, actor: Any, person: Person, other: UUID) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.other = other

    def say(self) -> Statement:
        if self.person == self.other:
            raise SamePersonError("Nobody is somebody else than themselves.")
        return self.write(Kind.NOT_SAME, person=self.living(self.person), other=self.living(self.other))
