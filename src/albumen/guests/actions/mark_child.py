"""Saying that the face a registration is about is a child's: children resemble each other more than adults do."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.queries import manages
from albumen.guests.actions.leave import locked_registration
from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.guests.models import Registration
from albumen.jobs.enqueue import enqueue


class MarkChild(Action[Registration]):
    """The guest says that they registered for a child, or takes that back; the host's own mark stays.

    The guest's matches are judged again: what they have not seen yet and is no longer certain enough waits.

    Raises:
        RegistrationNotFoundError: it ended meanwhile.
    """

    name: ClassVar[str] = "registration.child"
    field: ClassVar[str] = "child"

    def __init__(self, actor: User, registration: Registration, child: bool) -> None:
        super().__init__(actor)
        self.registration = registration
        self.child = child
        self.changed = False

    def permitted(self, actor: Any) -> bool:
        return bool(self.registration.user_id == actor.pk)

    def perform(self) -> Registration:
        found = locked_registration(self.registration)
        self.changed = getattr(found, self.field) != self.child
        if self.changed:
            setattr(found, self.field, self.child)
            found.judged_for = ""
            found.save(update_fields=[self.field, "judged_for"])
            library = found.event.library_id
            enqueue(MATCH_LIBRARY, library, {"library": str(library)}, scope=library, after=GATHER)
        return found

    def target(self, result: Registration) -> tuple[str, object] | None:
        return ("registration", result.pk) if self.changed else None

    def details(self, result: Registration) -> dict[str, Any]:
        return {"event": str(result.event_id), "child": self.child}


class MarkGuestAsChild(MarkChild):
    """The host says that a guest is a child, or takes that back; the guest's own word stays."""

    name: ClassVar[str] = "registration.child_by_host"
    field: ClassVar[str] = "child_by_host"

    def permitted(self, actor: Any) -> bool:
        return manages(actor) and bool(self.registration.event.owner_id == actor.pk)
