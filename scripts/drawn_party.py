"""Pictures of a party that nobody was at: drawn, for the screens of the guides, which show no real person."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((38, 34, 74), (214, 122, 92)),
    ((92, 128, 168), (246, 214, 170)),
    ((24, 32, 56), (88, 74, 120)),
    ((168, 196, 206), (238, 226, 196)),
    ((66, 44, 60), (232, 148, 96)),
)
SKINS: tuple[Colour, ...] = ((241, 203, 172), (198, 141, 104), (122, 80, 58), (226, 178, 138), (90, 60, 46))
HAIRS: tuple[Colour, ...] = ((52, 36, 30), (166, 108, 52), (28, 26, 28), (120, 52, 36), (206, 176, 120))
CLOTHES: tuple[Colour, ...] = (
    *((182, 72, 60), (56, 104, 128), (214, 164, 72), (88, 124, 88), (128, 84, 132)),
    *((232, 222, 206), (44, 56, 84), (204, 118, 128)),
)
PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Head:
    """Where somebody's head is, in fractions of the picture; ``who`` counts from 0."""

    who: int
    left: float
    top: float
    width: float
    height: float


def draw_party(folder: Path, count: int) -> dict[str, list[Head]]:
    """Draw photos into a folder; who is where in each, by file name. Person 0 is in every third."""
    heads = {}
    for number in range(count):
        dice = random.Random(number)  # noqa: S311 - a drawing
        size = dice.choice([(1800, 1200), (1200, 1800), (1800, 1350)])
        others = dice.sample(range(1, PEOPLE), dice.randint(1, 4))
        people = [*others[:2], 0, *others[2:]] if number % 3 == 0 else others
        picture, found = _scene(size, people, dice)
        name = f"IMG_{4200 + number}.jpg"
        exif = Image.Exif()
        taken = datetime(2026, 6, 20, 18, 0) + timedelta(minutes=7 * number)
        exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
        picture.save(folder / name, "jpeg", quality=88, exif=exif)
        heads[name] = found
    return heads


def draw_portrait(path: Path, who: int) -> None:
    """One person alone, as they would show themselves."""
    picture, _ = _scene((900, 900), [who], random.Random(99), near=True)  # noqa: S311 - a drawing
    picture.save(path, "jpeg", quality=90)


def _scene(
    size: tuple[int, int], people: list[int], dice: random.Random, *, near: bool = False
) -> tuple[Image.Image, list[Head]]:
    width, height = size
    picture = _sky(size, *dice.choice(SKIES))
    _lights(picture, dice)
    heads = []
    radius = width * (0.2 if near else min(0.085, 0.3 / (len(people) + 1)))
    for at, who in enumerate(people):
        x = width * (at + 1) / (len(people) + 1) + dice.uniform(-0.1, 0.1) * radius
        y = height * (0.42 if near else dice.uniform(0.5, 0.6))
        _person(picture, who, x, y, radius)
        heads.append(
            Head(
                who,
                (x - radius) / width,
                (y - 1.25 * radius) / height,
                2 * radius / width,
                2.5 * radius / height,
            )
        )
    return picture, heads


def _sky(size: tuple[int, int], above: Colour, below: Colour) -> Image.Image:
    strip = Image.new("RGB", (1, 64))
    for y in range(64):
        part = y / 63
        strip.putpixel((0, y), tuple(round(a + (b - a) * part) for a, b in zip(above, below, strict=True)))
    return strip.resize(size, Image.Resampling.BICUBIC)


def _lights(picture: Image.Image, dice: random.Random) -> None:
    width, height = picture.size
    glow = Image.new("RGB", picture.size)
    pen = ImageDraw.Draw(glow)
    for rope in range(2):
        sag, begin = dice.uniform(0.06, 0.16), height * (0.1 + 0.12 * rope)
        for bulb in range(13):
            part = bulb / 12
            x, y = width * part, begin + height * sag * math.sin(math.pi * part)
            size = width * dice.uniform(0.006, 0.012)
            pen.ellipse((x - size, y - size, x + size, y + size), fill=(255, 214, 140))
    for _ in range(14):
        x, y, size = (
            dice.random() * width,
            height * dice.uniform(0.45, 0.9),
            width * dice.uniform(0.01, 0.035),
        )
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(90, 62, 40))
    soft = glow.filter(ImageFilter.GaussianBlur(width * 0.006))
    picture.paste(
        Image.composite(Image.new("RGB", picture.size, (255, 226, 170)), picture, soft.convert("L"))
    )


def _person(picture: Image.Image, who: int, x: float, y: float, radius: float) -> None:
    """Shoulders, a head and hair; no face, so that nobody is meant."""
    pen = ImageDraw.Draw(picture)
    skin, hair, cloth = SKINS[who % 5], HAIRS[(who * 2 + 1) % 5], CLOTHES[who]
    wide, bottom = radius * 2.1, picture.height * 1.2
    pen.rounded_rectangle((x - wide, y + radius * 1.45, x + wide, bottom), radius=radius * 1.2, fill=cloth)
    pen.rectangle((x - radius * 0.4, y + radius * 0.8, x + radius * 0.4, y + radius * 1.7), fill=skin)
    if who % 2:
        pen.rounded_rectangle(
            (x - radius * 1.12, y - radius * 1.2, x + radius * 1.12, y + radius * 1.5),
            radius=radius,
            fill=hair,
        )
    else:
        pen.ellipse((x - radius * 1.1, y - radius * 1.3, x + radius * 1.1, y + radius * 0.6), fill=hair)
    pen.ellipse((x - radius * 0.9, y - radius * 1.0, x + radius * 0.9, y + radius * 1.2), fill=skin)
    pen.pieslice((x - radius, y - radius * 1.25, x + radius, y + radius * 0.55), 180, 360, fill=hair)
