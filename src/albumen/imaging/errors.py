"""What can go wrong with a picture, in words for a person.

Every class has its own stable ``code``. Sentences say "the file"; who reports the error knows its path.
"""

import textwrap

from albumen.errors import AlbumenError

_REASON = 80
"""Most characters of a library's own words that a sentence quotes."""


def short_reason(error: Exception) -> str:
    """The first line of what a library says, whole words of it; the name of the error where it says nothing.

    Libraries put everything they noticed into one text; for a person the first line is enough. Where an error has
    a ``detail`` (pyvips: what libvips says, and not how it was called), that is the text.
    """
    text = str(getattr(error, "detail", error))
    lines = [line.strip().rstrip(".") for line in text.splitlines() if line.strip()]
    return textwrap.shorten(lines[0], _REASON, placeholder=" ...") if lines else type(error).__name__


class ImagingError(AlbumenError):
    """Any failure of this room."""

    code = "imaging_error"


class InvalidSettingError(ImagingError):
    """A limit in the environment has a value that means nothing."""

    code = "setting_invalid"
    advice = "Correct the variable or unset it to use the default; docs/imaging.md lists what each accepts."


class UnreadableFileError(ImagingError):
    """The file is missing, may not be read, or is no regular file."""

    code = "file_unreadable"
    advice = "Check that the file is there and that you may read it."


class EmptyFileError(ImagingError):
    """The file has no bytes."""

    code = "file_empty"
    advice = "Copy it again from where it came from."


class FileTooLargeError(ImagingError):
    """More bytes than ``max_bytes``."""

    code = "file_too_large"
    advice = "If you trust the file, raise ALBUMEN_MAX_BYTES."


class TooManyPixelsError(ImagingError):
    """More pixels than ``max_pixels``, read from the header: nothing was decoded."""

    code = "too_many_pixels"
    advice = "If you trust the file, raise ALBUMEN_MAX_PIXELS."


class NotAPictureError(ImagingError):
    """The first bytes belong to no picture format known here."""

    code = "not_a_picture"
    advice = "Albumen goes by the content of a file, not by its name. Leave it out, or export it as JPEG."


class UnsupportedFormatError(ImagingError):
    """A known kind of file that is not on the list of formats."""

    code = "format_unsupported"
    advice = "Export it as JPEG, or allow its format in ALBUMEN_FORMATS if it is one of those Albumen reads."


class RawSupportMissingError(ImagingError):
    """A camera RAW file, and the extra that reads it is not installed."""

    code = "raw_support_missing"
    advice = "Run: pip install albumen[raw]"


class DamagedPictureError(ImagingError):
    """A picture by its first bytes, but nothing to be seen can be decoded from it."""

    code = "picture_damaged"
    advice = "Copy it again from the camera or from where it came from; it may have been cut off on the way."


class DecodeTimeoutError(ImagingError):
    """The time for one file ran out; the worker that held it was replaced."""

    code = "timed_out"
    advice = "The file may be hostile or huge. If you trust it, raise ALBUMEN_DECODE_SECONDS."


class OutOfMemoryError(ImagingError):
    """A worker reached ``worker_memory``."""

    code = "out_of_memory"
    advice = "If you trust the file, raise ALBUMEN_WORKER_MEMORY."


class WorkerDiedError(ImagingError):
    """The process that held this file ended without an answer (it crashed, or the system killed it)."""

    code = "worker_died"
    advice = "The file may be damaged in a way that crashes a decoder; try to open and export it elsewhere."


class WorkerFailedError(ImagingError):
    """The work on this file raised an exception nobody expected."""

    code = "worker_failed"
    advice = "Please report it, with the file if you may share it."


class WorkerSetupError(ImagingError):
    """Workers could not be made ready, so no file can be worked on."""

    code = "worker_setup_failed"
    advice = "Run `albumen doctor`."
