"""What the search box offers while somebody types: people, labels, places, cameras and months of a library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from albumen.find.models import THERE, Kind, Posting, Term
from albumen.find.wording import word_begins
from albumen.find.words import fold, words
from albumen.people.models import Person
from albumen.people.queries import people_of
from albumen.photos.models import Library

MOST_OF_EACH = 6
"""People, labels, places, cameras or months that are offered."""

PLACES = (Kind.COUNTRY, Kind.REGION, Kind.CITY)

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be meant, at most :data:`MOST_OF_EACH` of a kind.

    Attributes:
        people: those in most photos first, with their covers loaded.
        labels, places, cameras: in the order of their keys, of places countries first.
        months: the latest first.
    """

    people: list[Person]
    labels: list[Term]
    places: list[Term]
    cameras: list[Term]
    months: list[Term]


def suggestions_for(
    library: Library, text: str, *, months: Sequence[int] = (), countries: Sequence[str] = ()
) -> Suggestions:
    """What may be meant by what was typed so far; without any text what there is most of, and last.

    Args:
        library: one that the asker owns.
        text: each kind is offered where a word of its name begins so, people where it is anywhere in their name.
        months: 1 to 12; those that are meant, as only the asker knows in which language.
        countries: two letters each, in the same way.
    """
    wanted = " ".join(words(text)) or fold(text)
    people = people_of(library, named=True if wanted else None, search=fold(text)).filter(photo_count__gt=0)
    return Suggestions(
        people=list(people.order_by("-photo_count", "id")[:MOST_OF_EACH]),
        labels=_first(_called(library, [Kind.LABEL], wanted)),
        places=_first(_places(library, wanted, countries)),
        cameras=_first(_called(library, [Kind.CAMERA], wanted)) if wanted else [],
        months=_months(library, text, months),
    )


def _called(library: Library, kinds: Sequence[Any], wanted: str) -> QuerySet[Term]:
    rows = _there(library).filter(kind__in=kinds)
    return rows.filter(word_begins(wanted)) if wanted else rows


def _places(library: Library, wanted: str, countries: Sequence[str]) -> QuerySet[Term]:
    rows = _there(library).filter(kind__in=PLACES)
    meant = Q(kind=Kind.COUNTRY, key__in=[fold(code) for code in countries])
    return rows.filter(word_begins(wanted) | meant) if wanted else rows


def _months(library: Library, text: str, months: Sequence[int]) -> list[Term]:
    rows, year = _there(library).filter(kind=Kind.MONTH), _YEAR.search(text)
    if text.strip() and not months and not year:
        return []
    if year:
        rows = rows.filter(key__startswith=year[0])
    if months:
        ends = Q()
        for month in months:
            ends |= Q(key__endswith=f"-{month:02}")
        rows = rows.filter(ends)
    return list(rows.order_by("-key")[:MOST_OF_EACH])


def _there(library: Library) -> QuerySet[Term]:
    """Terms that a photo has which is not in the bin."""
    return Term.objects.filter(
        Exists(Posting.objects.filter(term=OuterRef("pk"), binned__in=THERE)), library=library
    )


def _first(rows: QuerySet[Term]) -> list[Term]:
    return list(rows.order_by("kind", "key")[:MOST_OF_EACH])
