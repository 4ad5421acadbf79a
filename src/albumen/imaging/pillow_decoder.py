"""HEIC (pillow-heif), AVIF and BMP (Pillow): what the wheel of libvips cannot read, or not every kind of."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from albumen.imaging.colour import is_srgb, rgb8_to_srgb, to_srgb8
from albumen.imaging.decoders import Pixels, shrink_factor
from albumen.imaging.errors import DamagedPictureError, short_reason
from albumen.imaging.metadata import exif_orientation
from albumen.imaging.vips_decoder import load_vips
from albumen.imaging.xmp.heif import HeifHolder
from albumen.imaging.xmp.turning import composed

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# What Pillow's readers raise on broken files, from their own words and from unpacking what is not there.
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    struct.error,
)
_PROFILE_UNUSABLE: Final = "The colour profile cannot be used; colours are shown without it."


class PillowDecoder:
    """A :class:`~albumen.imaging.decoders.Decoder` for HEIC, AVIF and BMP; they have no scaled decoding.

    Raises:
        DamagedPictureError: the header cannot be read.
    """

    def __init__(self, data: bytes, kind: Literal["heic", "avif", "bmp"]) -> None:
        self._data, self._kind = data, kind
        picture = self._open()
        self.size: tuple[int, int] = picture.size
        exif, xmp = picture.info.get("exif"), picture.info.get("xmp")
        self._packets = [xmp] if isinstance(xmp, bytes) else []
        self.exif: bytes | None = exif if isinstance(exif, bytes) else None
        # pillow-heif has turned the picture already and set its EXIF orientation to 1.
        self.orientation = exif_orientation(self.exif)
        self.stored_orientation = self.orientation
        if kind == "heic":
            turned = HeifHolder(lambda first, last: data[first:last], len(data)).orientation
            self.stored_orientation = composed(turned, self.orientation)

    def packets(self) -> list[bytes]:
        return self._packets

    def decode(self, longest_side: int) -> tuple[Pixels, list[str]]:
        from PIL import Image

        picture: Image.Image = self._open()
        factor = shrink_factor(self.size, longest_side)
        try:
            picture.load()
            profile = picture.info.get("icc_profile")
            if picture.mode.startswith("I;16"):  # Pillow would clip it at 255
                picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
            small = picture.reduce(factor) if factor > 1 and picture.mode in _SHRINKABLE else picture
            if small.mode not in _SHRINKABLE:
                small = small.convert("RGBA" if small.has_transparency_data else "RGB")
        except _BROKEN as error:
            raise self._damaged(error) from error
        if small.mode == "RGB":
            pixels = np.array(small)
            if not profile or is_srgb(profile):
                return pixels, []
            converted = rgb8_to_srgb(pixels, profile)
            return (pixels, [_PROFILE_UNUSABLE]) if converted is None else (converted, [])
        image = load_vips().Image.new_from_array(np.asarray(small))
        image = image.copy(interpretation="b-w" if image.bands < 3 else "srgb")
        pixels, warning = to_srgb8(image)
        return pixels, [warning] if warning else []

    def _open(self) -> ImageFile:
        source = io.BytesIO(self._data)
        try:
            match self._kind:
                case "heic":
                    import pillow_heif

                    pillow_heif.options.DECODE_THREADS = 1
                    pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False
                    heif: ImageFile = pillow_heif.HeifImageFile(source)
                    return heif
                case "avif":
                    from PIL import AvifImagePlugin

                    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
                    return AvifImagePlugin.AvifImageFile(source)
                case "bmp":
                    from PIL.BmpImagePlugin import BmpImageFile

                    return BmpImageFile(source)
        except _BROKEN as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedPictureError:
        return DamagedPictureError(f"The picture cannot be decoded ({short_reason(error)}).")


_SHRINKABLE: Final = ("L", "LA", "RGB", "RGBA")
