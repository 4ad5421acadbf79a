"""Camera-size photos of several people each, out of labelled cut-outs, with EXIF and ground truth.

Each photo has a drawn background, two to seven people whose heads are blended into it at different sizes, tilts and
lights, EXIF as cameras write it (some stored turned, with an orientation), and is saved as a JPEG. ``truth.json``
says who is where. The people are real, so neither photos nor truth are ever committed.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from PIL import Image as Pillow

from albumen.engine.types import Image
from albumen.errors import AlbumenError
from albumen.imaging.workers import SupervisedPool
from benchmarks.event.cast import Cast, Cutout, choose_cast

SIZES = ((4032, 3024), (4608, 3072), (3024, 4032))
"""Width and height of photos, pixels: 12 and 14 million."""

FACES = (2, 7)
"""People in a photo, least and most."""

HEAD_SIDE = (420, 1100)
"""Side of a head's square in a photo, pixels."""

SELFIES = 3
"""Photos of a guest kept back as selfies: two to show, and one more to try when one is refused."""

SOFT = 0.15
"""Part of the heads that are a little out of focus, by up to 0.8 pixels of the labelled photo."""

BEGIN = datetime.fromisoformat("2026-06-20T15:00:00+02:00")
CAMERAS = (("Drawn", "D-850 test"), ("Drawn", "R5 test"), ("Phone", "14 test"))


