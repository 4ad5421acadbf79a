"""One worker serves everybody: long work is done in turns, and nothing that waits is starved by it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

import factories
from albumen.accounts.kinds import SEND_MAIL
from albumen.accounts.models import User
from albumen.events.kinds import CLOSE_EVENTS, DESTROY_EVENT
from albumen.events.models import Event
from albumen.jobs import clock, running, tasks, worker
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue, enqueue_many
from albumen.jobs.models import Job, Priority, Queue, State
from albumen.jobs.registry import HANDLERS, KINDS, handles, kind
from albumen.jobs.running import RunningJob
from albumen.photos.doomed import doom
from albumen.photos.handlers import deletion, nightly
from albumen.photos.kinds import DESTROY_FILES, EMPTY_BIN, ENCODE_MISSING, RECEIVE_UPLOAD
from albumen.photos.models import DoomedFile, Face, Photo, PhotoState
from brokers import broker_in

SLOW = kind("test.slow", Queue.IO, Priority.BACKGROUND)
QUICK = kind("test.quick", Queue.IO, Priority.SOMEBODY_WAITS)


@pytest.fixture(autouse=True)
def _turns(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every turn is over at once: one step for each, as on a machine that is very slow."""
    monkeypatch.setattr(running, "TURN", 0.0)
    monkeypatch.setattr(deletion, "BATCH", 3)
    yield
    for name in (SLOW.name, QUICK.name):
        HANDLERS.pop(name, None)


def _one(queue: str = Queue.IO) -> Job:
    """Claim and do one job, as a worker's loop does."""
    worker.load_handlers()
    job = claim(queue, "w")
    assert job is not None
    worker.run(job)
    job.refresh_from_db()
    assert job.state == State.DONE, job.traceback
    return job


@pytest.mark.django_db
def test_a_login_code_is_sent_between_two_turns_of_a_long_destruction() -> None:
    doom([default_storage.save(f"{number}.jpg", ContentFile(b"x")) for number in range(7)])
    assert _one().kind == DESTROY_FILES.name
    assert DoomedFile.objects.count() == 6
    enqueue(SEND_MAIL, uuid.uuid4(), {"sealed": ""})
    enqueue(RECEIVE_UPLOAD, uuid.uuid4(), {"upload": str(uuid.uuid4()), "library": str(uuid.uuid4())})
    kinds = [job.kind for job in (claim(Queue.IO, "w") for _ in range(3)) if job]
    assert kinds == [SEND_MAIL.name, RECEIVE_UPLOAD.name, DESTROY_FILES.name]


@pytest.mark.django_db
def test_files_are_all_destroyed_in_the_end(run_jobs: Callable[[], int]) -> None:
    keys = [default_storage.save(f"{number}.jpg", ContentFile(b"x")) for number in range(7)]
    doom(keys)
    assert run_jobs() >= 7
    assert not any(default_storage.exists(key) for key in keys)
    assert not Job.objects.filter(state=State.WAITING).exists()


@pytest.mark.django_db
def test_the_bin_is_emptied_in_turns(party: Event, run_jobs: Callable[[], int]) -> None:
    long_ago = clock.now() - timedelta(days=3)
    for number in range(8):
        factories.photo(party.library, number, binned_at=long_ago)
    enqueue(EMPTY_BIN, "all")
    assert _one().kind == EMPTY_BIN.name
    assert Photo.objects.count() == 5
    run_jobs()
    assert not Photo.objects.exists()


