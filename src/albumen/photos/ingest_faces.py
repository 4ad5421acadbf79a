"""The faces of one picture as every pack of its library sees them, joined face by face."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from albumen.photos.analysers import analyser

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import Faces, ImageSource

SAME_FACE = 0.5
"""Two packs mean one face when their boxes' intersection over union is at least this."""

PARTS = ("size", "sharpness", "yaw", "pitch", "roll", "exposure", "visible")


@dataclass(frozen=True, slots=True)
class Look:
    """What one pack says about a face: its embedding (little-endian float32) and how far to trust it."""

    vector: bytes
    usefulness: float
    reliable: bool


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face, its box and landmarks in fractions of the upright photo's width and height."""

    found_by: str
    box: tuple[float, float, float, float]
    landmarks: bytes
    score: float
    quality: float
    parts: dict[str, float]
    looks: dict[str, Look] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundFaces:
    """All faces of a photo; ``packs`` gives version and dimension of every pack that looked, by name."""

    faces: list[FoundFace]
    packs: dict[str, tuple[str, int]]


def find_faces(picture: ImageSource, packs: list[str]) -> FoundFaces:
    """Faces found by the first pack, with what the others say about them; and those that only others found.

    Raises:
        PackMissingError: a pack is not installed yet.
    """
    faces: list[FoundFace] = []
    used: dict[str, tuple[str, int]] = {}
    for name in dict.fromkeys(packs):
        pack = analyser(name)
        seen = pack.analyse(picture)
        used[name] = (pack.pack[1], pack.dimension)
        found = _as_fractions(name, seen, picture.size)
        looks = _looks(seen)
        pairs = dict(pair_up([face.box for face in found], [face.box for face in faces], SAME_FACE))
        for index, face in enumerate(found):
            if index not in pairs:
                faces.append(face)
            look = looks[index]
            if look is not None:
                faces[pairs.get(index, -1)].looks[name] = look
    return FoundFaces(faces, used)


def pair_up(
    new: list[tuple[float, float, float, float]], old: list[tuple[float, float, float, float]], least: float
) -> list[tuple[int, int]]:
    """Indices of boxes (left, top, width, height) that belong together, each used once, the closest first."""
    if not new or not old:
        return []
    shared = _overlaps(np.asarray(new, np.float64), np.asarray(old, np.float64))
    pairs: list[tuple[int, int]] = []
    used_new: set[int] = set()
    used_old: set[int] = set()
    for flat in np.argsort(-shared, axis=None, kind="stable"):
        i, j = divmod(int(flat), len(old))
        if shared[i, j] < least:
            break
        if i not in used_new and j not in used_old:
            pairs.append((i, j))
            used_new.add(i)
            used_old.add(j)
    return pairs


def _overlaps(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of every two boxes, (N, M), 0..1."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum((first[:, :2] + first[:, 2:])[:, None], (second[:, :2] + second[:, 2:])[None])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    union = first[:, 2:].prod(axis=1)[:, None] + second[:, 2:].prod(axis=1)[None] - shared
    answer: NDArray[np.float64] = shared / np.maximum(union, 1e-12)
    return answer


def _as_fractions(pack: str, seen: Faces, size: tuple[int, int]) -> list[FoundFace]:
    width, height = size
    boxes = (seen.boxes / np.array([width, height, width, height], np.float64)).tolist()
    landmarks = (seen.landmarks / np.array([width, height], np.float64)).astype("<f4")
    parts = np.stack([getattr(seen.quality, name) for name in PARTS], axis=1)
    return [
        FoundFace(
            found_by=pack,
            box=tuple(boxes[i]),
            landmarks=landmarks[i].tobytes(),
            score=_finite(seen.scores[i]),
            quality=_finite(seen.quality.overall[i]),
            parts={name: round(_finite(value), 4) for name, value in zip(PARTS, parts[i], strict=True)},
        )
        for i in range(len(seen))
    ]


def _looks(seen: Faces) -> list[Look | None]:
    """One for each face; None where the embedding is no direction, so that it is never compared."""
    from albumen.engine.quality import reliable

    if not len(seen):
        return []
    sharp = reliable(seen.quality.sharpness)
    usable = np.isfinite(seen.embeddings).all(axis=1) & (
        np.abs(np.linalg.norm(seen.embeddings, axis=1) - 1) < 1e-2
    )
    vectors = np.ascontiguousarray(seen.embeddings, "<f4")
    return [
        Look(vectors[i].tobytes(), _finite(seen.quality.overall[i]), bool(sharp[i])) if usable[i] else None
        for i in range(len(seen))
    ]


def _finite(value: float | np.floating) -> float:
    return float(np.nan_to_num(float(value), nan=0.0, posinf=0.0, neginf=0.0))
