"""One person over HTTP: their months, their company, and photos of two; for their owner and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import factories
from albumen.accounts.models import User
from albumen.people.models import Person
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

JUNE, JULY = datetime(2026, 6, 30, 21, tzinfo=UTC), datetime(2026, 6, 30, 23, tzinfo=UTC)


def two(scene: PeopleScene) -> tuple[Person, Person]:
    """Dora in a photo of June and, with Emil, in one of what is July in Berlin."""
    a = scene.photo("Dora", filename="june", sort_at=JUNE)
    b = scene.photo("Dora", "Emil", filename="july", sort_at=JULY)
    return scene.person(a, b, named="Dora"), scene.person(b)


def names(page: dict[str, Any]) -> list[str]:
    return [photo["filename"] for photo in page["items"]]


def test_months_company_and_photos_of_both(ana: User, ask: Any) -> None:
    dora, emil = two(PeopleScene(ana))
    timeline = ask("GET", f"/people/{dora.pk}/timeline")
    assert timeline == {
        "timezone": "UTC",
        "months": [{"year": 2026, "month": 6, "starts_at": "2026-06-01T00:00:00Z", "photos": 2}],
    }
    both = ask("GET", f"/people/{dora.pk}/timeline?with_person={emil.pk}")
    assert [month["photos"] for month in both["months"]] == [1]
    company = ask("GET", f"/people/{dora.pk}/company")["items"]
    assert [(one["person"]["id"], one["photos"]) for one in company] == [(str(emil.pk), 1)]
    assert company[0]["person"]["cover"]["photo"] and company[0]["person"]["name"] == ""
    photos = f"/people/{dora.pk}/photos"
    assert names(ask("GET", photos)) == ["june", "july"]
    assert names(ask("GET", f"{photos}?with_person={emil.pk}")) == ["july"]
    assert names(ask("GET", f"{photos}?taken_from=2026-06-30T22:00:00Z")) == ["july"]
    first = ask("GET", f"{photos}?limit=1")
    assert names(first) == ["june"]
    rest = ask("GET", f"{photos}?limit=1&cursor={first['next']}")
    assert names(rest) == ["july"] and rest["next"] is None


def test_months_of_an_event_are_those_of_its_place(scene: PeopleScene, ask: Any) -> None:
    dora, emil = two(scene)
    timeline = ask("GET", f"/people/{dora.pk}/timeline")
    assert timeline["timezone"] == "Europe/Berlin"
    assert [(month["month"], month["starts_at"], month["photos"]) for month in timeline["months"]] == [
        (6, "2026-05-31T22:00:00Z", 1),
        (7, "2026-06-30T22:00:00Z", 1),
    ]
    assert names(ask("GET", f"/people/{dora.pk}/photos?taken_from=2026-06-30T22:00:00Z")) == ["july"]
    assert [one["photos"] for one in ask("GET", f"/people/{emil.pk}/company")["items"]] == [1]


def test_who_was_merged_is_found_as_who_they_are(scene: PeopleScene, ask: Any) -> None:
    dora, emil = two(scene)
    fritz = scene.person(scene.photo("Fritz", sort_at=JULY))
    ask("POST", f"/people/{emil.pk}/merge", {"into": str(fritz.pk)})
    assert names(ask("GET", f"/people/{dora.pk}/photos?with_person={emil.pk}")) == ["july"]
    assert ask("GET", f"/people/{dora.pk}/timeline?with_person={emil.pk}")["months"][0]["photos"] == 1


def test_nobody_else_is_told(scene: PeopleScene, ask: Any) -> None:
    dora, _ = two(scene)
    olga = factories.photographer("olga")
    theirs = PeopleScene(olga)
    stranger = theirs.person(theirs.photo("Dora"))
    for path in ("timeline", "company", "photos"):
        assert ask("GET", f"/people/{stranger.pk}/{path}", status=404)["code"] == "person_not_found"
    for path in ("timeline", "photos"):
        refused = ask("GET", f"/people/{dora.pk}/{path}?with_person={stranger.pk}", status=404)
        assert refused["code"] == "person_not_found"
    for path in ("timeline?with_person=x", "company?limit=101", "company?limit=0", "photos?taken_from=now"):
        ask("GET", f"/people/{dora.pk}/{path}", status=422)


def test_a_refusal_for_twice_in_a_photo_names_it(scene: PeopleScene, ask: Any) -> None:
    photo = scene.photo("Dora", "mirror")
    dora = scene.person(photo, named="Dora")
    ask("POST", f"/people/{dora.pk}/faces", {"faces": faces_of(photo)[:1]})
    refused = ask("POST", f"/people/{dora.pk}/faces", {"faces": faces_of(photo)[1:]}, status=409)
    one, other = faces_of(photo)
    assert refused["code"] == "twice_in_photo"
    assert refused["values"] == {"photo": str(photo.pk), "name": "Dora", "face": one, "other_face": other}
    ask("POST", f"/photos/{photo.pk}/twice")
    ask("POST", f"/people/{dora.pk}/faces", {"faces": faces_of(photo)[1:]})