@dataclass(frozen=True, slots=True)
class Place:
    """A person in a photo: head's square, pixels of the upright photo."""

    name: str
    cutout: Cutout
    left: int
    top: int
    side: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One photo to be composed."""

    file: str
    size: tuple[int, int]
    places: tuple[Place, ...]
    taken: datetime
    seed: int


def plan_photos(
    cast: Cast, photos: int, *, appearances: int = 2, scale: float = 1.0, seed: int = 0
) -> list[Plan]:
    """Who is in which photo, where.

    Args:
        cast: who is there; each guest's cut-out appears ``appearances`` times, each stranger's once.
        photos: how many photos.
        appearances: times a guest's cut-out is used, each time in another photo and light.
        scale: of the photos and the heads in them, 1 as cameras make them.
        seed: of the drawing.
    """
    generator = np.random.default_rng(seed)
    people = [(g.name, c) for g in cast.guests for c in g.cutouts for _ in range(appearances)]
    people += list(cast.strangers)
    order = [people[i] for i in generator.permutation(len(people))]
    plans = []
    for number in range(photos):
        wide, high = SIZES[int(generator.integers(len(SIZES)))]
        size = (round(wide * scale), round(high * scale))
        places: list[Place] = []
        for _ in range(int(generator.integers(FACES[0], FACES[1] + 1))):
            index = next((i for i, (n, _) in enumerate(order) if all(n != p.name for p in places)), None)
            if index is None:
                break
            name, cutout = order[index]
            spot = _free_spot(size, places, generator, scale)
            if spot is None:
                break
            order.pop(index)
            places.append(Place(name, cutout, *spot))
        taken = BEGIN + timedelta(seconds=int(number * 97 + generator.integers(60)))
        plans.append(Plan(f"IMG_{number + 1:04d}.jpg", size, tuple(places), taken, seed * 100_003 + number))
    return plans


def _free_spot(
    size: tuple[int, int], taken: list[Place], generator: Generator, scale: float
) -> tuple[int, int, int] | None:
    for attempt in range(60):
        largest = HEAD_SIDE[1] if attempt < 20 else HEAD_SIDE[0] + 80
        side = int(scale * np.exp(generator.uniform(np.log(HEAD_SIDE[0]), np.log(largest))))
        left = int(generator.integers(20, size[0] - side - 20))
        top = int(generator.integers(size[1] // 12, size[1] - side - 20))
        apart = all(
            abs(left + side / 2 - p.left - p.side / 2) > (side + p.side) / 2
            or abs(top + side / 2 - p.top - p.side / 2) > (side + p.side) / 2
            for p in taken
        )
        if apart:
            return left, top, side
    return None


def compose(plan: Plan) -> Image:
    """The photo of a plan, upright RGB uint8."""
    generator = np.random.default_rng(plan.seed)
    canvas = _background(plan.size, generator)
    for place in sorted(plan.places, key=lambda p: p.top):
        _put(canvas, place, generator)
    return canvas


def _background(size: tuple[int, int], generator: Generator) -> Image:
    """Coloured light, out of focus, with grain."""
    quarter = (size[0] // 4, size[1] // 4)
    small = generator.uniform(30, 200, (5, 7, 3)).astype(np.float32)
    small = small * 0.5 + small.mean(axis=(0, 1)) * 0.5
    picture = cv2.resize(small, quarter, interpolation=cv2.INTER_CUBIC)
    for _ in range(int(generator.integers(8, 25))):
        centre = (int(generator.integers(quarter[0])), int(generator.integers(quarter[1])))
        colour = generator.uniform(60, 255, 3).tolist()
        cv2.circle(picture, centre, int(generator.integers(8, 55)), colour, -1, cv2.LINE_AA)
    picture = cv2.GaussianBlur(picture, (0, 0), 10)
    grain = generator.normal(0, 4, (quarter[1], quarter[0], 1)).astype(np.float32)
    result: Image = cv2.resize(np.clip(picture + grain, 0, 255).astype(np.uint8), size)
    return result


def _put(canvas: Image, place: Place, generator: Generator) -> None:
    side = place.side
    head = cv2.resize(place.cutout.pixels(), (side, side), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(generator.uniform(-9, 9)), 1.0)
    head = cv2.warpAffine(head, turn, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = head.astype(np.float32) * generator.uniform(0.75, 1.2) * generator.uniform(0.94, 1.06, 3)
    if generator.random() < SOFT:
        light = cv2.GaussianBlur(light, (0, 0), side * generator.uniform(0.002, 0.004))
    vertical, horizontal = np.ogrid[:side, :side]
    distance = np.hypot((horizontal / side - 0.5) / 0.44, (vertical / side - 0.5) / 0.5)
    mask = np.clip((1.0 - distance) / 0.12, 0, 1)[..., None].astype(np.float32)
    part = canvas[place.top : place.top + side, place.left : place.left + side]
    part[:] = np.clip(part * (1 - mask) + light * mask, 0, 255).astype(np.uint8)


def save(plan: Plan, out: Path) -> str:
    """Compose and write a photo; returns its file name."""
    generator = np.random.default_rng(plan.seed + 1)
    picture = Pillow.fromarray(compose(plan))
    exif = Pillow.Exif()
    maker, model = CAMERAS[int(generator.integers(len(CAMERAS)))]
    exif[0x010F], exif[0x0110] = maker, model
    orientation = int(generator.choice([1, 1, 1, 6, 8]))
    exif[0x0112] = orientation
    if orientation != 1:  # stored as the sensor saw it
        back = Pillow.Transpose.ROTATE_90 if orientation == 6 else Pillow.Transpose.ROTATE_270
        picture = picture.transpose(back)
    details = exif.get_ifd(0x8769)
    details[0x9003] = plan.taken.strftime("%Y:%m:%d %H:%M:%S")
    details[0x9011] = "+02:00"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    picture.save(out / plan.file, quality=90, exif=exif)
    return plan.file


def _saver(out: Path) -> Any:
    cv2.setNumThreads(1)
    return partial(save, out=out)


def compose_event(
    folder: Path,
    out: Path,
    *,
    photos: int = 200,
    guests: int = 40,
    pack: str = "standard",
    seed: int = 0,
    processes: int = 2,
) -> dict[str, Any]:
    """Compose an event into ``out`` (made if missing): photos/, truth.json; returns the truth.

    An event composed before with the same arguments is used again.
    """
    recipe = {
        "folder": str(folder),
        "photos": photos,
        "guests": guests,
        "pack": pack,
        "seed": seed,
        "version": 4,
    }
    told = out / "truth.json"
    if told.exists():
        truth: dict[str, Any] = json.loads(told.read_text("utf-8"))
        if truth.get("recipe") == recipe:
            return truth
    (out / "photos").mkdir(parents=True, exist_ok=True)
    cast = choose_cast(
        folder, pack, guests=guests, strangers=photos * 4, selfies=SELFIES, seed=seed, processes=processes
    )
    plans = plan_photos(cast, photos, seed=seed)
    save_all(plans, out / "photos", processes)
    truth = {
        "recipe": recipe,
        "photos": [who_is_where(plan) for plan in plans],
        "guests": [
            {
                "name": guest.name,
                "selfies": [str(path) for path in guest.selfies],
                "photos": [p.file for p in plans if any(place.name == guest.name for place in p.places)],
            }
            for guest in cast.guests
        ],
    }
    told.write_text(json.dumps(truth, indent=1), "utf-8")
    return truth


def save_all(plans: list[Plan], folder: Path, processes: int) -> None:
    """Compose and write every photo."""
    with SupervisedPool[Plan, str](
        partial(_saver, folder), processes=processes, seconds_per_item=120
    ) as pool:
        for plan, written in pool.run(plans):
            if isinstance(written, AlbumenError):
                raise RuntimeError(f"{plan.file}: {written}")


def who_is_where(plan: Plan) -> dict[str, Any]:
    """A photo as ``truth.json`` tells it; heads are squares (left, top, side) in pixels of the upright photo."""
    return {
        "file": plan.file,
        "taken": plan.taken.isoformat(),
        "size": list(plan.size),
        "people": [{"name": p.name, "head": [p.left, p.top, p.side]} for p in plan.places],
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a folder of photos for each person")
    parser.add_argument("out", type=Path)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--guests", type=int, default=40)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    truth = compose_event(**vars(arguments))
    sizes = sum(len(photo["people"]) for photo in truth["photos"])
    print(
        f"{len(truth['photos'])} photos with {sizes} faces, {len(truth['guests'])} guests in {arguments.out}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
