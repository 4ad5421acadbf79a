"""Saying that there is a face where no machine saw one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from albumen.events.errors import EventClosedError
from albumen.people.actions.name_person import clean_name
from albumen.people.actions.say import Say
from albumen.people.drawn import DRAWN, faces_came
from albumen.people.errors import BadBoxError, FaceThereError
from albumen.people.models import Assignment, Person, Statement
from albumen.people.queries import faces_shown
from albumen.people.said import Kind
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.errors import PhotoNotFoundError
from albumen.photos.ingest_faces import SAME_FACE, pair_up
from albumen.photos.models import Face, Photo, PhotoState

LEAST_SIDE = 0.004
"""Part of a photo's width or height that a face has at least: 16 pixels of 4,000."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box in fractions of the upright photo's width and height."""

    left: float
    top: float
    width: float
    height: float

    def inside(self) -> Box:
        """The part of it that is in the photo.

        Raises:
            BadBoxError: there is none, or too little.
        """
        left, top = max(self.left, 0.0), max(self.top, 0.0)
        width = min(self.left + self.width, 1.0) - left
        height = min(self.top + self.height, 1.0) - top
        if not (width >= LEAST_SIDE and height >= LEAST_SIDE):
            raise BadBoxError
        return Box(left, top, width, height)


class DrawFace(Say):
    """There is a face in this box, and it is this person, or somebody new.

    The packs of the library look at it in the background. Taking the statement back takes the face away.

    Attributes:
        made: the face, once executed.

    Raises:
        BadBoxError, BadNameError: the box or the name cannot be one.
        PhotoNotFoundError: the photo is not there, or not ready.
        EventClosedError: faces are kept no longer.
        FaceThereError: a face is known there already.
        TwiceInPhotoError: another face of the photo was said to be the person.
        PersonNotFoundError, PersonMergedError, PersonDeletedError: there is no such person to be it.
    """

    name: ClassVar[str] = "face.drawn"
    made: Face

    def __init__(
        self, actor: Any, photo: Photo, box: Box, *, person: UUID | None = None, name: str = ""
    ) -> None:
        super().__init__(actor, photo.library_id)
        self.photo: UUID = photo.pk
        self.box = box.inside()
        self.person = person
        self.called = clean_name(name)

    def say(self) -> Statement:
        photo = self._held()
        person = self.living(self.person) if self.person else Person.objects.create(library_id=self.library)
        box = self.box
        self.made = Face.objects.create(
            photo=photo,
            library_id=self.library,
            found_by=DRAWN,
            left=box.left,
            top=box.top,
            width=box.width,
            height=box.height,
            landmarks=b"",
            score=1.0,
            quality=0.0,
        )
        row = Assignment.objects.create(
            face=self.made,
            library_id=self.library,
            photo=photo,
            sort_at=photo.sort_at,
            seeds=False,
            pending=False,
        )
        statement = self.write(Kind.BOX, [row], person=person, photo=photo)
        if self.called and not self.person:
            self.write(Kind.NAME, person=person, text=self.called)
        faces_came(self.library, [self.made])
        return statement

    def _held(self) -> Photo:
        rows = Photo.objects.select_for_update(no_key=True).filter(pk=self.photo, library=self.library)
        photo: Photo | None = rows.filter(binned_at=None, state=PhotoState.READY).first()
        if photo is None:
            raise PhotoNotFoundError("There is no such photo for you.")
        if not libraries_to_encode().filter(pk=self.library).exists():
            raise EventClosedError("The event is over: faces in its photos are kept no longer.")
        there = [(face.left, face.top, face.width, face.height) for face in faces_shown(photo)]
        box = self.box
        if pair_up([(box.left, box.top, box.width, box.height)], there, SAME_FACE):
            raise FaceThereError
        return photo
