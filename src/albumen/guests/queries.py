"""Selfies, searches and matches as somebody may see them. What a viewer may not see, no function here returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from albumen.accounts.models import User
from albumen.config.worded import Worded
from albumen.events.models import Event
from albumen.events.queries import active_registrations, events_of
from albumen.events.states import available
from albumen.guests.errors import MatchNotFoundError, SearchNotFoundError, SelfieNotFoundError
from albumen.guests.models import Match, MatchState, Registration, Search, Selfie, SelfieState
from albumen.photos.models import PhotoState

HITS_SHOWN = 200
"""Hits that come with a search; every match is in the list of matches."""

_SEEN_NOTED = timedelta(minutes=5)


def selfie_for(user: User, registration_id: UUID, selfie_id: UUID) -> Selfie:
    """A guest's own selfie.

    Raises:
        SelfieNotFoundError: it is not there, or somebody else's.
    """
    found: Selfie | None = (
        Selfie.objects.select_related("registration__event__library")
        .filter(
            pk=selfie_id,
            registration=registration_id,
            registration__user=user,
            registration__removed_at=None,
            registration__event__binned_at=None,
        )
        .first()
    )
    if found is None:
        raise SelfieNotFoundError
    return found


def search_for(user: User, search_id: UUID) -> Search:
    """A guest's own search, of an event they have access to.

    Raises:
        SearchNotFoundError: it is not there, or somebody else's.
    """
    found: Search | None = (
        Search.objects.select_related("selfie")
        .filter(pk=search_id, registration__in=active_registrations().filter(user=user).values("pk"))
        .first()
    )
    if found is None:
        raise SearchNotFoundError
    return found


@dataclass(frozen=True, slots=True)
class ShownHits:
    """What a guest may see of a search.

    Attributes:
        hits: released, at most ``HITS_SHOWN``, the surest first.
        released: how many of the hits that were kept are released.
        waiting: how many wait for the host.
    """

    hits: list[dict[str, Any]]
    released: int
    waiting: int


def shown_hits(search: Search) -> ShownHits:
    """What the guest may see of a search now. Nothing tells of photos that the host rejected or that are gone."""
    from albumen.guests.searching import HITS_KEPT

    kept = search.hits[:HITS_KEPT]
    states = {
        str(match): state
        for match, state in Match.objects.filter(
            pk__in=[hit["match"] for hit in kept],
            registration=search.registration_id,
            photo__binned_at=None,
            photo__state=PhotoState.READY,
        ).values_list("pk", "state")
    }
    released = [hit for hit in kept if states.get(hit["match"]) == MatchState.RELEASED]
    waiting = sum(state == MatchState.WAITING for state in states.values())
    return ShownHits(released[:HITS_SHOWN], len(released), waiting)


_LISTED = (
    *("registration", "probability", "level", "scores", "state", "favourite", "released_at"),
    *(
        f"photo__{name}"
        for name in ("width", "height", "taken_at", "sort_at", "thumbhash", "previews", "sha256")
    ),
    *(f"face__{name}" for name in ("left", "top", "width", "height")),
)
"""What a list shows of a match: landmarks and metadata of fifty photos take longer to read than the rest of it."""


_DECIDED = {
    "host": (MatchState.RELEASED, MatchState.REJECTED),
    "guest": (MatchState.HIDDEN,),
    "machine": (MatchState.RELEASED,),
}
"""States in which each one's decisions leave a match."""


def released_matches(registration: Registration) -> QuerySet[Match]:
    """The matches that a guest may see, with what a list shows of them; the registration must be active."""
    return _released(registration.pk)


def first_released(registration: Registration, order: tuple[str, ...], most: int) -> list[Match]:
    """The first ``most`` of :func:`released_matches` in an order: what a guest's page asks for when it is opened."""
    found: list[Match] = _first_released(order, most).objects(registration=registration.pk)
    return found


