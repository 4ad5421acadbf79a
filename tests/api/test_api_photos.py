"""Photos over the API: who sees what, lists in pages, changes of one and many."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState, Registration
from albumen.identifiers import new_id
from albumen.photos.models import Embedding, Face, ModelVersion, Photo
from stored_photos import drawn, received

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]

QUERIES = {"ana": 4, "bo": 7}
"""Of one page: session, user, event, photos; for a guest the registration twice, and whether there are many matches."""


def show(photo: Photo, event: Event, user: User, state: str = "released") -> Match:
    registration = Registration.objects.filter(event=event, user=user).first() or factories.registration(
        event, user
    )
    return Match.objects.create(
        registration=registration, event=event, photo=photo, probability=0.99, level="certain", state=state
    )


def face_in(photo: Photo) -> Face:
    face = Face.objects.create(
        photo=photo, library=photo.library, found_by="builtin", left=0.1, top=0.2, width=0.3, height=0.4,
        landmarks=bytes(40), score=0.9, quality=0.8, quality_parts={"sharpness": 0.7},
    )  # fmt: skip
    model, _ = ModelVersion.objects.get_or_create(pack="drawn", version="1", dimension=4)
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=photo.library,
        model=model,
        vector=bytes(16),
        usefulness=1,
        reliable=True,
    )
    return face


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_the_host_lists_all_and_a_guest_only_their_own(
    ana: User, bo: User, cy: User, party: Event, as_user: AsUser
) -> None:
    photos = [factories.photo(party.library, number) for number in range(4)]
    failed = factories.photo(party.library, 9, state="failed", error_code="picture_damaged", error="Cut off.")
    show(photos[1], party, bo)
    show(photos[2], party, bo, MatchState.WAITING)
    show(photos[3], party, cy)
    path = f"/api/v1/events/{party.pk}/photos"
    host = as_user(ana).get(path).json()["items"]
    assert [item["id"] for item in host] == [str(photo.pk) for photo in (*photos, failed)]
    assert host[-1]["hosting"]["failure"]["code"] == "picture_damaged"
    assert host[-1]["hosting"]["failure"]["advice"].startswith("Copy it again")
    guest = as_user(bo).get(path).json()["items"]
    assert [item["id"] for item in guest] == [str(photos[1].pk)]
    assert guest[0]["hosting"] is None


def test_strangers_learn_nothing_of_an_event(party: Event, bo: User, as_user: AsUser) -> None:
    factories.photo(party.library)
    for client in (as_user(bo), as_user(factories.photographer("dan"))):
        assert client.get(f"/api/v1/events/{party.pk}/photos").status_code == 404
    assert Client().get(f"/api/v1/events/{party.pk}/photos").status_code == 401
    Event.objects.update(listed=True)
    assert as_user(bo).get(f"/api/v1/events/{party.pk}/photos").status_code == 404, "listed is not registered"


def test_pages_neither_skip_nor_repeat(ana: User, party: Event, as_user: AsUser) -> None:
    moment = timezone.now()
    photos = [factories.photo(party.library, number, sort_at=moment) for number in range(7)]
    client, seen, cursor = as_user(ana), [], None
    while True:
        page = client.get(
            f"/api/v1/events/{party.pk}/photos", {"limit": 3, **({"cursor": cursor} if cursor else {})}
        )
        seen += [item["id"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert seen == sorted(str(photo.pk) for photo in photos)


def test_filters_of_the_host(ana: User, bo: User, party: Event, as_user: AsUser) -> None:
    now = timezone.now()
    early = factories.photo(party.library, 1, sort_at=now - timedelta(hours=2))
    failed = factories.photo(party.library, 2, state="failed", sort_at=now, uploader=bo)
    path, client = f"/api/v1/events/{party.pk}/photos", as_user(ana)

    def ids(**query: Any) -> list[str]:
        return [item["id"] for item in client.get(path, query).json()["items"]]

    assert ids(state="failed") == ids(uploader=str(bo.pk)) == [str(failed.pk)]
    assert ids(taken_before=(now - timedelta(hours=1)).isoformat()) == [str(early.pk)]
    assert ids(taken_from=(now - timedelta(hours=1)).isoformat()) == [str(failed.pk)]
    assert client.get(path, {"state": "nonsense"}).status_code == 422
    show(early, party, bo)
    assert as_user(bo).get(path, {"state": "ready"}).status_code == 403


@pytest.mark.parametrize("who", ["ana", "bo"])
def test_lists_take_the_same_queries_however_long(
    who: str, ana: User, bo: User, party: Event, as_user: AsUser, django_assert_num_queries: Any
) -> None:
    client = as_user({"ana": ana, "bo": bo}[who])
    path = f"/api/v1/events/{party.pk}/photos"
    for number in range(2):
        show(factories.photo(party.library, number), party, bo)
    client.get(path)
    with django_assert_num_queries(QUERIES[who]):
        assert len(client.get(path).json()["items"]) == 2
    for number in range(2, 40):
        show(factories.photo(party.library, number), party, bo)
    with django_assert_num_queries(QUERIES[who]):
        assert len(client.get(path).json()["items"]) == 40


def test_one_photo_with_faces_for_its_owner_and_none_for_guests(
    ana: User, bo: User, party: Event, as_user: AsUser
) -> None:
    photo = factories.photo(party.library, latitude=48.1, longitude=11.5)
    face = face_in(photo)
    show(photo, party, bo)
    owner = as_user(ana).get(f"/api/v1/photos/{photo.pk}").json()
    assert owner["faces"] == [
        {
            "id": face.pk, "box": {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4}, "found_by": "builtin",
            "person": None, "why": "",
            "packs": ["drawn"], "score": 0.9, "quality": 0.8, "quality_parts": {"sharpness": 0.7},
        }
    ]  # fmt: skip
    assert owner["hosting"]["latitude"] == 48.1
    guest = as_user(bo).get(f"/api/v1/photos/{photo.pk}")
    assert guest.json()["faces"] is None and guest.json()["hosting"] is None
    assert "48.1" not in guest.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"state": MatchState.WAITING},
        {"state": MatchState.REJECTED},
        {"state": MatchState.HIDDEN},
    ],
)
def test_only_released_matches_show_a_photo(
    bo: User, party: Event, as_user: AsUser, change: dict[str, Any]
) -> None:
    photo = factories.photo(party.library)
    show(photo, party, bo)
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}").status_code == 200
    Match.objects.update(**change)
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}").status_code == 404


def test_access_ends_with_registration_event_and_photo(bo: User, party: Event, as_user: AsUser) -> None:
    photo = factories.photo(party.library)
    show(photo, party, bo)
    client, path, now = as_user(bo), f"/api/v1/photos/{photo.pk}", timezone.now()
    for model, ended, again in (
        (Registration, {"removed_at": now}, {"removed_at": None}),
        (Event, {"available_until": now}, {"available_until": now + timedelta(days=3)}),
        (Event, {"binned_at": now}, {"binned_at": None}),
        (Event, {"closed_at": now}, {"closed_at": None}),
        (Photo, {"binned_at": now}, {"binned_at": None}),
        (Photo, {"state": "failed"}, {"state": "ready"}),
    ):
        assert client.get(path).status_code == 200
        model.objects.update(**ended)
        assert client.get(path).status_code == 404, ended
        model.objects.update(**again)


def test_a_photo_of_a_deleted_event_is_gone_for_its_owner_too(
    ana: User, party: Event, as_user: AsUser
) -> None:
    photo = factories.photo(party.library)
    Event.objects.update(binned_at=timezone.now())
    assert as_user(ana).get(f"/api/v1/photos/{photo.pk}").status_code == 404


def test_a_photo_of_a_personal_library_is_its_owners(ana: User, bo: User, as_user: AsUser) -> None:
    from albumen.photos.models import Library, LibraryKind

    photo = factories.photo(Library.objects.create(owner=bo, kind=LibraryKind.PERSONAL))
    assert as_user(bo).get(f"/api/v1/photos/{photo.pk}").json()["event"] is None
    assert as_user(ana).get(f"/api/v1/photos/{photo.pk}").status_code == 404


def test_guests_change_nothing(bo: User, cy: User, party: Event, as_user: AsUser) -> None:
    photo = factories.photo(party.library, state="ready")
    show(photo, party, bo)
    for user, status in ((bo, 403), (cy, 404)):
        client = as_user(user)
        one = f"/api/v1/photos/{photo.pk}"
        body = {"ids": [str(photo.pk)]}
        assert (
            client.patch(one, json.dumps({"title": "x"}), content_type="application/json").status_code
            == status
        )
        assert client.delete(one).status_code == client.delete(f"{one}?now=true").status_code == status
        assert client.post(f"{one}/retry").status_code == status
        assert post(client, "/photos/edit", {**body, "changes": {"title": "x"}}).status_code == status
        assert post(client, "/photos/delete", body).status_code == status
        assert post(client, "/photos/delete", {**body, "now": True}).status_code == status
    assert post(as_user(bo), "/photos/restore", {"ids": [str(photo.pk)]}).status_code in (403, 404)
    photo.refresh_from_db()
    assert (photo.title, photo.binned_at) == ("", None)


def test_edit_one_and_many(ana: User, party: Event, as_user: AsUser) -> None:
    photos = [factories.photo(party.library, number) for number in range(3)]
    client = as_user(ana)
    one = client.patch(
        f"/api/v1/photos/{photos[0].pk}", json.dumps({"title": "Cake"}), content_type="application/json"
    )
    assert (one.status_code, one.json()["title"], one.json()["hosting"]["edited_fields"]) == (
        200,
        "Cake",
        ["title"],
    )
    many = post(
        client,
        "/photos/edit",
        {
            "ids": [str(p.pk) for p in photos],
            "changes": {"taken_at": "2026-07-01T20:00:00", "location": "Garden"},
        },
    )
    assert (many.status_code, many.json()["count"]) == (200, 3)
    assert set(Photo.objects.values_list("location", "taken_at__hour")) == {("Garden", 18)}
    assert Photo.objects.filter(title="Cake").count() == 1
    for wrong in ({"ids": []}, {"ids": ["x"]}, {"ids": [str(new_id())] * 1001}):
        assert post(client, "/photos/edit", {**wrong, "changes": {}}).status_code == 422


def test_delete_and_bring_back(ana: User, party: Event, as_user: AsUser) -> None:
    photos = [received(party.library, drawn(seed=seed), number=seed, state="ready") for seed in range(3)]
    client, ids = as_user(ana), [str(photo.pk) for photo in photos]
    assert client.delete(f"/api/v1/photos/{ids[0]}").status_code == 204
    assert client.delete(f"/api/v1/photos/{ids[0]}").status_code == 404
    gone = post(client, "/photos/delete", {"ids": ids[1:]})
    assert gone.json() == {"count": 2, "undo_seconds": 600}
    assert client.get(f"/api/v1/events/{party.pk}/photos").json()["items"] == []
    assert post(client, "/photos/restore", {"ids": ids}).json()["count"] == 3
    assert len(client.get(f"/api/v1/events/{party.pk}/photos").json()["items"]) == 3
    assert post(client, "/photos/restore", {"ids": ids}).status_code == 404, "nothing of it is in the bin"
    assert client.delete(f"/api/v1/photos/{ids[0]}?now=true").status_code == 204
    assert post(client, "/photos/delete", {"ids": ids[1:], "now": True}).json()["undo_seconds"] == 0
    assert not Photo.objects.exists()


def test_deleted_photos_are_listed_and_seen_while_they_can_be_restored(
    ana: User, bo: User, party: Event, as_user: AsUser, settings: Any
) -> None:
    now = timezone.now().replace(microsecond=0)
    key = default_storage.save("libraries/x/previews/b-320.webp", ContentFile(b"RIFFwebp"))
    there, gone = (factories.photo(party.library, number, previews={"320": key}) for number in (1, 2))
    show(there, party, bo)
    long = now - timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)
    lost = factories.photo(party.library, 3, previews={"320": key}, binned_at=long)
    factories.photo(factories.event(ana).library, 4, binned_at=now)
    host, path = as_user(ana), f"/api/v1/events/{party.pk}/photos/deleted"
    assert host.get(path).json()["items"] == []
    Photo.objects.filter(pk__in=[there.pk, gone.pk]).update(binned_at=now)
    items = host.get(path).json()["items"]
    assert [item["id"] for item in items] == [str(there.pk), str(gone.pk)]
    assert {item["original"] for item in items} == {None}
    until = datetime.fromisoformat(items[0]["restorable_until"])
    assert until == now + timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)
    preview = items[0]["previews"]["320"]
    answer = host.get(preview)
    assert (answer.status_code, answer.content) == (200, b"RIFFwebp")
    assert host.get(preview.replace("&deleted=true", "")).status_code == 404
    assert host.get(preview.replace(str(there.pk), str(lost.pk))).status_code == 404
    for client in (as_user(bo), as_user(factories.photographer("dan"))):
        assert client.get(preview).status_code == 404
    assert as_user(bo).get(path).status_code == 403
    assert as_user(factories.photographer("dee")).get(path).status_code == 404
    assert post(host, "/photos/restore", {"ids": [str(there.pk)]}).status_code == 200
    assert [item["id"] for item in host.get(path).json()["items"]] == [str(gone.pk)]
    assert host.get(preview).status_code == 404
    Event.objects.update(binned_at=now)
    assert host.get(path).status_code == 404
    assert host.get(items[1]["previews"]["320"]).status_code == 404


def test_the_bin_takes_the_same_queries_however_full(
    ana: User, party: Event, as_user: AsUser, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = as_user(ana)
    clock = int(connection.vendor == "postgresql")  # the database's, by which the time for undo goes
    for more in (2, 20):
        for number in range(more):
            factories.photo(party.library, 100 * more + number, binned_at=timezone.now())
        with django_assert_num_queries(QUERIES["ana"] + clock):
            client.get(f"/api/v1/events/{party.pk}/photos/deleted")


def test_retry_of_a_failed_photo(ana: User, party: Event, as_user: AsUser) -> None:
    photo = factories.photo(party.library, state="failed", error_code="file_lost", error="Lost.")
    client = as_user(ana)
    answer = client.post(f"/api/v1/photos/{photo.pk}/retry").json()
    assert (answer["hosting"]["state"], answer["hosting"]["failure"]) == ("received", None)
    assert client.post(f"/api/v1/photos/{photo.pk}/retry").status_code == 409


def test_foreign_and_malformed_ids(ana: User, as_user: AsUser) -> None:
    client = as_user(ana)
    assert client.get(f"/api/v1/photos/{new_id()}").status_code == 404
    assert client.get("/api/v1/photos/..%2F..%2Fetc").status_code == 404
    assert client.get("/api/v1/photos/12").status_code == 404
