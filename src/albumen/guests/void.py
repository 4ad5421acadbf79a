"""Matches whose face was said to be none: they are void for as long as it is, and come back as they were.

Guests are affected by no other word about people. Nobody is asked to say anything again: what somebody decided stays
written at a void match, and holds again with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from albumen.guests.appraisal import reconsider
from albumen.guests.counting import count_matches
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.locking import hold_guests_of, hold_matches
from albumen.guests.models import Match, MatchState, Registration, Verdict
from albumen.jobs.enqueue import enqueue
from albumen.people.none import is_none
from albumen.photos.locking import hold_photos
from albumen.photos.models import Face, Photo
from albumen.photos.showing import show_again

SHOWN = (MatchState.RELEASED, MatchState.WAITING)


def hold_guests_of_library(library: UUID) -> None:
    """Hold every guest of a library's event, before its people are held: nobody is matched to a face meanwhile."""
    guests = (
        Registration.objects.filter(event__library=library).select_for_update(of=("self",)).order_by("pk")
    )
    list(guests.values_list("pk"))


def follow_faces(library: UUID, faces: Iterable[int]) -> None:
    """Bring the matches of these faces in line with which of them are none, and have their photos shown anew.

    Call it when what was said is written, with all guests of the library held.
    """
    wanted = list(faces)
    settle_void(Match.objects.filter(face__in=wanted))
    show_faces_again(library, wanted)


def show_faces_again(library: UUID, faces: Iterable[int]) -> None:
    """Have the photos of these faces shown to all guests anew, which brings their matches in line."""
    photos = hold_photos(Face.objects.filter(pk__in=list(faces)).values_list("photo_id", flat=True))
    show_again(Photo.objects.filter(pk__in=photos))
    enqueue(MATCH_LIBRARY, library, {"library": str(library)}, scope=library)


def settle_void(matches: QuerySet[Match]) -> None:
    """Make void which of these matches have a face that is none, and others not; their guests are held.

    Matches that such a face spoke for are judged again.
    """
    none = is_none("face")
    void = matches.filter(none, state__in=SHOWN)
    back = matches.filter(~none, state=MatchState.VOID, face__isnull=False)
    changed = matches.filter(pk__in=[*void.values_list("pk", flat=True), *back.values_list("pk", flat=True)])
    guests = hold_guests_of(changed)
    if not guests:
        return
    hold_matches(changed.only("pk"))
    lost = set(void.values_list("registration_id", flat=True))
    void.update(state=MatchState.VOID)
    was_released = Q(verdict=Verdict.ACCEPTED) | Q(released_at__isnull=False)
    back.update(
        state=Case(When(was_released, then=Value(MatchState.RELEASED)), default=Value(MatchState.WAITING))
    )
    count_matches(guests)
    reconsider(lost)
