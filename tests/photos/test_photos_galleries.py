"""The gallery of a library holds exactly the faces that may be compared, whatever happened to its photos."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.utils import timezone

import factories
from albumen.events.models import Event
from albumen.photos.galleries import gallery_for
from albumen.photos.models import Embedding, Face, Library, ModelVersion, Photo, PhotoState

pytestmark = pytest.mark.django_db

DIMENSION = 8


@pytest.fixture
def model(db: None) -> ModelVersion:
    return ModelVersion.objects.create(pack="builtin", version="1", dimension=DIMENSION)


def add_face(photo: Photo, model: ModelVersion, vector: np.ndarray, *, reliable: bool = True) -> Face:
    """A face with its embedding, as an ingest would write it."""
    face = Face.objects.create(
        photo=photo,
        library=photo.library,
        found_by=model.pack,
        left=0.1,
        top=0.1,
        width=0.2,
        height=0.2,
        landmarks=b"\0" * 40,
        score=0.9,
        quality=0.9,
    )
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=photo.library,
        model=model,
        vector=np.asarray(vector, "<f4").tobytes(),
        usefulness=0.9,
        reliable=reliable,
    )
    return face


def axis(number: int) -> np.ndarray:
    """A unit vector."""
    return np.eye(DIMENSION, dtype=np.float32)[number]


def changed(library: Library) -> None:
    """What every change of faces does in its transaction."""
    from django.db.models import F

    Library.objects.filter(pk=library.pk).update(face_revision=F("face_revision") + 1)


def found(library: Library, model: ModelVersion, probe: Any, least: float = 0.5) -> list[int]:
    return gallery_for(library, model).search(np.asarray(probe)[None], least).face.tolist()


def test_a_face_is_found_with_its_similarity(party: Event, model: ModelVersion) -> None:
    photo = factories.photo(party.library)
    face = add_face(photo, model, axis(0), reliable=False)
    add_face(photo, model, axis(1))
    hits = gallery_for(party.library, model).search(0.8 * axis(0)[None], 0.5)
    assert hits.face.tolist() == [face.pk]
    assert hits.similarity.tolist() == pytest.approx([0.8])
    assert hits.reliable.tolist() == [False]


@pytest.mark.parametrize(
    "fields",
    [
        {"binned_at": timezone.now()},
        {"state": PhotoState.PROCESSING},
        {"state": PhotoState.FAILED},
        {"state": PhotoState.RECEIVED},
    ],
)
def test_photos_that_do_not_count_are_not_in_it(
    party: Event, model: ModelVersion, fields: dict[str, Any]
) -> None:
    shown = add_face(factories.photo(party.library, 1), model, axis(0))
    add_face(factories.photo(party.library, 2, **fields), model, axis(0))
    assert found(party.library, model, axis(0)) == [shown.pk]


def test_other_libraries_and_other_models_are_not_in_it(party: Event, model: ModelVersion) -> None:
    elsewhere = factories.event(party.owner)
    other = ModelVersion.objects.create(pack="standard", version="1", dimension=DIMENSION)
    add_face(factories.photo(elsewhere.library), model, axis(0))
    add_face(factories.photo(party.library), other, axis(0))
    assert len(gallery_for(party.library, model)) == 0
