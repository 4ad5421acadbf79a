"""By which packs the faces of a library are compared with each other: the deciding one, and those learnt with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from albumen.people.packs import deciding_model, pack_that_decides
from albumen.photos.models import Embedding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.calibration import Calibration
    from albumen.engine.consensus import Learnt
    from albumen.engine.types import FloatArray
    from albumen.photos.models import Library, ModelVersion

KEYS_AT_ONCE = 500
"""Keys asked for in one statement."""


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """How faces of a library are compared.

    Attributes:
        pack: name of the deciding pack, whose embeddings every face that is compared has.
        model: its version; ``calibration`` is its own.
        beside: versions of the packs that were learnt together with it, by name; empty where it decides alone.
        together: how they are heard; None where it decides alone.
    """

    pack: str
    model: ModelVersion
    calibration: Calibration
    beside: dict[str, ModelVersion] = field(default_factory=dict)
    together: Learnt | None = None

    def alone(self) -> Voices:
        """The deciding pack by itself."""
        return Voices(self.pack, self.model, self.calibration)

    def equal_to(self, similarity: NDArray[np.floating]) -> NDArray[np.float64]:
        """The fused similarities that say as much as these of the deciding pack alone."""
        assert self.together is not None  # noqa: S101 - asked only where there are several
        fused = self.together.judge.calibration
        rising = np.maximum.accumulate(fused.log_likelihood_ratio + np.arange(len(fused.similarity)) * 1e-9)
        equal: NDArray[np.float64] = np.interp(
            self.calibration.evidence(similarity), rising, fused.similarity
        )
        return equal


def voices_of(library: Library) -> Voices:
    """The first pack of a library that was calibrated, and the most packs that were learnt together with it.

    Raises:
        PeoplePackError: none was calibrated.
    """
    return voices_among(library.packs)


def voices_among(packs: list[str]) -> Voices:
    """The same of any packs, which need not decide yet.

    Raises:
        PeoplePackError: none was calibrated.
    """
    from albumen.engine.consensus import Learnt
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.fusions import fusions_among

    pack = pack_that_decides(packs)
    model = deciding_model(pack)
    calibration = pack.calibration.curve()  # type: ignore[union-attr]
    found = [fusion for fusion in fusions_among(packs) if pack.name in fusion.names]
    if not found:
        return Voices(pack.name, model, calibration)
    most = max(found, key=lambda fusion: len(fusion.packs))
    beside = {name: deciding_model(load_pack(name)) for name in sorted(most.names - {pack.name})}
    return Voices(pack.name, model, calibration, beside, Learnt.of(most))


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What several packs see of F faces: embeddings (F, D) of each, zeros where it has none; ``whole`` where all do."""

    vectors: dict[str, FloatArray]
    whole: NDArray[np.bool_]

    def __getitem__(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> Heard:
        return Heard({pack: rows[places] for pack, rows in self.vectors.items()}, self.whole[places])


def heard(voices: Voices, library: Library, faces: NDArray[np.int64], own: FloatArray) -> Heard:
    """A few faces, given by key in any order with their embeddings by the deciding pack, as every pack sees them."""
    order = np.argsort(faces)
    ranked = faces[order]
    vectors, whole = {voices.pack: own}, np.ones(len(faces), bool)
    for name, model in voices.beside.items():
        rows = np.zeros((len(faces), model.dimension), np.float32)
        there = np.zeros(len(faces), bool)
        for start in range(0, len(ranked), KEYS_AT_ONCE):
            chunk = ranked[start : start + KEYS_AT_ONCE].tolist()
            found = list(
                Embedding.objects.filter(
                    face__in=chunk, model=model, library=library, reliable=True
                ).values_list("face_id", "vector")
            )
            place = order[np.searchsorted(ranked, np.array([face for face, _ in found], np.int64))]
            matrix = np.frombuffer(b"".join(bytes(vector) for _, vector in found), "<f4")
            rows[place] = matrix.reshape(-1, model.dimension)
            there[place] = True
        vectors[name] = rows
        whole &= there
    return Heard(vectors, whole)
