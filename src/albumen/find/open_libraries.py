"""Whether words may be kept in a library: not in one whose event closed, where they were destroyed with all names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from albumen.events.models import Event
from albumen.find.errors import LibraryClosedError
from albumen.people.queries import own_library
from albumen.photos.models import Library


def open_library(user: Any, identifier: UUID) -> Library:
    """A library of this person's in which labels and searches are kept.

    Raises:
        LibraryNotFoundError: there is none, or it is somebody else's.
        LibraryClosedError: its event closed.
    """
    library = own_library(user, identifier)
    refuse_closed(library.pk)
    return library


def refuse_closed(library: UUID) -> None:
    """Raise ``LibraryClosedError`` where the event of a library closed."""
    if Event.objects.filter(library=library, closed_at__isnull=False).exists():
        raise LibraryClosedError
