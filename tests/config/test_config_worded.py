"""Queries worded once give what the ORM gives, whatever is asked after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.db.models import Count, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.accounts.sessions import SessionStore
from albumen.config.worded import Worded
from albumen.events.models import Event
from albumen.photos.models import Library, Photo

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_orm_for_each_value(party: Event) -> None:
    asked: list[Any] = []

    def query(key: UUID, name: str, since: datetime) -> Any:
        asked.append((key, name, since))
        return Photo.objects.filter(
            library=key, filename=name, received_at__gte=since, state="ready"
        ).values_list("pk", "previews", "received_at", "ready_at", "library__event__name")

    worded = Worded(query, key=UUID, name=str, since=datetime)
    for number, name in enumerate(["a.jpg", "a.jpg", "Zoë’s.jpg", "100%s.jpg"]):
        factories.photo(party.library, number, filename=name, previews={"320": f"previews/{number}"})
    factories.photo(party.library, 9, filename="a.jpg", state="failed")
    now = timezone.now()
    for name in ("a.jpg", "Zoë’s.jpg", "100%s.jpg", "none"):
        for since in (now - timedelta(days=1), now + timedelta(days=1)):
            values = {"key": party.library_id, "name": name, "since": since}
            got = worded.rows(**values)
            asked_before = len(asked)
            assert sorted(got) == sorted(query(**values))
            del asked[asked_before:]
    assert len(worded.rows(key=party.library_id, name="a.jpg", since=now - timedelta(days=1))) == 2
    assert len(asked) == 1, "worded more than once"


def test_objects_are_those_of_the_orm(party: Event) -> None:
    def query(key: UUID) -> Any:
        photos = Photo.objects.select_related("library__event", "library__owner").filter(library=key)
        return photos.only(
            "filename", "previews", "received_at", "library__event__name", "library__owner__email"
        )

    def annotated(key: UUID) -> Any:
        return query(key).annotate(people=Count("faces"), whole=Value(1)).order_by("-filename")[:2]

    for number in range(3):
        factories.photo(
            party.library, number, filename=f"{number}.jpg", previews={"320": f"previews/{number}"}
        )
    personal = Library.objects.create(owner=party.owner, kind="personal")
    alone = factories.photo(personal, 7)
    for asked in (query, annotated):
        worded = Worded(asked, key=UUID)
        for library in (party.library_id, personal.pk, UUID(int=5)):
            wanted = list(asked(library))
            for _ in range(2):
                with CaptureQueriesContext(connection) as seen:
                    got = worded.objects(key=library)
                    assert [_told(photo) for photo in got] == [_told(photo) for photo in wanted]
                assert len(seen) == 1, "something was left to be read later"
                assert all(
                    a.get_deferred_fields() == b.get_deferred_fields()
                    for a, b in zip(got, wanted, strict=True)
                )
    worded = Worded(query, key=UUID)
    (found,) = worded.objects(key=personal.pk)
    assert worded.first(key=personal.pk) == found and worded.first(key=UUID(int=5)) is None
    assert found == alone and getattr(found.library, "event", None) is None
    found.filename = "kept.jpg"
    found.save(update_fields=["filename"])
    assert Photo.objects.get(pk=alone.pk).filename == "kept.jpg"


def _told(photo: Photo) -> tuple[Any, ...]:
    event = getattr(photo.library, "event", None)
    more = (getattr(photo, "people", None), getattr(photo, "whole", None))
    kept = (photo.pk, photo.filename, photo.previews, photo.received_at, photo.library.owner.email)
    return (*kept, event and event.name, *more)


def test_values_of_another_kind_are_refused_before_the_database_sees_them() -> None:
    worded = Worded(lambda key: User.objects.filter(pk=key).values_list("pk"), key=UUID)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        for values in ({"key": None}, {"key": "1 or 1"}, {}, {"key": UUID(int=1), "more": 1}):
            with pytest.raises(TypeError):
                worded.rows(**values)
    assert not seen.captured_queries


def test_a_value_that_the_query_does_not_carry_is_noticed() -> None:
    worded = Worded(lambda key, other: User.objects.filter(pk=key).values_list("pk"), key=UUID, other=str)
    with pytest.raises(TypeError, match="other"):
        worded.rows(key=UUID(int=1), other="x")


def test_a_session_ends_when_it_is_over_and_when_its_person_may_not_log_in(ana: User, as_user: Any) -> None:
    client: Client = as_user(ana)
    key = client.session.session_key
    assert client.get("/api/v1/events").status_code == 200
    assert SessionStore(key)[SESSION_KEY] == str(ana.pk)
    for change in ({"is_active": False}, {"password": "another"}):
        before = User.objects.filter(pk=ana.pk).values(*change).get()
        User.objects.filter(pk=ana.pk).update(**change)
        other = Client()
        other.cookies["albumen_session"] = key
        if "is_active" in change:
            assert other.get("/api/v1/events").status_code == 401
            User.objects.filter(pk=ana.pk).update(**before)
            assert other.get("/api/v1/events").status_code == 200
        else:
            assert other.get("/api/v1/events").status_code == 401
    client = as_user(User.objects.get(pk=ana.pk))
    store = SessionStore(client.session.session_key)
    store.set_expiry(timezone.now() - timedelta(seconds=1))
    store[SESSION_KEY] = str(ana.pk)
    store.save()
    assert SessionStore(client.session.session_key).load() == {}
    assert client.get("/api/v1/events").status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 500, "é\x1f", "0" * 32])
def test_session_keys_that_nobody_has_are_nobody(key: str, db: None) -> None:
    store = SessionStore(key)
    assert store.load() == {} and store.session_key is None
