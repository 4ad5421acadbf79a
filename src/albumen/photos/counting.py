"""What all deletions and restorations have in common: how many photos of which libraries, and the faces' revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

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
