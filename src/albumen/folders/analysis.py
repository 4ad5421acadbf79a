"""From files to faces, in worker processes. The one place that touches the imaging room and the engine's
analyser."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from albumen.errors import AlbumenError
from albumen.folders.records import AnalysedPhoto
from albumen.folders.scan import FoundFile

if TYPE_CHECKING:
    from albumen.engine.analysis import Analyser
    from albumen.engine.types import Faces, Image
    from albumen.imaging.decode import Picture
    from albumen.imaging.limits import Limits

CROP_SIDE = 224
"""Side of a face crop in pixels; smaller faces keep their own size."""

CROP_MARGIN = 0.35
"""Part of the face box added on each side of a crop, so that a head is seen and not a mask."""

_SUFFIXES = (
    ".jpg .jpeg .jpe .jfif .png .webp .tif .tiff .gif .bmp .heic .heif .avif .hif .dng .cr2 .cr3 .nef .arw .orf .rw2 "
    ".raf .pef .srw .nrw .crw .raw .rwl .3fr .fff .iiq .mrw .x3f .dcr .kdc .erf .mef .mos .sr2 .srf .gpr "
    ".jp2 .j2k .j2c .jpc .jpf .jpx .jpm .jxl .jxr .wdp .psd .psb .xcf .tga .sgi .rgb .pbm .pgm .ppm .pnm .pam "
    ".ico .icns .pcx .exr .dds .qoi .apng .mpo .heics .heifs"
)
PICTURE_SUFFIXES = frozenset(_SUFFIXES.split())
"""A file with such a name that is no picture is reported; any other file that is no picture is merely
counted."""

SECONDS = 60.0
"""Longest time for one photo, all stages together; decoding alone has its own limit."""

NOT_PICTURES = frozenset({"not_a_picture", "format_unsupported", "file_empty"})
"""Codes of the imaging room for files whose content is of no picture format."""


def analyse_files(
    pack: str, found: Sequence[FoundFile], jobs: int, *, crops: bool
) -> Iterator[tuple[FoundFile, AnalysedPhoto | AlbumenError]]:
    """Analyse files in ``jobs`` worker processes, as they finish. A worker that dies costs one file.

    Args:
        pack: name of an installed pack.
        found: what to analyse.
        jobs: most worker processes, each with one thread.
        crops: whether to cut a JPEG of each face.
    """
    from albumen.imaging.limits import Limits
    from albumen.imaging.workers import SupervisedPool

    limits = Limits.from_environment()
    initialise = partial(make_ready, pack, limits, crops)
    with SupervisedPool[FoundFile, AnalysedPhoto](
        initialise,
        processes=max(1, min(jobs, len(found))),
        seconds_per_item=SECONDS,
        memory_limit=limits.worker_memory,
    ) as pool:
        yield from pool.run(found)


def make_ready(pack: str, limits: Limits, crops: bool) -> Callable[[FoundFile], AnalysedPhoto]:
    """Load the pack, once in each worker; the answer is what is then called with each file."""
    from albumen.engine.analysis import load_analyser
    from albumen.engine.runtime import SessionOptions

    return partial(analyse_file, load_analyser(pack, SessionOptions(threads=1)), limits, crops)


def is_no_photo(found: FoundFile, error: AlbumenError) -> bool:
    """Whether an error only says that a file was never meant to be a photo."""
    suffix = os.path.splitext(found.path)[1].casefold()
    return error.code in NOT_PICTURES and suffix not in PICTURE_SUFFIXES


def analyse_file(analyser: Analyser, limits: Limits, crops: bool, found: FoundFile) -> AnalysedPhoto:
    """Read, decode and analyse one file.

    Raises:
        ImagingError: one of its subclasses says what is wrong with the file.
    """
    from albumen.imaging.decode import open_picture
    from albumen.imaging.errors import UnreadableFileError

    data, status = _read(found.path, limits.max_bytes)
    if data is None:  # too large, or not to be read at all: open_picture says which
        open_picture(found.path, limits)
        raise UnreadableFileError("The file changed while it was being read.")
    picture = open_picture(data, limits)
    faces = analyser.analyse(picture)
    return AnalysedPhoto(
        sha256=hashlib.sha256(data).digest(),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        width=picture.size[0],
        height=picture.size[1],
        faces=faces,
        crops=cut_crops(picture, faces) if crops else (),
    )


def cut_crops(picture: Picture, faces: Faces) -> tuple[bytes, ...]:
    """A square JPEG of each face, from pixels that are decoded already."""
    if not len(faces):
        return ()
    import cv2

    pixels = picture.at(1)
    scale = pixels.shape[1] / picture.size[0]
    crops = []
    for left, top, width, height in (faces.boxes * scale).tolist():
        side = max(width, height) * (1 + 2 * CROP_MARGIN)
        square = _cut(pixels, left + width / 2, top + height / 2, side)
        if square.shape[0] > CROP_SIDE:
            square = cv2.resize(square, (CROP_SIDE, CROP_SIDE), interpolation=cv2.INTER_AREA)
        encoded, buffer = cv2.imencode(
            ".jpg", cv2.cvtColor(square, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85]
        )
        crops.append(buffer.tobytes() if encoded else b"")
    return tuple(crops)


def _cut(pixels: Image, x: float, y: float, side: float) -> Image:
    """A square around (x, y), moved inside the picture where it reaches out, smaller where it cannot fit."""
    height, width = pixels.shape[:2]
    whole = max(1, min(round(side), width, height))
    left = min(max(round(x - whole / 2), 0), width - whole)
    top = min(max(round(y - whole / 2), 0), height - whole)
    return pixels[top : top + whole, left : left + whole]


def _read(path: str, most: int) -> tuple[bytes | None, os.stat_result]:
    """The file's bytes; None when it is too large or cannot be read, which ``open_picture`` then says."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            return (file.read() if status.st_size <= most else None), status
    except OSError:
        return None, os.stat_result((0,) * 10)
