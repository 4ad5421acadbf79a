"""How large stored files are, asked of storage no more often than it has to be."""

from __future__ import annotations

import hashlib
import logging
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage

from albumen.errors import UnavailableError
from albumen.identifiers import new_id

_LOG = logging.getLogger(__name__)

_LOOKING = ThreadPoolExecutor(max_workers=8, thread_name_prefix="looks")
"""Looks at files in a folder."""

_ASKING = ThreadPoolExecutor(max_workers=32, thread_name_prefix="sizes")
"""Questions for sizes, of all archives of this process: an object store is far, but takes many questions at a time."""

_DOUBT = "archive:doubt"
_DOUBTED_SECONDS = 3600
_SIZES_KEPT_SECONDS = 3600


class StoreAwayError(UnavailableError):
    """The photos cannot be reached in storage just now."""

    code = "store_away"
    advice = "Try again in a minute; if it goes on, tell who runs this server."


def sizes_of(
    keys: Sequence[str], identities: Sequence[str], known: Sequence[int] | None = None
) -> list[int | None]:
    """Bytes of stored files, None for those that are not there.

    Files in a folder are looked at. An object store is asked once for thousands of them, not for each part of a
    transfer again; and not at all about sizes that are known, until a file turns out not to be what it should be.

    Args:
        keys: of the files.
        identities: of their contents, in the same order.
        known: their sizes as rows have them.

    Raises:
        StoreAwayError: the store does not say.
    """
    if not hasattr(default_storage, "read_part"):
        return list(_LOOKING.map(_size_of, keys))
    doubted = cached(cache.get, _DOUBT)
    if known and not doubted and _size_of(keys[0]) == known[0]:  # one question: the store is there
        return list(known)
    asked = hashlib.sha256("\n".join([str(doubted), *keys, *identities]).encode()).hexdigest()
    packed = cached(cache.get, f"archive:sizes:{asked}")
    if isinstance(packed, bytes) and len(packed) == 8 * len(keys):
        return [size if size >= 0 else None for size in struct.unpack(f"<{len(keys)}q", packed)]
    sizes = list(_ASKING.map(_size_of, keys))
    packed = struct.pack(f"<{len(keys)}q", *(-1 if size is None else size for size in sizes))
    cached(cache.set, f"archive:sizes:{asked}", packed, _SIZES_KEPT_SECONDS)
    return sizes


def doubt() -> None:
    """From now on for a while, ask the store itself: the next archive leaves out what is missing and says so."""
    cached(cache.set, _DOUBT, str(new_id()), _DOUBTED_SECONDS)


def _size_of(key: str) -> int | None:
    try:
        size: int = default_storage.size(key)
    except FileNotFoundError as error:
        _LOG.warning("%s is missing in an archive: %s", key, error)
        return None
    except Exception as error:  # object stores raise their own kinds
        raise StoreAwayError(f"Storage does not answer just now ({type(error).__name__}).") from error
    return size


def cached(function: Any, *arguments: Any) -> Any:
    """Ask the cache; one that is away costs reading files again, not the transfer."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - caches raise their own kinds
        _LOG.warning("What is known of an archive is not kept: %s", error)
        return None
