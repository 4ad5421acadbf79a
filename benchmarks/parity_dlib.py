"""Is the built-in pack dlib? Boxes, landmarks and descriptors beside those of dlib-bin, over the shared photos.

    python benchmarks/parity_dlib.py --json parity.json

Both sides are given the same pixels. dlib's detector takes about 4.6 s a megapixel, so pictures are made smaller
first: ``cv2.resize`` with ``INTER_AREA`` to a longest side of 800 pixels (``--longest``), never enlarged; the
``--native`` largest pictures of at most 4 megapixels are compared at their own size too. Descriptors go the whole
way: dlib's box, its landmarks, its chip and its network against ours from our own box. Fast mode is compared with
exact mode by faces: two boxes are one face when they overlap by half (intersection over union).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import dlib
import numpy as np

from albumen.engine.detectors.mmod import MmodDetector
from albumen.engine.embedders.dlib_resnet import DlibResNetEmbedder
from albumen.engine.packs.dlib_cache import dlib_models, weights_file
from albumen.engine.runtime import OnnxSession, SessionOptions

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("portraits", "groups/compreface", "groups/dlib", "groups/crowds")
SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp"}
NATIVE_PIXELS = 4_000_000
DESCRIPTOR_TOLERANCE = 1e-5
SAME_FACE_OVERLAP = 0.5


@dataclass(slots=True)
class Tally:
    """What came out over the pictures of one folder."""

    photos: int = 0
    dlib_faces: int = 0
    exact_faces: int = 0
    photos_with_other_boxes: int = 0
    photos_with_other_landmarks: int = 0
    largest_score_difference: float = 0.0
    largest_descriptor_difference: float = 0.0
    fast_found: int = 0
    fast_missed: int = 0
    fast_more: int = 0
    different: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("dlib", "exact", "fast"), 0.0))

    def equal(self) -> bool:
        """Whether boxes and landmarks are equal and descriptors within the tolerance."""
        return (
            self.photos_with_other_boxes == self.photos_with_other_landmarks == 0
            and self.largest_descriptor_difference <= DESCRIPTOR_TOLERANCE
        )


class Dlib:
    """dlib-bin: the oracle and the baseline."""

    def __init__(self) -> None:
        self._find = dlib.cnn_face_detection_model_v1(str(weights_file("mmod_human_face_detector.dat")))
        self._place = dlib.shape_predictor(str(weights_file("shape_predictor_5_face_landmarks.dat")))
        self._describe = dlib.face_recognition_model_v1(
            str(weights_file("dlib_face_recognition_resnet_model_v1.dat"))
        )

    def boxes(self, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Left, top, width, height (N, 4) and scores (N,)."""
        found = self._find(image, 0)
        rects = [(d.rect.left(), d.rect.top(), d.rect.width(), d.rect.height()) for d in found]
        return np.array(rects, np.float32).reshape(-1, 4), np.array([d.confidence for d in found])

    def faces(self, image: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Landmarks (N, 5, 2) and descriptors (N, 128) of the faces in ``boxes``."""
        landmarks, descriptors = [], []
        for left, top, width, height in boxes.astype(int).tolist():
            shape = self._place(image, dlib.rectangle(left, top, left + width - 1, top + height - 1))
            landmarks.append([(p.x, p.y) for p in shape.parts()])
            descriptors.append(np.array(self._describe.compute_face_descriptor(image, shape)))
        return np.array(landmarks).reshape(-1, 5, 2), np.array(descriptors).reshape(-1, 128)


class Albumen:
    """The built-in pack in both modes."""

    def __init__(self, cache: Path) -> None:
        models = dlib_models(cache)
        options = SessionOptions(device="cpu", threads=1)
        predictor = models.landmark_predictor()
        self.exact = MmodDetector(OnnxSession(models.mmod_planes, options), predictor, mode="exact")
        self.fast = MmodDetector(OnnxSession(models.mmod_pixels, options), predictor, mode="fast")
        self.embedder = DlibResNetEmbedder(OnnxSession(models.resnet, options))


def compare(image: np.ndarray, oracle: Dlib, ours: Albumen, tally: Tally) -> None:
    """Run one picture through both and add what came out to ``tally``."""
    start = time.perf_counter()
    boxes, scores = oracle.boxes(image)
    after_dlib = time.perf_counter()
    exact = ours.exact.detect(image)
    after_exact = time.perf_counter()
    fast = ours.fast.detect(image)
    after_fast = time.perf_counter()
    tally.photos += 1
    tally.dlib_faces += len(boxes)
    tally.exact_faces += len(exact)
    tally.seconds["dlib"] += after_dlib - start
    tally.seconds["exact"] += after_exact - after_dlib
    tally.seconds["fast"] += after_fast - after_exact
    found = overlaps(exact.boxes, fast.boxes) >= SAME_FACE_OVERLAP
    tally.fast_found += int(found.any(axis=1).sum())
    tally.fast_missed += int((~found.any(axis=1)).sum())
    tally.fast_more += int((~found.any(axis=0)).sum())
    # Faces of one score may come in either order, so both sides are put into the order of their boxes.
    order, own = np.lexsort(boxes.T), np.lexsort(exact.boxes.T)
    if not np.array_equal(boxes[order], exact.boxes[own]):
        tally.photos_with_other_boxes += 1
        return
    if len(boxes) == 0:
        return
    exact = exact[own]
    landmarks, descriptors = oracle.faces(image, boxes[order])
    if not np.array_equal(landmarks, exact.landmarks):
        tally.photos_with_other_landmarks += 1
    difference = np.abs(ours.embedder.describe(image, exact.landmarks) - descriptors).max()
    tally.largest_descriptor_difference = max(tally.largest_descriptor_difference, float(difference))
    tally.largest_score_difference = max(
        tally.largest_score_difference, float(np.abs(scores[order] - exact.scores).max())
    )


def overlaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of every two of (N, 4) and (M, 4) boxes, (N, M)."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum((first[:, :2] + first[:, 2:])[:, None], (second[:, :2] + second[:, 2:])[None])
    inner = np.clip(high - low, 0, None).prod(axis=2)
    return inner / (first[:, 2:].prod(axis=1)[:, None] + second[:, 2:].prod(axis=1)[None] - inner)


def read(path: Path, longest: int | None) -> np.ndarray | None:
    """RGB pixels, at most ``longest`` a side; None where OpenCV cannot read the file."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        return None
    scale = (longest or max(image.shape)) / max(image.shape)
    if scale < 1:
        size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image[:, :, ::-1])


