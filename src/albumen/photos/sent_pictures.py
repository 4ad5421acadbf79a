"""Storing a picture that came in a request and is small: a selfie, a profile picture."""

from __future__ import annotations

import logging
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

from albumen.errors import UnavailableError
from albumen.photos.doomed import doom
from albumen.photos.spool import room
from albumen.photos.stored import let_go_of_the_database
from albumen.photos.upload_errors import DiskFullError

_LOG = logging.getLogger(__name__)


class PictureStoreAwayError(UnavailableError):
    """The place where pictures are kept does not answer."""

    code = "storage_failed"
    advice = (
        "Nothing of it was kept. Send it again in a minute; if it goes on, tell whoever runs this server."
    )


def keep_sent(key: str, picture: File[Any]) -> None:
    """Put a picture into storage; where that fails, have removed what is there of it.

    Raises:
        DiskFullError: there is no room.
        PictureStoreAwayError: the store does not take it now.
    """
    try:
        with room():
            let_go_of_the_database()
            default_storage.save(key, picture)
    except DiskFullError as error:
        doom([key])
        raise DiskFullError(error.sentence, advice=_NO_ROOM) from error
    except Exception as error:  # every store has its own kinds of failure
        _LOG.warning("%s could not be stored: %s", key, error)
        doom([key])
        raise PictureStoreAwayError(
            f"The picture cannot be put into storage just now ({type(error).__name__})."
        ) from error


_NO_ROOM = "Nothing of it was kept. Tell whoever runs this server, then send it again."
