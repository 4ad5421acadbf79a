"""How often somebody showed a selfie, and whether it is still the same person's. Counts and verdicts, no biometrics.

Whoever shows other people's portraits one after the other would see all their photos. So selfies are counted when they
are shown, not while they are kept, and who replaces all of theirs is looked at by the host.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from albumen.accounts.models import User
from albumen.guests.errors import TooManySelfiesTodayError
from albumen.guests.models import (
    ReferenceFace,
    Registration,
    Selfie,
    SelfieState,
    ShownSelfie,
    ShownVerdict,
)
from albumen.guests.selfie_errors import AnotherPersonError
from albumen.jobs import clock

DAY = timedelta(days=1)
REFUSED_TOO = 2
"""How many times as many selfies may be shown in a day when those that cannot be used are counted too."""


def require_allowance(user: Any) -> None:
    """Whether this account may show a selfie now, at any event.

    In any 24 hours an account shows ALBUMEN_SELFIES_PER_DAY selfies that can be used, wait, or show another person, and
    twice as many in all: who fails to take a sharp picture may try a little longer.

    Raises:
        TooManySelfiesTodayError: not now; it says when.
    """
    now = clock.now()
    recent = list(
        ShownSelfie.objects.filter(user=user, at__gt=now - DAY).order_by("at").values_list("at", "verdict")
    )
    most = settings.ALBUMEN_SELFIES_PER_DAY
    counted = [at for at, verdict in recent if verdict != ShownVerdict.REFUSED]
    for shown, limit in ((counted, most), ([at for at, _ in recent], REFUSED_TOO * most)):
        if len(shown) >= limit:
            raise TooManySelfiesTodayError(len(shown), (shown[-limit] + DAY - now).total_seconds())


def note_shown(guest: Registration, selfie: UUID) -> None:
    """Write down that a selfie is shown. Call it in the transaction that makes the selfie.

    Raises:
        TooManySelfiesTodayError: the account showed as many as it may; asked again with the account held, so that
            several at once are no way around it.
    """
    # After the registration, as whoever deletes an account locks them; others may refer to the account meanwhile.
    list(User.objects.select_for_update(no_key=True).filter(pk=guest.user_id).values_list("pk"))
    require_allowance(guest.user_id)
    ShownSelfie.objects.create(selfie=selfie, user_id=guest.user_id, event_id=guest.event_id, at=clock.now())


def note_used(guest: Registration, selfie: UUID) -> None:
    """Write down that a selfie is in use, and have the host look at everything where it replaced all before it.

    Call it before the selfie's references are written, with the registration held. What it replaced is destroyed, so
    nobody can say any more whether it showed the same person; a selfie that expired counts as replaced too.
    """
    earlier = ShownSelfie.objects.filter(
        event=guest.event_id, user=guest.user_id, verdict=ShownVerdict.USED
    ).exclude(pk=selfie)
    if not ReferenceFace.objects.filter(registration=guest).exists() and earlier.exists():
        Registration.objects.filter(pk=guest.pk).update(review_all=True)
    ShownSelfie.objects.filter(pk=selfie).update(verdict=ShownVerdict.USED)


def note_refused(selfie: Selfie, code: str) -> None:
    """Write down that a selfie cannot be used, if it was not decided before."""
    if Selfie.objects.filter(pk=selfie.pk).exclude(state=SelfieState.REFUSED).exists():
        return
    other = code == AnotherPersonError.code
    ShownSelfie.objects.filter(pk=selfie.pk, verdict="").update(
        verdict=ShownVerdict.ANOTHER_PERSON if other else ShownVerdict.REFUSED
    )


def with_shown(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Add ``shown_count`` and ``another_person_count`` to each registration, as its host may know them."""
    rows = ShownSelfie.objects.filter(event=OuterRef("event"), user=OuterRef("user"))
    return registrations.annotate(
        shown_count=_count(rows),
        another_person_count=_count(rows.filter(verdict=ShownVerdict.ANOTHER_PERSON)),
    )


def _count(rows: QuerySet[ShownSelfie]) -> Coalesce:
    counted = rows.order_by().values("event", "user").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
