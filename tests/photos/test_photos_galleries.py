"""The gallery of a library holds exactly the faces that may be compared, whatever happened to its photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import factories
from albumen import search
from albumen.errors import NotFoundError
from albumen.events.models import Event
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos.galleries import destroy_galleries, gallery_for
from albumen.photos.kinds import COMPILE_GALLERIES
from albumen.photos.models import Embedding, Face, Library, ModelVersion, Photo, PhotoState
from albumen.search.similarity import exact

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


@pytest.mark.django_db(transaction=True)
class TestShared:
    """Outside transactions, where galleries lie on the disk and are shared."""

    @pytest.fixture(autouse=True, params=["simple", "compiled", "clustered", "pgvector"])
    def _strategy(self, request: pytest.FixtureRequest, settings: Any) -> None:
        if request.param == "pgvector" and connection.vendor != "postgresql":
            pytest.skip("pgvector is PostgreSQL's")
        settings.ALBUMEN_SEARCH_STRATEGY = request.param

    def test_every_change_of_photos_is_followed(self, party: Event, model: ModelVersion) -> None:
        library = party.library
        first, second = factories.photo(library, 1), factories.photo(library, 2)
        one = add_face(first, model, axis(0), reliable=False)
        changed(library)
        assert found(library, model, axis(0)) == [one.pk]
        two = add_face(second, model, axis(0))
        changed(library)
        assert found(library, model, axis(0)) == [one.pk, two.pk]
        Photo.objects.filter(pk=first.pk).update(binned_at=timezone.now())
        changed(library)
        assert found(library, model, axis(0)) == [two.pk]
        Photo.objects.filter(pk=first.pk).update(binned_at=None)
        Photo.objects.filter(pk=second.pk).update(state=PhotoState.PROCESSING)
        changed(library)
        hits = gallery_for(library, model).search(axis(0)[None], 0.5)
        assert (hits.face.tolist(), hits.reliable.tolist()) == ([one.pk], [False])
        first.delete()
        Photo.objects.filter(pk=second.pk).update(state=PhotoState.READY)
        changed(library)
        assert found(library, model, axis(0)) == [two.pk]
        second.faces.all().delete()
        changed(library)
        assert found(library, model, axis(0)) == []

    def test_it_equals_brute_force_over_the_rows(self, party: Event, model: ModelVersion) -> None:
        generator = np.random.default_rng(0)
        vectors = generator.normal(size=(300, DIMENSION))
        vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        vectors[20:25] = vectors[:5]
        photos = [factories.photo(party.library, number) for number in range(4)]
        made = [add_face(photos[i % 4], model, vector) for i, vector in enumerate(vectors)]
        changed(party.library)
        gallery = gallery_for(party.library, model)
        assert len(gallery) == 300
        probes = vectors[:7] * np.float32(0.8)
        tie = float(exact(probes[0], vectors[50:51])[0])
        for least in (-1.0, 0.2, 0.79999, tie):
            hits = gallery.search(probes, least)
            expected = []
            for number, probe in enumerate(probes):
                similarity = exact(probe, vectors)
                reached = [i for i in range(300) if similarity[i] >= np.float32(least)]
                reached.sort(key=lambda i: (-similarity[i], made[i].pk))
                expected += [(number, made[i].pk, float(similarity[i])) for i in reached]
            assert (
                list(zip(hits.probe.tolist(), hits.face.tolist(), hits.similarity.tolist(), strict=True))
                == expected
            )

    def test_a_change_that_is_rolled_back_was_never_searched(self, party: Event, model: ModelVersion) -> None:
        library = party.library
        one = add_face(factories.photo(library), model, axis(0))
        changed(library)
        with pytest.raises(RuntimeError), transaction.atomic():
            two = add_face(factories.photo(library, 2), model, axis(0))
            changed(library)
            assert found(library, model, axis(0)) == [one.pk, two.pk]
            raise RuntimeError
        assert found(library, model, axis(0)) == [one.pk]
        other = add_face(factories.photo(library, 3), model, axis(1))
        changed(library)
        assert found(library, model, axis(0)) == [one.pk]
        assert found(library, model, axis(1)) == [other.pk]

    def test_the_night_compiles_every_library_and_removes_what_belongs_to_nobody(
        self, party: Event, model: ModelVersion, run_jobs: Any, tmp_path: Path
    ) -> None:
        gone = factories.event(party.owner)
        for event in (party, gone):
            add_face(factories.photo(event.library), model, axis(0))
            changed(event.library)
            found(event.library, model, axis(0))
        library_id = gone.library.pk
        gone.delete()
        Library.objects.get(pk=library_id).delete()
        enqueue(COMPILE_GALLERIES, "all")
        run_jobs()
        assert not Job.objects.filter(state=State.FAILED).exists()
        assert library_id not in search.libraries(tmp_path / "galleries")
        assert len(found(party.library, model, axis(0))) == 1
        with pytest.raises(NotFoundError):
            gallery_for(Library(pk=library_id), model)

    def test_destroyed_galleries_leave_nothing(
        self, party: Event, model: ModelVersion, tmp_path: Path
    ) -> None:
        add_face(factories.photo(party.library), model, axis(0))
        changed(party.library)
        found(party.library, model, axis(0))
        Embedding.objects.all().delete()
        changed(party.library)
        destroy_galleries(party.library.pk)
        assert party.library.pk not in search.libraries(tmp_path / "galleries")
        assert found(party.library, model, axis(0)) == []

    def test_at_night_no_copy_stays_of_a_library_whose_faces_were_destroyed(
        self, party: Event, model: ModelVersion, tmp_path: Path, run_jobs: Any
    ) -> None:
        add_face(factories.photo(party.library), model, axis(0))
        changed(party.library)
        found(party.library, model, axis(0))
        Face.objects.all().delete()
        enqueue(COMPILE_GALLERIES, party.library.pk)
        run_jobs()
        assert party.library.pk not in search.libraries(tmp_path / "galleries")

    def test_queries_do_not_grow_with_the_faces(self, party: Event, model: ModelVersion) -> None:
        counts = []
        for number in (3, 30):
            photo = factories.photo(party.library, number)
            for step in range(number):
                add_face(photo, model, axis(step % DIMENSION))
            changed(party.library)
            found(party.library, model, axis(0))
            with CaptureQueriesContext(connection) as queries:
                assert found(party.library, model, axis(0))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_hnsw_proposes_the_nearest(party: Event, model: ModelVersion, settings: Any, run_jobs: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("pgvector is PostgreSQL's")
    settings.ALBUMEN_SEARCH_STRATEGY, settings.ALBUMEN_SEARCH_HNSW = "pgvector", True
    generator = np.random.default_rng(0)
    vectors = generator.normal(size=(600, DIMENSION))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    photo = factories.photo(party.library)
    made = [add_face(photo, model, v) for v in vectors]
    changed(party.library)
    enqueue(COMPILE_GALLERIES, "all")
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname = %s", [f"albumen_search_hnsw_{model.pk}"]
        )
        assert cursor.fetchone() == (1,)
    hits = gallery_for(party.library, model).search(vectors[:5], 0.3)
    wanted = {(q, made[i].pk) for q in range(5) for i in np.flatnonzero(vectors @ vectors[q] >= 0.3)}
    got = set(zip(hits.probe.tolist(), hits.face.tolist(), strict=True))
    assert got <= wanted
    assert len(got) >= 0.95 * len(wanted)
