"""The picture an event is shown with: a small preview of the photo its host chose."""

from __future__ import annotations

from albumen.errors import NotFoundError, UnavailableError
from albumen.events.models import Event
from albumen.jobs.errors import TransientError
from albumen.photos.models import PhotoState
from albumen.photos.stored import read_stored

SIZES = (320, 1280)

_LARGEST = 4_000_000
_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


class NoCoverError(NotFoundError):
    """The host chose no cover, or it is not ready."""

    code = "no_cover"
    advice = "The host chooses one of the event's photos."


def has_cover(event: Event) -> bool:
    """Whether there is a cover to show; the event's ``cover`` must be loaded."""
    cover = event.cover
    return (
        cover is not None
        and cover.binned_at is None
        and cover.state == PhotoState.READY
        and bool(cover.previews)
    )


def cover_picture(event: Event, size: int) -> tuple[bytes, str]:
    """The cover's bytes and media type.

    Args:
        event: with its ``cover`` loaded.
        size: longest side wanted, one of :data:`SIZES`; a small photo has only smaller ones.

    Raises:
        NoCoverError: there is none.
        UnavailableError: storage does not answer.
    """
    if not has_cover(event) or event.cover is None:
        raise NoCoverError("This event has no cover.")
    previews: dict[str, str] = event.cover.previews
    fitting = [have for have in sorted(map(int, previews)) if have <= size]
    key = previews[str(fitting[-1] if fitting else min(map(int, previews)))]
    media_type = _TYPES.get(key.rsplit(".", 1)[-1])
    if media_type is None:
        raise NoCoverError("This event has no cover.")
    try:
        return read_stored(key, _LARGEST), media_type
    except TransientError as error:
        raise UnavailableError("The cover cannot be read at the moment.") from error