@cache
def _first_released(order: tuple[str, ...], most: int) -> Worded:
    return Worded(
        lambda registration: _released(registration).order_by(*order)[:most],
        registration=UUID,
    )


def _released(registration: UUID) -> QuerySet[Match]:
    found = Match.objects.filter(
        registration=registration,
        state=MatchState.RELEASED,
        photo__binned_at=None,
        photo__state=PhotoState.READY,
    )
    return found.select_related("photo", "face").only(*_LISTED)


def matches_to_review(event: Event, state: str) -> QuerySet[Match]:
    """The matches of an event in a state, with everything a host looks at."""
    return _reviewed(event).filter(state=state)


def decided_matches(event: Event, by: str, state: str | None = None) -> QuerySet[Match]:
    """What was decided about an event's matches, with everything a host looks at.

    Args:
        event: one that the asker manages.
        by: ``host``, whose word counts; ``guest``, who said "not me", whatever the host said before or since; or
            ``machine``, which released without a look.
        state: only those in this state now.
    """
    rows = _reviewed(event).filter(decided_at__isnull=by == "machine", state__in=_DECIDED[by])
    return rows if state is None else rows.filter(state=state)


def _reviewed(event: Event) -> QuerySet[Match]:
    crops = Selfie.objects.filter(registration=OuterRef("registration"), state=SelfieState.READY).exclude(
        crop=""
    )
    return (
        Match.objects.filter(event=event, photo__binned_at=None, registration__removed_at=None)
        .exclude(registration__consent_version="")
        .select_related("photo", "face", "registration__user")
        .annotate(has_crop=Exists(crops))
        .only(*_LISTED, "verdict", "denied_at", "decided_at", "registration__user__display_name")
    )


def own_match(user: User, match_id: UUID) -> Match:
    """A match that is released to this guest, or that they hid.

    Raises:
        MatchNotFoundError: it is not there, or not for this person to know about.
    """
    return _one(_own(user), match_id)


def managed_match(user: User, match_id: UUID) -> Match:
    """A match of one of this photographer's events.

    Raises:
        MatchNotFoundError: it is not there, or of somebody else's event.
    """
    return _one(_managed(user), match_id)


def match_of_either(user: User, match_id: UUID) -> Match:
    """A match that this person may say something about, as its guest or as its host.

    Raises:
        MatchNotFoundError: it is not there, or not for this person to know about.
    """
    return _one(_own(user) | _managed(user), match_id)


def crop_for_review(user: User, match_id: UUID) -> str:
    """Storage key of the guest's face beside a match that waits for this host.

    Raises:
        MatchNotFoundError: the match does not wait, is not there, or there is no crop.
    """
    match = _one(_managed(user) & Q(state=MatchState.WAITING), match_id)
    crop: str | None = (
        Selfie.objects.filter(registration=match.registration_id, state=SelfieState.READY)
        .exclude(crop="")
        .order_by("-created_at")
        .values_list("crop", flat=True)
        .first()
    )
    if not crop:
        raise MatchNotFoundError
    return crop


def note_seen(registration: Registration) -> None:
    """Write down that the guest looked at the photos, at most every five minutes."""
    now = timezone.now()
    if registration.seen_at is None or now - registration.seen_at > _SEEN_NOTED:
        Registration.objects.filter(pk=registration.pk).update(seen_at=now)


def _one(allowed: Q, match_id: UUID) -> Match:
    found: Match | None = (
        Match.objects.select_related("registration__user", "event__library", "photo", "face")
        .filter(allowed, pk=match_id, photo__binned_at=None, registration__removed_at=None)
        .first()
    )
    if found is None:
        raise MatchNotFoundError
    return found


def _own(user: Any) -> Q:
    return Q(
        available(timezone.now(), "event__"),
        registration__user=user.pk,
        state__in=[MatchState.RELEASED, MatchState.HIDDEN],
    )


def _managed(user: Any) -> Q:
    return Q(event__in=events_of(user).values("pk")) & ~Q(registration__consent_version="")
