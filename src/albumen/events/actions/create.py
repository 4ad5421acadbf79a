"""Making an event."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.events.codes import new_code
from albumen.events.errors import TooManyEventsError
from albumen.events.models import Event
from albumen.events.packs import packs_for_new_events
from albumen.events.queries import events_of, manages
from albumen.events.validation import fill
from albumen.photos.models import Library, LibraryKind


class CreateEvent(Action[Event]):
    """A photographer makes an event, with its library and a code for guests.

    Args:
        actor: the photographer, who becomes its host.
        fields: some of ``validation.EDITABLE``; name, starts_at, ends_at and timezone are needed.

    Raises:
        NotPermittedError: the actor is no photographer.
        BadEventError: the fields do not fit together.
        TooManyEventsError: the photographer keeps ALBUMEN_USER_MAX_EVENTS already.
    """

    name = "event.create"

    def __init__(self, actor: User, fields: dict[str, Any]) -> None:
        super().__init__(actor)
        self.owner = actor
        self.fields = fields
        self.packs = packs_for_new_events()  # looks at files: not in the transaction

    def permitted(self, actor: Any) -> bool:
        return manages(actor)

    def refusal(self) -> str:
        return "Only photographers make events."

    def perform(self) -> Event:
        require_room(self.owner)
        library = Library(owner=self.owner, kind=LibraryKind.EVENT, packs=self.packs)
        event = Event(owner=self.owner, library=library, code=new_code())
        fill(event, self.fields, timezone.now())
        library.save(force_insert=True)
        event.save(force_insert=True)
        return event

    def target(self, result: Event) -> tuple[str, object]:
        return ("event", result.pk)

    def details(self, result: Event) -> dict[str, Any]:
        return {"name": result.name, "packs": self.packs}


def require_room(owner: User) -> None:
    """Make sure the photographer may keep one event more; others who ask wait for the end of the transaction.

    Raises:
        TooManyEventsError: they keep as many as they may.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk=owner.pk).values_list("pk"))
    if events_of(owner).count() >= settings.ALBUMEN_USER_MAX_EVENTS:
        most = settings.ALBUMEN_USER_MAX_EVENTS
        raise TooManyEventsError(f"You keep {most} events, as many as you may.", values={"most": most})