def photographs(shared: Path, limit: int | None) -> dict[str, list[Path]]:
    """Pictures of each folder by name, at most ``limit`` in all, taken in turn from the folders."""
    every = {
        folder: sorted(p for p in (shared / "photos" / folder).iterdir() if p.suffix.lower() in SUFFIXES)
        for folder in FOLDERS
    }
    if limit is None:
        return every
    share = -(-limit // len(FOLDERS))
    return {folder: paths[:: max(1, len(paths) // share)][:share] for folder, paths in every.items()}


def native(chosen: dict[str, list[Path]], count: int) -> list[Path]:
    """The ``count`` largest pictures of at most 4 megapixels."""
    sizes: list[tuple[int, Path]] = []
    for path in (p for paths in chosen.values() for p in paths) if count else ():
        image = read(path, None)
        if image is not None and image.shape[0] * image.shape[1] <= NATIVE_PIXELS:
            sizes.append((image.shape[0] * image.shape[1], path))
    return [path for _, path in sorted(sizes, reverse=True)[:count]]


def work(options: argparse.Namespace) -> Iterator[tuple[str, Path, int | None]]:
    """Name of the row, picture and longest side, for everything that is compared."""
    chosen = photographs(options.shared, options.limit)
    for folder, paths in chosen.items():
        yield from ((folder, path, options.longest) for path in paths)
    yield from (("native size", path, None) for path in native(chosen, options.native))


def print_table(tallies: dict[str, Tally]) -> None:
    print(
        f"\n{'folder':<20}{'photos':>7}{'faces':>7}{'exact':>7}{'other boxes':>13}{'other points':>14}"
        f"{'|score|':>10}{'|vector|':>10}{'fast':>6}{'missed':>8}{'more':>6}"
        f"{'dlib s':>9}{'exact s':>9}{'fast s':>8}"
    )
    for name, t in tallies.items():
        print(
            f"{name:<20}{t.photos:>7}{t.dlib_faces:>7}{t.exact_faces:>7}{t.photos_with_other_boxes:>13}"
            f"{t.photos_with_other_landmarks:>14}{t.largest_score_difference:>10.1e}"
            f"{t.largest_descriptor_difference:>10.1e}{t.fast_found:>6}{t.fast_missed:>8}{t.fast_more:>6}"
            f"{t.seconds['dlib']:>9.1f}{t.seconds['exact']:>9.1f}{t.seconds['fast']:>8.1f}"
        )


def as_json(tallies: dict[str, Tally], options: argparse.Namespace) -> dict[str, Any]:
    rows = {
        name: {f: getattr(t, f) for f in t.__dataclass_fields__} | {"equal": t.equal()}
        for name, t in tallies.items()
    }
    return {
        "benchmark": "parity_dlib",
        "baseline": f"dlib-bin {dlib.__version__}",
        "longest_side": options.longest,
        "resize": "cv2.INTER_AREA",
        "machine": platform.processor() or platform.machine(),
        "date": time.strftime("%Y-%m-%d"),
        "equal": all(t.equal() for t in tallies.values()),
        "folders": rows,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = ROOT / os.environ.get("ALBUMEN_SHARED", "../shared")
    parser.add_argument("--shared", type=Path, default=shared, help="folder with photos/")
    parser.add_argument("--limit", type=int, help="most pictures, spread over the folders")
    parser.add_argument("--longest", type=int, default=800, help="longest side in pixels")
    parser.add_argument("--native", type=int, default=5, help="pictures to compare at their own size too")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    oracle = Dlib()
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory() as cache:
        ours = Albumen(Path(cache))
        todo = list(work(options))
        for index, (name, path, longest) in enumerate(todo, start=1):
            image = read(path, longest)
            if image is None:
                continue
            tally = tallies.setdefault(name, Tally())
            before = (tally.photos_with_other_boxes, tally.photos_with_other_landmarks)
            compare(image, oracle, ours, tally)
            equal = before == (tally.photos_with_other_boxes, tally.photos_with_other_landmarks)
            if not equal:
                tally.different.append(path.name)
            verdict = "equal" if equal else "DIFFERENT"
            print(f"{index}/{len(todo)} {name} {path.name}: {verdict}", file=sys.stderr, flush=True)
    print_table(tallies)
    result = as_json(tallies, options)
    print("equal to dlib" if result["equal"] else "NOT equal to dlib")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0 if result["equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
