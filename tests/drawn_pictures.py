"""Pictures drawn for tests: no person in them, every corner another colour, so that a wrong turn shows."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CORNERS = {
    "top_left": (200, 40, 40),
    "top_right": (40, 180, 40),
    "bottom_left": (40, 40, 200),
    "bottom_right": (220, 220, 60),
}


def scene(width: int, height: int) -> NDArray[np.uint8]:
    """Four quarters in the colours of ``CORNERS``, (height, width, 3)."""
    pixels = np.empty((height, width, 3), np.uint8)
    top, left = height // 2, width // 2
    pixels[:top, :left], pixels[:top, left:] = CORNERS["top_left"], CORNERS["top_right"]
    pixels[top:, :left], pixels[top:, left:] = CORNERS["bottom_left"], CORNERS["bottom_right"]
    return pixels


def noise(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


def encoded(picture: Image.Image | NDArray[np.uint8], kind: str, **options: object) -> bytes:
    """The bytes of a file of that kind, by Pillow (``heif`` by pillow-heif)."""
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(picture)
    if kind == "heif":
        import pillow_heif

        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def assert_corners(pixels: NDArray[np.uint8], tolerance: int = 12) -> None:
    """The middle of each quarter has its colour."""
    height, width = pixels.shape[:2]
    for name, expected in CORNERS.items():
        y = height // 4 if name.startswith("top") else height * 3 // 4
        x = width // 4 if name.endswith("left") else width * 3 // 4
        found = pixels[y, x].astype(int)
        assert np.abs(found - expected).max() <= tolerance, (name, found, expected)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def icc_profile(
    red: tuple[float, float], green: tuple[float, float], blue: tuple[float, float], gamma: float
) -> bytes:
    """An RGB matrix profile for xy primaries, D65 white and a power curve (ICC.1:2022; Bradford to D50)."""
    xy = np.array([red, green, blue])
    columns = np.stack([xy[:, 0] / xy[:, 1], np.ones(3), (1 - xy.sum(1)) / xy[:, 1]])
    white = np.array([0.9504559, 1.0, 1.0890578])
    matrix = columns * np.linalg.solve(columns, white)
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    d50 = np.array([0.9642, 1.0, 0.8249])
    scale = np.diag((bradford @ d50) / (bradford @ white))
    adapted = np.linalg.inv(bradford) @ scale @ bradford @ matrix

    def xyz(values: NDArray[np.float64]) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Wide\0" + bytes(79)
    tags = {
        b"desc": text + bytes(-len(text) % 4),
        b"wtpt": xyz(d50),
        b"rXYZ": xyz(adapted[:, 0]),
        b"gXYZ": xyz(adapted[:, 1]),
        b"bXYZ": xyz(adapted[:, 2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(value))
        body += value
    profile = struct.pack(">I", start + len(body)) + b"lcms\x02\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp"
    profile += bytes(68 - len(profile)) + struct.pack(">3i", *(round(v * 65536) for v in d50))
    return profile + bytes(128 - len(profile)) + struct.pack(">I", len(tags)) + table + body


ADOBE_RGB = icc_profile((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), 2.19921875)


def dng(sensor: NDArray[np.uint16], *, orientation: int = 1) -> bytes:
    """An uncompressed DNG of 16 bits with an RGGB sensor, (height, width)."""
    height, width = sensor.shape
    entries: list[tuple[int, int, int, bytes]] = []

    def put(tag: int, kind: int, *values: int) -> None:
        letter = {1: "B", 3: "H", 4: "I", 5: "II", 10: "ii"}[kind]
        flat = struct.pack(f"<{len(values)}{letter[0]}", *values)
        entries.append((tag, kind, len(values) // len(letter), flat))

    put(254, 4, 0)
    put(256, 4, width)
    put(257, 4, height)
    put(258, 3, 16)
    put(259, 3, 1)
    put(262, 3, 32803)
    entries.append((271, 2, 8, b"Albumen\0"))
    entries.append((272, 2, 6, b"Drawn\0"))
    put(273, 4, 0)  # where the pixels begin, filled in below
    put(274, 3, orientation)
    put(277, 3, 1)
    put(278, 4, height)
    put(279, 4, sensor.nbytes)
    put(284, 3, 1)
    put(33421, 3, 2, 2)
    put(33422, 1, 0, 1, 1, 2)
    put(50706, 1, 1, 4, 0, 0)
    entries.append((50708, 2, 6, b"Drawn\0"))
    put(50714, 3, 0)
    put(50717, 4, 65535)
    put(
        50721,
        10,
        *(
            n
            for v in (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
            for n in (round(v * 10000), 10000)
        ),
    )
    put(50728, 5, 1, 1, 1, 1, 1, 1)
    put(50778, 3, 21)
    start = 8 + 2 + 12 * len(entries) + 4
    directory, body = struct.pack("<H", len(entries)), b""
    pixels_at = start + sum(len(value) + len(value) % 2 for *_, value in entries if len(value) > 4)
    for tag, kind, count, value in entries:
        if tag == 273:
            value = struct.pack("<I", pixels_at)
        if len(value) > 4:
            directory += struct.pack("<HHII", tag, kind, count, start + len(body))
            body += value + bytes(len(value) % 2)
        else:
            directory += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    return b"II*\0" + struct.pack("<I", 8) + directory + bytes(4) + body + sensor.astype("<u2").tobytes()
