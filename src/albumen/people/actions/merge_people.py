"""Saying that two people are one."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.errors import SamePersonError
from albumen.people.models import Person, Statement
from albumen.people.said import Kind


class MergePeople(Say):
    """Have one person go on under another, with all faces.

    The other's name is kept; where it has none, that of the merged one is used. Of two faces in one photo the surer
    stays. It may have been said that they are two: as long as this stands it says more.

    Raises:
        SamePersonError: both are the same already.
        TwiceInPhotoError: people said of two faces in one photo who they are, and they would be one.
        PersonNotFoundError, PersonMergedError, PersonDeletedError: one of them is not there.
    """

    name: ClassVar[str] = "person.merge"

    def __init__(self, actor: Any, person: Person, into: UUID) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.into = into

    def say(self) -> Statement:
        if self.person == self.into:
            raise SamePersonError("Nobody can be merged into themselves.")
        person, into = self.living(self.person), self.living(self.into)
        return self.write(Kind.MERGE, person=person, other=into)
