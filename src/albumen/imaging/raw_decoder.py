"""Camera RAW through LibRaw (rawpy), the extra ``albumen[raw]``.

Every camera stores the JPEG it made itself beside the sensor's data. Where that is large enough it is what
is decoded: it is the picture that the photographer saw, in a tenth of the time. Else LibRaw develops the
sensor's data, at half size (one pixel per 2x2 cell, no interpolation) where that is enough.
"""

from __future__ import annotations

import io
from types import ModuleType
from typing import Final

import numpy as np

from albumen.imaging.decoders import Pixels
from albumen.imaging.errors import DamagedPictureError, RawSupportMissingError, short_reason
from albumen.imaging.sniff import sniff
from albumen.imaging.vips_decoder import VipsDecoder
from albumen.imaging.xmp.files import packets_in

# LibRaw's "flip" as EXIF orientation.
_ORIENTATIONS: Final = {0: 1, 3: 3, 5: 8, 6: 6}
_SAME_SHAPE: Final = 0.02
"""A preview whose shape differs by more shows another crop, so boxes in it would not fit the original."""


class RawDecoder:
    """A :class:`~albumen.imaging.decoders.Decoder` for DNG, CR2, CR3, NEF, ARW, RAF, ORF and RW2.

    Raises:
        RawSupportMissingError: rawpy is not installed.
        DamagedPictureError: LibRaw does not know the camera or the file is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._rawpy = data, _load_rawpy()
        try:
            with self._rawpy.imread(io.BytesIO(data)) as raw:
                self.size: tuple[int, int] = (raw.sizes.width, raw.sizes.height)
                self.orientation = self.stored_orientation = _ORIENTATIONS.get(raw.sizes.flip, 1)
        except self._rawpy.LibRawError as error:
            raise self._damaged(error) from error
        self.exif: bytes | None = data if data[:2] in (b"II", b"MM") else None

    def packets(self) -> list[bytes]:
        return packets_in("raw", self._data)

    def decode(self, longest_side: int) -> tuple[Pixels, list[str]]:
        asked = min(longest_side, max(self.size))
        try:
            with self._rawpy.imread(io.BytesIO(self._data)) as raw:
                preview = self._preview(raw, asked)
                if preview is not None:
                    return preview
                half = max(self.size) // 2 >= asked
                developed = raw.postprocess(use_camera_wb=True, half_size=half, user_flip=0, output_bps=8)
        except self._rawpy.LibRawError as error:
            raise self._damaged(error) from error
        if developed.ndim == 2:
            developed = np.repeat(developed[:, :, np.newaxis], 3, axis=2)
        return np.ascontiguousarray(developed[:, :, :3]), []

    def _preview(self, raw: object, asked: int) -> tuple[Pixels, list[str]] | None:
        try:
            thumb = raw.extract_thumb()  # type: ignore[attr-defined]
        except self._rawpy.LibRawError:
            return None
        if thumb.format != self._rawpy.ThumbFormat.JPEG:
            return None
        try:
            if sniff(thumb.data) != "jpeg":
                return None
            decoder = VipsDecoder(bytes(thumb.data), "jpeg")
        except DamagedPictureError:
            return None
        (width, height), (preview_width, preview_height) = self.size, decoder.size
        shape = (preview_width * height) / (preview_height * width)
        if max(decoder.size) < asked or abs(shape - 1) > _SAME_SHAPE:
            return None
        try:
            return decoder.decode(asked)
        except DamagedPictureError:
            return None

    def _damaged(self, error: Exception) -> DamagedPictureError:
        return DamagedPictureError(f"The camera RAW file cannot be read ({short_reason(error)}).")


def _load_rawpy() -> ModuleType:
    try:
        import rawpy
    except ImportError as error:
        raise RawSupportMissingError(
            "Reading camera RAW files needs an extra that is not installed."
        ) from error
    module: ModuleType = rawpy
    return module
