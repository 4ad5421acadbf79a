"""What to do about a photo that failed, by the code of its failure."""

from __future__ import annotations

from functools import cache

from albumen.errors import AlbumenError

AGAIN = "Try it again; if it fails again, export the photo as JPEG and upload that."


def advice_for(code: str) -> str:
    """What to do next, in a sentence; empty for no failure."""
    if not code:
        return ""
    return _advice().get(code) or AGAIN


@cache
def _advice() -> dict[str, str]:
    from albumen.imaging.errors import ImagingError
    from albumen.photos.analysers import PackMissingError
    from albumen.photos.stored import FileLostError, StorageFailedError

    advice = {kind.code: kind.advice for kind in (PackMissingError, FileLostError, StorageFailedError)}
    kinds: list[type[AlbumenError]] = [ImagingError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        advice[kind.code] = kind.advice
    return advice
