"""Faces of photos and of guests as arrays: what every comparison of the two begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from albumen.guests.models import ReferenceFace, Registration
from albumen.people.none import is_none
from albumen.photos.models import Embedding, ModelVersion, PhotoState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Pack
    from albumen.engine.types import FloatArray

_AT_ONCE = 500
"""Keys asked for in one statement."""


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFaces:
    """F faces of photos as P packs see them, by rising key.

    Attributes:
        face: (F,) int64, primary keys.
        photo: photo of each.
        vectors: for each pack (F, D) float32; zeros where it did not see the face.
        present, reliable: (F, P) bool.
        usefulness: (F, P) float32, 0 to 1.
    """

    face: NDArray[np.int64]
    photo: list[UUID]
    vectors: list[FloatArray]
    present: NDArray[np.bool_]
    reliable: NDArray[np.bool_]
    usefulness: FloatArray

    def __len__(self) -> int:
        return len(self.face)

    def at(self, faces: Iterable[int]) -> NDArray[np.intp]:
        """Places of these faces, those that are not here left out."""
        wanted = np.fromiter(sorted(set(faces)), np.int64)
        return np.flatnonzero(np.isin(self.face, wanted))

    def similarity(self, person: References, places: NDArray[np.intp]) -> FloatArray:
        """(len(places), P) similarity to a person; NaN where the face or the person is unknown to a pack."""
        from albumen.search.similarity import exact

        result = np.full((len(places), len(self.vectors)), np.nan, np.float32)
        for index, vectors in enumerate(self.vectors):
            template = person.template(index)
            seen = self.present[places, index]
            if template is not None and seen.any():
                result[seen, index] = exact(template, vectors[places[seen]])
        return result


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """A guest's selfies as P packs see them.

    Attributes:
        vectors: for each pack (R, D) float32 unit embeddings, R may be 0.
        usefulness: for each pack (R,) float32, 0 to 1.
        several: for each pack, how far a template of several selfies is brought to unit length.
    """

    vectors: list[FloatArray]
    usefulness: list[FloatArray]
    several: list[float]

    def template(self, index: int) -> FloatArray | None:
        """The one vector to compare with by a pack; None without a reference."""
        from albumen.engine.matching import template

        if not len(self.vectors[index]):
            return None
        return template(self.vectors[index], self.usefulness[index], self.several[index])


def model_versions(packs: Sequence[Pack]) -> list[ModelVersion]:
    """The row of each pack's present version."""
    return [
        ModelVersion.objects.get_or_create(
            pack=pack.name, version=pack.version, defaults={"dimension": pack.embedder.dimension}
        )[0]
        for pack in packs
    ]


def faces_by_key(faces: Iterable[int], models: Sequence[ModelVersion]) -> PhotoFaces:
    """These faces, without those that are none and those of photos that are not ready or in the bin."""
    keys = sorted(set(faces))
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(keys), _AT_ONCE):
        rows += _rows(models, face__in=keys[start : start + _AT_ONCE])
    return _as_arrays(rows, models)


def faces_of_photos(photos: Sequence[UUID], models: Sequence[ModelVersion]) -> PhotoFaces:
    """Every face of these photos that is one, without photos that are not ready or in the bin."""
    return _as_arrays(_rows(models, photo__in=photos), models)


def _rows(models: Sequence[ModelVersion], **where: object) -> list[tuple[Any, ...]]:
    there = {"photo__state": PhotoState.READY, "photo__binned_at": None}
    return list(
        Embedding.objects.filter(~is_none("face"), model__in=models, **there, **where).values_list(
            "face_id", "photo_id", "model_id", "reliable", "usefulness", "vector"
        )
    )


def _as_arrays(rows: list[tuple[Any, ...]], models: Sequence[ModelVersion]) -> PhotoFaces:
    photos = {row[0]: row[1] for row in rows}
    keys: list[int] = sorted(photos)
    place = {key: index for index, key in enumerate(keys)}
    column = {model.pk: index for index, model in enumerate(models)}
    count, packs = len(keys), len(models)
    vectors = [np.zeros((count, model.dimension), np.float32) for model in models]
    present, reliable = np.zeros((count, packs), bool), np.zeros((count, packs), bool)
    usefulness = np.zeros((count, packs), np.float32)
    for face, _, model, sharp, useful, vector in rows:
        row, index = place[face], column[model]
        vectors[index][row] = np.frombuffer(vector, "<f4")
        present[row, index], reliable[row, index], usefulness[row, index] = True, sharp, useful
    return PhotoFaces(
        np.array(keys, np.int64),
        [photos[key] for key in keys],
        vectors,
        present,
        reliable,
        usefulness,
    )


def references_of(
    registrations: Iterable[UUID] | None, models: Sequence[ModelVersion], *, event: UUID
) -> dict[UUID, References]:
    """The selfies of guests who agreed and take part, by registration; those without a reference are left out.

    Args:
        registrations: which ones; every one of the event when None.
        models: versions of the packs; a guest needs a reference by the first.
        event: whose guests.
    """
    chosen = ReferenceFace.objects.filter(event=event, model__in=models)
    if registrations is not None:
        chosen = chosen.filter(registration__in=list(registrations))
    agreed = Registration.objects.filter(event=event, removed_at=None).exclude(consent_version="")
    rows = (
        chosen.filter(registration__in=agreed.values("pk"))
        .order_by("registration_id", "selfie_id")
        .values_list("registration_id", "model_id", "vector", "usefulness")
    )
    column = {model.pk: index for index, model in enumerate(models)}
    several = [_several(model.pack) for model in models]
    found: dict[UUID, list[list[tuple[bytes, float]]]] = {}
    for registration, model, vector, useful in rows:
        found.setdefault(registration, [[] for _ in models])[column[model]].append((bytes(vector), useful))
    return {
        registration: References(
            [
                np.frombuffer(b"".join(vector for vector, _ in pack), "<f4").reshape(-1, model.dimension)
                for pack, model in zip(packs, models, strict=True)
            ],
            [np.array([useful for _, useful in pack], np.float32) for pack in packs],
            several,
        )
        for registration, packs in found.items()
        if packs[0]
    }


def _several(pack: str) -> float:
    from albumen.engine.packs.catalogue import load_pack

    thresholds = load_pack(pack).thresholds
    return thresholds.several if thresholds else 0.0
