"""Searches over HTTP: ranked hits for the guest alone, and only those that are released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.sources import Mirror
from albumen.engine.packs.store import Store
from albumen.events.models import Event
from albumen.guests.models import Match, Registration, Search
from albumen.photos.models import Embedding, Face, Library, ModelVersion
from guest_scene import Scene

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]
API = "/api/v1"


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> Scene:
    return Scene(party, run_jobs)


@pytest.fixture
def guest(scene: Scene, bo: User) -> Registration:
    """Bo, with one photo of each level."""
    for level in ("certain", "likely", "check"):
        scene.photo(("Bo", level))
    return scene.guest(bo)


def _search(client: Client, guest: Registration, scene: Scene, **body: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/registrations/{guest.pk}/searches", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    scene.run_jobs()
    found: dict[str, Any] = client.get(f"{API}/searches/{answer.json()['id']}").json()
    return found


def test_released_hits_are_shown_and_others_counted(
    scene: Scene, guest: Registration, bo: User, as_user: Browser
) -> None:
    found = _search(as_user(bo), guest, scene, strictness="broad")
    assert (found["state"], found["released"], found["waiting"]) == ("done", 1, 2)
    assert [hit["level"] for hit in found["hits"]] == ["certain"]
    assert found["faces_compared"] == found["photos_compared"] == 3 and found["duration_ms"] is not None
    waiting = {
        str(photo) for photo in Match.objects.exclude(state="released").values_list("photo", flat=True)
    }
    assert len(waiting) == 2 and not any(photo in str(found) for photo in waiting)


def test_what_is_hidden_or_binned_later_is_shown_no_longer(
    scene: Scene, guest: Registration, bo: User, as_user: Browser
) -> None:
    client = as_user(bo)
    found = _search(client, guest, scene)
    client.post(f"{API}/matches/{found['hits'][0]['match']}/not-me")
    assert client.get(f"{API}/searches/{found['id']}").json()["hits"] == []
    client.post(f"{API}/matches/{found['hits'][0]['match']}/undo")
    assert len(client.get(f"{API}/searches/{found['id']}").json()["hits"]) == 1
    Match.objects.get(pk=found["hits"][0]["match"]).photo.__class__.objects.update(binned_at=timezone.now())
    seen = client.get(f"{API}/searches/{found['id']}").json()
    assert (seen["hits"], seen["waiting"]) == ([], 0)


def test_nothing_tells_of_photos_that_the_host_rejected(
    scene: Scene, guest: Registration, ana: User, bo: User, as_user: Browser
) -> None:
    """Neither the search nor its row in the list nor its progress says that more was found than the guest may see."""
    client = as_user(bo)
    found = _search(client, guest, scene, strictness="broad")
    rejected = [str(pk) for pk in Match.objects.filter(state="waiting").values_list("pk", flat=True)]
    host = as_user(ana)
    body = {"accept": [], "reject": rejected}
    assert host.post(f"{API}/matches/decide", body, content_type="application/json").status_code == 200
    seen = client.get(f"{API}/searches/{found['id']}").json()
    assert (seen["released"], seen["waiting"], len(seen["hits"])) == (1, 0, 1)
    listed = client.get(f"{API}/registrations/{guest.pk}/searches").json()["items"][0]
    progress = client.get(f"{API}/searches/{found['id']}/progress").json()
    for answer in (seen, listed, progress):
        assert not {"certain", "likely", "check", "check_count", "prior"} & {*answer, *answer.get("used", {})}
    search = Search.objects.get()
    assert (search.certain, search.likely, search.check_count) == (1, 1, 1), "for who runs the site"
    assert seen["used"]["strategy"] == search.used["strategy"] == "compiled"


def test_only_the_surest_hits_are_kept_and_all_are_counted(
    scene: Scene, guest: Registration, bo: User, as_user: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen.guests.searching.HITS_KEPT", 2)
    found = _search(as_user(bo), guest, scene, strictness="broad")
    search = Search.objects.get()
    assert [hit["level"] for hit in search.hits] == ["certain", "likely"]
    assert (search.certain, search.likely, search.check_count) == (1, 1, 1)
    assert (found["released"], found["waiting"]) == (1, 1)
    assert Match.objects.count() == 3
    Search.objects.update(hits=[*search.hits, *({**search.hits[0], "match": "no id"} for _ in range(9))])
    with CaptureQueriesContext(connection) as queries:
        assert as_user(bo).get(f"{API}/searches/{found['id']}").json()["released"] == 1
    assert not any("no id" in query["sql"] for query in queries)


def _seen_by(pack: str, guest: Registration) -> ModelVersion:
    """The pack looked at a photo of the event, too."""
    face = Face.objects.filter(library=guest.event.library_id).first()
    assert face is not None
    version = load_pack(pack).version
    model = ModelVersion.objects.create(pack=pack, version=version, dimension=4)
    Embedding.objects.create(
        face=face, photo=face.photo, library=face.library, model=model, vector=bytes(16), usefulness=1, reliable=True
    )  # fmt: skip
    return model


def test_a_guest_is_told_the_packs_to_search_with(
    guest: Registration, bo: User, cy: User, as_user: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path))
    client, path = as_user(bo), f"{API}/registrations/{guest.pk}/packs"
    (pack,) = client.get(path).json()["items"]
    assert (pack["name"], pack["title"]) == ("builtin", "dlib: mmod and ResNet")
    assert pack["description"].startswith("Needs no download")
    Library.objects.update(packs=["sface", "builtin", "standard"])
    _seen_by("sface", guest)  # whose files are not here
    assert client.get(path).json()["items"] == [pack]
    for other in (as_user(cy), as_user(guest.event.owner)):
        assert other.get(path).status_code == 404
    ModelVersion.objects.filter(pack="builtin").update(version="of old")
    assert client.get(path).json()["items"] == []
    Event.objects.update(available_until=timezone.now())
    assert client.get(path).status_code == 410


@pytest.mark.shared
def test_packs_are_told_once_they_are_installed_and_saw_a_face(
    guest: Registration,
    bo: User,
    as_user: Browser,
    models_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path))
    client, path = as_user(bo), f"{API}/registrations/{guest.pk}/packs"
    Library.objects.update(packs=["standard", "builtin"])
    _seen_by("standard", guest)
    assert [pack["name"] for pack in client.get(path).json()["items"]] == ["builtin"]
    Store(tmp_path, mirror=Mirror(models_dir)).install(load_pack("standard"))
    assert [pack["name"] for pack in client.get(path).json()["items"]] == ["standard", "builtin"]


def test_searches_are_limited(
    scene: Scene, guest: Registration, bo: User, as_user: Browser, settings: Any
) -> None:
    settings.ALBUMEN_SEARCHES_OPEN, settings.ALBUMEN_SEARCHES_PER_DAY = 2, 3
    client, path = as_user(bo), f"{API}/registrations/{guest.pk}/searches"

    def ask(probability: float) -> Any:
        return client.post(path, {"probability": probability}, content_type="application/json")

    assert [ask(number / 10).status_code for number in range(3)] == [201, 201, 429]
    assert ask(0.1).status_code == 201, "the same question again is the same search"
    refused = ask(0.9)
    assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_searches", "5")
    scene.run_jobs()
    assert ask(0.3).status_code == 201
    scene.run_jobs()
    refused = ask(0.4)
    assert refused.status_code == 429 and 86_000 < int(refused["Retry-After"]) <= 86_400
    Search.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert ask(0.4).status_code == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"packs": ["standard"]}, "pack_not_used"),
        ({"strictness": "loose"}, "invalid_input"),
        ({"probability": 1.5}, "invalid_input"),
    ],
)
def test_wrong_wishes_are_refused(
    body: dict[str, Any], code: str, guest: Registration, bo: User, as_user: Browser
) -> None:
    answer = as_user(bo).post(
        f"{API}/registrations/{guest.pk}/searches", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_without_selfie_or_consent_there_is_no_search(
    party: Event, bo: User, cy: User, as_user: Browser
) -> None:
    for user, fields, status, code in (
        (bo, {}, 409, "selfie_missing"),
        (cy, {"consent_version": ""}, 403, "consent_missing"),
    ):
        guest = factories.registration(party, user, **fields)
        answer = as_user(user).post(
            f"{API}/registrations/{guest.pk}/searches", {}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nobody_reaches_anothers_search(
    scene: Scene, guest: Registration, ana: User, bo: User, cy: User, as_user: Browser
) -> None:
    found = _search(as_user(bo), guest, scene)
    scene.guest(cy)
    for user in (cy, ana, factories.photographer("eve")):
        client = as_user(user)
        assert client.get(f"{API}/searches/{found['id']}").status_code == 404
        assert client.get(f"{API}/registrations/{guest.pk}/searches").status_code == 404
        asked = client.post(f"{API}/registrations/{guest.pk}/searches", {}, content_type="application/json")
        assert asked.status_code == 404
    Event.objects.update(available_until=timezone.now())
    assert as_user(bo).get(f"{API}/searches/{found['id']}").status_code == 404


def test_the_list_costs_the_same_however_long(
    scene: Scene, guest: Registration, bo: User, as_user: Browser
) -> None:
    client, counts = as_user(bo), []
    for _ in range(2):
        for strictness in ("strict", "balanced", "broad"):
            _search(client, guest, scene, strictness=strictness)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(f"{API}/registrations/{guest.pk}/searches")
        counts.append(len(queries))
    assert len(answer.json()["items"]) == 6
    assert counts[0] == counts[1]
