"""Photos whose faces changed: they are shown to the guests again, also while they are being shown just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from albumen.photos.models import Photo


def show_again(photos: QuerySet[Photo]) -> int:
    """Have these photos wait to be shown to every guest; how many there are. Asking for the job is the caller's.

    Whoever shows them at this moment read their faces as they were before, and compares ``updated_at`` before it
    writes that they were shown: without it a face that came meanwhile would be shown to nobody.
    """
    return int(photos.update(matched_at=None, updated_at=timezone.now()))
