"""What becomes of an uploaded profile picture: a square of 512 px, as JPEG without metadata."""

from __future__ import annotations

from collections.abc import Callable

SIDE = 512
"""Side of a prepared profile picture, pixels; smaller ones are not enlarged."""
_QUALITY = 88


def preparer() -> Callable[[bytes], bytes]:
    """The function that prepares pictures; made in a worker process, for strangers' files are decoded with it."""
    from albumen.imaging.limits import Limits

    limits = Limits.from_environment()
    return lambda raw: _prepared(raw, limits)


def _prepared(raw: bytes, limits: object) -> bytes:
    import io

    from PIL import Image

    from albumen.imaging.decode import open_picture
    from albumen.imaging.limits import Limits

    assert isinstance(limits, Limits)  # noqa: S101 - narrows the type
    picture = open_picture(raw, limits)
    short, long = sorted(picture.size)
    pixels = Image.fromarray(picture.at(max(SIDE, round(SIDE * long / short))))
    side = min(pixels.size)
    left, top = (pixels.width - side) // 2, (pixels.height - side) // 3 if pixels.height > side else 0
    square = pixels.crop((left, top, left + side, top + side))
    if side > SIDE:
        square = square.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
