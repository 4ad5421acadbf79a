"""Whether somebody may still be told what was answered them before.

An answer that is repeated is as old as a day. Meanwhile an account may have been closed, a guest taken off a list, an
event deleted. So what an address names is looked up again for who asks, in the way its operations do, and the answer
is repeated only where they may see it now. Answers to lists of ids in a body (decisions, edits) tell little more than
the list, and are repeated to the account that sent it.
"""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.errors import NotPermittedError


class AccountClosedError(NotPermittedError):
    """The account that asked the first time was closed."""

    code = "account_closed"

    def __init__(self) -> None:
        super().__init__("The account is closed.")


def check_still_visible(user: Any, operation: str, values: dict[str, Any], answer: bytes) -> None:
    """Look up what the first request was about.

    Args:
        user: who asks.
        operation: id of the operation.
        values: what address and query named, by the operation's parameters.
        answer: body of the first answer.

    Raises:
        AccountClosedError: the account is not active.
        AlbumenError: what the lookup says: not found, expired, not the host's.
    """
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise AccountClosedError
    for name, look_up in _lookups(user).items():
        if name in values:
            look_up(values[name])
    if operation == "create_event":
        import json

        _lookups(user)["event_id"](json.loads(answer)["id"])


def _lookups(user: Any) -> dict[str, Any]:
    from albumen.events.queries import (
        active_registration,
        event_visible_to,
        event_with_code,
        registration_for,
    )
    from albumen.guests.queries import match_of_either
    from albumen.people.queries import own_library, own_person, own_proposal, own_statement
    from albumen.photos.queries import photo_for
    from albumen.photos.upload_targets import own_event

    return {
        "event": lambda given: own_event(user, given),
        "event_id": lambda given: event_visible_to(user, given),
        "registration_id": lambda given: registration_for(user, given),
        "match_id": lambda given: match_of_either(user, given),
        "photo_id": lambda given: photo_for(user, given),
        "library_id": lambda given: own_library(user, given),
        "person_id": lambda given: own_person(user, given),
        "statement_id": lambda given: own_statement(user, given),
        "proposal_id": lambda given: own_proposal(user, given),
        "code": lambda given: active_registration(user, event_with_code(given).pk),
    }
