"""Idempotency-Key: sent twice, done once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from albumen.accounts.models import User
from albumen.api.idempotency import StillWorkingError, once
from albumen.api.models import IdempotencyKey
from albumen.api.replays import AccountClosedError, check_still_visible
from albumen.events.models import Event
from albumen.guests.models import Registration

pytestmark = pytest.mark.django_db

URL = "/api/v1/events"


def _body(name: str = "Wedding") -> dict[str, Any]:
    return {
        "name": name,
        "starts_at": "2027-05-01T12:00:00Z",
        "ends_at": "2027-05-01T20:00:00Z",
        "timezone": "Europe/Berlin",
    }


def _create(client: Client, key: str, name: str = "Wedding") -> Any:
    return client.post(URL, _body(name), content_type="application/json", headers={"idempotency-key": key})


def test_the_same_answer_comes_again(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    first, second = _create(client, "k1"), _create(client, "k1")
    assert first.status_code == second.status_code == 201, first.content
    assert first.content == second.content and first["Content-Type"] == second["Content-Type"]
    assert "Idempotency-Replayed" not in first and second["Idempotency-Replayed"] == "true"
    assert Event.objects.count() == 1
    assert _create(client, "k2").status_code == 201
    assert Event.objects.count() == 2


def test_the_key_of_something_else(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    _create(client, "k")
    response = _create(client, "k", "Birthday")
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_reused")


def test_keys_of_others_are_others(ana: User, as_user: Callable[[User], Client]) -> None:
    import factories

    dora = factories.photographer("dora")
    _create(as_user(ana), "k")
    assert "Idempotency-Replayed" not in _create(as_user(dora), "k")
    assert Event.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "ümlaut"])
def test_unusable_keys(key: str, ana: User, as_user: Callable[[User], Client]) -> None:
    response = _create(as_user(ana), key)
    assert (response.status_code, response.json()["code"]) == (422, "bad_idempotency_key")
    assert not Event.objects.exists()


def test_a_refusal_is_not_kept(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    assert _create(client, "k", "").status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert _create(client, "k").status_code == 201


def test_a_stranger_leaves_no_trace(client: Client, db: None) -> None:
    assert _create(client, "k").status_code == 401
    assert not IdempotencyKey.objects.exists()


def test_while_it_is_worked_on_others_wait(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    _create(client, "k")
    IdempotencyKey.objects.update(status=None)
    response = _create(client, "k")
    assert (response.status_code, response.json()["code"]) == (409, "still_working")
    assert int(response["Retry-After"]) >= 1


def test_what_died_may_be_tried_again(ana: User, as_user: Callable[[User], Client], settings: Any) -> None:
    client = as_user(ana)
    _create(client, "k")
    long_ago = timezone.now() - timedelta(seconds=settings.ALBUMEN_IDEMPOTENCY_LOCK_SECONDS + 1)
    IdempotencyKey.objects.update(status=None, started_at=long_ago)
    assert _create(client, "k").status_code == 201
    assert Event.objects.count() == 2
    assert _create(client, "k")["Idempotency-Replayed"] == "true"


def test_an_attempt_that_was_taken_over_writes_no_answer(ana: User, settings: Any) -> None:
    """The slow one comes back after a second has taken its key: the second's answer stands."""

    def slow() -> HttpResponse:
        IdempotencyKey.objects.update(started_at=timezone.now() - timedelta(hours=1))
        assert (
            once(_request(), ana, "op", "k", lambda: HttpResponse("second", status=201)).content == b"second"
        )
        return HttpResponse("first", status=201)

    once(_request(), ana, "op", "k", slow)
    assert once(_request(), ana, "op", "k", lambda: HttpResponse("third")).content == b"second"


def test_after_its_time_a_key_is_new(ana: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ana)
    _create(client, "k")
    IdempotencyKey.objects.update(expires_at=timezone.now())
    assert "Idempotency-Replayed" not in _create(client, "k", "Birthday")
    assert Event.objects.count() == 2


def _again(client: Client, path: str) -> Any:
    return client.post(path, {}, content_type="application/json", headers={"idempotency-key": "k"})


def test_an_answer_is_not_repeated_to_who_may_no_longer_see_it(
    ana: User, bo: User, party: Event, as_user: Callable[[User], Client]
) -> None:
    client, path = as_user(bo), f"/api/v1/join/{party.code}"
    assert _again(client, path).status_code == 200
    assert _again(client, path)["Idempotency-Replayed"] == "true"
    Registration.objects.update(removed_at=timezone.now())
    refused = _again(client, path)
    assert (refused.status_code, party.name.encode() in refused.content) == (404, False)
    host = as_user(ana)
    made = _create(host, "k").json()["id"]
    Event.objects.filter(pk=made).update(binned_at=timezone.now())
    assert _create(host, "k").status_code == 404


def test_an_answer_about_an_expired_event_is_not_repeated(
    bo: User, party: Event, as_user: Callable[[User], Client], run_jobs: Callable[[], int]
) -> None:
    from guest_scene import Scene

    scene = Scene(party, run_jobs)
    path = f"/api/v1/registrations/{scene.guest(bo).pk}/searches"
    client = as_user(bo)
    assert _again(client, path).status_code == 201
    assert _again(client, path)["Idempotency-Replayed"] == "true"
    Event.objects.update(available_until=timezone.now())
    assert _again(client, path).status_code == 410


def test_an_answer_is_not_repeated_to_a_closed_account(ana: User) -> None:
    check = partial(check_still_visible, ana, "op", {})
    assert once(_request(), ana, "op", "k", lambda: HttpResponse("one"), check=check).content == b"one"
    assert once(_request(), ana, "op", "k", lambda: HttpResponse("two"), check=check).content == b"one"
    User.objects.update(is_active=False)
    with pytest.raises(AccountClosedError):
        once(_request(), ana, "op", "k", lambda: HttpResponse("two"), check=check)


def test_old_keys_are_removed(
    ana: User, as_user: Callable[[User], Client], run_jobs: Callable[[], int]
) -> None:
    from albumen.api.kinds import FORGET_KEYS
    from albumen.jobs.enqueue import enqueue

    client = as_user(ana)
    _create(client, "old")
    IdempotencyKey.objects.update(expires_at=timezone.now())
    _create(client, "new")
    enqueue(FORGET_KEYS, "all")
    run_jobs()
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]


def test_forms_are_compared_by_their_contents(ana: User) -> None:
    def form(contents: bytes) -> HttpRequest:
        from django.test import RequestFactory

        file = SimpleUploadedFile("a.jpg", contents)
        return RequestFactory().post("/x", {"name": "a", "file": file})

    assert form(b"1").headers["Content-Type"]
    once(form(b"1"), ana, "op", "k", lambda: HttpResponse("one", status=201))
    assert once(form(b"1"), ana, "op", "k", lambda: HttpResponse("two")).content == b"one"
    with pytest.raises(Exception, match="other contents"):
        once(form(b"2"), ana, "op", "k", lambda: HttpResponse("two"))


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done(ana: User) -> None:
    """Eight threads send the same request at the same time."""
    began = threading.Barrier(8)
    done: list[str] = []
    waited: list[str] = []

    def send() -> None:
        try:
            began.wait()
            once(_request(), ana, "op", "k", lambda: done.append("x") or HttpResponse("ok", status=201))  # type: ignore[func-returns-value]
        except StillWorkingError:
            waited.append("x")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["x"]


def _request() -> HttpRequest:
    from django.test import RequestFactory

    return RequestFactory().post("/x", {"a": 1}, content_type="application/json")
