"""From words in the search box to what they may mean: people, labels, places, cameras, words of the photo itself."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from albumen.find.models import Kind, Term
from albumen.find.streams import Clause, of_terms_and_people
from albumen.find.words import fold, searchable, without_extension, words
from albumen.people.models import Person
from albumen.photos.models import Library
from albumen.places.countries import country_names

MOST_WORDS = 8
"""Words of the box that are heeded."""

MOST_MEANINGS = 20_000
"""Terms that are named; a word that begins more of them is asked of each photo."""

MOST_PEOPLE = 3_000
"""People who are named one by one."""

_LAST = "\U0010ffff"
_SPOKEN = [kind for kind in Kind.values if kind != Kind.WORD]


def clauses_of(library: Library, text: str) -> list[Clause]:
    """One for each word: photos for which it means something."""
    wanted = [word for token in text.split() for word in words(without_extension(token)) or [fold(token)]]
    return [_clause(library, word) for word in list(dict.fromkeys(wanted))[:MOST_WORDS]]


def _clause(library: Library, word: str) -> Clause:
    own = Term.objects.filter(begins(word), library=library, kind=Kind.WORD).order_by()
    spoken = Term.objects.filter(word_begins(word), library=library, kind__in=_SPOKEN).order_by()
    lands = Term.objects.filter(library=library, kind=Kind.COUNTRY, key__in=countries_called(word)).order_by()
    # A union, as PostgreSQL reads all terms for one condition with all of them.
    meant = [rows.values_list("pk") for rows in (spoken, lands)]
    found = {pk for (pk,) in own.values_list("pk").union(*meant)[: MOST_MEANINGS + 1]}
    people = people_called(library, word)
    terms = (own | spoken | lands).values("pk") if len(found) > MOST_MEANINGS else list(found)
    return of_terms_and_people(library.pk, terms, people)


def countries_called(word: str) -> list[str]:
    """Keys of the countries in whose English or German name a word begins with this, folded."""
    return [key for key, names in _countries() if f" {word}" in names]


@cache
def _countries() -> list[tuple[str, str]]:
    return [
        (fold(code), "".join(f" {searchable(name)}" for name in names))
        for code, names in country_names().items()
    ]


def word_begins(words: str) -> Q:
    """Terms of which a word begins so, or several of them one after the other."""
    return begins(words) | Q(text__contains=f" {words}")


def begins(word: str) -> Q:
    """Terms whose text begins with a word, in the way that each database finds in its index."""
    if connection.vendor == "postgresql":
        return Q(text__startswith=word)
    return Q(text__gte=word, text__lt=word + _LAST)


def people_called(library: Library, part: str, *, anywhere: bool = False) -> Any:
    """People of whose name this is the beginning of a word, or just any part; also by a name that went into theirs.

    A list of ids, or a queryset of them where they are many.
    """
    rows = Person.objects.filter(library=library, sort_name__gt="", deleted=False)
    rows = rows.filter(sort_name__contains=part)
    found: dict[UUID, None] = {}
    for pk, merged_into, name in rows.values_list("pk", "merged_into", "sort_name"):
        if anywhere or any(word.startswith(part) for word in words(name)):
            found[merged_into or pk] = None
    if len(found) > MOST_PEOPLE:
        # So many that which letter begins a word is not looked at any more.
        return rows.annotate(who=Coalesce("merged_into_id", "pk")).values("who")
    return list(found)
