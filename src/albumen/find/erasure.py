"""Destroying what people wrote to find photos by, and what photos are found by, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from albumen.find.models import Kind, LabelChange, Posting, SavedSearch, Term

POSTINGS_AT_ONCE = 5_000
ROWS_AT_ONCE = 500
TERMS_AT_ONCE = 2_000


def erase_wording(library: UUID) -> Iterator[tuple[str, int]]:
    """Destroy the labels and saved searches of a library: what they are called may be the name of somebody.

    What photos say themselves stays.

    Yields:
        After each short transaction what was destroyed, ``labels`` or ``saved_searches``, and how many.
    """
    LabelChange.objects.filter(library=library).delete()
    labels = Term.objects.filter(library=library, kind=Kind.LABEL)
    for label in list(labels.values_list("pk", flat=True)):
        while _off_some(label):
            yield "labels", 0
        yield "labels", _gone(labels.filter(pk=label))
    while some := list(
        SavedSearch.objects.filter(library=library).values_list("pk", flat=True)[:ROWS_AT_ONCE]
    ):
        SavedSearch.objects.filter(pk__in=some).delete()
        yield "saved_searches", len(some)


def erase_terms(library: UUID) -> Iterator[int]:
    """Destroy everything that photos of a library are found by; call it when they are gone, with their postings."""
    for _, count in erase_wording(library):
        yield count
    terms = Term.objects.filter(library=library)
    while some := list(terms.values_list("pk", flat=True)[:TERMS_AT_ONCE]):
        Term.objects.filter(pk__in=some).delete()
        yield len(some)


def _off_some(label: int) -> bool:
    """Take a label off some of its photos; whether it was on any."""
    some = list(Posting.objects.filter(term=label).values_list("pk", flat=True)[:POSTINGS_AT_ONCE])
    Posting.objects.filter(pk__in=some).delete()
    return bool(some)


def _gone(labels: object) -> int:
    """Delete the label with what was put on photos meanwhile."""
    with transaction.atomic():
        held = list(labels.select_for_update().values_list("pk", flat=True))  # type: ignore[attr-defined]
        Posting.objects.filter(term__in=held).delete()
        Term.objects.filter(pk__in=held).delete()
    return len(held)
