"""Labels, and searches that were kept, as their owner may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from albumen.find.errors import LabelNotFoundError, SavedSearchNotFoundError
from albumen.find.models import THERE, Kind, Posting, SavedSearch, Term
from albumen.find.words import fold
from albumen.people.queries import libraries_of
from albumen.photos.models import Library


def labels_of(library: Library, *, search: str = "") -> QuerySet[Term]:
    """The labels of a library, to be listed by ``key``, each with the number of its photos as ``photos`` and the first
    of them as ``cover``.

    Args:
        library: one that the asker owns.
        search: part of the name.
    """
    rows = Term.objects.filter(library=library, kind=Kind.LABEL)
    if search := fold(search):
        rows = rows.filter(key__contains=search)
    return rows.annotate(photos=number_of_photos(), cover=first_photo())


def number_of_photos() -> Coalesce:
    """How many photos a term is true of, those in the bin not counted."""
    mine = Posting.objects.filter(term=OuterRef("pk"), binned__in=THERE).order_by()
    number = mine.values("term").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def first_photo() -> Subquery:
    """The first photo that a term is true of; of those in the bin none."""
    mine = Posting.objects.filter(term=OuterRef("pk"), binned__in=THERE)
    return Subquery(mine.order_by("sort_at", "photo").values("photo")[:1], output_field=UUIDField())


def own_label(user: Any, identifier: int) -> Term:
    """A label of this user's photos, with the number of its photos.

    Raises:
        LabelNotFoundError: there is none.
    """
    rows = Term.objects.filter(pk=identifier, kind=Kind.LABEL, library__in=libraries_of(user).values("pk"))
    found: Term | None = rows.annotate(photos=number_of_photos()).first()
    if found is None:
        raise LabelNotFoundError
    return found


def labels_on(photo: UUID) -> QuerySet[Term]:
    """The labels of one photo, by name."""
    return Term.objects.filter(kind=Kind.LABEL, postings__photo=photo).order_by("key")


def labels_among(library: Library, photos: Collection[UUID]) -> QuerySet[Term]:
    """The labels that some of these photos have, by name, with how many of them as ``photos``."""
    rows = Term.objects.filter(library=library, kind=Kind.LABEL, postings__photo__in=photos)
    return rows.annotate(photos=Count("postings")).order_by("key")


def searches_of(library: Library) -> QuerySet[SavedSearch]:
    """The searches that were kept in a library, to be listed by ``key``."""
    return SavedSearch.objects.filter(library=library)


def own_search(user: Any, identifier: UUID) -> SavedSearch:
    """A search that this user kept.

    Raises:
        SavedSearchNotFoundError: there is none.
    """
    rows = SavedSearch.objects.filter(pk=identifier, library__in=libraries_of(user).values("pk"))
    found: SavedSearch | None = rows.select_related("library").first()
    if found is None:
        raise SavedSearchNotFoundError
    return found
