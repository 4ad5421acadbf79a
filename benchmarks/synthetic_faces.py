"""Synthetic embeddings with a realistic spread within and between people.

A face is the person's direction plus noise whose strength falls with its quality; people's directions are uniform on
the sphere, except for siblings, who share a part. With the default spread two faces of one person have a mean cosine
of about 0.55 and two of different people 0.0 with a standard deviation of 0.09, as measured for 128-d embedders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticFaces:
    """embeddings (N, D) float32 unit, labels (N,) int64 person, quality (N,) float32 0..1."""

    embeddings: NDArray[np.float32]
    labels: NDArray[np.int64]
    quality: NDArray[np.float32]


def synthetic_faces(
    faces_per_person: NDArray[np.int64],
    *,
    dimension: int = 128,
    likeness: float = 0.55,
    likeness_spread: float = 0.08,
    common: float = 0.0,
    siblings: float = 0.0,
    seed: int = 0,
) -> SyntheticFaces:
    """Draw faces of people.

    Args:
        faces_per_person: (P,) how many faces each person has.
        likeness: mean cosine of two faces of one person, 0..1.
        likeness_spread: standard deviation of the likeness over faces (good and poor photos).
        common: part of each embedding's energy that all faces share (0..1), as blur does: the mean cosine between
            different people.
        siblings: part of the energy that person 2k shares with person 2k + 1, 0..1.
    """
    random = np.random.default_rng(seed)
    people = len(faces_per_person)
    labels = np.repeat(np.arange(people), faces_per_person)
    directions = _unit(random.standard_normal((people, dimension), dtype=np.float32))
    if siblings:
        family = _unit(random.standard_normal((people // 2 + 1, dimension), dtype=np.float32))
        directions = _unit(
            np.sqrt(siblings) * family[np.arange(people) // 2] + np.sqrt(1 - siblings) * directions
        )
    own = np.clip(random.normal(likeness, likeness_spread, len(labels)), 0.02, 0.98).astype(np.float32)
    embeddings = np.empty((len(labels), dimension), np.float32)
    shared = _unit(random.standard_normal((1, dimension), dtype=np.float32))
    for start in range(0, len(labels), 100_000):
        part = slice(start, start + 100_000)
        noise = _unit(random.standard_normal((len(labels[part]), dimension), dtype=np.float32))
        energy = own[part, None]
        face = np.sqrt(energy) * directions[labels[part]] + np.sqrt(1 - energy) * noise
        embeddings[part] = _unit(np.sqrt(1 - common) * face + np.sqrt(common) * shared)
    return SyntheticFaces(embeddings, labels.astype(np.int64), own)


def event_sizes(faces: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Faces per person at an event: four in ten people seen once, the others 2 to 100 times, ``faces`` in all."""
    random = np.random.default_rng(seed)
    people = max(1, faces // 2)
    sizes = np.where(
        random.random(people) < 0.4,
        1,
        np.clip(np.exp(random.normal(2.2, 0.9, people)), 2, 100).astype(np.int64),
    )
    total = np.cumsum(sizes)
    last = int(np.searchsorted(total, faces))
    sizes = sizes[: last + 1].copy()
    sizes[-1] -= int(sizes.sum()) - faces
    return sizes


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def synthetic_calibration(
    likeness: float = 0.55, spread: float = 0.1, strangers: float = 0.09
) -> Calibration:
    """The calibration of faces drawn with the defaults above: two normal distributions of similarity."""
    similarity = np.linspace(-0.4, 0.9, 66)
    same = -0.5 * ((similarity - likeness) / spread) ** 2 - np.log(spread)
    different = -0.5 * (similarity / strangers) ** 2 - np.log(strangers)
    ratio = np.maximum.accumulate(np.clip(same - different, -8.0, 14.0))
    return Calibration(similarity, ratio)
