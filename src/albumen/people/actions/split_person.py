"""Saying that some faces are a person of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.name_person import clean_name
from albumen.people.actions.say import Say
from albumen.people.models import Person, Statement
from albumen.people.none import none_faces
from albumen.people.said import Kind


class SplitPerson(Say):
    """Make a new person of these faces, whoever they were taken for, or nobody.

    Attributes:
        made: the new person, once executed.

    Raises:
        BadNameError: the name cannot be one.
        FaceNotFoundError: one of them is not there.
        TwiceInPhotoError: two of them are in one photo.
    """

    name: ClassVar[str] = "person.split"
    made: Person

    def __init__(self, actor: Any, library: UUID, faces: Iterable[int], *, name: str = "") -> None:
        super().__init__(actor, library)
        self.faces = set(faces)
        self.called = clean_name(name)

    def faces_go(self) -> bool:
        return none_faces().filter(face__in=self.faces).exists()

    def say(self) -> Statement:
        rows = self.chosen(self.faces)
        self.made = Person.objects.create(library_id=self.library)
        statement = self.write(Kind.SPLIT, rows, person=self.made)
        if self.called:
            self.write(Kind.NAME, person=self.made, text=self.called)
        return statement
