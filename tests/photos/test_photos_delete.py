"""Deleting: out of sight at once, back within the time for undo, gone for good after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import ConflictError, GoneError, LimitReachedError, NotFoundError, NotPermittedError
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, State
from albumen.photos import quotas
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.doomed import doom
from albumen.photos.errors import TwinThereError
from albumen.photos.kinds import DESTROY_FILES, EMPTY_BIN, INGEST
from albumen.photos.models import DoomedFile, Embedding, Face, Library, ModelVersion, Photo, Upload
from albumen.photos.queries import photo_for
from stored_photos import drawn, received

pytestmark = pytest.mark.django_db

RunJobs = Callable[[], int]


def released(event: Event, photo: Photo, user: User) -> Match:
    face = Face.objects.create(
        photo=photo, library=event.library, found_by="builtin", left=0.1, top=0.1, width=0.2, height=0.2,
        landmarks=bytes(40), score=0.9, quality=0.9,
    )  # fmt: skip
    model, _ = ModelVersion.objects.get_or_create(pack="drawn", version="1", dimension=4)
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=event.library,
        model=model,
        vector=bytes(16),
        usefulness=1,
        reliable=True,
    )
    return Match.objects.create(
        registration=factories.registration(event, user), event=event, photo=photo, face=face,
        probability=0.99, level="certain", state=MatchState.RELEASED,
    )  # fmt: skip


def counts(event: Event) -> tuple[int, int, int]:
    library = Library.objects.get(pk=event.library_id)
    return library.photo_count, library.byte_count, library.face_revision


def let_time_for_undo_pass() -> None:
    Photo.objects.exclude(binned_at=None).update(binned_at=timezone.now() - timedelta(hours=1))
    Job.objects.filter(state=State.WAITING).update(run_after=timezone.now())


def test_a_deleted_photo_is_seen_by_nobody_and_no_longer_counts(ana: User, bo: User, party: Event) -> None:
    photo = received(party.library, drawn(), state="ready")
    released(party, photo, bo)
    assert photo_for(bo, photo.pk) and photo_for(ana, photo.pk)
    DeletePhotos(ana, [photo.pk]).execute()
    for viewer in (ana, bo):
        with pytest.raises(NotFoundError):
            photo_for(viewer, photo.pk)
    assert counts(party) == (0, 0, 1)
    entry = Entry.objects.get(action="photo.delete")
    assert (entry.actor, entry.details["photos"]) == (ana, [str(photo.pk)])


def test_it_comes_back_with_everything(ana: User, bo: User, party: Event) -> None:
    photo = received(party.library, drawn(), state="ready")
    match = released(party, photo, bo)
    DeletePhotos(ana, [photo.pk]).execute()
    RestorePhotos(ana, [photo.pk]).execute()
    assert photo_for(bo, photo.pk).face_count == photo.face_count
    assert Match.objects.get().pk == match.pk
    assert counts(party) == (1, photo.bytes, 2)


def test_one_that_was_not_ready_goes_on_when_it_comes_back(ana: User, party: Event) -> None:
    photo = received(party.library, drawn())
    DeletePhotos(ana, [photo.pk]).execute()
    Job.objects.filter(kind=INGEST.name).update(state=State.DONE)
    RestorePhotos(ana, [photo.pk]).execute()
    assert Job.objects.filter(kind=INGEST.name, key=str(photo.pk), state=State.WAITING).exists()


def test_after_the_time_for_undo_it_cannot_come_back(ana: User, party: Event) -> None:
    photo = received(party.library, drawn())
    DeletePhotos(ana, [photo.pk]).execute()
    let_time_for_undo_pass()
    with pytest.raises(GoneError):
        RestorePhotos(ana, [photo.pk]).execute()


def test_a_photo_uploaded_again_meanwhile_is_not_doubled(ana: User, party: Event) -> None:
    photo = received(party.library, drawn())
    DeletePhotos(ana, [photo.pk]).execute()
    received(party.library, drawn(), number=2)
    with pytest.raises(ConflictError):
        RestorePhotos(ana, [photo.pk]).execute()
    assert counts(party)[0] == 1


def test_of_many_with_twins_none_comes_back_and_the_twins_are_named(ana: User, party: Event) -> None:
    photos = [
        received(party.library, drawn(seed=seed), number=seed, filename=f"{seed}.jpg") for seed in range(1, 5)
    ]
    chosen = [photo.pk for photo in photos]
    DeletePhotos(ana, chosen).execute()
    for seed in (2, 3):
        received(party.library, drawn(seed=seed), number=10 + seed, filename=f"again-{seed}.jpg")
    before = list(Photo.objects.order_by("pk").values()), counts(party)
    with pytest.raises(TwinThereError, match=r"“2\.jpg” \(there as “again-2\.jpg”\), “3\.jpg” "):
        RestorePhotos(ana, chosen).execute()
    assert (list(Photo.objects.order_by("pk").values()), counts(party)) == before
    RestorePhotos(ana, [photos[0].pk, photos[3].pk]).execute()
    assert counts(party)[0] == 4


def test_two_of_the_same_picture_in_the_bin_come_back_one_at_a_time(ana: User, party: Event) -> None:
    first = received(party.library, drawn())
    DeletePhotos(ana, [first.pk]).execute()
    second = received(party.library, drawn(), number=2)
    DeletePhotos(ana, [second.pk]).execute()
    with pytest.raises(TwinThereError):
        RestorePhotos(ana, [first.pk, second.pk]).execute()
    RestorePhotos(ana, [first.pk]).execute()
    with pytest.raises(TwinThereError):
        RestorePhotos(ana, [second.pk]).execute()
    assert Photo.objects.filter(binned_at=None).get() == first


def test_a_twin_that_comes_in_while_photos_are_brought_back_is_told_as_one(
    ana: User, party: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = received(party.library, drawn())
    DeletePhotos(ana, [photo.pk]).execute()
    take = quotas.take_room

    def with_an_upload_in_between(library: Library, size: int, faces: int) -> None:
        factories.photo(party.library, 2, sha256=photo.sha256)
        take(library, size, faces)

    monkeypatch.setattr(quotas, "take_room", with_an_upload_in_between)
    with pytest.raises(TwinThereError):
        RestorePhotos(ana, [photo.pk]).execute()
    assert Photo.objects.get(pk=photo.pk).binned_at is not None


def test_nothing_comes_back_into_a_full_event(ana: User, party: Event) -> None:
    photos = [received(party.library, drawn(seed=seed), number=seed) for seed in (1, 2)]
    DeletePhotos(ana, [photo.pk for photo in photos]).execute()
    Library.objects.update(max_photos=1)
    with pytest.raises(LimitReachedError):
        RestorePhotos(ana, [photo.pk for photo in photos]).execute()
    assert counts(party)[0] == 0 and not Photo.objects.filter(binned_at=None).exists()


def test_all_or_none(ana: User, party: Event) -> None:
    photo = received(party.library, drawn())
    with pytest.raises(NotFoundError):
        DeletePhotos(ana, [photo.pk, new_id()]).execute()
    assert counts(party)[0] == 1 and Photo.objects.filter(binned_at=None).count() == 1
    assert not Entry.objects.exists()


def test_only_the_owner_deletes(bo: User, cy: User, party: Event) -> None:
    photo = received(party.library, drawn(), state="ready")
    released(party, photo, bo)
    other = factories.photographer("dan")
    for action in (DeletePhotos, DestroyPhotos):
        with pytest.raises(NotPermittedError):
            action(bo, [photo.pk]).execute()  # bo sees it
        for stranger in (cy, other):
            with pytest.raises(NotFoundError):
                action(stranger, [photo.pk]).execute()
    with pytest.raises(NotFoundError):
        RestorePhotos(other, [photo.pk]).execute()
    assert counts(party)[0] == 1


def test_the_bin_is_emptied_when_its_time_is_over(
    ana: User, bo: User, party: Event, run_jobs: RunJobs
) -> None:
    photo = received(party.library, drawn(3000, 2000))
    kept = received(party.library, drawn(seed=5), number=2)
    run_jobs()
    photo.refresh_from_db()
    released(party, photo, bo)
    files = {photo.original, *photo.previews.values()}
    assert len(files) == 4 and all(default_storage.exists(key) for key in files)
    DeletePhotos(ana, [photo.pk]).execute()
    run_jobs()
    assert Photo.objects.count() == 2, "the time for undo is not over"
    let_time_for_undo_pass()
    run_jobs()
    assert Photo.objects.get().pk == kept.pk
    assert not (Face.objects.exists() or Embedding.objects.exists() or Match.objects.exists())
    assert not any(default_storage.exists(key) for key in files)
    assert default_storage.exists(kept.original)
    assert not DoomedFile.objects.exists()
    assert not Job.objects.filter(kind=EMPTY_BIN.name, state=State.WAITING).exists()


def test_emptying_leaves_what_is_younger_and_comes_back_for_it(
    ana: User, party: Event, run_jobs: RunJobs
) -> None:
    old, young = (received(party.library, drawn(seed=seed), number=seed, state="ready") for seed in (1, 2))
    DeletePhotos(ana, [old.pk]).execute()
    let_time_for_undo_pass()
    DeletePhotos(ana, [young.pk]).execute()
    Job.objects.filter(kind=EMPTY_BIN.name).update(run_after=timezone.now())
    run_jobs()
    assert Photo.objects.get().pk == young.pk
    assert Job.objects.get(kind=EMPTY_BIN.name, state=State.WAITING).run_after > timezone.now()


def test_a_photo_brought_back_in_the_last_moment_is_not_destroyed(ana: User, party: Event) -> None:
    photo = received(party.library, drawn())
    DeletePhotos(ana, [photo.pk]).execute()
    RestorePhotos(ana, [photo.pk]).execute()
    assert DestroyPhotos(None, [photo.pk]).execute() == 0
    assert Photo.objects.exists() and not DoomedFile.objects.exists()


def test_destroyed_at_once_on_demand(ana: User, party: Event, run_jobs: RunJobs) -> None:
    here, binned = (received(party.library, drawn(seed=seed), number=seed, state="ready") for seed in (1, 2))
    DeletePhotos(ana, [binned.pk]).execute()
    DestroyPhotos(ana, [here.pk, binned.pk]).execute()
    assert counts(party)[:2] == (0, 0)
    run_jobs()
    assert not Photo.objects.exists()
    assert not default_storage.exists(here.original) and not default_storage.exists(binned.original)


def test_a_file_that_a_row_names_is_never_removed(party: Event, run_jobs: RunJobs) -> None:
    photo = received(party.library, drawn())
    run_jobs()
    photo.refresh_from_db()
    doom([photo.original, *photo.previews.values()])
    run_jobs()
    assert all(default_storage.exists(key) for key in (photo.original, *photo.previews.values()))
    assert not DoomedFile.objects.exists()


def test_a_file_whose_photo_may_yet_come_is_not_removed(ana: User, party: Event, run_jobs: RunJobs) -> None:
    upload = Upload.objects.create(
        user=ana, library=party.library, filename="a.jpg", size=3, expires_at=timezone.now() + timedelta(1)
    )
    key = f"libraries/{party.library_id}/originals/{upload.pk}.jpg"
    default_storage.save(key, ContentFile(b"abc"))
    doom([key])
    run_jobs()
    assert default_storage.exists(key)
    upload.delete()
    DoomedFile.objects.update(after=timezone.now())
    Job.objects.filter(state=State.WAITING).update(run_after=timezone.now())
    run_jobs()
    assert not default_storage.exists(key)


def test_removing_twice_is_no_trouble_and_what_fails_is_kept(party: Event, run_jobs: RunJobs) -> None:
    folder = f"libraries/{party.library_id}/odd"
    default_storage.save(f"{folder}/a", ContentFile(b"a"))
    doom(["nowhere/b.jpg", folder, f"{folder}/a"])
    run_jobs()
    assert not default_storage.exists(f"{folder}/a")
    left = set(DoomedFile.objects.values_list("key", flat=True))
    assert left <= {folder}, "a folder that was not empty when its turn came is tried again"
    enqueue(DESTROY_FILES, "all")
    DoomedFile.objects.update(after=timezone.now())
    Job.objects.filter(state=State.WAITING).update(run_after=timezone.now())
    run_jobs()
    assert not DoomedFile.objects.exists()


def test_deleting_a_thousand_takes_few_queries(
    ana: User, party: Event, django_assert_max_num_queries: Callable[..., object]
) -> None:
    photos = [factories.photo(party.library, number) for number in range(60)]
    Library.objects.update(photo_count=60, byte_count=60_000)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        DeletePhotos(ana, [photo.pk for photo in photos]).execute()
    assert counts(party)[:2] == (0, 0)
