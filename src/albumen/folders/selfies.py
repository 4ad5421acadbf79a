"""From selfies to one person: the one face in each, good enough, and the same person in all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.quality import reliable
from albumen.engine.types import Faces, FloatArray
from albumen.errors import AlbumenError
from albumen.folders.analysis import analyse_files
from albumen.folders.errors import (
    DifferentPeopleError,
    NoFaceError,
    PhotosMissingError,
    PoorFaceError,
    SelfieError,
    SeveralFacesError,
    SmallFaceError,
)
from albumen.folders.paths import readable
from albumen.folders.records import AnalysedPhoto
from albumen.folders.scan import FoundFile

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack

COMPARABLE = 0.6
"""A second face this tall, as part of the tallest one's height, makes it unclear who is meant."""

SURE_FACE = 0.5
"""A second face with less detector confidence than this may be a false alarm and does not count."""

SMALL = 20.0
"""Fewest pixels between the eyes of a selfie. Advice asks for 30, so that what just passes is not the aim."""

POOR_SELFIE = 0.10
"""Lowest overall quality of a selfie's face (expected success of a comparison at a false match rate of 1 in
10,000)."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Who is looked for.

    Attributes:
        references: (R, D) float32, one unit embedding for each selfie.
        usefulness: (R,) float32, quality of each, 0 to 1.
    """

    references: FloatArray
    usefulness: FloatArray


def read_selfies(selfies: Sequence[Path], pack: Pack, jobs: int) -> Person:
    """The person on the selfies.

    Raises:
        SelfieError: one of its subclasses says which selfie and what is wrong with it.
        PhotosMissingError: a selfie is not there.
    """
    files = [_file(path) for path in selfies]
    results = dict(analyse_files(pack.name, list(dict.fromkeys(files)), jobs, crops=False))
    kept = [_main_face(readable(file.relative), results[file]) for file in files]
    person = Person(
        np.concatenate([faces.embeddings for faces in kept]),
        np.concatenate([faces.quality.overall for faces in kept]),
    )
    _same_person(person, files, pack)
    return person


def main_face(name: str, faces: Faces) -> Faces:
    """The one face that a selfie shows, as :class:`Faces` of length 1.

    Raises:
        SelfieError: there is none, it is not clear which, or it is too small or too poor.
    """
    if not len(faces):
        raise NoFaceError(f"No face was found in {name}.")
    heights = faces.boxes[:, 3]
    main = int(np.argmax(heights))
    rivals = (heights >= COMPARABLE * heights[main]) & (faces.scores >= SURE_FACE)
    rivals[main] = True
    if rivals.sum() > 1:
        raise SeveralFacesError(f"{name} shows {int(rivals.sum())} faces of about the same size.")
    face = faces[main : main + 1]
    if face.quality.size[0] < SMALL:
        raise SmallFaceError(
            f"The face in {name} is too small: its eyes are {float(face.quality.size[0]):.0f} pixels apart."
        )
    if face.quality.overall[0] < POOR_SELFIE or not reliable(face.quality.sharpness)[0]:
        raise PoorFaceError(f"The face in {name} is {_weakness(face)}.")
    return face


def _main_face(name: str, result: AnalysedPhoto | AlbumenError) -> Faces:
    if isinstance(result, AlbumenError):
        raise SelfieError(f"{name} cannot be used. {result.sentence}", advice=result.advice)
    return main_face(name, result.faces)


def _weakness(face: Faces) -> str:
    """What is most wrong with a poor face."""
    quality = face.quality
    if not reliable(quality.sharpness)[0]:
        return "too blurred to recognise"
    if quality.visible[0] < 0.8:
        return "cut off at the edge of the picture"
    if max(abs(float(quality.yaw[0])), abs(float(quality.pitch[0]))) > 40:
        return "turned away too far"
    if quality.exposure[0] < 0.3:
        return "too dark or too bright"
    return "too blurred to recognise"


def _same_person(person: Person, files: Sequence[FoundFile], pack: Pack) -> None:
    from albumen.engine.matching import agree

    if pack.thresholds is None:
        return
    strangers = [
        readable(file.relative)
        for file, same in zip(files, agree(person.references, pack.thresholds).tolist(), strict=True)
        if not same
    ]
    if len(files) == 2 and strangers:
        raise DifferentPeopleError(f"{strangers[0]} and {strangers[-1]} do not show the same person.")
    if strangers:
        raise DifferentPeopleError(f"{' and '.join(strangers)} does not show the same person as the others.")


def _file(path: Path) -> FoundFile:
    if not path.exists():
        raise PhotosMissingError(f"There is no file {readable(str(path))}.")
    if path.is_dir():
        raise SelfieError(f"{readable(str(path))} is a folder.", advice="Name the selfies one by one.")
    status = path.stat()
    return FoundFile(
        os.path.abspath(path),
        os.path.dirname(os.path.abspath(path)),
        path.name,
        status.st_size,
        status.st_mtime_ns,
    )
