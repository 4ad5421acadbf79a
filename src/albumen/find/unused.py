"""Terms that are true of no photo any more: the words of titles that were changed, of photos that were destroyed.

A term that is found unused is marked, and deleted by a later run. Whoever gives a marked term to a photo takes the
mark off first (``describing.terms_of``), under the same lock, so that nobody deletes it under their hands; and whoever
read it before it was marked has long committed when it is deleted.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from albumen.find.models import Kind, Posting, Term
from albumen.jobs import clock

AT_ONCE = 2_000

UNUSED_FOR = timedelta(hours=12)
"""How long a term is marked before it is deleted: longer than any transaction, shorter than from night to night."""


def clear_some(after: int) -> tuple[int, int | None]:
    """Mark and delete unused terms among some that follow a key; labels are never touched.

    Returns:
        How many were deleted, and the key to go on after; None at the end.
    """
    keys = list(Term.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0, None
    unused = _unused().filter(pk__gt=after, pk__lte=keys[-1])
    now = clock.now()
    with transaction.atomic():
        due = unused.filter(unused_since__lte=now - UNUSED_FOR)
        held = list(
            due.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values_list("pk", flat=True)
        )
        # Asked again now that they are held: a posting may have come before that.
        gone, _ = _unused().filter(pk__in=held).delete()
    unused.filter(unused_since=None).update(unused_since=now)
    return gone, keys[-1]


def _unused() -> QuerySet[Term]:
    true_of = Posting.objects.filter(term=OuterRef("pk"))
    return Term.objects.exclude(kind=Kind.LABEL).filter(~Exists(true_of))
