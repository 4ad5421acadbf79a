"""Saying something about people: one statement more in the log, and what follows from it at once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from albumen.audit.action import Action
from albumen.events.models import Event
from albumen.guests.void import follow_faces, hold_guests_of_library, show_faces_again
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.train_classifier import train_after
from albumen.people.comparison_due import compare_soon
from albumen.people.duplicate_states import settle_duplicates
from albumen.people.effects import settle
from albumen.people.errors import (
    FaceNotFoundError,
    PersonDeletedError,
    PersonMergedError,
    PersonNotFoundError,
    TwiceInPhotoError,
)
from albumen.people.holding import hold
from albumen.people.kinds import ASSIGN
from albumen.people.ledger import Ledger, read_ledger, write_people
from albumen.people.models import Assignment, Person, Sorting, Statement, StatementFace
from albumen.people.queries import libraries_of
from albumen.people.said import DeletedAndMerged, Doubled, Kind, contradiction
from albumen.people.suggested import follow
from albumen.photos.models import Photo


@dataclass(frozen=True, slots=True)
class Held:
    """What is held: whether guests are, and whether faces may be none by it, or none no longer."""

    guests: bool
    faces_go: bool


class Say(Action[Statement]):
    """The owner of a library says something about its people.

    Raises:
        TwiceInPhotoError, PersonMergedError: it contradicts what stands; nothing is written down.
    """

    moves_faces = True
    """Whether anybody may gain or lose a face by it."""

    def __init__(self, actor: Any, library: UUID) -> None:
        super().__init__(actor)
        self.library = library
        self.before: set[UUID] = set()
        """People whose faces change besides those the statement names."""
        self._holding: Held | None = None

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def hold(self) -> Held:
        """Hold the guests whose rows may change by it, then the people; :meth:`execute` does, unless it was done.

        Whoever says several things in one transaction has those that may touch guests hold before anything is said.
        """
        event = Event.objects.filter(library=self.library).exists()
        guests = event and self.touches_guests()
        if guests:
            hold_guests_of_library(self.library)
        hold(self.library)
        # Asked again: somebody may have said meanwhile that a face is none.
        self._holding = Held(guests, faces_go=event and self.faces_go())
        return self._holding

    def perform(self) -> Statement:
        held, self._holding = self._holding or self.hold(), None
        statement = self.say()
        ledger = read_ledger(self.library)
        refuse_contradiction(ledger)
        people = write_people(self.library, ledger.said)
        if self.moves_faces:
            named = {person for person in (statement.person_id, statement.other_id) if person}
            about = StatementFace.objects.filter(statement=statement).values_list("face_id", flat=True)
            faces = [*about, *self.faces_besides(statement)]
            settle(self.library, ledger, faces=faces, people=people | named | self.before)
            if held.faces_go:
                (follow_faces if held.guests else show_faces_again)(self.library, faces)
            follow(ledger, faces, people | self.before)
        settle_duplicates(self.library, ledger.said, self._asked_about(statement, ledger, people))
        compare_soon(self.library)
        Sorting.objects.filter(pk=self.library).update(revision=F("revision") + 1)
        if Assignment.objects.filter(library=self.library, pending=True).exists():
            enqueue(ASSIGN, self.library, scope=self.library)
        train_after(statement)
        return statement

    def _asked_about(self, statement: Statement, ledger: Ledger, moved: set[UUID]) -> set[UUID]:
        """Everybody of whom something may be asked, or not asked, from now on."""
        named = {person for person in (statement.person_id, statement.other_id) if person}
        about: set[UUID] = moved | named | self.before
        return about | {ledger.said.root(person) for person in about}  # type: ignore[misc]

    @abstractmethod
    def say(self) -> Statement:
        """Write the statement down."""

    def faces_go(self) -> bool:
        """Whether faces may be none by it, or none no longer: guests' matches follow."""
        return False

    def touches_guests(self) -> bool:
        """Whether rows of guests may be written: they are held before all else."""
        return self.faces_go()

    def faces_besides(self, statement: Statement) -> list[int]:
        """Faces whose person may change though the statement does not name them."""
        return []

    def write(self, kind: str, faces: Iterable[Assignment] = (), **about: Any) -> Statement:
        """The row of the statement, and of each face that it is about."""
        actor: Any = self.actor
        statement = Statement.objects.create(library_id=self.library, kind=kind, actor=actor, **about)
        StatementFace.objects.bulk_create(
            [
                StatementFace(statement=statement, face_id=row.face_id, before_id=row.person_id)
                for row in faces
            ],
            batch_size=500,
        )
        return statement

    def living(self, identifier: UUID) -> Person:
        """A person of the library of whom something may be said.

        Raises:
            PersonNotFoundError, PersonMergedError, PersonDeletedError: there is nobody to speak of.
        """
        person: Person | None = Person.objects.filter(pk=identifier, library=self.library).first()
        if person is None:
            raise PersonNotFoundError
        if person.merged_into_id is not None:
            raise PersonMergedError(f"{_called(person)} was merged into somebody else.")
        if person.deleted:
            raise PersonDeletedError(f"{_called(person)} was deleted.")
        return person

    def chosen(self, faces: Iterable[int]) -> list[Assignment]:
        """These faces as they are now.

        Raises:
            FaceNotFoundError: one is not there, or in another library; one that was drawn and taken back is not there.
        """
        wanted = set(faces)
        there = Assignment.objects.filter(face__in=wanted, library=self.library, photo__binned_at=None)
        undrawn = StatementFace.objects.filter(
            face=OuterRef("face"), statement__kind=Kind.BOX, statement__stands=False
        )
        found = list(there.exclude(Exists(undrawn)).order_by("face"))
        if not found or len(found) < len(wanted):
            raise FaceNotFoundError
        return found

    def target(self, result: Statement) -> tuple[str, object] | None:
        return ("library", self.library)

    def details(self, result: Statement) -> dict[str, Any]:
        named = {"person": result.person_id, "other": result.other_id, "photo": result.photo_id}
        return {"statement": result.pk} | {key: str(value) for key, value in named.items() if value}


def refuse_contradiction(ledger: Ledger) -> None:
    """Raise when what stands cannot stand together."""
    found = contradiction(ledger.said, dict(ledger.photo_of))
    if isinstance(found, Doubled):
        names = Photo.objects.filter(pk=found.photo).values_list("filename", flat=True)
        person = Person.objects.filter(pk=found.person).first()
        raise TwiceInPhotoError(
            f"{_called(person) if person else 'Somebody'} would be in the photo “{names.first()}” as two faces"
            f" (faces {found.faces[0]} and {found.faces[1]}).",
            values={
                "photo": str(found.photo),
                "name": person.name if person else "",
                "face": found.faces[0],
                "other_face": found.faces[1],
            },
        )
    if isinstance(found, DeletedAndMerged):
        raise PersonMergedError("Somebody who was deleted would also be merged into somebody else.")


def _called(person: Person) -> str:
    return f"“{person.name}”" if person.name else "This person"
