"""The bin: until when what was deleted can be brought back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from albumen.jobs import clock


def restorable_until(binned_at: datetime) -> datetime:
    """When what was deleted at this moment may be destroyed."""
    return binned_at + timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)


def restorable_since() -> datetime:
    """What was deleted after this moment can still be brought back."""
    return clock.now() - timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)
