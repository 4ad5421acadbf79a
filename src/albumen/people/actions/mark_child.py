"""Saying that a person is a child, whom others are taken for more easily."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.events.models import Event
from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.guests.models import Registration
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.say import Say
from albumen.people.models import Person, Statement
from albumen.people.said import Kind


class MarkPersonAsChild(Say):
    """Have photos of a person released to guests only with more evidence, or as everybody's again.

    Raises:
        PersonMergedError, PersonDeletedError: say it of somebody who is there.
    """

    name: ClassVar[str] = "person.child"
    moves_faces = False

    def __init__(self, actor: Any, person: Person, child: bool = True) -> None:
        super().__init__(actor, person.library_id)
        self.person: UUID = person.pk
        self.child = child

    def touches_guests(self) -> bool:
        return True

    def perform(self) -> Statement:
        statement = super().perform()
        judge_guests_again(self.library)
        return statement

    def say(self) -> Statement:
        kind = Kind.CHILD if self.child else Kind.NOT_CHILD
        return self.write(kind, person=self.living(self.person))

    def details(self, result: Statement) -> dict[str, Any]:
        return {**super().details(result), "child": self.child}


def judge_guests_again(library: UUID) -> None:
    """Have the matches of all guests of a library's event judged again, as who is a child changed; they are held."""
    event = Event.objects.filter(library=library).values_list("pk", flat=True).first()
    if event is not None:
        Registration.objects.filter(event=event, removed_at=None).update(judged_for="")
        enqueue(MATCH_LIBRARY, library, {"library": str(library)}, scope=library, after=GATHER)
