"""What administrators do to other people's events: the hosts' own actions, under the administrator's name."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.events.actions.delete import DeleteEvent
from albumen.events.actions.restore import RestoreEvent
from albumen.events.models import Event


def administers(actor: Any) -> bool:
    """Whether somebody may change events of others, in the admin only."""
    return bool(actor.is_active and actor.is_staff and actor.has_perm("events.change_event"))


class DeleteAsAdministrator(DeleteEvent):
    """Delete somebody's event; the audit names the administrator."""

    def permitted(self, actor: Any) -> bool:
        return administers(actor)


class RestoreAsAdministrator(RestoreEvent):
    """Restore somebody's event; its own host's limits count."""

    def __init__(self, actor: User, event: Event) -> None:
        super().__init__(actor, event)
        self.host = event.owner

    def permitted(self, actor: Any) -> bool:
        return administers(actor)