@pytest.mark.django_db
def test_an_event_is_destroyed_in_turns(
    party: Event, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    monkeypatch.setattr("albumen.events.actions.destroy.PHOTOS_AT_ONCE", 3)
    for number in range(8):
        factories.photo(party.library, number)
    Event.objects.update(binned_at=clock.now() - timedelta(days=3))
    enqueue(DESTROY_EVENT, party.pk)
    assert _one().kind == DESTROY_EVENT.name
    assert Photo.objects.count() == 5
    run_jobs()
    assert not Event.objects.exists() and not Photo.objects.exists()


@pytest.mark.django_db
def test_events_are_closed_and_emptied_of_faces_in_turns(
    party: Event, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    monkeypatch.setattr("albumen.events.biometrics.FACES_AT_ONCE", 2)
    photo = factories.photo(party.library)
    box = dict(left=0.1, top=0.1, width=0.1, height=0.1, score=1, quality=1, landmarks=b"", found_by="person")
    Face.objects.bulk_create(Face(photo=photo, library=party.library, **box) for _ in range(7))
    Event.objects.update(available_until=clock.now() - timedelta(minutes=1))
    enqueue(CLOSE_EVENTS, "all")
    left = []
    while Face.objects.exists():
        assert _one().kind == CLOSE_EVENTS.name
        left.append(Face.objects.count())
    assert left == [7, 5, 3, 1, 0]
    run_jobs()
    party.refresh_from_db()
    assert party.closed_at is not None


@pytest.mark.django_db
def test_an_account_is_destroyed_in_turns(
    ana: User, party: Event, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    from albumen.accounts.handlers import destruction
    from albumen.accounts.kinds import DESTROY_ACCOUNT

    monkeypatch.setattr(destruction, "_PHOTOS_AT_ONCE", 3)
    for number in range(8):
        factories.photo(party.library, number)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    enqueue(DESTROY_ACCOUNT, ana.pk, scope=ana.pk)
    assert _one().kind == DESTROY_ACCOUNT.name
    assert 0 < Photo.objects.count() < 8
    run_jobs()
    assert not User.objects.filter(pk=ana.pk).exists()
    assert not Photo.objects.exists()


@pytest.mark.django_db
def test_the_night_goes_on_where_it_was(
    ana: User, party: Event, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    monkeypatch.setattr(nightly, "STEP", 2)
    other = factories.event(ana)
    for library in (party.library, other.library):
        for number in range(5):
            factories.photo(library, number, state=PhotoState.READY if number % 2 else PhotoState.RECEIVED)
    Photo.objects.update(received_at=clock.now() - timedelta(days=1))
    enqueue(ENCODE_MISSING, "all")
    turns = 0
    while (job := Job.objects.filter(kind=ENCODE_MISSING.name, state=State.WAITING).first()) is not None:
        Job.objects.filter(pk=job.pk).update(priority=Priority.SOMEBODY_WAITS)
        _one(Queue.INFERENCE)
        turns += 1
    assert turns == 2 * (1 + 2) + 1
    asked = Job.objects.filter(kind="photo.ingest", state=State.WAITING).values_list("key", flat=True)
    assert sorted(asked) == sorted(str(pk) for pk in Photo.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_rest_keeps_what_the_job_was_told(ana: User) -> None:
    scope = uuid.uuid4()

    @handles(SLOW)
    def slow(job: RunningJob) -> None:
        with job.continuing({"step": job.payload["step"] + 1}):
            pass

    early = clock.now() - timedelta(minutes=5)
    enqueue(SLOW, "k", {"step": 1}, scope=scope, actor=ana, after=early)
    first = _one()
    rest = Job.objects.get(state=State.WAITING)
    assert (rest.payload, rest.scope, rest.actor_id, rest.key) == ({"step": 2}, scope, ana.pk, "k")
    assert rest.run_after == first.run_after == early, "in the background it keeps its place"
    assert rest.attempts == 0


@pytest.mark.django_db
def test_nothing_is_asked_for_when_the_claim_was_lost() -> None:
    @handles(SLOW)
    def slow(job: RunningJob) -> None:
        Job.objects.update(claim=uuid.uuid4())
        with job.continuing():
            pass

    enqueue(SLOW, "k")
    worker.run(claim(Queue.IO, "w"))  # type: ignore[arg-type]
    assert Job.objects.get().state == State.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_worker_listens_to_other_messages_between_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its task comes back after a turn, and rings for the rest."""
    import threading

    rung = threading.Event()
    monkeypatch.setattr("albumen.jobs.alarm.wake", lambda queue: rung.set())
    monkeypatch.setattr(running, "TURN", 0.05)
    ran: list[str] = []

    @handles(QUICK)
    def quick(job: RunningJob) -> None:
        ran.append(job.key)
        while not job.turn_over():
            pass

    with broker_in(tmp_path / "broker"):
        enqueue_many(QUICK, [(number, {}) for number in range(5)])
        tasks.work(Queue.IO)
        assert len(ran) == 1
        assert rung.wait(5)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_always_busy_sweeps_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setattr("albumen.jobs.sweep._last", -1e9)
    ran: list[str] = []
    handles(QUICK)(lambda job: ran.append(job.key))
    with broker_in(tmp_path / "broker"):
        enqueue(QUICK, "of a worker that died")
        claim(Queue.IO, "dead")
        Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        enqueue(QUICK, "mine")
        assert worker.run_waiting(Queue.IO) == 2
    assert sorted(ran) == ["mine", "of a worker that died"]


def test_what_people_wait_for_is_the_most_urgent() -> None:
    worker.load_handlers()
    urgent = {name for name, kind in KINDS.items() if kind.priority == Priority.SOMEBODY_WAITS}
    assert {"mail.send", "guest.search"} <= urgent
    assert not {DESTROY_FILES.name, EMPTY_BIN.name, DESTROY_EVENT.name} & urgent
