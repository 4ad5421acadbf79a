"""Giving a person a name, another name, or none."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.errors import Fault
from albumen.people.actions.say import Say
from albumen.people.errors import BadNameError
from albumen.people.models import NAME_LENGTH, Person, Statement
from albumen.people.said import Kind


class NamePerson(Say):
    """Call a person something; an empty name takes the name away.

    Raises:
        BadNameError: it cannot be a name.
        PersonMergedError, PersonDeletedError: say it of somebody who is there.
    """

    name: ClassVar[str] = "person.name"
    moves_faces = False

    def __init__(self, actor: Any, person: Person, text: str) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.text = clean_name(text)

    def say(self) -> Statement:
        return self.write(Kind.NAME, person=self.living(self.person), text=self.text)


def clean_name(text: str) -> str:
    """A name as it is kept: spaces between words single, none around.

    Raises:
        BadNameError: too long, or with characters that nobody sees.
    """
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH:
        raise BadNameError(
            "The name is too long.",
            fields={"name": Fault("too_long", f"At most {NAME_LENGTH} characters.", most=NAME_LENGTH)},
        )
    if not name.isprintable():
        raise BadNameError(
            "The name has characters that nobody sees.",
            fields={"name": Fault("unprintable", "Letters and signs.")},
        )
    return name
