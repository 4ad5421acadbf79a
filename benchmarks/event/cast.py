"""Who comes to a composed event: guests, strangers, and cut-outs of their main faces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from albumen.engine.types import Image
from albumen.errors import AlbumenError
from albumen.imaging.decode import open_picture
from albumen.imaging.limits import Limits
from albumen.imaging.workers import SupervisedPool
from benchmarks.people import ERRATA_SAME, ERRATA_WRONG, main_face

HEAD = 2.1
"""Side of a cut-out in sides of the face box: hair and chin, no neighbours."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """The main face of a labelled photo.

    Attributes:
        path: the photo.
        square: left, top, side of the square around the head, pixels of the photo; may reach outside.
    """

    path: Path
    square: tuple[float, float, float]

    def pixels(self) -> Image:
        """The head, square, RGB; what lies outside the photo repeats its edge."""
        picture = open_picture(self.path, Limits()).at(10**6)
        left, top, side = (round(value) for value in self.square)
        rows = np.clip(np.arange(top, top + side), 0, picture.shape[0] - 1)
        columns = np.clip(np.arange(left, left + side), 0, picture.shape[1] - 1)
        return picture[rows][:, columns]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who will ask for photos.

    Attributes:
        name: folder of their photos.
        selfies: photos that are in no composed photo, to be shown to the event.
        cutouts: their faces to be put into photos.
    """

    name: str
    selfies: tuple[Path, ...]
    cutouts: tuple[Cutout, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody at the event; strangers are (name, cut-out)."""

    guests: tuple[Guest, ...]
    strangers: tuple[tuple[str, Cutout], ...]


def choose_cast(
    folder: Path,
    pack: str,
    *,
    guests: int,
    strangers: int,
    selfies: int = 2,
    seed: int = 0,
    processes: int = 2,
) -> Cast:
    """Draw a cast from a folder that holds a folder of photos for each person.

    People known to stand under two names, and photos known to show somebody else, are left out.

    Args:
        folder: a folder per person.
        pack: installed pack whose detector finds the main faces.
        guests: how many people ask for their photos; those drawn have most photos.
        strangers: how many faces of other people may appear, each once.
        selfies: photos of a guest kept back as selfies.
        seed: of the drawing.
        processes: worker processes.

    Raises:
        ValueError: the folder has too few people with enough photos.
    """
    generator = np.random.default_rng(seed)
    people = _photos_by_person(folder)
    enough = sorted(
        (n for n, photos in people.items() if len(photos) >= selfies + 3), key=lambda n: -len(people[n])
    )
    if len(enough) < guests:
        raise ValueError(
            f"{folder} has {len(enough)} people with {selfies + 3} photos or more; {guests} are needed"
        )
    pool = enough[: max(guests * 3, guests)]
    chosen = sorted(generator.choice(pool, guests, replace=False).tolist())
    others = [(name, path) for name, photos in people.items() if name not in chosen for path in photos]
    drawn = [others[i] for i in generator.permutation(len(others))[: int(strangers * 1.1)]]

    wanted = [path for name in chosen for path in people[name]] + [path for _, path in drawn]
    found = _cut_out(wanted, pack, processes)
    cast = []
    for name in chosen:
        paths = [people[name][i] for i in generator.permutation(len(people[name]))]
        seen = [path for path in paths if path in found]
        cast.append(Guest(name, tuple(seen[:selfies]), tuple(found[path] for path in seen[selfies:])))
    crowd = [(name, found[path]) for name, path in drawn if path in found][:strangers]
    return Cast(tuple(cast), tuple(crowd))


def whole_cast(
    folder: Path, pack: str, *, people: int | None = None, seed: int = 0, processes: int = 2
) -> Cast:
    """Everybody in a folder that holds a folder of photos for each person, each photo's main face once; no guests.

    Args:
        folder, pack, processes: as for :func:`choose_cast`.
        people: draw so many of them; all when None.
        seed: of the drawing.
    """
    photos = _photos_by_person(folder)
    names = sorted(photos)
    if people is not None and people < len(names):
        names = sorted(np.random.default_rng(seed).choice(names, people, replace=False).tolist())
    found = _cut_out([path for name in names for path in photos[name]], pack, processes)
    return Cast((), tuple((name, found[path]) for name in names for path in photos[name] if path in found))


def _photos_by_person(folder: Path) -> dict[str, list[Path]]:
    """Photos of each person; people known to stand under two names, and photos of somebody else, are left out."""
    twins = {name for pair in ERRATA_SAME for name in pair}
    return {
        person.name: [p for p in sorted(person.iterdir()) if f"{person.name}/{p.name}" not in ERRATA_WRONG]
        for person in sorted(folder.iterdir())
        if person.is_dir() and person.name not in twins
    }


def _cut_out(paths: Iterable[Path], pack: str, processes: int) -> dict[Path, Cutout]:
    found: dict[Path, Cutout] = {}
    with SupervisedPool[Path, "tuple[float, float, float] | None"](
        partial(_finder, pack), processes=processes, seconds_per_item=60
    ) as pool:
        for path, square in pool.run(paths):
            if square is not None and not isinstance(square, AlbumenError):
                found[path] = Cutout(path, square)
    return found


@cache
def _finder(pack: str):  # type: ignore[no-untyped-def]
    from albumen.engine.analysis import load_analyser

    analyser = load_analyser(pack)

    def find(path: Path) -> tuple[float, float, float] | None:
        picture = open_picture(path, Limits())
        faces = analyser.analyse(picture)
        if not len(faces):
            return None
        left, top, width, height = faces.boxes[main_face(faces, *picture.size)].tolist()
        side = max(width, height) * HEAD
        return left + width / 2 - side / 2, top + height / 2 - side * 0.52, side

    return find
