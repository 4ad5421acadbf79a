"""Labels: put on many photos at once, taken back, and never anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import InvalidInputError, NotFoundError
from albumen.events.models import Event
from albumen.find.actions.delete_label import DeleteLabel
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.actions.merge_labels import MergeLabels
from albumen.find.actions.rename_label import RenameLabel
from albumen.find.actions.undo_labels import UndoLabels
from albumen.find.errors import LabelTakenError
from albumen.find.models import Kind, LabelChange, Term
from albumen.find.queries import labels_of, labels_on
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Library, Photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos(party: Event) -> list[Photo]:
    return [factories.photo(party.library, number) for number in range(4)]


def label(owner: User, photos: list[Photo], *add: str, remove: tuple[str, ...] = ()) -> LabelChange:
    return LabelPhotos(
        owner, photos[0].library_id, [photo.pk for photo in photos], add=add, remove=remove
    ).execute()


def listed(library: Library) -> dict[str, int]:
    return {row.name: row.photos for row in labels_of(library).order_by("key")}


def test_many_photos_get_labels_at_once_and_lose_them(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos[:3], "Cake", "Garden")
    label(ana, photos[2:], "Garden", remove=("Cake", "never there"))
    assert listed(party.library) == {"Cake": 2, "Garden": 4}
    assert [row.name for row in labels_on(photos[0].pk)] == ["Cake", "Garden"]
    entry = Entry.objects.filter(action="label.change").latest("pk")
    garden = Term.objects.get(kind=Kind.LABEL, name="Garden").pk
    cake = Term.objects.get(kind=Kind.LABEL, name="Cake").pk
    assert (entry.actor, entry.details["add"], entry.details["remove"]) == (ana, [garden], [cake])
    assert len(entry.details["photos"]) == 2


def test_names_differ_by_more_than_case(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos[:1], "Straße", "  big   cake ")
    label(ana, photos[1:2], "STRASSE", "Big Cake")
    assert listed(party.library) == {"big cake": 2, "Straße": 2}


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u200bb", "a\x00b"])
def test_what_cannot_be_a_name_changes_nothing(
    ana: User, party: Event, photos: list[Photo], name: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        label(ana, photos, "Cake", name)
    assert "name" in error.value.fields and listed(party.library) == {}


def test_a_change_is_taken_back_exactly(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos[:2], "Cake")
    change = label(ana, photos, "Cake", "Garden", remove=("cake",))
    assert listed(party.library) == {"Cake": 4, "Garden": 4}
    assert UndoLabels(ana, change.pk).execute() == 4
    assert listed(party.library) == {"Cake": 2, "Garden": 0}
    with pytest.raises(NotFoundError):
        UndoLabels(ana, change.pk).execute()


def test_taking_back_ends_with_the_time_for_it(
    ana: User, party: Event, photos: list[Photo], settings: Any
) -> None:
    change = label(ana, photos, "Cake")
    LabelChange.objects.update(at=timezone.now() - timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS + 1))
    with pytest.raises(NotFoundError):
        UndoLabels(ana, change.pk).execute()
    label(ana, photos, "Garden")
    assert not LabelChange.objects.filter(pk=change.pk).exists()


def test_a_label_is_renamed_and_deleted_and_comes_back(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos, "Cake", "Garden")
    cake = Term.objects.get(kind=Kind.LABEL, key="cake")
    RenameLabel(ana, cake.pk, "CAKE!").execute()
    with pytest.raises(LabelTakenError):
        RenameLabel(ana, cake.pk, "garden").execute()
    change = DeleteLabel(ana, cake.pk).execute()
    assert listed(party.library) == {"Garden": 4}
    photos[0].delete()
    UndoLabels(ana, change.pk).execute()
    assert listed(party.library) == {"CAKE!": 3, "Garden": 3}


def test_labels_go_into_the_bin_with_their_photos_and_come_back(
    ana: User, party: Event, photos: list[Photo]
) -> None:
    label(ana, photos, "Cake")
    Library.objects.update(photo_count=4, byte_count=4000)
    DeletePhotos(ana, [photos[0].pk, photos[1].pk]).execute()
    assert listed(party.library) == {"Cake": 2}
    RestorePhotos(ana, [photos[0].pk]).execute()
    assert listed(party.library) == {"Cake": 3}
    DestroyPhotos(ana, [photos[0].pk]).execute()
    assert listed(party.library) == {"Cake": 2}


def test_what_is_said_of_a_photo_takes_no_label_off(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos, "Cake")
    when = timezone.now() - timedelta(days=400)
    EditPhotos(ana, [photos[0].pk], {"title": "Dinner", "taken_at": when}).execute()
    assert listed(party.library) == {"Cake": 4}
    posting = Term.objects.get(key="cake").postings.order_by("sort_at")[0]
    assert (posting.photo_id, posting.sort_at) == (photos[0].pk, when)


def test_only_the_owner_labels(ana: User, bo: User, party: Event, photos: list[Photo]) -> None:
    factories.registration(party, bo)
    change = label(ana, photos, "Cake")
    cake = Term.objects.get(kind=Kind.LABEL)
    other = factories.photographer("olga")
    for stranger in (bo, other):
        with pytest.raises(NotFoundError):
            label(stranger, photos, "Mine")
        with pytest.raises(NotFoundError):
            RenameLabel(stranger, cake.pk, "Mine").execute()
        with pytest.raises(NotFoundError):
            DeleteLabel(stranger, cake.pk).execute()
        with pytest.raises(NotFoundError):
            UndoLabels(stranger, change.pk).execute()
    foreign = factories.photo(factories.event(other).library, 9)
    mine = factories.photo(factories.event(ana).library, 10)
    for photo in (foreign, mine):
        with pytest.raises(NotFoundError):
            LabelPhotos(ana, party.library_id, [photos[0].pk, photo.pk], add=["Mine"]).execute()
    assert listed(party.library) == {"Cake": 4}


def test_a_thousand_photos_cost_few_queries(ana: User, party: Event) -> None:
    photos = Photo.objects.bulk_create(
        [
            Photo(
                library=party.library, filename=f"{n}.jpg", sha256=f"{n:064}", bytes=1, original="x",
                sort_at=timezone.now(), state="ready",
            )
            for n in range(1000)
        ]
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        label(ana, photos, "Cake", "Garden")
    assert len(queries) < 45
    assert listed(party.library) == {"Cake": 1000, "Garden": 1000}


def test_labels_over_http(
    ana: User, bo: User, party: Event, photos: list[Photo], as_user: Callable[[User], Any]
) -> None:
    client, api = as_user(ana), "/api/v1"
    body = {"ids": [str(photo.pk) for photo in photos], "add": ["Cake", "Garden"]}
    address = f"{api}/libraries/{party.library_id}/photos/label"
    changed = client.post(address, body, content_type="application/json").json()
    assert (changed["added"], changed["removed"], changed["undo_seconds"]) == (8, 0, 600)
    rows = client.get(f"{api}/libraries/{party.library_id}/labels").json()["items"]
    assert [(row["name"], row["photo_count"]) for row in rows] == [("Cake", 4), ("Garden", 4)]
    found = client.get(f"{api}/libraries/{party.library_id}/labels?search=ARD").json()["items"]
    assert [row["name"] for row in found] == ["Garden"]
    ids = dict(Term.objects.filter(kind=Kind.LABEL).values_list("name", "pk"))
    assert client.get(f"{api}/photos/{photos[0].pk}").json()["labels"] == [
        {"id": ids["Cake"], "name": "Cake"},
        {"id": ids["Garden"], "name": "Garden"},
    ]
    taken = client.patch(f"{api}/labels/{rows[0]['id']}", {"name": "garden"}, content_type="application/json")
    assert (taken.status_code, taken.json()["code"]) == (409, "label_taken")
    renamed = client.patch(
        f"{api}/labels/{rows[0]['id']}", {"name": "Cakes"}, content_type="application/json"
    )
    assert (renamed.json()["name"], renamed.json()["photo_count"]) == ("Cakes", 4)
    deleted = client.delete(f"{api}/labels/{rows[0]['id']}").json()
    undone = client.post(f"{api}/label-changes/{deleted['id']}/undo").json()
    assert undone["count"] == 4
    for stranger in (as_user(bo), as_user(factories.photographer("olga"))):
        assert stranger.get(f"{api}/libraries/{party.library_id}/labels").status_code == 404
        assert stranger.post(address, body, content_type="application/json").status_code == 404
        assert stranger.delete(f"{api}/labels/{rows[1]['id']}").status_code == 404


def ids_of(library: Library) -> dict[str, int]:
    rows = Term.objects.filter(library=library, kind=Kind.LABEL)
    return dict(rows.values_list("name", "pk"))


def test_a_label_without_photos_comes_back_when_its_deletion_is_taken_back(
    ana: User, party: Event, photos: list[Photo]
) -> None:
    label(ana, photos[:1], "Cake")
    label(ana, photos[:1], remove=("Cake",))
    change = DeleteLabel(ana, ids_of(party.library)["Cake"]).execute()
    assert listed(party.library) == {}
    UndoLabels(ana, change.pk).execute()
    assert listed(party.library) == {"Cake": 0}


def test_two_labels_become_one_and_two_again(ana: User, party: Event, photos: list[Photo]) -> None:
    label(ana, photos[:3], "Cakes")
    label(ana, photos[2:], "Cake")
    DeletePhotos(ana, [photos[0].pk]).execute()
    ids = ids_of(party.library)
    change = MergeLabels(ana, ids["Cakes"], ids["Cake"]).execute()
    assert listed(party.library) == {"Cake": 3}
    told = Entry.objects.filter(action="label.merge").latest("pk").details
    assert told == {"label": ids["Cakes"], "into": ids["Cake"]}, "ids, never what they are called"
    RestorePhotos(ana, [photos[0].pk]).execute()
    assert listed(party.library) == {"Cake": 4}
    UndoLabels(ana, change.pk).execute()
    assert listed(party.library) == {"Cake": 2, "Cakes": 3}


def test_labels_of_different_libraries_stay_apart(ana: User, party: Event, photos: list[Photo]) -> None:
    other = Library.objects.create(owner=ana, kind="personal", packs=[])
    label(ana, photos, "Cake")
    label(ana, [factories.photo(other, 50)], "Garden")
    mine, theirs = ids_of(party.library)["Cake"], ids_of(other)["Garden"]
    with pytest.raises(NotFoundError):
        MergeLabels(ana, mine, theirs).execute()
    with pytest.raises(InvalidInputError):
        MergeLabels(ana, mine, mine).execute()
    assert listed(party.library) == {"Cake": 4} and listed(other) == {"Garden": 1}


def test_the_labels_among_some_photos_are_counted_there(
    ana: User, bo: User, party: Event, photos: list[Photo], as_user: Callable[[User], Any]
) -> None:
    label(ana, photos[:3], "Garden")
    label(ana, photos[:1], "Cake")
    label(ana, photos[3:], "Dance")
    address = f"/api/v1/libraries/{party.library_id}/photos/labels"
    body = {"ids": [str(photo.pk) for photo in photos[:2]]}
    with CaptureQueriesContext(connection) as queries:
        answer = as_user(ana).post(address, body, content_type="application/json")
    assert [(one["name"], one["photo_count"]) for one in answer.json()["labels"]] == [
        ("Cake", 1),
        ("Garden", 2),
    ]
    assert len([query for query in queries if "find_" in query["sql"]]) == 1
    assert as_user(bo).post(address, body, content_type="application/json").status_code == 404


def test_a_label_has_a_cover_and_an_address_and_is_merged_over_http(
    ana: User, bo: User, party: Event, photos: list[Photo], as_user: Callable[[User], Any]
) -> None:
    label(ana, photos[1:], "Cake")
    label(ana, photos[:1], "Empty")
    label(ana, photos[:1], remove=("Empty",))
    client, api = as_user(ana), "/api/v1"
    items = client.get(f"{api}/libraries/{party.library_id}/labels").json()["items"]
    assert [one["cover"] and one["cover"]["photo"] for one in items] == [str(photos[1].pk), None]
    cake, empty = (one["id"] for one in items)
    assert client.get(f"{api}/labels/{cake}").json()["photo_count"] == 3
    assert as_user(bo).get(f"{api}/labels/{cake}").status_code == 404
    merge = f"{api}/labels/{cake}/merge"
    assert as_user(bo).post(merge, {"into": empty}, content_type="application/json").status_code == 404
    done = client.post(merge, {"into": empty}, content_type="application/json").json()
    assert (done["added"], done["removed"]) == (3, 3) and listed(party.library) == {"Empty": 3}
    client.post(f"{api}/label-changes/{done['id']}/undo")
    assert listed(party.library) == {"Cake": 3, "Empty": 0}
