"""What can be wrong with XMP and with the files that hold it."""

from __future__ import annotations

from albumen.errors import InvalidInputError


class XmpError(InvalidInputError):
    """A packet cannot be read: no XML, no XMP, or made to do harm."""

    code = "xmp_unreadable"
    advice = "Write the file's metadata anew with the program that made it."


class NotEmbeddableError(InvalidInputError):
    """A packet cannot be put into this file without touching more than its metadata."""

    code = "xmp_not_embeddable"
    advice = "Use the sidecar file beside it."
