"""Faces of a folder of people (one folder each, as LFW is laid out), by their main face, with any pack."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.engine.analysis import load_analyser
from albumen.engine.types import FaceQuality, Faces
from albumen.imaging.decode import open_picture
from albumen.imaging.limits import Limits
from benchmarks import third_voter
from benchmarks.third_voter import load_third_voter

ERRATA_SAME = (("Joseph_Blatter", "Sepp_Blatter"),)
"""Pairs of LFW folders that show one person under two names."""

ERRATA_WRONG = ("Michael_Schumacher/Michael_Schumacher_0008.jpg",)
"""LFW photos that show somebody else than their folder says (both lists found as the most similar "impostors")."""


@dataclass(frozen=True)
class People:
    """Main faces of labelled photos.

    Attributes:
        faces: N faces.
        labels: (N,) int64, one number for each person.
        names: (N,) folder name of each face's person.
        paths: (N,) path of each photo below the folder.
        missed: photos in which no face was found.
    """

    faces: Faces
    labels: NDArray[np.int64]
    names: NDArray[np.str_]
    paths: NDArray[np.str_]
    missed: tuple[str, ...]

    def __getitem__(self, index: NDArray[np.bool_] | NDArray[np.intp]) -> People:
        return People(
            self.faces[index], self.labels[index], self.names[index], self.paths[index], self.missed
        )

    def halves(self, seed: int = 0) -> tuple[People, People]:
        """Two sets without a person in common, about equal, by a seeded shuffle of the people."""
        people = np.unique(self.labels)
        np.random.default_rng(seed).shuffle(people)
        first = np.isin(self.labels, people[: len(people) // 2])
        return self[first], self[~first]


def analyse_people(
    folder: Path, pack: str, *, eyes: tuple[float, float] | None = None, seed: int = 0
) -> People:
    """Analyse every photo below ``folder`` and keep its main face.

    Args:
        folder: holds a folder for each person.
        pack: name of an installed pack, or of the third voter (``third_voter``).
        eyes: reduce each photo so that the distance between the eyes (42 pixels in LFW) comes to a random value
            between these, pixels; None leaves photos as they are.
        seed: of that randomness.
    """
    import cv2

    cv2.setNumThreads(1)
    analyser = load_third_voter() if pack == third_voter.NAME else load_analyser(pack)
    generator = np.random.default_rng(seed)
    limits = Limits()
    rows: list[Faces] = []
    names, paths, missed = [], [], []
    for path in sorted(p for p in folder.glob("*/*") if p.is_file()):
        pixels = open_picture(path, limits).at(10**6)
        if eyes is not None:
            factor = float(np.exp(generator.uniform(np.log(eyes[0]), np.log(eyes[1])))) / 42.0
            pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        faces = analyser.analyse(pixels)
        name = f"{path.parent.name}/{path.name}"
        if not len(faces):
            missed.append(name)
            continue
        rows.append(faces[np.array([main_face(faces, pixels.shape[1], pixels.shape[0])])])
        names.append(path.parent.name)
        paths.append(name)
    if not rows:
        raise SystemExit(f"no face was found below {folder}")
    labels = np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
    return People(join(rows), labels, np.array(names), np.array(paths), tuple(missed))


def main_face(faces: Faces, width: int, height: int) -> int:
    """Which face a photo of one person is of: large, and near the middle of the picture.

    The area is divided by 1 plus the square of the distance from the middle, in quarters of the picture's shorter side:
    in LFW, whose labelled face stands in the middle, the largest face alone is somebody else's in 1 photo in 160.
    """
    centre = faces.boxes[:, :2] + faces.boxes[:, 2:] / 2
    away = np.hypot(*(centre - np.array([width / 2, height / 2])).T) / (min(width, height) / 4)
    return int(np.argmax(faces.boxes[:, 2] * faces.boxes[:, 3] / (1 + away**2)))


def join(parts: list[Faces]) -> Faces:
    """Several pictures' faces as one."""
    return Faces(
        np.concatenate([p.boxes for p in parts]),
        np.concatenate([p.landmarks for p in parts]),
        np.concatenate([p.scores for p in parts]),
        FaceQuality.concatenate([p.quality for p in parts]),
        np.concatenate([p.embeddings for p in parts]),
    )


def corrected(people: People) -> People:
    """LFW without its known label errors: two names of one person become one, wrong photos go."""
    labels = people.labels.copy()
    for one, other in ERRATA_SAME:
        first = labels[people.names == one]
        if len(first):
            labels[people.names == other] = first[0]
    right = ~np.isin(people.paths, ERRATA_WRONG)
    kept = people[right]
    return People(kept.faces, labels[right], kept.names, kept.paths, kept.missed)


def save(people: People, path: Path) -> None:
    """Keep analysed people for other benchmarks (biometric data: the results folder is never committed)."""
    quality = {f"quality_{f}": getattr(people.faces.quality, f) for f in FaceQuality.__slots__}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        boxes=people.faces.boxes,
        landmarks=people.faces.landmarks,
        scores=people.faces.scores,
        embeddings=people.faces.embeddings,
        labels=people.labels,
        names=people.names,
        paths=people.paths,
        missed=np.array(people.missed, dtype=np.str_),
        **quality,
    )


def load(path: Path) -> People:
    """What :func:`save` kept."""
    with np.load(path, allow_pickle=False) as data:
        quality = FaceQuality(*(data[f"quality_{f}"] for f in FaceQuality.__slots__))
        faces = Faces(data["boxes"], data["landmarks"], data["scores"], quality, data["embeddings"])
        return People(faces, data["labels"], data["names"], data["paths"], tuple(data["missed"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", default="standard")
    parser.add_argument(
        "--eyes", type=float, nargs=2, metavar=("LOW", "HIGH"), help="reduce photos, pixels between eyes"
    )
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    start = time.perf_counter()
    people = analyse_people(arguments.folder, arguments.pack, eyes=arguments.eyes and tuple(arguments.eyes))
    save(people, arguments.out)
    print(
        f"{len(people.labels)} faces of {len(np.unique(people.labels))} people, {len(people.missed)} photos without, "
        f"{time.perf_counter() - start:.0f} s"
    )


if __name__ == "__main__":
    main()
