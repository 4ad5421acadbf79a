"""Which photos of which libraries change together, the faces' revision, and how many faces there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, IntegerField, Subquery, Sum
from django.db.models.functions import Coalesce

from albumen.photos.models import Library, Photo


def by_library(photos: Iterable[Photo]) -> dict[UUID, list[Photo]]:
    """Photos grouped by library, libraries in the order in which they are to be locked."""
    groups: dict[UUID, list[Photo]] = defaultdict(list)
    for photo in photos:
        groups[photo.library_id].append(photo)
    return dict(sorted(groups.items()))


def faces_changed(libraries: Iterable[UUID]) -> None:
    """Let galleries of these libraries be built anew before anything is compared with them."""
    Library.objects.filter(pk__in=list(libraries)).update(face_revision=F("face_revision") + 1)


def count_faces(library: UUID) -> None:
    """Write down anew how many faces a library has; call it in the transaction that changed many photos.

    The library is held before its photos are looked at: a photo that another transaction changes is then either seen
    as it became, or counted by that transaction when its turn comes.
    """
    list(Library.objects.select_for_update(no_key=True).filter(pk=library).values_list("pk"))
    there = Photo.objects.filter(library=library, binned_at=None).order_by()
    total = there.values("library").annotate(total=Sum("face_count")).values("total")
    Library.objects.filter(pk=library).update(
        face_count=Coalesce(Subquery(total, output_field=IntegerField()), 0)
    )
