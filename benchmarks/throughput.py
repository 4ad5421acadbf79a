"""Photos per second of 12 megapixel JPEGs, beside dlib's pipelines, photo by photo in one process.

    python -m benchmarks.throughput [--limit N] [--cnn N] [--json FILE]

Every photo goes through every pipeline in turn, so that a slow moment of the machine slows all alike; ratios are of
sums. Then: where the time goes, faces found beside a fixed pass at 1600 pixels, one process against two, and memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.analysis import load_analyser
from albumen.engine.detectors.adaptive import WorkingSize, detect_adaptively, merge, working_size
from albumen.engine.types import Detections, Image
from albumen.imaging.decode import Picture, open_picture
from albumen.imaging.limits import Limits
from benchmarks.corpus import camera_size
from benchmarks.dlib_pipelines import DlibPipeline, fitted

FIXED = 1600
SURE = 0.8
"""The fixed pass also reports parts of large faces and dresses at 0.6 to 0.8; above, what it finds are faces."""


class AlbumenPipeline:
    """A pack's whole analysis, or one stage of it."""

    def __init__(self, pack: str) -> None:
        self.analyser = load_analyser(pack)

    def __call__(self, path: Path) -> int:
        return len(self.analyser.analyse(open_picture(path, Limits())))


def timed(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def race(photos: list[Path], cnn: int) -> dict[str, dict[str, float]]:
    """Seconds and faces of each pipeline over the photos; dlib's CNN only on the first ``cnn``."""
    pipelines: dict[str, Callable[[Path], int]] = {
        "dlib HOG": DlibPipeline("hog", FIXED),
        "builtin": AlbumenPipeline("builtin"),
        "standard": AlbumenPipeline("standard"),
        "dlib CNN": DlibPipeline("cnn", FIXED),
    }
    for call in pipelines.values():
        call(photos[0])
    rows = {name: {"seconds": 0.0, "faces": 0.0, "photos": 0.0} for name in pipelines}
    paired = {name: 0.0 for name in pipelines}
    spread = {int(i) for i in np.linspace(0, len(photos) - 1, cnn)} if cnn else set()
    for number, photo in enumerate(photos):
        for name, call in pipelines.items():
            if name == "dlib CNN" and number not in spread:
                continue
            seconds, faces = timed(lambda call=call, photo=photo: call(photo))  # type: ignore[misc]
            rows[name]["seconds"] += seconds
            rows[name]["faces"] += faces  # type: ignore[operator]
            rows[name]["photos"] += 1
            if number in spread:
                paired[name] += seconds
    for name, row in rows.items():
        row["photos_per_second"] = row["photos"] / row["seconds"] if row["seconds"] else 0.0
        row["times_hog"] = rows["dlib HOG"]["seconds"] / row["seconds"] if name != "dlib CNN" else 0.0
        row["times_cnn"] = paired["dlib CNN"] / paired[name] if spread else 0.0
    return rows


class Recorded:
    """A picture that notes at which sizes it was asked for."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.size = picture.size
        self.sizes: list[int] = []

    def at(self, longest_side: int) -> Image:
        self.sizes.append(longest_side)
        return self._picture.at(longest_side)


def stages(photos: list[Path], pack: str) -> dict[str, float]:
    """Milliseconds a photo: decode, detect, embed measured alone, their sum, and the whole.

    Decoding alone is asked for the sizes that the whole analysis asked for: a photo with small faces is decoded twice.
    """
    analyser = load_analyser(pack)
    detector, embedder = analyser._detector, analyser._embedder
    sizes = working_size(detector.name)
    total = dict.fromkeys(("decode", "detect", "embed", "whole"), 0.0)
    for photo in photos:
        recorded = Recorded(open_picture(photo, Limits()))
        analyser.analyse(recorded)
        picture = open_picture(photo, Limits())
        for size in recorded.sizes:
            total["decode"] += timed(lambda picture=picture, size=size: picture.at(size))[0]  # type: ignore[misc]
        found = detect_adaptively(detector, picture, sizes)
        total["detect"] += timed(lambda picture=picture: detect_adaptively(detector, picture, sizes))[0]  # type: ignore[misc]
        pixels = picture.at(recorded.sizes[-1])
        points = found.landmarks * np.float32(pixels.shape[1] / picture.size[0])
        total["embed"] += timed(lambda pixels=pixels, points=points: embedder.embed(pixels, points))[0]  # type: ignore[misc]
        total["whole"] += timed(lambda photo=photo: analyser.analyse(open_picture(photo, Limits())))[0]  # type: ignore[misc]
    result = {name: seconds / len(photos) * 1e3 for name, seconds in total.items()}
    result["sum"] = result["decode"] + result["detect"] + result["embed"]
    result["whole_over_sum"] = result["whole"] / result["sum"]
    return result


def coverage(photos: list[Path]) -> dict[str, float]:
    """Faces of the adaptive looks, of one 640 pixel look and of a fixed 1600 pixel look, by YuNet."""
    analyser = load_analyser("standard")
    detector = analyser._detector
    counts = {
        "fixed 1600": 0,
        "of those, by one look at 640": 0,
        "of those, by adaptive looks": 0,
        "adaptive": 0,
    }
    for photo in photos:
        if "dogs" in photo.name:  # its "faces" are dogs'
            continue
        picture = open_picture(photo, Limits())
        scale = FIXED / max(picture.size)
        fixed = detector.detect(fitted(photo, FIXED))
        fixed = merge(fixed[fixed.scores >= SURE].scaled(1 / scale), Detections.empty())
        once = detector.detect(fitted(photo, 640)).scaled(max(picture.size) / 640)
        once = once[once.scores >= detector.accept]
        adaptive = detect_adaptively(detector, picture, WorkingSize())
        counts["fixed 1600"] += len(fixed)
        counts["of those, by one look at 640"] += found_again(fixed, once)
        counts["of those, by adaptive looks"] += found_again(fixed, adaptive)
        counts["adaptive"] += len(adaptive)
    return {**counts, "part": counts["of those, by adaptive looks"] / max(1, counts["fixed 1600"])}


def found_again(wanted: Detections, found: Detections) -> int:
    """How many faces of ``wanted`` have one of ``found`` whose middle lies in them, of 1/3 to 3 times the area."""
    if not len(wanted) or not len(found):
        return 0
    middle = found.boxes[:, :2] + found.boxes[:, 2:] / 2
    low, high = wanted.boxes[:, None, :2], wanted.boxes[:, None, :2] + wanted.boxes[:, None, 2:]
    inside = ((middle >= low) & (middle <= high)).all(axis=2)
    area = wanted.boxes[:, 2:].prod(axis=1)[:, None] / found.boxes[:, 2:].prod(axis=1)[None]
    return int((inside & (area > 1 / 3) & (area < 3)).any(axis=1).sum())


def processes(photos: list[Path], pack: str, rounds: int = 3) -> dict[str, float]:
    """Photos per second of the worker pool with one and with two processes, in turn; best of each."""
    from functools import partial

    from albumen.imaging.workers import SupervisedPool

    best = {1: 0.0, 2: 0.0}
    for _ in range(rounds):
        for count in best:
            pool = SupervisedPool[Path, int](
                partial(AlbumenPipeline, pack), processes=count, seconds_per_item=120
            )
            with pool:
                list(pool.run(photos[: 2 * count]))
                seconds, done = timed(lambda pool=pool: sum(1 for _ in pool.run(photos)))  # type: ignore[misc]
            best[count] = max(best[count], done / seconds)  # type: ignore[operator]
    return {"one": best[1], "two": best[2], "ratio": best[2] / best[1]}


def peak_memory(photo: Path, pack: str) -> float:
    """Peak resident megabytes of a fresh process that analyses one photo three times."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.throughput", "--memory", str(photo), pack],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    import cv2

    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=int)
    parser.add_argument("--cnn", type=int, default=4, help="photos for dlib's CNN (about 10 s each)")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--memory", nargs=2, metavar=("PHOTO", "PACK"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        pipeline = AlbumenPipeline(arguments.memory[1])
        for _ in range(3):
            pipeline(Path(arguments.memory[0]))
        print(peak_resident())
        return
    folder = Path(tempfile.gettempdir()) / "albumen-benchmark-photos"
    photos = camera_size(12, folder, limit=arguments.limit)
    large = camera_size(24, folder, ("groups/crowds",), limit=26)[-1]
    packs = ("standard", "builtin")
    result: dict[str, Any] = {"photos": len(photos), "race": race(photos, arguments.cnn)}
    show_race(result["race"], len(photos))
    result["stages"] = {pack: stages(photos, pack) for pack in packs}
    for pack, table in result["stages"].items():
        print(f"{pack}, ms a photo: " + "  ".join(f"{name} {value:.2f}" for name, value in table.items()))
    result["coverage"] = coverage(photos)
    print("faces: " + "  ".join(f"{name}: {value:g}" for name, value in result["coverage"].items()))
    result["processes"] = {pack: processes(photos, pack) for pack in packs}
    result["peak_megabytes_24mp"] = {pack: peak_memory(large, pack) for pack in packs}
    for pack in packs:
        speeds = "  ".join(f"{name} {value:.2f}" for name, value in result["processes"][pack].items())
        print(
            f"{pack}: photos/s by processes {speeds}; peak at 24 MP {result['peak_megabytes_24mp'][pack]:.0f} MB"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def show_race(rows: dict[str, dict[str, float]], photos: int) -> None:
    print(f"{photos} photos of 12 MP, one process, one thread")
    print(f"{'pipeline':>10} {'photos/s':>9} {'x HOG':>7} {'x CNN':>7} {'faces':>6}")
    for name, row in rows.items():
        speed = f"{row['photos_per_second']:9.2f} {row['times_hog']:7.2f} {row['times_cnn']:7.1f}"
        print(f"{name:>10} {speed} {row['faces']:6.0f}")


def peak_resident() -> float:
    """Megabytes, the high-water mark of this process's own memory (Linux; rusage would count its parent's)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("peak memory can be read on Linux only")


if __name__ == "__main__":
    main()
