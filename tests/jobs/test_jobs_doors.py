"""Jobs in the API and the admin: who sees them, and what retrying and cancelling do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.identifiers import new_id
from albumen.jobs.actions.cancel_job import CancelJob
from albumen.jobs.claims import claim, finish, giving_up
from albumen.jobs.enqueue import enqueue
from albumen.jobs.errors import ClaimLostError
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.registry import GIVING_UP, HANDLERS, gives_up, handles, kind
from albumen.jobs.running import RunningJob
from albumen.jobs.worker import load_handlers, run_waiting

pytestmark = pytest.mark.django_db

PAINT = kind("test.paint", Queue.INFERENCE, attempts=2)


@pytest.fixture(autouse=True)
def _registry() -> Iterator[None]:
    load_handlers()
    yield
    for table in (HANDLERS, GIVING_UP):
        table.pop(PAINT.name, None)


@pytest.fixture
def boss(db: None) -> User:
    """Whoever runs the site."""
    return factories.guest("boss", is_staff=True, is_superuser=True)


def _job(event: Event | None = None, key: str = "a") -> Job:
    enqueue(PAINT, key, {"secret": "of the system"}, scope=event.library_id if event else None)
    return Job.objects.get(kind=PAINT.name, key=key)


def _failed(event: Event, key: str = "a") -> Job:
    _job(event, key)
    taken = claim(Queue.INFERENCE, "w")
    assert taken
    with giving_up(taken, "broken", "It is broken.", "Traceback of the system"):
        pass
    return Job.objects.get(pk=taken.pk)


def test_a_photographer_sees_jobs_of_their_libraries_alone(
    as_user: Callable[[User], Client], party: Event, ana: User, bo: User
) -> None:
    mine, foreign = _job(party), _job(None, "b")
    answer = as_user(ana).get("/api/v1/jobs")
    assert [item["id"] for item in answer.json()["items"]] == [str(mine.pk)]
    assert "secret" not in answer.content.decode()
    assert as_user(ana).get(f"/api/v1/jobs/{foreign.pk}").status_code == 404
    for other in (bo, factories.photographer("dee")):
        assert as_user(other).get("/api/v1/jobs").json()["items"] == []
        for address in (f"/api/v1/jobs/{mine.pk}/retry", f"/api/v1/jobs/{mine.pk}/cancel"):
            assert as_user(other).post(address).status_code == 404
    assert Client().get("/api/v1/jobs").status_code == 401
    assert Job.objects.get(pk=mine.pk).state == State.WAITING


def test_an_administrator_sees_every_job_filtered_and_in_pages(
    as_user: Callable[[User], Client], party: Event, boss: User
) -> None:
    for number in range(5):
        _job(party if number % 2 else None, f"k{number}")
    browser = as_user(boss)
    first = browser.get("/api/v1/jobs?limit=3").json()
    second = browser.get(f"/api/v1/jobs?limit=3&cursor={first['next']}").json()
    assert [item["key"] for item in first["items"] + second["items"]] == ["k4", "k3", "k2", "k1", "k0"]
    assert second["next"] is None
    ours = browser.get(f"/api/v1/jobs?library={party.library_id}").json()["items"]
    assert [item["key"] for item in ours] == ["k3", "k1"]
    assert browser.get("/api/v1/jobs?state=failed").json()["items"] == []
    assert len(browser.get("/api/v1/jobs?kind=test.paint&queue=inference").json()["items"]) == 5
    for wrong in ("state=lost", "kind=%00", "library=x", "cursor=x", "limit=0"):
        assert browser.get(f"/api/v1/jobs?{wrong}").status_code == 422, wrong


def test_a_list_costs_the_same_however_long_it_is(
    as_user: Callable[[User], Client], party: Event, ana: User
) -> None:
    browser = as_user(ana)
    counts = []
    for number in range(12):
        _job(party, f"k{number}")
        if number in (0, 11):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get("/api/v1/jobs").status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_failed_job_is_tried_again_from_the_start(
    as_user: Callable[[User], Client], party: Event, ana: User
) -> None:
    job = _failed(party)
    answer = as_user(ana).post(f"/api/v1/jobs/{job.pk}/retry")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["attempts"]) == ("waiting", 0)
    assert Entry.objects.get(action="job.retry").actor == ana
    again = as_user(ana).post(f"/api/v1/jobs/{job.pk}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "job_not_retriable")
    assert claim(Queue.INFERENCE, "w") is not None


def test_retrying_beside_a_waiting_twin_is_refused(
    as_user: Callable[[User], Client], party: Event, ana: User
) -> None:
    job = _failed(party)
    enqueue(PAINT, "a", scope=party.library_id)
    assert as_user(ana).post(f"/api/v1/jobs/{job.pk}/retry").status_code == 409
    assert Job.objects.filter(kind=PAINT.name, state=State.WAITING).count() == 1


def test_nothing_of_a_cancelled_running_job_is_stored(party: Event, ana: User) -> None:
    _job(party)
    taken = claim(Queue.INFERENCE, "w")
    assert taken
    CancelJob(None, Job.objects.get(pk=taken.pk)).execute()
    with pytest.raises(ClaimLostError), finish(taken):
        User.objects.filter(pk=ana.pk).update(display_name="written by a cancelled job")
    assert User.objects.get(pk=ana.pk).display_name == "Ana"
    assert Job.objects.get(pk=taken.pk).state == State.CANCELLED


def test_a_job_cancelled_while_its_handler_works_stays_cancelled(party: Event) -> None:
    @handles(PAINT)
    def paint(job: RunningJob) -> None:
        CancelJob(None, Job.objects.get(kind=PAINT.name)).execute()

    _job(party)
    run_waiting(Queue.INFERENCE)
    assert Job.objects.get(kind=PAINT.name).state == State.CANCELLED


def test_cancelling_has_the_consequences_of_a_failure(
    as_user: Callable[[User], Client], party: Event, ana: User, run_jobs: Callable[[], int]
) -> None:
    told: list[tuple[str, str]] = []
    gives_up(PAINT)(lambda job, code, sentence: told.append((job.key, code)))
    job = _job(party)
    assert as_user(ana).post(f"/api/v1/jobs/{job.pk}/cancel").json()["state"] == "cancelled"
    run_jobs()
    assert told == [("a", "cancelled")]
    ended = as_user(ana).post(f"/api/v1/jobs/{job.pk}/cancel")
    assert (ended.status_code, ended.json()["code"]) == (409, "job_ended")


def test_a_job_retried_before_its_cancellation_was_dealt_with_has_no_consequences(
    as_user: Callable[[User], Client], party: Event, ana: User
) -> None:
    told: list[str] = []
    gives_up(PAINT)(lambda job, code, sentence: told.append(code))
    job = _job(party)
    as_user(ana).post(f"/api/v1/jobs/{job.pk}/cancel")
    as_user(ana).post(f"/api/v1/jobs/{job.pk}/retry")
    run_waiting(Queue.IO)
    assert told == []


def test_a_job_that_is_not_there_is_not_found(as_user: Callable[[User], Client], ana: User) -> None:
    for address in (f"/api/v1/jobs/{new_id()}", f"/api/v1/jobs/{new_id()}/retry"):
        method = as_user(ana).post if address.endswith("retry") else as_user(ana).get
        assert method(address).json()["code"] == "job_not_found"


def test_the_admin_lists_searches_retries_and_cancels(
    as_user: Callable[[User], Client], party: Event, boss: User, ana: User
) -> None:
    failed = _failed(party)
    waiting = _job(party, "b")
    browser = as_user(boss)
    assert browser.get("/admin/jobs/job/?q=a&state__exact=failed").status_code == 200
    page = browser.get(f"/admin/jobs/job/{failed.pk}/change/").content.decode()
    assert "It is broken." in page
    assert "Traceback of the system" in page
    browser.post("/admin/jobs/job/", {"action": "retry", "_selected_action": [str(failed.pk)]})
    assert Job.objects.get(pk=failed.pk).state == State.WAITING
    browser.post("/admin/jobs/job/", {"action": "cancel", "_selected_action": [str(waiting.pk)]})
    assert Job.objects.get(pk=waiting.pk).state == State.CANCELLED
    assert browser.get("/admin/jobs/job/add/").status_code == 403
    assert Entry.objects.filter(actor=boss, action__startswith="job.").count() == 2
    assert as_user(ana).get("/admin/jobs/job/").status_code == 302, "photographers have no admin"


def test_who_may_only_look_retries_and_cancels_nothing(
    as_user: Callable[[User], Client], party: Event
) -> None:
    failed, waiting = _failed(party), _job(party, "b")
    clerk = factories.guest("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_job"))
    browser = as_user(clerk)
    page = browser.get("/admin/jobs/job/")
    assert page.status_code == 200 and b"Try again" not in page.content
    for job, action in ((failed, "retry"), (waiting, "cancel")):
        browser.post("/admin/jobs/job/", {"action": action, "_selected_action": [str(job.pk)]})
        assert browser.post(f"/api/v1/jobs/{job.pk}/{action}").status_code == 403
        assert Job.objects.get(pk=job.pk).state == job.state
    clerk.user_permissions.add(Permission.objects.get(codename="change_job"))
    browser.post("/admin/jobs/job/", {"action": "retry", "_selected_action": [str(failed.pk)]})
    assert Job.objects.get(pk=failed.pk).state == State.WAITING
