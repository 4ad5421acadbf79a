"""Events and registrations as somebody may see them. What a viewer may not see, no function here returns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from albumen.accounts.models import User
from albumen.config.worded import Worded
from albumen.events.codes import normal_form
from albumen.events.errors import (
    EventExpiredError,
    EventNotFoundError,
    NotTheHostError,
    RegistrationNotFoundError,
    UnknownCodeError,
)
from albumen.events.models import Event
from albumen.events.states import available, expired
from albumen.guests.models import Registration, Selfie, SelfieState
from albumen.photos.bin import restorable_since


def events_of(user: User, *, search: str = "") -> QuerySet[Event]:
    """The events a photographer manages, without those in the bin; none for a guest.

    Args:
        user: who asks.
        search: part of a name, a venue, a location or a code; bounded by one photographer's events, so no index of
            text is needed.
    """
    if not manages(user):
        return Event.objects.none()
    rows = Event.objects.filter(owner=user, binned_at=None)
    if search:
        found = Q(name__icontains=search) | Q(venue__icontains=search) | Q(location__icontains=search)
        if code := normal_form(search):
            found |= Q(code__contains=code)
        rows = rows.filter(found)
    return rows


def deleted_events_of(user: User) -> QuerySet[Event]:
    """The events in a photographer's bin that can still be brought back."""
    return Event.objects.filter(owner=user, binned_at__gt=restorable_since())


def manages(user: Any) -> bool:
    """Whether somebody may manage events at all."""
    return bool(user is not None and user.is_authenticated and user.is_active and user.is_photographer)


def listed_events() -> QuerySet[Event]:
    """Events that anyone may see in the public list."""
    return Event.objects.filter(available(timezone.now()), listed=True)


def managed_event(user: User, identifier: UUID, *, binned: bool = False) -> Event:
    """An event of this photographer.

    Args:
        user: who asks.
        identifier: of the event.
        binned: look among the deleted ones instead.

    Raises:
        EventNotFoundError: it is not there, or not for this person to know about.
        NotTheHostError: the person sees it, as a guest or in the public list, but does not manage it.
    """
    event = _with_library().filter(pk=identifier, binned_at__isnull=not binned).first()
    if event is None:
        raise EventNotFoundError
    if event.owner_id == user.pk and manages(user):
        return event
    if not binned and _may_see(user, event):
        raise NotTheHostError("Only the photographer of the event may do this.")
    raise EventNotFoundError


def event_visible_to(user: Any, identifier: UUID) -> Event:
    """An event whose public face this person, who may be anonymous, may see: host, active guest, or a listed event.

    Raises:
        EventNotFoundError: it is not there, or not for this person to know about.
    """
    event = _with_library().filter(pk=identifier, binned_at=None).first()
    if event is None or not _may_see(user, event):
        raise EventNotFoundError
    return event


def _may_see(user: Any, event: Event) -> bool:
    if event.listed and not expired(event, timezone.now()):
        return True
    if user is None or not user.is_authenticated:
        return False
    return event.owner_id == user.pk or registrations_of(user).filter(event=event).exists()


def _with_library() -> QuerySet[Event]:
    return Event.objects.select_related("library", "owner__photographer", "cover")


def active_registrations() -> QuerySet[Registration]:
    """Registrations that count: neither left nor removed, of events that guests have access to."""
    return Registration.objects.filter(available(timezone.now(), "event__"), removed_at=None)


def registrations_of(user: User) -> QuerySet[Registration]:
    """Where somebody is registered, expired events too; neither left nor removed, nor of events in the bin."""
    return Registration.objects.filter(user=user, removed_at=None, event__binned_at=None)


def active_registration(user: User, event_id: UUID) -> Registration:
    """This guest's registration at an event that they have access to.

    Raises:
        RegistrationNotFoundError: not registered, or no longer.
        EventExpiredError: the event's photos can be seen no longer.
    """
    return _usable(_REGISTERED_AT.first(user=user.pk, event=event_id))


def registration_for(user: User, identifier: UUID, *, even_expired: bool = False) -> Registration:
    """This guest's own registration by its id.

    Args:
        user: the guest.
        identifier: of the registration.
        even_expired: also of an event whose photos can be seen no longer (to show or to erase it).

    Raises:
        RegistrationNotFoundError: it is not there, ended, or somebody else's.
        EventExpiredError: the event's photos can be seen no longer.
    """
    return _usable(_REGISTERED.first(user=user.pk, registration=identifier), even_expired=even_expired)


def _usable(found: Registration | None, *, even_expired: bool = False) -> Registration:
    if found is None:
        raise RegistrationNotFoundError
    if not even_expired and expired(found.event, timezone.now()):
        raise EventExpiredError
    return found


def managed_registration(user: User, identifier: UUID) -> Registration:
    """A registration at one of this photographer's events.

    Raises:
        RegistrationNotFoundError: it is not there, ended, or at somebody else's event.
    """
    found: Registration | None = (
        Registration.objects.filter(pk=identifier, removed_at=None, event__in=events_of(user))
        .select_related("event__library", "user")
        .first()
    )
    if found is None:
        raise RegistrationNotFoundError
    return found


def event_with_code(typed: str) -> Event:
    """The event that a code leads to, whatever its state; deleted ones lead nowhere.

    Raises:
        UnknownCodeError: no event has this code.
    """
    code = normal_form(typed)
    if len(code) > 12 or not code.isascii() or not code.isalnum():
        raise UnknownCodeError
    event: Event | None = _with_library().filter(code=code, binned_at=None).first()
    if event is None:
        raise UnknownCodeError
    return event


def guests_of(event: Event, *, search: str = "", state: str = "") -> QuerySet[Registration]:
    """The guests of an event, for its host.

    Args:
        event: one that the asker manages.
        search: part of a name or an e-mail address; bounded by the event, so no index of text is needed.
        state: ``joined`` (without consent), ``consented``, ``selfie`` (a selfie in use); empty for all.
    """
    rows = Registration.objects.filter(event=event, removed_at=None).select_related("user")
    if search:
        rows = rows.filter(Q(user__email__icontains=search) | Q(user__display_name__icontains=search))
    if state == "joined":
        rows = rows.filter(consent_version="")
    elif state:
        rows = rows.exclude(consent_version="")
    if state == "selfie":
        rows = rows.filter(
            Exists(Selfie.objects.filter(registration=OuterRef("pk"), state=SelfieState.READY))
        )
    return rows


def _registered(user: UUID) -> QuerySet[Registration]:
    return registrations_of(User(pk=user)).select_related("event__library", "user").order_by("pk")


# Every page of a guest's photos begins with one of these.
_REGISTERED = Worded(
    lambda user, registration: _registered(user).filter(pk=registration), user=UUID, registration=UUID
)
_REGISTERED_AT = Worded(lambda user, event: _registered(user).filter(event=event), user=UUID, event=UUID)
