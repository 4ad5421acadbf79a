"""Words that no photo has any more are deleted, and never one that a photo is just given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

import factories
from albumen.events.models import Event
from albumen.find import unused
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.describing import DESCRIBED, describe
from albumen.find.kinds import CLEAR_UNUSED
from albumen.find.models import Kind, LabelChange, Posting, Term
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.edit_photos import EditPhotos
from albumen.photos.models import Library, Photo


def described(*photos: Photo) -> None:
    with transaction.atomic():
        describe(photos)
        Photo.objects.bulk_update(photos, DESCRIBED)


def words() -> set[str]:
    return set(Term.objects.filter(kind=Kind.WORD).values_list("key", flat=True))


def night(run_jobs: Callable[[], int]) -> None:
    """One night after another."""
    Term.objects.exclude(unused_since=None).update(unused_since=clock.now() - timedelta(hours=24))
    enqueue(CLEAR_UNUSED, "all")
    run_jobs()


@pytest.mark.django_db
def test_words_of_a_title_that_was_changed_go_in_the_second_night(
    party: Event, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unused, "AT_ONCE", 3)
    monkeypatch.setattr("albumen.jobs.running.TURN", 0.0)
    photo = factories.photo(party.library, 1, title="Cutting the cake", filename="a.jpg")
    described(photo)
    EditPhotos(party.owner, [photo.pk], {"title": "Dance"}).execute()
    night(run_jobs)
    assert words() == {"cutting", "the", "cake", "dance", "a"}
    night(run_jobs)
    assert words() == {"dance", "a"}
    assert Term.objects.filter(kind__in=(Kind.MONTH, Kind.DAY)).count() == 2


@pytest.mark.django_db
def test_labels_stay_and_so_does_what_is_of_photos_in_the_bin(
    party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = factories.photo(party.library, 1, title="Cake")
    described(photo)
    LabelPhotos(party.owner, party.library_id, [photo.pk], add=["Empty"]).execute()
    LabelPhotos(party.owner, party.library_id, [photo.pk], remove=["Empty"]).execute()
    Library.objects.update(photo_count=1, byte_count=1000)
    DeletePhotos(party.owner, [photo.pk]).execute()
    for _ in range(3):
        night(run_jobs)
    assert "cake" in words() and Term.objects.get(kind=Kind.LABEL).name == "Empty"


@pytest.mark.django_db
def test_a_word_that_is_used_again_loses_its_mark(party: Event, run_jobs: Callable[[], int]) -> None:
    photo = factories.photo(party.library, 1, title="Cake", filename="a.jpg")
    described(photo)
    EditPhotos(party.owner, [photo.pk], {"title": ""}).execute()
    night(run_jobs)
    assert Term.objects.get(key="cake").unused_since is not None
    EditPhotos(party.owner, [photo.pk], {"title": "cake"}).execute()
    assert Term.objects.get(key="cake").unused_since is None
    night(run_jobs)
    assert "cake" in words()


@pytest.mark.django_db
def test_changes_of_labels_too_old_to_be_taken_back_are_forgotten(
    party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = factories.photo(party.library, 1)
    LabelPhotos(party.owner, party.library_id, [photo.pk], add=["Dora"]).execute()
    LabelChange.objects.update(at=clock.now() - timedelta(days=1))
    night(run_jobs)
    assert not LabelChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_word_is_not_deleted_while_somebody_gives_it_to_a_photo(party: Event) -> None:
    """The edit has read the word and not committed yet when the night comes by."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    photo = factories.photo(party.library, 1, title="Cake", filename="a.jpg")
    described(photo)
    EditPhotos(party.owner, [photo.pk], {"title": ""}).execute()
    Term.objects.filter(key="cake").update(unused_since=clock.now() - timedelta(days=1))

    def clear() -> None:
        try:
            unused.clear_some(0)
        finally:
            connection.close()

    with transaction.atomic():
        EditPhotos(party.owner, [photo.pk], {"title": "Cake"}).execute()
        other = threading.Thread(target=clear)
        other.start()
        other.join(10)
        assert not other.is_alive(), "the night waits for nobody"
    assert Posting.objects.filter(photo=photo, term__key="cake").exists()
