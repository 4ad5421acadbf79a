"""After the end of an event, a withdrawal or an account, no byte of a face's embedding is left anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone

import factories
from albumen.accounts.kinds import DESTROY_ACCOUNT
from albumen.accounts.models import User
from albumen.events import biometrics
from albumen.events.actions.delete import DeleteEvent
from albumen.events.kinds import CLOSE_EVENTS
from albumen.events.models import Event
from albumen.guests.actions.leave import LeaveEvent, RemoveGuest
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.models import ReferenceFace, Registration
from albumen.jobs.enqueue import enqueue
from albumen.photos.models import Embedding, Photo
from albumen.photos.storage_keys import preview
from brokers import broker_in
from guest_scene import Scene

# Galleries are kept on the disk only of what was committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


@pytest.fixture(params=["auto", "pgvector"], autouse=True)
def _strategy(request: pytest.FixtureRequest, settings: Any) -> None:
    if request.param == "pgvector" and connection.vendor != "postgresql":
        pytest.skip("pgvector is PostgreSQL's")
    if connection.vendor == "postgresql":
        from albumen.search import _pgvector

        _pgvector.prepare()
        with connection.cursor() as cursor:  # no model of Django's, so nobody empties it between tests
            cursor.execute("TRUNCATE albumen_search_half, albumen_search_synced")
    settings.ALBUMEN_SEARCH_STRATEGY = request.param


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> Scene:
    """Faces with known similarity."""
    return Scene(party, run_jobs)


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, found in two of three photos by a search that compiled a gallery."""
    scene.photo(("Bo", "certain"), ("Cy", "certain"))
    scene.photo(("Bo", "likely"))
    scene.photo(("Cy", "certain"))
    registration = scene.guest(bo)
    scene.search(registration)
    assert len(scene.states(registration)) == 2
    return registration


def _kept(vectors: set[bytes], folder: Path) -> dict[str, int]:
    """Where these vectors are and how many of them: files of galleries, columns of bytes, pgvector's table."""
    found: dict[str, int] = {}
    for file in (folder / "galleries").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found[file.suffix] = found.get(file.suffix, 0) + sum(vector in content for vector in vectors)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BinaryField):
                held = [bytes(v or b"") for v in model._default_manager.values_list(field.name, flat=True)]
                found[f"{model.__name__}.{field.name}"] = sum(v in value for v in vectors for value in held)
    if "albumen_search_half" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            halves = [str(np.frombuffer(vector, "<f4").tolist()) for vector in vectors]
            cursor.execute(
                "SELECT count(*) FROM albumen_search_half WHERE half = ANY(%s::halfvec[])", [halves]
            )
            found["pgvector"] = cursor.fetchone()[0]
    return {place: count for place, count in found.items() if count}


@pytest.fixture
def secrets(guest: Registration, tmp_path: Path, settings: Any) -> set[bytes]:
    """The embeddings of the photos' faces, and of the selfie's."""
    vectors = {bytes(vector) for vector in Embedding.objects.values_list("vector", flat=True)}
    vectors |= {bytes(vector) for vector in ReferenceFace.objects.values_list("vector", flat=True)}
    there = _kept(vectors, tmp_path)
    assert there.pop("ReferenceFace.vector") == 1
    assert there.pop("Embedding.vector") == 4
    copies = "pgvector" if settings.ALBUMEN_SEARCH_STRATEGY == "pgvector" else ".faces"
    assert there == {copies: 4}, "otherwise this finds nothing because it cannot find anything"
    return vectors


def test_closing(
    party: Event, guest: Registration, secrets: set[bytes], tmp_path: Path, run_jobs: Callable[[], int]
) -> None:
    Event.objects.update(available_until=timezone.now())
    enqueue(CLOSE_EVENTS, "all")
    run_jobs()
    assert _kept(secrets, tmp_path) == {}
    assert Photo.objects.count() == 3


def test_a_crash_before_the_galleries_went_is_made_good(
    party: Event,
    guest: Registration,
    secrets: set[bytes],
    tmp_path: Path,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rows are gone, the files are not: nothing else reminds of them."""

    def crash(library: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as crashing:
        crashing.setattr(biometrics, "destroy_galleries", crash)
        Event.objects.update(available_until=timezone.now())
        enqueue(CLOSE_EVENTS, "all")
        run_jobs()
    assert set(_kept(secrets, tmp_path)) & {".faces", "pgvector"}
    enqueue(CLOSE_EVENTS, "all")
    run_jobs()
    assert _kept(secrets, tmp_path) == {}


def test_deleting(
    ana: User,
    party: Event,
    guest: Registration,
    secrets: set[bytes],
    tmp_path: Path,
    run_jobs: Callable[[], int],
    settings: Any,
) -> None:
    settings.ALBUMEN_UNDO_SECONDS = 0
    DeleteEvent(ana, party).execute()
    run_jobs()
    assert not Event.objects.exists()
    assert _kept(secrets, tmp_path) == {}


@pytest.mark.parametrize("end", ["withdraws", "leaves", "is removed"])
def test_a_guest(
    end: str, ana: User, bo: User, guest: Registration, secrets: set[bytes], tmp_path: Path
) -> None:
    reference = bytes(ReferenceFace.objects.get().vector)
    action = {
        "withdraws": lambda: WithdrawConsent(bo, guest),
        "leaves": lambda: LeaveEvent(bo, guest),
        "is removed": lambda: RemoveGuest(ana, guest),
    }[end]
    action().execute()
    assert _kept({reference}, tmp_path) == {}
    assert Embedding.objects.count() == 4, "the photos are the host's"


@pytest.mark.parametrize("who", ["host", "guest"])
def test_an_account(
    who: str,
    ana: User,
    bo: User,
    guest: Registration,
    secrets: set[bytes],
    tmp_path: Path,
    run_jobs: Callable[[], int],
) -> None:
    user = ana if who == "host" else bo
    reference = bytes(ReferenceFace.objects.get().vector)
    User.objects.filter(pk=user.pk).update(is_active=False)
    enqueue(DESTROY_ACCOUNT, user.pk)
    run_jobs()
    assert not User.objects.filter(pk=user.pk).exists()
    assert _kept(secrets if who == "host" else {reference}, tmp_path) == {}
    assert Embedding.objects.count() == (0 if who == "host" else 4)


def test_previews_that_no_row_names_go_with_a_deleted_event(
    ana: User, party: Event, run_jobs: Callable[[], int], settings: Any
) -> None:
    """A worker stored them and died before it could write down that it did."""
    photo = factories.photo(party.library, state="processing", received_at=timezone.now() - timedelta(1))
    key = default_storage.save(preview(party.library_id, photo.pk, 1280), ContentFile(b"a picture"))
    settings.ALBUMEN_UNDO_SECONDS = 0
    DeleteEvent(ana, party).execute()
    run_jobs()
    assert not default_storage.exists(key)
