"""The kinds of jobs about photos; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

INGEST = kind("photo.ingest", Queue.INFERENCE)
"""Decode, previews, faces of one photo; key: its id."""

LARGE_PREVIEW = kind("photo.large_preview", Queue.INFERENCE, Priority.BACKGROUND)
"""The largest preview of one photo, where its faces were found in a smaller picture; key: its id."""

DESTROY_FILES = kind("files.destroy", Queue.IO, Priority.BACKGROUND)
"""Remove stored files whose rows are gone; key: ``all``."""

EMPTY_BIN = kind("bin.empty", Queue.IO, Priority.BACKGROUND)
"""Destroy what was deleted longer ago than people may undo; key: ``all``."""

RECEIVE_UPLOAD = kind("upload.receive", Queue.IO, Priority.SOON, attempts=200)
"""Make a photo of an upload whose bytes are all here, if its own request did not; key: its id. Tried for about a day:
storage may be away for long, and the bytes are the only ones there are."""

EXPIRE_UPLOADS = kind("uploads.expire", Queue.IO, Priority.BACKGROUND)
"""Drop unfinished uploads whose time is over; key: ``all``."""

ENCODE_MISSING = kind("faces.encode_missing", Queue.INFERENCE, Priority.BACKGROUND)
"""Nightly: photos that some pack of their library has not looked at; key: ``all``."""

COMPILE_GALLERIES = kind("galleries.compile", Queue.IO, Priority.BACKGROUND, longest=4 * 3600)
"""Nightly: compile the galleries that changed; key: ``all``."""
