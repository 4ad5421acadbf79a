"""How many matches a guest has that are released or wait: kept at the registration, counted anew with every change.

Nothing is added up or taken off, so a number that was wrong is right after the next change. Rows that go with their
whole event or account are not counted down: the registrations go too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from albumen.guests.models import Match, MatchState, Registration


def count_matches(registrations: Iterable[UUID]) -> None:
    """Write the numbers of these guests down; they are held, and the transaction has changed their matches."""
    Registration.objects.filter(pk__in=list(registrations)).update(**match_counts())


def match_counts() -> dict[str, Any]:
    """What to update of registrations that are held, for their numbers to be those of their matches now."""
    return {
        "released_count": _count(MatchState.RELEASED),
        "waiting_count": _count(MatchState.WAITING),
    }


def _count(state: Any) -> Coalesce:
    mine = Match.objects.filter(registration=OuterRef("pk"), state=state).order_by()
    number = mine.values("registration").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
