"""When somebody was photographed and with whom, told as a plain walk through the photos tells it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.people import company
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.say_who import SayWho
from albumen.people.company import company_of
from albumen.people.models import Assignment, Person
from albumen.people.timeline import months_of, photos_there
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.models import Library, Photo
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

NAMES = ["Emil", "Fritz", "Gerda", "Hans"]
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]


@pytest.fixture
def scene(ana: User, run_jobs: Callable[[], int]) -> PeopleScene:
    return PeopleScene(ana, run_jobs)


def months(person: Person, zone: str = "UTC", beside: Person | None = None) -> dict[str, int]:
    found = months_of(person, ZoneInfo(zone), beside)
    assert [month.starts_at for month in found] == sorted(month.starts_at for month in found)
    return {f"{month.year:04}-{month.month:02}": month.photos for month in found}


def beside(person: Person, most: int = 24) -> dict[Any, int]:
    return {one.person.pk: one.photos for one in company_of(person, most)}


def test_a_month_begins_where_the_calendar_of_the_zone_says(scene: PeopleScene) -> None:
    moments = [datetime(2026, 6, 30, 21, 59, tzinfo=UTC), datetime(2026, 6, 30, 22, 0, tzinfo=UTC)]
    photos = [scene.photo("Dora", sort_at=moment) for moment in moments]
    dora = scene.person(*photos)
    assert months(dora) == {"2026-06": 2}
    assert months(dora, "Europe/Berlin") == {"2026-06": 1, "2026-07": 1}
    july = months_of(dora, BERLIN)[1]
    assert july.starts_at == moments[1]
    assert photos_there(dora).filter(sort_at__gte=july.starts_at).count() == 1


@pytest.mark.parametrize("zone", ZONES)
def test_any_moments_are_counted_as_a_walk_counts_them(scene: PeopleScene, zone: str) -> None:
    dice = random.Random(zone)  # noqa: S311 - moments of a test
    start = datetime(2025, 11, 20, tzinfo=UTC)
    edge = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=dice.randrange(130_000)) for _ in range(25)]
    moments += [edge + timedelta(hours=hours) for hours in (-14, -5, -1, 0, 1, 5, 14)]
    moments += [datetime(1980, 1, 1, tzinfo=UTC)]
    photos = [scene.photo("Dora", sort_at=moment) for moment in moments]
    local = Counter(moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m") for moment in moments)
    assert months(scene.person(*photos), zone) == dict(sorted(local.items()))


@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_all_calendars(scene: PeopleScene, zone: str) -> None:
    first, last = datetime(1, 1, 1, 12, tzinfo=UTC), datetime(9999, 12, 31, 12, tzinfo=UTC)
    dora = scene.person(*(scene.photo("Dora", sort_at=moment) for moment in (first, last)))
    found = months_of(dora, ZoneInfo(zone))
    assert sum(month.photos for month in found) == 2


def test_who_is_in_the_same_photos(scene: PeopleScene) -> None:
    a = scene.photo("Dora", "Emil", "Fritz")
    b = scene.photo("Dora", "Emil")
    c = scene.photo("Dora")
    d = scene.photo("Emil", "Fritz", "stranger")
    dora, emil, fritz = scene.person(a, b, c), scene.person(a, b, d), scene.person(a, d)
    assert beside(dora) == {emil.pk: 2, fritz.pk: 1}
    assert list(beside(emil)) == sorted((dora.pk, fritz.pk))
    assert beside(dora, 1) == {emil.pk: 2}
    assert months(dora, beside=emil) == months(dora, beside=dora) | {next(iter(months(dora))): 2}
    HidePerson(scene.owner, emil).execute()
    assert beside(dora) == {fritz.pk: 1}
    DeletePerson(scene.owner, fritz).execute()
    assert beside(dora) == {}


def test_photos_in_the_bin_do_not_count(scene: PeopleScene) -> None:
    a, b = scene.photo("Dora", "Emil"), scene.photo("Dora", "Emil")
    dora, emil = scene.person(a, b), scene.person(a, b)
    Library.objects.update(photo_count=2, byte_count=2000)
    DeletePhotos(scene.owner, [a.pk]).execute()
    assert beside(dora) == {emil.pk: 1} and sum(months(dora).values()) == 1
    DeletePhotos(scene.owner, [b.pk]).execute()
    assert beside(dora) == {} and months(dora) == {}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/St_Johns"])
def test_months_of_two_without_the_bin_are_counted_as_a_walk_counts_them(
    scene: PeopleScene, zone: str
) -> None:
    """Photos around the turn of months, every third in the bin, every second with Emil, whoever is hidden."""
    turns = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 4)]
    moments = [turn + timedelta(hours=hours) for turn in turns for hours in (-30, -4, -1, 0, 1, 4)]
    photos = [
        scene.photo(*(["Dora", "Emil"] if number % 2 else ["Dora"]), sort_at=moment)
        for number, moment in enumerate(moments)
    ]
    dora, emil = scene.person(*photos), scene.person(*photos[1::2])
    Library.objects.update(photo_count=len(photos), byte_count=1000 * len(photos))
    DeletePhotos(scene.owner, [photo.pk for photo in photos[::3]]).execute()
    HidePerson(scene.owner, emil).execute()
    there = [
        (number, moment.astimezone(ZoneInfo(zone))) for number, moment in enumerate(moments) if number % 3
    ]
    both = Counter(moment.strftime("%Y-%m") for number, moment in there if number % 2)
    assert months(dora, zone) == Counter(moment.strftime("%Y-%m") for _, moment in there)
    assert months(dora, zone, emil) == months(emil, zone) == both and len(both) >= 4
    assert beside(dora) == {} and beside(emil) == {dora.pk: sum(both.values())}


def test_of_many_in_as_many_photos_the_same_are_told_each_time(scene: PeopleScene) -> None:
    photos = [scene.photo("Dora", *NAMES) for _ in range(2)]
    dora = scene.person(*photos)
    others = [scene.person(*photos) for _ in NAMES]
    HidePerson(scene.owner, others[0]).execute()
    shown = sorted(other.pk for other in others[1:])
    assert list(beside(dora)) == shown and list(beside(dora, 2)) == shown[:2]


def test_somebody_who_is_twice_in_a_photo_counts_once(scene: PeopleScene) -> None:
    a, b = scene.photo("Dora", "Emil", "mirror", "glass"), scene.photo("Dora", "Emil")
    dora, emil = scene.person(a, b), scene.person(a, b)
    AllowTwice(scene.owner, a).execute()
    SayWho(scene.owner, emil, [faces_of(a)[2]]).execute()
    SayWho(scene.owner, dora, [faces_of(a)[3]]).execute()
    assert beside(dora) == {emil.pk: 2} and beside(emil) == {dora.pk: 2}
    assert sum(months(dora).values()) == sum(months(emil).values()) == 2


def test_who_was_merged_counts_as_who_they_are(scene: PeopleScene) -> None:
    a, b = scene.photo("Dora", "Emil"), scene.photo("Dora", "Fritz")
    dora, emil, fritz = scene.person(a, b), scene.person(a), scene.person(b)
    MergePeople(scene.owner, fritz, emil.pk).execute()
    assert beside(dora) == {emil.pk: 2} and beside(emil) == {dora.pk: 2} and beside(fritz) == {}


def test_random_crowds_are_counted_as_a_walk_counts_them(
    scene: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(7)  # noqa: S311 - people of a test
    people = [Person.objects.create(library=scene.library) for _ in range(12)]
    for _ in range(40):
        photo = scene.photo(*["face"] * 6)
        for face, person in zip(faces_of(photo), dice.sample([*people, *[None] * 8], 6), strict=True):
            Assignment.objects.filter(face=face).update(person=person)
    there: dict[Any, set[Any]] = {}
    for photo, person in Assignment.objects.filter(person__isnull=False).values_list("photo", "person"):
        there.setdefault(photo, set()).add(person)
    for person in people:
        walk = Counter(
            other for crowd in there.values() if person.pk in crowd for other in crowd - {person.pk}
        )
        assert beside(person, 100) == dict(walk)
        assert list(beside(person).values()) == sorted(walk.values(), reverse=True)
    monkeypatch.setattr(company, "_AT_ONCE", 2)
    first = people[0]
    often = list(beside(first))[:7]
    Person.objects.filter(pk__in=often).update(hidden=True)
    walk = Counter(o for crowd in there.values() if first.pk in crowd for o in crowd - {first.pk})
    assert beside(first) == {other: walk[other] for other in walk if other not in often}
    assert list(beside(first, 1).values()) == [max(walk[other] for other in walk if other not in often)]


def test_as_many_queries_for_many_photos_as_for_few(scene: PeopleScene, party: Event) -> None:
    def asked(person: Person) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            months_of(person, BERLIN)
            company_of(person)
        return len(queries)

    few = scene.photo("Dora", "Emil")
    dora, _ = scene.person(few), scene.person(few)
    before = asked(dora)
    photos = [
        scene.photo("Gerda", "Hans", "Ida", sort_at=few.sort_at - timedelta(days=20 * n)) for n in range(30)
    ]
    gerda, _, _ = scene.person(*photos), scene.person(*photos), scene.person(*photos)
    assert asked(gerda) == before <= 6


def test_indexes_answer(scene: PeopleScene) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("which index is read is told by SQLite in words")
    dora = scene.person(scene.photo("Dora", "Emil"))
    with CaptureQueriesContext(connection) as queries:
        months_of(dora, BERLIN, dora)
        company_of(dora)
    plans = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if "people_assignment" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans += [row[3] for row in cursor.fetchall()]
    assert plans and not [step for step in plans if step.startswith("SCAN") and "mine" not in step], plans
    assert Photo.objects.exists()
