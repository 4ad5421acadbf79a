"""Deleting a person: neither they nor their faces are shown again."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.models import Assignment, Person, Statement
from albumen.people.said import Kind


class DeletePerson(Say):
    """Take a person out of the library's people for good, until this is taken back.

    Their faces stay with them, so that no clustering brings them back under another person; faces that arrive later
    and are theirs are not shown either. Photos stay.

    Raises:
        PersonMergedError, PersonDeletedError: they are gone already.
    """

    name: ClassVar[str] = "person.delete"

    def __init__(self, actor: Any, person: Person) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk

    def say(self) -> Statement:
        person = self.living(self.person)
        faces = Assignment.objects.filter(person=person).only("face_id", "person_id").order_by("face")
        return self.write(Kind.DELETE, faces.iterator(2000), person=person)
