"""Wake-ups: sent after the commit, never piled up, cheap to lose; workers that begin and end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from kombu import Connection

from albumen.config import folder_broker
from albumen.jobs import clock, hooks, wake, worker
from albumen.jobs.alarm import set_alarm
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue, enqueue_many
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.registry import HANDLERS, handles, kind
from albumen.jobs.running import RunningJob
from albumen.jobs.sweep import sweep
from albumen.jobs.tasks import enqueue as enqueue_task
from brokers import broker_in

RING = kind("test.ring", Queue.IO)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where wake-ups go in this test."""
    with broker_in(tmp_path / "broker") as folder:
        yield folder


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    yield
    HANDLERS.pop(RING.name, None)
    worker.STOP.clear()


def _messages(folder: Path, queue: str) -> int:
    return len(list(folder.glob(f"*.{queue}.msg")))


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_one_worker_for_each_job_but_never_piles_up(folder: Path) -> None:
    enqueue(RING, "a")
    assert _messages(folder, "io") == 1
    enqueue_many(RING, [(number, {}) for number in range(5)])
    assert _messages(folder, "io") == 6
    for number in range(200):
        enqueue(RING, f"n{number}")
    assert _messages(folder, "io") == wake.ENOUGH
    assert _messages(folder, "inference") == 0
    assert Job.objects.count() == 206


@pytest.mark.django_db(transaction=True)
def test_a_sweep_wakes_workers_of_queues_with_work_only(folder: Path) -> None:
    enqueue(RING, "later", after=timedelta(hours=1))
    sweep()
    assert _messages(folder, "io") == 0
    Job.objects.update(run_after=clock.now())
    sweep()
    assert _messages(folder, "io") == 1


def test_a_message_is_taken_once_and_in_order(tmp_path: Path) -> None:
    folder_broker.register()
    options = {"folder": str(tmp_path / "b")}
    with (
        Connection("folder://localhost", transport_options=options) as connection,
        connection.SimpleQueue("io") as queue,
        connection.clone().SimpleQueue("io") as other,
    ):
        for number in range(3):
            queue.put(number)
        taken = [q.get(block=False).payload for q in (queue, other, queue)]
        assert taken == [0, 1, 2]
        assert not list((tmp_path / "b").iterdir())


def test_half_a_message_stops_nobody(tmp_path: Path) -> None:
    """Power was lost while it was written."""
    folder_broker.register()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "0_x.io.msg").write_bytes(b'{"body": "')
    (tmp_path / "b" / "0_y.io.part").write_bytes(b"")
    options = {"folder": str(tmp_path / "b")}
    with (
        Connection("folder://localhost", transport_options=options) as connection,
        connection.SimpleQueue("io") as queue,
    ):
        queue.put("whole")
        assert queue.get(block=False).payload == "whole"


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_nothing(folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way of the folder")
    enqueue(RING, "a")
    assert Job.objects.get().state == State.WAITING


@pytest.mark.django_db
def test_a_worker_that_starts_takes_up_what_its_predecessor_left(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    ran: list[str] = []
    handles(RING)(lambda job: ran.append(job.key))
    enqueue(RING, "left behind")
    claim(Queue.IO, "io-1@here")
    enqueue(RING, "somebody else's")
    claim(Queue.IO, "io-1@there")
    enqueue(RING, "waits")
    monkeypatch.setenv("ALBUMEN_WORKER", "io-1@here")
    queues = [SimpleNamespace(name="io")]
    hooks.begin(sender=SimpleNamespace(task_consumer=SimpleNamespace(queues=queues)))
    assert sorted(ran) == ["left behind", "waits"]
    assert Job.objects.get(key="somebody else's").state == State.RUNNING


@pytest.mark.django_db
def test_a_worker_asked_to_end_finishes_its_job_and_takes_no_other(folder: Path) -> None:
    @handles(RING)
    def ring(job: RunningJob) -> None:
        hooks.end()

    enqueue(RING, "a")
    enqueue(RING, "b")
    assert worker.run_waiting(Queue.IO) == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.DONE, State.WAITING]


@pytest.mark.django_db
def test_what_is_due_in_a_moment_rings_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rung = threading.Event()
    monkeypatch.setattr("albumen.jobs.alarm.wake", lambda queue: rung.set())
    assert set_alarm(Queue.IO) is None
    enqueue(RING, "tomorrow", after=timedelta(days=1))
    assert set_alarm(Queue.IO) is None
    enqueue(RING, "soon", after=timedelta(seconds=0.2))
    wait = set_alarm(Queue.IO)
    assert wait is not None and 0 < wait < 1
    assert rung.wait(5)


@pytest.mark.django_db
def test_schedules_ask_for_jobs_by_the_name_of_their_kind() -> None:
    enqueue_task("bin.empty")
    enqueue_task("bin.empty")
    job = Job.objects.get()
    assert (job.kind, job.key, job.queue) == ("bin.empty", "all", "io")
    with pytest.raises(Exception, match=r"no kind of job called 'no\.such'"):
        enqueue_task("no.such")
