"""A file as an upright sRGB picture, decoded once and at the size it is needed at."""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path

from albumen.imaging.deadline import Deadline
from albumen.imaging.decoders import Decoder, Pixels, turn_upright, upright_size
from albumen.imaging.errors import (
    EmptyFileError,
    FileTooLargeError,
    OutOfMemoryError,
    TooManyPixelsError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from albumen.imaging.limits import Limits
from albumen.imaging.metadata import Metadata, metadata_from_exif
from albumen.imaging.sniff import Format, sniff
from albumen.imaging.xmp.regions import Measured, measured_among


class Picture:
    """One picture whose header has been read and checked; pixels are decoded when asked for.

    Satisfies ``albumen.engine.types.ImageSource``. Holds the file's bytes and the pixels decoded last,
    nothing else.

    Attributes:
        format: what the bytes say it is.
        size: width and height of the upright original, pixels.
        warnings: what was wrong and could be lived with, in sentences; may grow when pixels are decoded.
    """

    def __init__(self, decoder: Decoder, kind: Format, deadline: Deadline) -> None:
        self._decoder, self._deadline = decoder, deadline
        self._pixels: Pixels | None = None
        self.format: Format = kind
        self.size: tuple[int, int] = upright_size(decoder.size, decoder.orientation)
        self.warnings: tuple[str, ...] = ()

    @cached_property
    def metadata(self) -> Metadata:
        """When, where and with what it was taken; decodes no pixels and raises nothing."""
        return metadata_from_exif(
            self._decoder.exif, size=self.size, orientation=self._decoder.stored_orientation
        )

    @cached_property
    def named_faces(self) -> Measured | None:
        """Faces with names in its XMP; None where it has none. Decodes no pixels and raises nothing."""
        return measured_among(self._decoder.packets())

    def at(self, longest_side: int) -> Pixels:
        """Upright sRGB, (height, width, 3) uint8, longest side at least ``min(longest_side, max(size))``.

        The decoder stops at the step it has, so the answer may be up to twice as large as asked for (JPEG
        more, below an eighth of the original). The last answer is kept: the same or a smaller size costs
        nothing. Do not write into the array.

        Raises:
            DamagedPictureError: nothing to be seen could be decoded.
            OutOfMemoryError: the process may not take the memory it needs.
        """
        if longest_side < 1:
            raise ValueError(f"longest_side must be at least 1, got {longest_side}")
        if self._pixels is not None and max(self._pixels.shape) >= min(longest_side, max(self.size)):
            return self._pixels
        self._pixels = None  # the smaller one must not stay in memory beside the larger one
        try:
            with self._deadline:
                pixels, warnings = self._decoder.decode(longest_side)
                self._pixels = turn_upright(pixels, self._decoder.orientation)
        except MemoryError as error:
            raise OutOfMemoryError("The picture needs more memory than a worker may take.") from error
        self.warnings = tuple(dict.fromkeys((*self.warnings, *warnings)))
        return self._pixels


def open_picture(source: Path | str | bytes, limits: Limits | None = None) -> Picture:
    """The picture in a file or in bytes, its header checked against ``limits`` and no pixel decoded.

    Args:
        source: a path, or the bytes of a file.
        limits: what it may cost; the defaults if not given (the environment is read by who calls, once).

    Raises:
        ImagingError: one of its subclasses says what is wrong with the file.
    """
    limits = limits or Limits()
    data = source if isinstance(source, bytes) else _read(Path(source), limits.max_bytes)
    if not data:
        raise EmptyFileError("The file is empty.")
    if len(data) > limits.max_bytes:
        raise _too_large(len(data), limits.max_bytes)
    deadline = Deadline(limits.decode_seconds)
    try:
        with deadline:
            kind = sniff(data)
            if kind not in limits.formats:
                raise UnsupportedFormatError(f"The file is {kind.upper()}, which the settings do not allow.")
            decoder = _decoder(data, kind)
    except MemoryError as error:
        raise OutOfMemoryError("The picture needs more memory than a worker may take.") from error
    width, height = decoder.size
    if width * height > limits.max_pixels:
        raise TooManyPixelsError(
            f"The picture has {width} x {height} pixels, "
            f"more than the {limits.max_pixels / 1e6:g} million allowed."
        )
    return Picture(decoder, kind, deadline)


def _decoder(data: bytes, kind: Format) -> Decoder:
    # Imported here: a run over JPEGs never loads Pillow or LibRaw.
    match kind:
        case "heic" | "avif" | "bmp":
            from albumen.imaging.pillow_decoder import PillowDecoder

            return PillowDecoder(data, kind)
        case "raw":
            from albumen.imaging.raw_decoder import RawDecoder

            return RawDecoder(data)
        case _:
            from albumen.imaging.vips_decoder import VipsDecoder

            return VipsDecoder(data, kind)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        # Not blocking, or a named pipe would hang here before it is seen to be no file.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # a null byte in the name
        raise UnreadableFileError(f"The file cannot be read: {error}.") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError("This is no regular file.")
        if status.st_size > max_bytes:
            raise _too_large(status.st_size, max_bytes)
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be read: {error.strerror or error}.") from error
    finally:
        os.close(handle)


def _too_large(size: int, most: int) -> FileTooLargeError:
    return FileTooLargeError(f"The file has {size / 1e6:.1f} MB, more than the {most / 1e6:g} MB allowed.")
