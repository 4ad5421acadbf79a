"""Any pixels to 8-bit sRGB: ICC profiles, CMYK, 16 bit, float, grey, alpha.

Plain 8-bit RGB with another profile (Display P3 from phones, Adobe RGB) goes through LittleCMS in 8 bits;
what is rarer goes through libvips, which works in float: exact, and many times slower.
"""

from __future__ import annotations

import io
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyvips

Pixels = NDArray[np.uint8]

_SRGB_COLORANTS: Final = {
    b"rXYZ": (0.4361, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
}
"""Primaries of sRGB adapted to D50 (ICC.1:2022 and IEC 61966-2-1), X, Y, Z."""
_SRGB_MIDDLE: Final = 0.2140
"""Linear light of the value 0.5 in sRGB."""
_WHITE: Final = {"uchar": 255, "ushort": 65535}


@lru_cache(maxsize=16)
def is_srgb(profile: bytes) -> bool:
    """Whether an ICC profile means sRGB: its primaries within 0.003 and its curve within 0.006 at the middle.

    Goes by the numbers, because descriptions lie and there are dozens of sRGB profiles.
    """
    tags = _tags(profile)
    if profile[16:20] != b"RGB " or b"A2B0" in tags:
        return False
    for name, expected in _SRGB_COLORANTS.items():
        body = tags.get(name, b"")
        if body[:4] != b"XYZ " or len(body) < 20:
            return False
        colorant = [value / 65536 for value in struct.unpack(">3i", body[8:20])]
        if max(abs(a - b) for a, b in zip(colorant, expected, strict=True)) > 0.003:
            return False
    middles = [_curve_at_half(tags.get(name, b"")) for name in (b"rTRC", b"gTRC", b"bTRC")]
    return all(middle is not None and abs(middle - _SRGB_MIDDLE) < 0.006 for middle in middles)


def rgb8_to_srgb(pixels: Pixels, profile: bytes) -> Pixels | None:
    """8-bit RGB (H, W, 3) in the colours of ``profile`` as sRGB; ``None`` if the profile is of no use."""
    from PIL import Image, ImageCms

    transform = _transform(profile)
    if transform is None:
        return None
    picture = Image.fromarray(pixels)
    try:
        ImageCms.applyTransform(picture, transform, inPlace=True)
    except ImageCms.PyCMSError:
        return None
    return np.asarray(picture)


def to_srgb8(image: pyvips.Image) -> tuple[Pixels, str | None]:
    """Any libvips image as sRGB (H, W, 3) uint8, alpha over white; and a warning if colours are a guess."""
    import pyvips

    warning = None
    image = flatten(image)
    profile = bytes(image.get("icc-profile-data")) if image.get_typeof("icc-profile-data") else None
    cmyk = image.interpretation == "cmyk" and image.bands == 4
    if image.format == "uchar" and image.bands == 3 and not cmyk:
        if image.interpretation not in ("srgb", "rgb"):
            image = image.colourspace("srgb")
        pixels: Pixels = image.numpy()
        if profile is None or is_srgb(profile):
            return pixels, None
        converted = rgb8_to_srgb(pixels, profile)
        return (pixels, _UNUSABLE) if converted is None else (converted, None)
    if cmyk or (profile is not None and image.format in ("uchar", "ushort") and not is_srgb(profile)):
        image = image.copy_memory()  # two tries need the pixels twice
        try:
            arguments: dict[str, Any] = {"input_profile": "cmyk"} if cmyk else {}
            converted_image = image.icc_transform(
                "srgb", embedded=True, intent="relative", depth=8, **arguments
            )
            return _three_bands(converted_image), None
        except pyvips.Error:
            warning = _UNUSABLE
    return _three_bands(_numbers_to_srgb(image)), warning


_UNUSABLE: Final = "The colour profile cannot be used; colours are shown without it."


def flatten(image: pyvips.Image) -> pyvips.Image:
    """The image without alpha, over white."""
    if image.bands in (2, 4) and image.hasalpha():
        white = 0 if image.interpretation == "cmyk" else _WHITE.get(image.format, 1)
        return image.flatten(background=[white] * (image.bands - 1), max_alpha=_WHITE.get(image.format, 1))
    return image


def _numbers_to_srgb(image: pyvips.Image) -> pyvips.Image:
    if image.format not in ("uchar", "ushort"):
        if image.interpretation != "scrgb" or image.bands < 3:
            image = _stretched(image)
    elif image.format == "ushort":
        # Files of 16 bit do not always say so in what libvips takes for their interpretation.
        image = image.copy(interpretation="grey16" if image.bands < 3 else "rgb16")
    return image.colourspace("srgb")


def _stretched(image: pyvips.Image) -> pyvips.Image:
    """Numbers of no known range (float, 32 bit) as 0 to 255: by their own extremes, if not 0 to 1."""
    image = image.copy_memory()
    low, high = image.min(), image.max()
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scale = 255 / (high - low) if high > low else 0.0
    interpretation = "b-w" if image.bands < 3 else "srgb"
    return ((image - low) * scale).cast("uchar").copy(interpretation=interpretation)


def _three_bands(image: pyvips.Image) -> Pixels:
    if image.format != "uchar":
        image = image.cast("uchar")
    if image.bands == 2 or image.bands > 3:
        image = image.extract_band(0, n=1 if image.bands == 2 else 3)
    if image.bands == 1:
        image = image.bandjoin([image, image])
    pixels: Pixels = image.numpy()
    return pixels


@lru_cache(maxsize=8)
def _transform(profile: bytes) -> Any:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), "RGB", "RGB", intent)
    except (ImageCms.PyCMSError, OSError):
        return None


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if len(profile) < 132:
        return {}
    count = min(int.from_bytes(profile[128:132], "big"), 100)
    tags = {}
    for entry in (profile[i : i + 12] for i in range(132, 132 + 12 * count, 12)):
        if len(entry) == 12:
            name, offset, size = struct.unpack(">4sII", entry)
            tags[name] = profile[offset : offset + size]
    return tags


def _curve_at_half(body: bytes) -> float | None:
    """Value of a tone curve at 0.5 (ICC.1:2022, 10.6 curveType and 10.18 parametricCurveType)."""
    if body[:4] == b"curv" and len(body) >= 12:
        count = int.from_bytes(body[8:12], "big")
        if count == 0:
            return 0.5
        if count == 1 and len(body) >= 14:
            return float(0.5 ** (int.from_bytes(body[12:14], "big") / 256))
        table = np.frombuffer(body[12 : 12 + 2 * count], ">u2")
        return float(np.interp(0.5, np.linspace(0, 1, len(table)), table / 65535)) if len(table) > 1 else None
    if body[:4] == b"para" and len(body) >= 16:
        count = (len(body) - 12) // 4
        values = [value / 65536 for value in struct.unpack(f">{count}i", body[12 : 12 + 4 * count])]
        kind = int.from_bytes(body[8:10], "big")
        if kind == 0:
            return float(0.5 ** values[0])
        if kind in (3, 4) and len(values) >= 5:
            gamma, a, b, c, d = values[:5]
            extra = values[5:7] if kind == 4 and len(values) >= 7 else [0.0, 0.0]
            return float((a * 0.5 + b) ** gamma + extra[0]) if d <= 0.5 else c * 0.5 + extra[1]
    return None
