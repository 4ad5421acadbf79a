"""Where somebody may upload to, and what is there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from albumen.errors import Fault, InvalidInputError, NotFoundError, NotPermittedError
from albumen.events.models import Event
from albumen.jobs import clock
from albumen.photos.models import Library, LibraryKind, Photo, Upload
from albumen.photos.upload_errors import EventExpiredError

if TYPE_CHECKING:
    from albumen.accounts.models import User


PERSONAL = "personal"
"""Names one's own library without any event, whatever its id."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an upload goes, and the zone in which times without one are read."""

    library: Library
    zone: str


def target_of(user: User, metadata: dict[str, str]) -> Target:
    """Where an upload belongs: the event it names, or the library without any event.

    Raises:
        InvalidInputError, NotPermittedError, NotFoundError, EventExpiredError: it belongs nowhere.
    """
    named = metadata.get("library", "").strip()
    if named:
        return Target(own_personal(user, named), "UTC")
    event = own_event(user, metadata.get("event", ""))
    refuse_if_over(event)
    return Target(event.library, event.timezone)


def own_personal(user: User, named: str) -> Library:
    """This person's own library without any event, by its id or as ``personal``.

    Raises:
        NotFoundError: this person has no such library.
    """
    mine = Library.objects.filter(owner=user, kind=LibraryKind.PERSONAL).order_by("pk")
    try:
        found = mine.first() if named == PERSONAL else mine.filter(pk=UUID(named)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(
            "You have no such library.", advice="Open your own library, or name an event instead."
        )
    return found


def own_event(user: User, named: str) -> Event:
    """The event of this photographer with this id or code.

    Raises:
        InvalidInputError: no event was named.
        NotPermittedError: guests upload to no event, whether it is there or not.
        NotFoundError: this person has no such event.
    """
    if not user.is_photographer:
        raise NotPermittedError(
            "Guests cannot upload photos to an event.", advice="Log in as the photographer whose event it is."
        )
    named = named.strip()
    if not named:
        raise InvalidInputError(
            "The upload names no event.", fields={"event": Fault("required", "The event's id or its code.")}
        )
    events = Event.objects.select_related("library").filter(owner=user, binned_at=None)
    try:
        found = events.filter(pk=UUID(named)).first()
    except ValueError:
        found = events.filter(code=named.upper()[:12]).first()
    if found is None:
        raise NotFoundError("You have no such event.", advice="Check the event's code.")
    return found


def refuse_if_over(event: Event, moment: datetime | None = None) -> None:
    """Raise EventExpiredError when nobody could see a new photo any more."""
    if event.closed_at is not None or event.available_until <= (moment or clock.now()):
        raise EventExpiredError("The time of this event's photos is over.")


def own_upload(user: User, identifier: UUID) -> Upload:
    """An upload of this person's.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    found = Upload.objects.select_related("library", "user").filter(pk=identifier, user=user).first()
    if found is None:
        raise NotFoundError(
            "There is no such upload.", advice="It may have ended; start the upload anew if it had not."
        )
    return found


def photo_with(library: Library, sha256: str) -> Photo | None:
    """The photo of a library that has exactly these bytes; binned ones do not count."""
    return Photo.objects.filter(library=library, sha256=sha256, binned_at=None).first()


def known_among(library: Library, digests: Iterable[str]) -> dict[str, UUID]:
    """Which of these SHA-256 digests are photos of the library, with their ids."""
    rows = Photo.objects.filter(library=library, sha256__in=set(digests), binned_at=None)
    return dict(rows.values_list("sha256", "id"))
