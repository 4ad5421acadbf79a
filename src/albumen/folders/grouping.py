"""From faces to clusters. The one place that touches the engine's clustering."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from albumen.folders.errors import UnfittedPackError
from albumen.folders.people import Ints, Verdicts, constraints
from albumen.folders.records import StoredFaces

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack

SEED = 0


def check_algorithm(name: str) -> None:
    """Raise UnknownAlgorithmError before any work is done, not after hours of it."""
    from albumen.engine.clustering import ALGORITHMS, UnknownAlgorithmError

    if name not in ALGORITHMS:
        raise UnknownAlgorithmError(f"There is no clustering algorithm called {name!r}.")


def recognisable(faces: StoredFaces) -> NDArray[np.bool_]:
    """(F,) which faces are good enough to say who they are (``engine.recognisable``)."""
    from albumen.engine import recognisable as rule

    areas = faces.boxes[:, 2] * faces.boxes[:, 3]
    return rule.recognisable(faces.photos, areas, faces.scores, faces.sharpness, faces.eyes, faces.overall)


def group(faces: StoredFaces, verdicts: Verdicts, pack: Pack, algorithm: str) -> Ints:
    """The cluster of each face, -1 for a face too poor to be recognised that the user did not pin to
    anyone."""
    from albumen.engine.clustering import cluster

    labels = np.full(len(faces), -1, np.int64)
    usable = np.flatnonzero(recognisable(faces) | (verdicts.pinned >= 0))
    if pack.calibration is None:
        raise UnfittedPackError(f"The pack {pack.name} is not calibrated.")
    if not len(usable):
        return labels
    must, cannot = constraints(faces.persons, faces.overall, verdicts)
    position = np.full(len(faces), -1, np.int64)
    position[usable] = np.arange(len(usable))
    clustering = cluster(
        faces.embeddings[usable],
        faces.photos[usable],
        pack.calibration.curve(),
        quality=faces.overall[usable],
        algorithm=algorithm,
        must_link=_inside(position, must),
        cannot_link=_inside(position, cannot),
        seed=SEED,
    )
    labels[usable] = clustering.labels
    return labels


def fingerprint(faces: StoredFaces, verdicts: Verdicts, *settings: str) -> str:
    """Changes whenever clustering could give something else: faces, corrections, pack, algorithm, version."""
    digest = hashlib.sha256("\0".join(settings).encode())
    for content in faces.contents:
        digest.update(content)
    for array in (faces.photos, faces.numbers, verdicts.pinned, verdicts.denied):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _inside(position: Ints, pairs: Ints) -> Ints:
    """The pairs as positions among the usable faces; pairs with a face that is not among them are dropped."""
    moved = position[pairs]
    return moved[(moved >= 0).all(axis=1)]
