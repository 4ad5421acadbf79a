"""When an event's time is over its guests lose access at once, and what is known about faces is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import GoneError
from albumen.events import biometrics, handlers
from albumen.events.actions.edit import EditEvent
from albumen.events.errors import EventClosedError
from albumen.events.kinds import CLOSE_EVENTS
from albumen.events.models import Event
from albumen.events.queries import active_registration, listed_events
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration, Search, Selfie
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.running import RunningJob
from albumen.photos.models import DoomedFile, Embedding, Face, ModelVersion, Photo, PhotoState
from albumen.photos.queries import photos_visible_to

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
KEYS = ("registrations/selfie.jpg", "registrations/face.jpg")


def _over(event: Event) -> None:
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(
        starts_at=now - 9 * DAY, ends_at=now - 8 * DAY, available_until=now - timedelta(seconds=1)
    )
    event.refresh_from_db()


def _model() -> ModelVersion:
    return ModelVersion.objects.get_or_create(pack="builtin", version="1", dimension=2)[0]


def _face(photo: Photo) -> Face:
    face = Face.objects.create(
        photo=photo, library=photo.library, found_by="builtin", left=0, top=0, width=1, height=1,
        landmarks=b"\0" * 40, score=1, quality=1,
    )  # fmt: skip
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=photo.library,
        model=_model(),
        vector=b"\0" * 8,
        usefulness=1,
        reliable=True,
    )
    return face


def _known(event: Event, guest: User, photos: int = 3) -> Registration:
    """A guest with a selfie, a search, and a released match in each of some photos."""
    registration = factories.registration(
        event, guest, seen_at=timezone.now()
    )  # what was seen is not taken back
    for key in KEYS:
        default_storage.save(key, ContentFile(b"a face"))
    selfie = Selfie.objects.create(
        registration=registration, image=KEYS[0], crop=KEYS[1], state="ready", expires_at=timezone.now() + DAY
    )
    ReferenceFace.objects.create(
        selfie=selfie, registration=registration, event=event, model=_model(), vector=b"\0" * 8, usefulness=1
    )
    for number in range(photos):
        photo = factories.photo(event.library, number, face_count=1)
        match = Match.objects.create(
            registration=registration, event=event, photo=photo, face=_face(photo), probability=0.99, level="certain",
            scores={"builtin": 0.9}, evidence=12.0, state=MatchState.RELEASED, released_at=timezone.now() - DAY,
        )  # fmt: skip
    Search.objects.create(
        registration=registration, selfie=selfie, hits=[{"match": str(match.pk), "scores": {}}]
    )
    return registration


def _left() -> dict[str, int]:
    models = (Face, Embedding, Selfie, ReferenceFace, Search)
    return {model.__name__: model.objects.count() for model in models if model.objects.exists()}


def _close(run_jobs: Callable[[], int]) -> None:
    enqueue(CLOSE_EVENTS, "all")
    run_jobs()
    assert not Job.objects.filter(kind=CLOSE_EVENTS.name, state=State.FAILED).exists()


def test_guests_lose_access_in_the_instant_it_expires(bo: User, party: Event) -> None:
    _known(party, bo)
    party.listed = True
    party.save()
    assert photos_visible_to(bo, party.library).count() == 3 and listed_events().exists()
    _over(party)
    assert not photos_visible_to(bo, party.library).exists()
    assert not listed_events().exists()
    with pytest.raises(GoneError):
        active_registration(bo, party.pk)


def test_closing_destroys_what_is_known_about_faces_and_keeps_the_photos(
    ana: User, bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _known(party, bo)
    revision = party.library.face_revision
    _over(party)
    _close(run_jobs)
    party.refresh_from_db()
    assert party.closed_at is not None and not _left()
    assert party.library.face_revision > revision
    assert photos_visible_to(ana, party.library).count() == 3
    match = Match.objects.values("scores", "probability", "evidence", "face").distinct().get()
    assert match == {"scores": {}, "probability": 0.0, "evidence": 0.0, "face": None}
    assert Photo.objects.filter(face_count=1).count() == 3
    gone = {key for key in KEYS if not default_storage.exists(key)}
    assert gone | set(DoomedFile.objects.values_list("key", flat=True)) >= set(KEYS)
    proof = Entry.objects.get(action="event.biometrics_destroyed")
    assert (proof.target_id, proof.details) == (
        str(party.pk),
        {"faces": 3, "guests": 1, "matches": 3, "people": 0, "labels": 0, "saved_searches": 0},
    )


def test_an_event_that_is_available_is_left_alone(
    bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _known(party, bo)
    before = _left()
    _close(run_jobs)
    party.refresh_from_db()
    assert party.closed_at is None and _left() == before
    assert Match.objects.filter(probability=0.99).count() == 3


def test_closing_twice_writes_one_proof(bo: User, party: Event, run_jobs: Callable[[], int]) -> None:
    _known(party, bo)
    _over(party)
    _close(run_jobs)
    _close(run_jobs)
    assert Entry.objects.filter(action__startswith="event.").count() == 2


def test_an_event_that_knew_nobody_gets_its_proof_too(party: Event, run_jobs: Callable[[], int]) -> None:
    _over(party)
    _close(run_jobs)
    assert Entry.objects.get(action="event.biometrics_destroyed").details["faces"] == 0


def test_what_a_late_job_writes_after_closing_goes_the_next_time(
    bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _over(party)
    _close(run_jobs)
    _known(party, bo)
    _close(run_jobs)
    assert not _left() and not Match.objects.exclude(probability=0.0).exists()


def test_a_crash_in_the_middle_is_finished_by_the_next_attempt(
    bo: User, party: Event, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(party, bo, photos=5)
    _over(party)
    monkeypatch.setattr(biometrics, "FACES_AT_ONCE", 2)

    class Killed(BaseException):
        pass

    seen = []

    def kill(execute: Any, query: str, *rest: Any) -> Any:
        if query.startswith("DELETE") and "photos_face" in query:
            seen.append(query)
            if len(seen) == 2:
                raise Killed
        return execute(query, *rest)

    enqueue(CLOSE_EVENTS, "all")
    job = claim(Queue.IO, "w")
    assert job is not None
    with connection.execute_wrapper(kill), pytest.raises(Killed):
        handlers.close_events(RunningJob(job))
    assert 0 < Face.objects.count() < 5
    party.refresh_from_db()
    assert party.closed_at is not None
    _close(run_jobs)
    assert not _left()
    assert Entry.objects.filter(action="event.biometrics_destroyed").count() == 1


def test_extending_before_it_closes_keeps_everything(
    ana: User, bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _known(party, bo)
    before = _left()
    _over(party)
    EditEvent(ana, party, {"available_until": timezone.now() + 9 * DAY}).execute()
    _close(run_jobs)
    assert _left() == before
    assert photos_visible_to(bo, party.library).count() == 3


def test_a_closed_event_opens_again_with_its_photos_analysed_anew(
    ana: User, bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _known(party, bo)
    _over(party)
    _close(run_jobs)
    EditEvent(ana, party, {"venue": "Garden"}).execute()
    party.refresh_from_db()
    assert party.closed_at is not None, "a change of something else does not open it"
    EditEvent(ana, party, {"available_until": timezone.now() + 9 * DAY}).execute()
    party.refresh_from_db()
    assert party.closed_at is None
    assert set(Photo.objects.values_list("state", flat=True)) == {PhotoState.RECEIVED}
    waiting = Job.objects.filter(kind="photo.ingest", state=State.WAITING, scope=party.library_id)
    assert set(waiting.values_list("key", flat=True)) == {
        str(pk) for pk in Photo.objects.values_list("pk", flat=True)
    }


def test_it_cannot_open_again_while_the_destruction_goes_on(ana: User, bo: User, party: Event) -> None:
    _known(party, bo)
    _over(party)
    Event.objects.filter(pk=party.pk).update(closed_at=timezone.now())
    with pytest.raises(EventClosedError):
        EditEvent(ana, party, {"available_until": timezone.now() + 9 * DAY}).execute()
    party.refresh_from_db()
    assert party.closed_at is not None


def test_a_deletion_whose_job_was_lost_is_asked_for_again(
    bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _known(party, bo)
    Event.objects.filter(pk=party.pk).update(binned_at=timezone.now() - DAY)
    _close(run_jobs)
    assert not Event.objects.exists() and not Photo.objects.exists() and not _left()
