"""Labels and saved searches may be names: they go with the people of an event that closes, and with an account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import factories
from albumen.accounts.actions.delete_account import DeleteAccount
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events import biometrics
from albumen.events.actions.delete import DeleteEvent
from albumen.events.actions.edit import EditEvent
from albumen.events.kinds import CLOSE_EVENTS
from albumen.events.models import Event
from albumen.find import erasure
from albumen.find.actions.delete_label import DeleteLabel
from albumen.find.actions.keep_search import ChangeSearch, KeepSearch
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.actions.rename_label import RenameLabel
from albumen.find.actions.undo_labels import UndoLabels
from albumen.find.describing import DESCRIBED, describe
from albumen.find.errors import LibraryClosedError
from albumen.find.models import Kind, LabelChange, Posting, SavedSearch, Term
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.name_person import NamePerson
from albumen.photos.models import Library, LibraryKind, Photo
from people_scene import PeopleScene

pytestmark = pytest.mark.django_db

NAME = "Dora Apfelbaum"


@pytest.fixture
def photos(party: Event) -> list[Photo]:
    """Three photos with titles and the label of somebody's name, by which a search is kept too."""
    return named_photos(party.library)


def named_photos(library: Library) -> list[Photo]:
    photos = [factories.photo(library, number, title="Cake") for number in range(900, 903)]
    describe(photos)
    Photo.objects.bulk_update(photos, DESCRIBED)
    ids = [photo.pk for photo in photos]
    LabelPhotos(library.owner, library.pk, ids, add=[NAME, "Garden"]).execute()
    KeepSearch(library.owner, library.pk, NAME, {"name": NAME}).execute()
    return photos


def close(event: Event, run_jobs: Callable[[], int]) -> None:
    now = timezone.now()
    day = timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(
        starts_at=now - 9 * day, ends_at=now - 8 * day, available_until=now
    )
    enqueue(CLOSE_EVENTS, "all")
    run_jobs()


def left() -> dict[str, int]:
    kept = {
        "labels": Term.objects.filter(kind=Kind.LABEL),
        "changes": LabelChange.objects.all(),
        "searches": SavedSearch.objects.all(),
    }
    return {name: rows.count() for name, rows in kept.items() if rows.exists()}


def test_they_go_when_the_event_closes_and_are_counted(
    party: Event, photos: list[Photo], run_jobs: Callable[[], int]
) -> None:
    close(party, run_jobs)
    assert left() == {}
    proof = Entry.objects.get(action="event.biometrics_destroyed")
    assert (proof.details["labels"], proof.details["saved_searches"]) == (2, 1)
    assert Posting.objects.filter(photo=photos[0], term__kind=Kind.WORD, term__key="cake").exists()
    assert set(Photo.objects.values_list("title", flat=True)) == {"Cake"}


def test_no_name_is_left_in_any_entry_of_the_audit(
    ana: User, party: Event, photos: list[Photo], run_jobs: Callable[[], int]
) -> None:
    scene = PeopleScene(ana, run_jobs, party.library)
    NamePerson(ana, scene.person(scene.photo("Dora")), NAME).execute()
    label = Term.objects.get(kind=Kind.LABEL, name="Garden")
    RenameLabel(ana, label.pk, f"{NAME} again").execute()
    DeleteLabel(ana, label.pk).execute()
    close(party, run_jobs)
    assert "Apfelbaum" not in json.dumps(list(Entry.objects.values_list("details", flat=True)))


def test_it_goes_on_where_it_was_and_in_steps(
    party: Event, photos: list[Photo], run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "POSTINGS_AT_ONCE", 2)
    Event.objects.filter(pk=party.pk).update(closed_at=timezone.now())
    gone = biometrics.destroy(party, lambda: True)
    assert gone["labels"] == 0 and Posting.objects.filter(term__kind=Kind.LABEL).count() == 4
    assert biometrics.any_left(party)
    steps = 0
    while biometrics.any_left(party):
        biometrics.destroy(party, lambda: True)
        steps += 1
    assert left() == {} and steps > 3


def test_none_can_be_made_in_an_event_that_closed_until_it_opens_again(
    ana: User, party: Event, photos: list[Photo], run_jobs: Callable[[], int]
) -> None:
    undo = LabelPhotos(ana, party.library_id, [photos[0].pk], remove=[NAME]).execute().pk
    label = Term.objects.get(kind=Kind.LABEL, name="Garden").pk
    search = SavedSearch.objects.get().pk
    Event.objects.filter(pk=party.pk).update(closed_at=timezone.now())  # the destruction is still to come
    attempts: list[Any] = [
        LabelPhotos(ana, party.library_id, [photos[0].pk], add=[NAME]),
        UndoLabels(ana, undo),
        RenameLabel(ana, label, NAME.upper()),
        KeepSearch(ana, party.library_id, "Another", {}),
        ChangeSearch(ana, search, "Another", None),
    ]
    for attempt in attempts:
        with pytest.raises(LibraryClosedError):
            attempt.execute()
    close(party, run_jobs)
    assert left() == {}
    EditEvent(ana, party, {"available_until": timezone.now() + timedelta(days=9)}).execute()
    LabelPhotos(ana, party.library_id, [photos[0].pk], add=["Garden"]).execute()
    assert left() == {"labels": 1, "changes": 1}


@pytest.mark.parametrize("kind", [LibraryKind.PERSONAL, LibraryKind.EVENT])
def test_all_of_it_goes_with_an_account(
    kind: str, ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    library = party.library if kind == LibraryKind.EVENT else Library.objects.create(owner=ana, kind=kind)
    named_photos(library)
    PeopleScene(ana, run_jobs, library).photo("Dora")
    DeleteAccount(ana, ana, delete_events=True).execute()
    run_jobs()
    assert left() == {} and not Term.objects.exists() and not Posting.objects.exists()
    assert not Library.objects.exists() and not User.objects.filter(pk=ana.pk).exists()
    assert "Apfelbaum" not in json.dumps(list(Entry.objects.values_list("details", flat=True)))


def test_all_of_it_goes_with_a_deleted_event(
    ana: User, party: Event, photos: list[Photo], run_jobs: Callable[[], int], settings: Any
) -> None:
    settings.ALBUMEN_UNDO_SECONDS = 0
    DeleteEvent(ana, party).execute()
    run_jobs()
    assert left() == {} and not Term.objects.exists() and not Event.objects.exists()
