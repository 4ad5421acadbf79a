"""Saying who faces are, and who they are not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.models import Person, Statement
from albumen.people.none import none_faces
from albumen.people.said import Kind


class _SayOfFaces(Say):
    kind: ClassVar[Kind]

    def __init__(self, actor: Any, person: Person, faces: Iterable[int]) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.faces = set(faces)

    def say(self) -> Statement:
        person = self.living(self.person)
        return self.write(self.kind, self.chosen(self.faces), person=person)


class SayWho(_SayOfFaces):
    """These faces are this person, whatever any machine thinks; another face taken for them in the photo gives way.

    Raises:
        TwiceInPhotoError: another face of the photo was said to be the person.
        FaceNotFoundError, PersonMergedError, PersonDeletedError: there is nothing to say it of.
    """

    name: ClassVar[str] = "face.is"
    kind: ClassVar[Kind] = Kind.IS

    def faces_go(self) -> bool:
        return none_faces().filter(face__in=self.faces).exists()


class SayWhoNot(_SayOfFaces):
    """These faces are not this person. They are compared with the others again.

    Raises:
        FaceNotFoundError, PersonMergedError, PersonDeletedError: there is nothing to say it of.
    """

    name: ClassVar[str] = "face.is_not"
    kind: ClassVar[Kind] = Kind.IS_NOT
