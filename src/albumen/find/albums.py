"""Albums that make themselves: of the photos of a day, a month, a place. Those of people are in ``people.queries``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from albumen.find.models import THERE, Kind, Posting, Term
from albumen.find.queries import first_photo, number_of_photos
from albumen.photos.models import Library, Photo

DATES = {"month": Kind.MONTH, "day": Kind.DAY}
PLACES = {"country": Kind.COUNTRY, "region": Kind.REGION, "city": Kind.CITY}


def albums_of(library: Library, kind: Any, *, within: str = "") -> QuerySet[Term]:
    """Terms of a kind that a photo has, with how many have it as ``photos`` and the first of them as ``cover``.

    To be listed by ``key``.

    Args:
        library: one that the asker owns.
        kind: a ``Kind``.
        within: only those whose key begins so: days of a month, cities of a region.
    """
    mine = Posting.objects.filter(term=OuterRef("pk"), binned__in=THERE)
    rows = Term.objects.filter(Exists(mine), library=library, kind=kind)
    if within:
        rows = rows.filter(key__startswith=within)
    return rows.annotate(photos=number_of_photos(), cover=first_photo())


def covers_of(albums: Iterable[Any]) -> dict[UUID, Photo]:
    """The photos that stand for these albums or labels, by id."""
    wanted = [album.cover for album in albums if album.cover is not None]
    return {photo.pk: photo for photo in Photo.objects.filter(pk__in=wanted)}
