"""The city, region and country at a point of the earth, by the nearest of 155,000 places."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from albumen.places.files import data_file

EARTH: Final = 6371.0
"""Mean radius, km."""

FARTHEST: Final = 100.0
"""Kilometres from the nearest place beyond which a point is nowhere: at sea, on the ice."""

DENSITY: Final = 10_000.0
"""People on a square kilometre in the middle of a city, about: how far a city reaches follows from how many live there.
Half of its districts are places of their own, and photos in them were taken in the city."""


class Place(NamedTuple):
    """Where something is; every part may be empty, country is two letters (ISO 3166-1)."""

    country: str = ""
    region: str = ""
    city: str = ""


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True, eq=False)
class _Gazetteer:
    """All places.

    Attributes:
        tree: of their points on the unit sphere.
        names: of each.
        area: which country and region each is in, as an index of ``areas``.
        reach: how far each reaches, as a chord of the unit sphere.
        points: where each is on it.
    """

    tree: Any
    names: list[str]
    area: NDArray[np.int32]
    areas: list[tuple[str, str]]
    reach: NDArray[np.float64]
    points: NDArray[np.float64]


def place_at(latitude: float | None, longitude: float | None) -> Place:
    """The place at a point, degrees north and east; :data:`NOWHERE` without a point, or far from everything.

    The nearest place says country and region. The city is the largest of that region that reaches the point, else the
    nearest place itself.
    """
    if latitude is None or longitude is None or not _possible(latitude, longitude):
        return NOWHERE
    known = _loaded()
    point = _on_sphere(np.array([latitude]), np.array([longitude]))[0]
    distance, nearest = known.tree.query(point)
    if distance > _chord(FARTHEST):
        return NOWHERE
    around = np.array(known.tree.query_ball_point(point, float(known.reach.max())), np.int64)
    around = around[known.area[around] == known.area[nearest]]
    apart = np.linalg.norm(known.points[around] - point, axis=1)
    around = around[apart <= known.reach[around]]
    city = int(around[np.argmax(known.reach[around])]) if len(around) else int(nearest)
    country, region = known.areas[int(known.area[nearest])]
    return Place(country, region, known.names[city])


def load() -> None:
    """Read the places now (half a second), rather than when the first is asked for."""
    _loaded()


@cache
def _loaded() -> _Gazetteer:
    from scipy.spatial import cKDTree

    with gzip.open(data_file("geocode.gz")) as file:
        rows = json.load(file)
    areas: dict[tuple[str, str], int] = {}
    area = np.array(
        [areas.setdefault((row["country_code"][:2], row.get("state", "")[:200]), len(areas)) for row in rows],
        np.int32,
    )
    points = _on_sphere(
        np.array([row["latitude"] for row in rows], np.float64),
        np.array([row["longitude"] for row in rows], np.float64),
    )
    people = np.array([row["population"] for row in rows], np.float64)
    return _Gazetteer(
        tree=cKDTree(points),
        names=[row["city"][:200] for row in rows],
        area=area,
        areas=list(areas),
        reach=_chord(np.sqrt(people / (DENSITY * math.pi))),
        points=points,
    )


def _possible(latitude: float, longitude: float) -> bool:
    """Coordinates of the earth; a camera without a fix writes 0, 0, which is in the sea."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _on_sphere(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def _chord(kilometres: Any) -> Any:
    """The straight distance of two points of the unit sphere that are so far apart on the earth."""
    return 2 * np.sin(np.minimum(np.asarray(kilometres) / (2 * EARTH), math.pi / 2))
