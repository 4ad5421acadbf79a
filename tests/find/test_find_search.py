"""The search of a library: every filter, all of them against a plain walk through the photos, page by page."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import factories
from albumen.accounts.models import User
from albumen.errors import NotFoundError
from albumen.events.models import Event
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.describing import DESCRIBED, describe
from albumen.find.errors import LabelNotFoundError
from albumen.find.filters import Filters
from albumen.find.models import Kind, Term
from albumen.find.search import Search
from albumen.identifiers import new_id
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.errors import PersonNotFoundError
from albumen.people.models import Assignment, Person
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Library, Photo, PhotoState
from people_scene import PeopleScene, faces_of

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 7, 14, 12, tzinfo=UTC)


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> PeopleScene:
    return PeopleScene(party.owner, run_jobs, party.library)


def described(*photos: Photo) -> None:
    """As ingest leaves them."""
    with transaction.atomic():
        rows = list(Photo.objects.select_related("library__event").filter(pk__in=[p.pk for p in photos]))
        describe(rows)
        Photo.objects.bulk_update(rows, DESCRIBED)


def found(owner: User, library: Library, **filters: Any) -> list[str]:
    """Filenames of what is found, which is counted too."""
    search = Search(owner, library.pk, Filters(**filters))
    photos = search.page(None, 1000)
    assert search.count() == len(photos)
    return [photo.filename for photo in photos]


def photo(scene: PeopleScene, name: str, *people: str, minutes: int = 0, **fields: Any) -> Photo:
    made = scene.photo(*people, filename=name, sort_at=DAY + timedelta(minutes=minutes), **fields)
    described(made)
    return made


def test_people_together_alone_and_without(scene: PeopleScene) -> None:
    a = photo(scene, "a", "Dora", "Emil", minutes=3)
    b = photo(scene, "b", "Dora", minutes=2)
    c = photo(scene, "c", "Dora", "Emil", "Fritz", minutes=1)
    photo(scene, "d", minutes=0)
    dora, emil, fritz = scene.person(a, b, c), scene.person(a, c), scene.person(c)
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(people=(dora.pk,)) == ["c", "b", "a"]
    assert look(people=(dora.pk, emil.pk)) == ["c", "a"]
    assert look(people=(dora.pk, emil.pk), only=True) == ["a"]
    assert look(people=(dora.pk,), only=True) == ["b"]
    assert look(any_people=(emil.pk, fritz.pk)) == ["c", "a"]
    assert look(without=(emil.pk,)) == ["d", "b"]
    assert look(people=(dora.pk,), without=(fritz.pk,)) == ["b", "a"]
    assert look() == ["d", "c", "b", "a"]


def test_people_by_name_also_by_one_that_was_merged(scene: PeopleScene) -> None:
    a, b = photo(scene, "a", "Dora"), photo(scene, "b", "Emil", minutes=1)
    dora, dorli = scene.person(a, named="Dora Äpfel"), scene.person(b, named="Dorli Müller")
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(name="OR") == ["a", "b"] and look(name="äpf") == ["a"] and look(name="nobody") == []
    assert look(q="dor äp") == ["a"] and look(q="ora") == []
    MergePeople(scene.owner, dorli, dora.pk).execute()
    assert look(q="müll") == ["a", "b"] and look(people=(dorli.pk,)) == ["a", "b"]
    NamePerson(scene.owner, Person.objects.get(pk=dora.pk), "Zoe").execute()
    assert look(q="zoe") == ["a", "b"] and look(q="äpf") == []
    DeletePerson(scene.owner, Person.objects.get(pk=dora.pk)).execute()
    assert look(q="zoe") == []
    with pytest.raises(PersonNotFoundError):
        look(people=(dora.pk,))


def test_words_of_everything_that_is_known(scene: PeopleScene) -> None:
    a = photo(
        scene, "IMG_1234.JPG", "Dora", title="Cutting the cake", description="With Crème brûlée.",
        country="DE", region="Bavaria", city="Nürnberg", camera_make="Canon", camera_model="Canon EOS R5",
    )  # fmt: skip
    photo(scene, "DSC00099.jpg", minutes=1, photographer="Jo Doe", location="Town hall")
    LabelPhotos(scene.owner, scene.library.pk, [a.pk], add=["Wedding dance"]).execute()
    scene.person(a, named="Dora")
    look = lambda q: found(scene.owner, scene.library, q=q)  # noqa: E731
    for text in (
        "img", "1234", "img_1234.jpg", "cutt", "CAKE", "crème", "creme", "brulee", "german", "bav", "nürn", "nurnberg",
        "canon", "eos", "r5", "wedd", "danc", "dora", "dora dance cake bavaria eos",
    ):  # fmt: skip
        assert look(text) == ["IMG_1234.JPG"], text
    for text in ("00099", "doe", "town hall", "dsc"):
        assert look(text) == ["DSC00099.jpg"], text
    for text in ("ake", "dora hall", "zzz", "cake zzz", "%", "_", "\\", "nothing'", "🎂"):
        assert look(text) == [], text
    assert look("") == look("   ") == ["IMG_1234.JPG", "DSC00099.jpg"]


def test_countries_are_found_in_german_too(scene: PeopleScene) -> None:
    photo(scene, "a", country="DE", region="Bavaria", city="Munich")
    photo(scene, "b", minutes=1, country="US", region="New York")
    photo(scene, "c", minutes=2, country="AT")
    look = lambda q: found(scene.owner, scene.library, q=q)  # noqa: E731
    assert look("deutschland") == look("Deutschl") == look("germany") == ["a"]
    assert look("Österreich") == look("osterr") == look("austria") == ["c"]
    assert look("vereinigte staaten") == look("united states") == ["b"]
    assert look("deutschland munich") == ["a"] and look("deutschland york") == []
    assert look("schland") == look("frankreich") == []


def test_when_where_with_what_and_how_many(scene: PeopleScene, party: Event) -> None:
    photo(scene, "a", country="DE", region="Bavaria", city="Munich", camera_make="NIKON", camera_model="Z6")
    photo(scene, "b", "Dora", minutes=60, country="DE", region="Hesse", city="Munich")
    photo(scene, "c", "Dora", "Emil", minutes=120, country="AT")
    photo(scene, "x", minutes=1, state=PhotoState.FAILED)
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(taken_from=DAY + timedelta(minutes=60)) == ["b", "c"]
    assert look(taken_before=DAY + timedelta(minutes=60)) == ["a"]
    assert look(country="de") == ["a", "b"] and look(country="DE", region="hesse") == ["b"]
    assert look(country="DE", region="Bavaria", city="MUNICH") == ["a"]
    assert look(country="FR") == [] and look(camera="nikon z6") == ["a"] and look(camera="nikon") == []
    assert look(most_faces=0) == ["a"] and look(least_faces=1) == ["b", "c"]
    assert look(least_faces=1, most_faces=1) == ["b"] and look(least_faces=2, most_faces=1) == []
    assert look(least_faces=30) == [] and look(least_faces=0, most_faces=1000) == ["a", "b", "c"]
    assert look(event=party.pk) == ["a", "b", "c"] and look(event=new_id()) == []


def test_another_event_is_the_time_it_took(ana: User, party: Event) -> None:
    Event.objects.filter(pk=party.pk).update(starts_at=DAY, ends_at=DAY + timedelta(hours=1))
    scene = PeopleScene(ana)
    for name, minutes in (("early", -1), ("first", 0), ("last", 59), ("late", 60)):
        photo(scene, name, minutes=minutes)
    assert found(ana, scene.library, event=party.pk) == ["first", "last"]
    soon = DAY + timedelta(minutes=30)
    assert found(ana, scene.library, event=party.pk, taken_before=soon) == ["first"]
    theirs = factories.event(factories.photographer("olga"), starts_at=DAY, ends_at=DAY + timedelta(days=1))
    assert found(ana, scene.library, event=theirs.pk) == []


def test_what_is_changed_is_found_so(scene: PeopleScene) -> None:
    a, b = photo(scene, "a", "Dora", title="Cake"), photo(scene, "b", "Dora", minutes=5)
    dora = scene.person(a, b, named="Dora")
    EditPhotos(scene.owner, [a.pk], {"title": "Dance", "taken_at": DAY + timedelta(hours=5)}).execute()
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(q="cake") == [] and look(q="dance") == ["a"]
    assert look(people=(dora.pk,)) == look(q="dora") == ["b", "a"]
    Library.objects.update(photo_count=2, byte_count=2000)
    DeletePhotos(scene.owner, [a.pk]).execute()
    for filters in ({"q": "dance"}, {"q": "a"}, {"people": (dora.pk,), "q": "dance"}):
        assert look(**filters) == []
    assert look(people=(dora.pk,)) == look() == look(least_faces=1) == ["b"]
    RestorePhotos(scene.owner, [a.pk]).execute()
    assert look(q="dance") == ["a"] and look(people=(dora.pk,)) == ["b", "a"]


def test_somebody_who_is_twice_in_a_photo_gives_it_once(scene: PeopleScene) -> None:
    a = photo(scene, "a", "Dora", "Dora")
    dora = scene.person(a)
    Assignment.objects.filter(face__in=faces_of(a)).update(person=dora)
    assert found(scene.owner, scene.library, people=(dora.pk,)) == ["a"]
    Assignment.objects.filter(face=faces_of(a)[1]).update(person=None)


@pytest.mark.parametrize("one_by_one", [50, 0])
def test_a_search_is_what_a_plain_walk_finds(
    scene: PeopleScene, monkeypatch: pytest.MonkeyPatch, one_by_one: int
) -> None:
    """Any filters together, in any order of reading: the same photos, in the same order, in pages without gaps.

    Whether people and terms are asked for one by one, or as so many are.
    """
    monkeypatch.setattr("albumen.find.among.ONE_BY_ONE", one_by_one)
    dice = random.Random(5)  # noqa: S311 - made photos
    names, titles, labels = (
        ["Dora", "Emil", "Fritz", "Gerda"],
        ["Cake", "Dance", "Cake and dance"],
        ["L1", "L2"],
    )
    truth: list[dict[str, Any]] = []
    for number in range(60):
        who = dice.sample(names, dice.randrange(4))
        at, title = dice.randrange(20), dice.choice(titles)
        city, has = dice.choice(["Munich", "Nuremberg", ""]), dice.sample(labels, dice.randrange(3))
        made = scene.photo(
            *who, filename=f"f{number}.jpg", title=title, sort_at=DAY + timedelta(minutes=at),
            country="DE" if city else "", region="Bavaria" if city else "", city=city,
        )  # fmt: skip
        described(made)
        if has:
            LabelPhotos(scene.owner, scene.library.pk, [made.pk], add=has).execute()
        truth.append({"photo": made, "who": set(who), "title": title, "city": city, "labels": set(has)})
    people = {
        name: Person.objects.create(library=scene.library, name=name, sort_name=name.lower())
        for name in names
    }
    for face, name in scene.names.items():
        Assignment.objects.filter(face=face).update(person=people[name])
    from albumen.people.counting import count_people

    count_people([person.pk for person in people.values()])
    ids = {t.name: t.pk for t in Term.objects.filter(kind=Kind.LABEL)}
    for _ in range(60):
        filters, holds = _any_filters(dice, people, ids, titles)
        wanted = [row["photo"] for row in truth if all(hold(row) for hold in holds)]
        wanted = [p.filename for p in sorted(wanted, key=lambda p: (p.sort_at, p.pk.hex))]
        assert found(scene.owner, scene.library, **filters) == wanted, filters
        walked, after = [], None
        while step := Search(scene.owner, scene.library.pk, Filters(**filters)).page(after, 7):
            walked += [p.filename for p in step]
            after = (step[-1].sort_at, step[-1].pk)
        assert walked == wanted, filters


def _any_filters(
    dice: random.Random, people: dict[str, Person], labels: dict[str, int], titles: list[str]
) -> tuple[dict[str, Any], list[Callable[[Any], bool]]]:
    filters: dict[str, Any] = {}
    holds: list[Callable[[Any], bool]] = []
    pick = lambda: dice.sample(sorted(people), dice.randrange(1, 3))  # noqa: E731
    if dice.random() < 0.4:
        chosen = pick()
        filters["people"] = tuple(people[name].pk for name in chosen)
        holds.append(lambda row: set(chosen) <= row["who"])
        if dice.random() < 0.5:
            filters["only"] = True
            holds.append(lambda row: row["who"] <= set(chosen))
    if dice.random() < 0.3:
        some = pick()
        filters["any_people"] = tuple(people[name].pk for name in some)
        holds.append(lambda row: bool(set(some) & row["who"]))
    if dice.random() < 0.3:
        none = pick()
        filters["without"] = tuple(people[name].pk for name in none)
        holds.append(lambda row: not set(none) & row["who"])
    if dice.random() < 0.3:
        label = dice.choice(sorted(labels))
        filters["labels"] = (labels[label],)
        holds.append(lambda row: label in row["labels"])
    if dice.random() < 0.3:
        word = dice.choice(["cake", "dance", "dora", "l1", "nurem", "f1"])
        filters["q"] = word
        holds.append(lambda row: _means(row, word))
    if dice.random() < 0.3:
        filters |= {"country": "DE", "region": "Bavaria", "city": "Munich"}
        holds.append(lambda row: row["city"] == "Munich")
    if dice.random() < 0.3:
        least = dice.randrange(3)
        filters["least_faces"] = least
        holds.append(lambda row: len(row["who"]) >= least)
    if dice.random() < 0.3:
        first = DAY + timedelta(minutes=dice.randrange(20))
        filters["taken_from"] = first
        holds.append(lambda row: row["photo"].sort_at >= first)
    return filters, holds


def _means(row: Any, word: str) -> bool:
    number = row["photo"].filename[1:].removesuffix(".jpg")
    if word == "f1":  # two words: f, and what begins with 1
        return number.startswith("1") or "L1" in row["labels"]
    texts = [row["title"], row["city"], *row["who"], *row["labels"]]
    if word == "l1":
        return "L1" in row["labels"]
    return any(part.startswith(word) for text in texts for part in text.lower().split())


def test_nobody_else_searches(scene: PeopleScene, bo: User, party: Event) -> None:
    a = photo(scene, "a", "Dora")
    dora = scene.person(a, named="Dora")
    factories.registration(party, bo)
    other = factories.photographer("olga")
    for stranger in (bo, other):
        with pytest.raises(NotFoundError):
            Search(stranger, scene.library.pk, Filters())
    theirs = PeopleScene(other)
    with pytest.raises(PersonNotFoundError):
        Search(other, theirs.library.pk, Filters(people=(dora.pk,)))
    LabelPhotos(scene.owner, scene.library.pk, [a.pk], add=["Cake"]).execute()
    with pytest.raises(LabelNotFoundError):
        Search(other, theirs.library.pk, Filters(labels=(Term.objects.get(kind=Kind.LABEL).pk,)))
    for q in ("dora", "cake", "a"):
        assert found(other, theirs.library, q=q) == []


def test_over_http(scene: PeopleScene, bo: User, as_user: Callable[[User], Any]) -> None:
    photos = [photo(scene, f"{n}.jpg", "Dora", minutes=n, title="Cake") for n in range(5)]
    dora = scene.person(*photos, named="Dora")
    client, address = as_user(scene.owner), f"/api/v1/libraries/{scene.library.pk}/search"
    first = client.get(f"{address}?q=cake&person={dora.pk}&limit=3&least_faces=1").json()
    assert (len(first["items"]), first["count"], first["more"]) == (3, 5, False)
    rest = client.get(
        f"{address}?q=cake&person={dora.pk}&limit=3&least_faces=1&cursor={first['next']}"
    ).json()
    names = [item["filename"] for item in first["items"] + rest["items"]]
    assert names == [p.filename for p in photos] and rest["next"] is None and rest["count"] is None
    assert client.get(f"{address}?no_face=true").json()["items"] == []
    assert client.get(f"{address}?q=cake&count=false").json()["count"] is None
    assert client.get(f"{address}?q=%00cake").status_code in (400, 422)
    assert client.get(f"{address}?cursor=nonsense").json()["code"] == "bad_cursor"
    assert client.get(f"{address}?person={new_id()}").json()["code"] == "person_not_found"
    assert client.get(f"{address}?label=1234567").json()["code"] == "label_not_found"
    assert as_user(bo).get(address).status_code == 404
    assert client.get(f"/api/v1/libraries/{scene.library.pk}/cameras").json() == {"cameras": []}


def test_it_costs_the_same_number_of_queries_however_much_there_is(
    scene: PeopleScene, as_user: Callable[[User], Any]
) -> None:
    client, counts = as_user(scene.owner), []
    dora = scene.person(photo(scene, "a", "Dora", title="Cake"), named="Dora")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            address = (
                f"/api/v1/libraries/{scene.library.pk}/search?q=cake dora&person={dora.pk}&least_faces=1"
            )
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        for n in range(8):
            more = photo(scene, f"b{n}", "Dora", "Emil", title="Cake cakes cakewalk", minutes=n)
            Assignment.objects.filter(face=faces_of(more)[0]).update(person=dora)
            scene.person(more, named=f"Dora {n}")
    assert counts[0] == counts[1] <= 14


def test_more_people_and_words_than_are_named_one_by_one(
    scene: PeopleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen.find.wording.MOST_MEANINGS", 2)
    monkeypatch.setattr("albumen.find.wording.MOST_PEOPLE", 2)
    photos = [photo(scene, f"cake{n}", "Dora", minutes=n, title=f"cake{'abcdef'[n]}") for n in range(6)]
    for n, one in enumerate(photos[:4]):
        scene.person(one, named=f"Dora {'abcdef'[n]}")
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(q="cake") == [f"cake{n}" for n in range(6)]
    assert look(q="dora") == look(name="ora") == look(q="dora cake") == [f"cake{n}" for n in range(4)]
    assert look(q="dora cakef") == []


def test_labels_are_read_where_both_have_photos(scene: PeopleScene) -> None:
    made = [photo(scene, f"p{n}", minutes=n) for n in range(6)]
    owner, library = scene.owner, scene.library
    for name, some in {"early": made[:3], "late": made[3:], "middle": made[2:4]}.items():
        LabelPhotos(owner, library.pk, [one.pk for one in some], add=[name]).execute()
    ids = {term.name: term.pk for term in Term.objects.filter(library=library, kind=Kind.LABEL)}
    look = lambda *names: found(owner, library, labels=tuple(ids[name] for name in names))  # noqa: E731
    assert look("early", "late") == []
    assert look("early", "middle") == ["p2"] and look("middle", "late") == ["p3"]
    search = Search(owner, library.pk, Filters(labels=(ids["early"], ids["middle"]), taken_from=DAY))
    assert search.page((made[2].sort_at, made[2].pk), 10) == [] and search.count() == 1
    LabelPhotos(owner, library.pk, [one.pk for one in made[3:]], remove=["late"]).execute()
    assert look("early", "late") == []


def test_a_number_of_faces_is_found_among_others(scene: PeopleScene) -> None:
    photo(scene, "nobody", minutes=1)
    photo(scene, "one", "Dora", minutes=2)
    photo(scene, "two", "Dora", "Emil", minutes=3)
    look = lambda **filters: found(scene.owner, scene.library, **filters)  # noqa: E731
    assert look(most_faces=0) == ["nobody"] and look(least_faces=1, most_faces=1) == ["one"]
    assert look(least_faces=1, most_faces=2) == ["one", "two"] == look(least_faces=1)
    Photo.objects.filter(filename="two").update(face_count=15)
    assert look(least_faces=12) == ["two"] == look(least_faces=2) and look(most_faces=14) == ["nobody", "one"]
    assert look(least_faces=1) == ["one", "two"] and look(least_faces=12, most_faces=14) == []
    assert look(least_faces=16) == [] and look(least_faces=15, most_faces=15) == ["two"]
    first = Search(scene.owner, scene.library.pk, Filters(least_faces=0)).page(None, 2)
    after = (first[-1].sort_at, first[-1].pk)
    rest = Search(scene.owner, scene.library.pk, Filters(least_faces=0)).page(after, 2)
    assert [[one.filename for one in step] for step in (first, rest)] == [["nobody", "one"], ["two"]]
    dora = scene.person(*Photo.objects.filter(filename__in=["one", "two"]), named="Dora")
    for who in ({"people": (dora.pk,)}, {"any_people": (dora.pk,)}, {"name": "dora"}):
        assert look(**who, most_faces=0) == [] and look(**who, most_faces=1) == ["one"]
