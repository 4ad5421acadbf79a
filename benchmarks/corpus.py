"""Photos of camera size made from the test photos, so that throughput is measured on what cameras make."""

from __future__ import annotations

import os
from pathlib import Path

FOLDERS = ("portraits", "groups/compreface", "groups/dlib")
"""Photos of one to thirty people; crowds of hundreds are measured apart, since there embedding is all that counts."""


def shared_photos() -> Path:
    """The real test photos, ``$ALBUMEN_SHARED/photos`` (default ../shared/photos)."""
    folder = Path(os.environ.get("ALBUMEN_SHARED", "../shared")) / "photos"
    if not folder.is_dir():
        raise SystemExit(f"the real test photos are not at {folder}: set ALBUMEN_SHARED")
    return folder


def camera_size(
    megapixels: float, folder: Path, sources: tuple[str, ...] = FOLDERS, limit: int | None = None
) -> list[Path]:
    """JPEGs (quality 90) of ``megapixels`` made from each test photo, kept in ``folder`` between runs."""
    import cv2

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    originals = [p for source in sources for p in sorted((shared_photos() / source).glob("*.jpg"))]
    for original in originals[:: max(1, len(originals) // limit) if limit else 1]:
        target = folder / f"{original.parent.name}_{original.stem}_{megapixels:g}mp.jpg"
        if not target.exists():
            picture = cv2.imread(str(original))
            factor = (megapixels * 1e6 / (picture.shape[0] * picture.shape[1])) ** 0.5
            method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
            large = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method)
            cv2.imwrite(str(target), large, [cv2.IMWRITE_JPEG_QUALITY, 90])
        made.append(target)
    return made
