"""A selfie becomes a reference, or is refused with a reason and advice; nothing is kept longer than needed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.actions.delete_selfie import DeleteSelfie
from albumen.guests.actions.give_consent import GiveConsent
from albumen.guests.actions.show_selfie import ShowSelfie
from albumen.guests.actions.withdraw_consent import WithdrawConsent
from albumen.guests.errors import ConsentMissingError, StaleConsentError, TooManySelfiesError
from albumen.guests.kinds import EXPIRE_SELFIES, SEARCH
from albumen.guests.models import (
    Match,
    ReferenceFace,
    Registration,
    Search,
    SearchState,
    Selfie,
    SelfieState,
)
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.photos.kinds import DESTROY_FILES
from albumen.photos.models import DoomedFile
from albumen.photos.storage_keys import selfie as selfie_key
from albumen.photos.storage_keys import selfie_crop
from real_event import show

shared = pytest.mark.shared
pytestmark = pytest.mark.django_db

Jobs = Callable[[], int]


@pytest.fixture
def guest(party: Event, bo: User) -> Registration:
    return factories.registration(party, bo)


def _lfw(photos_dir: Path, name: str, number: int = 1) -> Path:
    return sorted((photos_dir / "lfw-dev" / name).iterdir())[number - 1]


def _png(pixels: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1])


def _agassi(photos_dir: Path) -> np.ndarray:
    return cv2.imread(str(_lfw(photos_dir, "Andre_Agassi")))


def _drawn() -> bytes:
    colours = np.random.default_rng(3).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    return _png(cv2.resize(colours, (600, 400), interpolation=cv2.INTER_CUBIC))


def _files(registration: Registration) -> set[str]:
    folder = f"registrations/{registration.pk}/selfies"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@shared
def test_a_good_selfie_becomes_a_reference_without_its_metadata(
    guest: Registration, photos_dir: Path, run_jobs: Jobs
) -> None:
    from PIL import Image

    picture = Image.open(_lfw(photos_dir, "Andre_Agassi")).resize((2000, 2000))
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    raw = io.BytesIO()
    picture.save(raw, "JPEG", exif=exif)
    selfie, search = show(guest, raw.getvalue(), run_jobs)
    assert (selfie.state, search.state) == (SelfieState.READY, SearchState.DONE), selfie.error
    reference = ReferenceFace.objects.get()
    assert np.linalg.norm(np.frombuffer(reference.vector, "<f4")) == pytest.approx(1, abs=1e-3)
    with default_storage.open(selfie.image) as file:
        kept = file.read()
    assert b"secret" not in kept and max(Image.open(io.BytesIO(kept)).size) == 1280
    with default_storage.open(selfie.crop) as file:
        assert max(Image.open(io.BytesIO(file.read())).size) <= 256


def test_no_face(guest: Registration, run_jobs: Jobs) -> None:
    selfie, search = show(guest, _drawn(), run_jobs)
    assert (selfie.state, selfie.error_code) == (SelfieState.REFUSED, "no_face")
    assert selfie.error and selfie.advice
    assert (search.state, search.error_code) == (SearchState.FAILED, "no_face")
    assert not _files(guest) and not ReferenceFace.objects.exists()


@shared
@pytest.mark.parametrize("code", ["several_faces", "face_too_small", "face_blurred", "face_too_dark"])
def test_a_poor_selfie_says_what_is_wrong(
    code: str, guest: Registration, photos_dir: Path, run_jobs: Jobs
) -> None:
    agassi = _agassi(photos_dir)
    pictures: dict[str, Callable[[], np.ndarray]] = {
        "several_faces": lambda: cv2.imread(str(photos_dir / "portraits" / "couple.jpg")),
        "face_too_small": lambda: cv2.resize(agassi, (70, 70), interpolation=cv2.INTER_AREA),
        "face_blurred": lambda: cv2.GaussianBlur(agassi, (0, 0), 4),
        "face_too_dark": lambda: (agassi * 0.1).astype(np.uint8),
    }
    selfie, search = show(guest, _png(pictures[code]()), run_jobs)
    assert (selfie.state, selfie.error_code) == (SelfieState.REFUSED, code), selfie.error
    assert search.error_code == code and selfie.advice and selfie.image == ""
    assert not _files(guest)


@shared
def test_a_face_clearly_larger_than_the_others_wins(
    guest: Registration, photos_dir: Path, run_jobs: Jobs
) -> None:
    large = cv2.resize(_agassi(photos_dir), (750, 750))
    small = cv2.resize(cv2.imread(str(_lfw(photos_dir, "Bill_Gates"))), (250, 250))
    picture = np.full((750, 1000, 3), 128, np.uint8)
    picture[:, :750] = large
    picture[:250, 750:] = small
    selfie, _ = show(guest, _png(picture), run_jobs)
    assert selfie.state == SelfieState.READY, selfie.error
    assert selfie.faces_seen >= 2


@shared
def test_a_second_selfie_must_show_the_same_person(
    guest: Registration, photos_dir: Path, run_jobs: Jobs
) -> None:
    show(guest, _lfw(photos_dir, "Andre_Agassi", 1), run_jobs)
    same, _ = show(guest, _lfw(photos_dir, "Andre_Agassi", 3), run_jobs)
    other, search = show(guest, _lfw(photos_dir, "Bill_Gates", 2), run_jobs)
    assert same.state == SelfieState.READY, same.error
    assert (other.state, other.error_code) == (SelfieState.REFUSED, "another_person")
    assert search.state == SearchState.FAILED
    assert ReferenceFace.objects.count() == 2
    assert _files(guest) == {
        f"{s.pk}{end}.jpg" for s in Selfie.objects.filter(state="ready") for end in ("", "-face")
    }


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0 not a JPEG", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_a_damaged_picture_is_refused(data: bytes, guest: Registration, run_jobs: Jobs) -> None:
    selfie, search = show(guest, data, run_jobs)
    assert selfie.state == SelfieState.REFUSED and selfie.error_code == search.error_code != ""
    assert not _files(guest)


def test_nothing_is_stored_without_consent(party: Event, bo: User) -> None:
    guest = factories.registration(party, bo, consent_version="", consented_at=None)
    with pytest.raises(ConsentMissingError):
        ShowSelfie(bo, guest, ContentFile(b"\xff\xd8\xff")).execute()
    assert not _files(guest) and not Selfie.objects.exists() and not DoomedFile.objects.exists()


def test_consent_is_to_the_current_text(guest: Registration, bo: User) -> None:
    with pytest.raises(StaleConsentError):
        GiveConsent(bo, guest, "0").execute()


@shared
def test_withdrawal_destroys_everything_at_once(
    guest: Registration, bo: User, photos_dir: Path, run_jobs: Jobs
) -> None:
    from real_event import receive

    receive(guest.event, [_lfw(photos_dir, "Andre_Agassi", n) for n in (2, 3)])
    run_jobs()
    _, search = show(guest, _lfw(photos_dir, "Andre_Agassi"), run_jobs)
    assert Match.objects.exists() and search.hits and len(_files(guest)) == 2
    WithdrawConsent(bo, guest).execute()
    search.refresh_from_db()
    assert search.hits == []
    assert not any(model.objects.exists() for model in (Selfie, ReferenceFace, Match))
    run_jobs()
    assert not _files(guest)
    with pytest.raises(ConsentMissingError):
        ShowSelfie(bo, guest, ContentFile(b"\xff\xd8\xff")).execute()
    again = GiveConsent(bo, guest, "1").execute()
    assert again.withdrawn_at is None
    assert show(again, _lfw(photos_dir, "Andre_Agassi"), run_jobs)[1].state == SearchState.DONE


def test_a_withdrawal_while_the_selfie_waits_leaves_nothing(
    guest: Registration, bo: User, run_jobs: Jobs
) -> None:
    _, search = ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    WithdrawConsent(bo, guest).execute()
    run_jobs()
    search.refresh_from_db()
    assert (search.state, search.error_code) == (SearchState.FAILED, "consent_missing")
    assert not _files(guest)


@shared
def test_a_withdrawal_while_the_worker_looks_leaves_nothing(
    guest: Registration, bo: User, photos_dir: Path, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that the worker stores after the withdrawal are removed too."""
    from albumen.guests import selfie_intake

    look_at = selfie_intake.look_at

    def with_a_withdrawal_in_between(*given: Any) -> Any:
        found = look_at(*given)
        WithdrawConsent(bo, guest).execute()
        enqueue(DESTROY_FILES, "all")
        DoomedFile.objects.all().delete()  # its job has run already
        return found

    monkeypatch.setattr(selfie_intake, "look_at", with_a_withdrawal_in_between)
    show_it = ShowSelfie(bo, guest, ContentFile(_lfw(photos_dir, "Andre_Agassi").read_bytes()))
    show_it.execute()
    run_jobs()
    assert not ReferenceFace.objects.exists() and not Selfie.objects.exists()
    assert not _files(guest)


@shared
def test_a_crash_after_the_references_goes_on_with_the_search(
    guest: Registration, photos_dir: Path, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from albumen.guests import searching
    from albumen.jobs.errors import TransientError

    compare = searching._compare
    crashes = iter([True])

    def crash_once(*given: Any) -> None:
        if next(crashes, False):
            raise TransientError("The power went out.")
        compare(*given)

    monkeypatch.setattr(searching, "_compare", crash_once)
    selfie, search = show(guest, _lfw(photos_dir, "Andre_Agassi"), run_jobs)
    assert (selfie.state, search.state) == (SelfieState.READY, SearchState.RUNNING)
    Job.objects.filter(kind=SEARCH.name).update(run_after=timezone.now())
    run_jobs()
    search.refresh_from_db()
    assert search.state == SearchState.DONE
    assert ReferenceFace.objects.count() == 1


def test_a_search_given_up_refuses_its_selfie(guest: Registration, bo: User, run_jobs: Jobs) -> None:
    from albumen.jobs.worker import give_up, load_handlers

    selfie, search = ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    load_handlers()
    from albumen.jobs.claims import claim

    job = claim("inference", "w")
    assert job is not None
    give_up(job, "worker_died", "The worker died of it.")
    selfie.refresh_from_db()
    search.refresh_from_db()
    assert (selfie.state, selfie.error_code, search.state) == ("refused", "worker_died", "failed")
    run_jobs()
    assert not _files(guest)


def test_selfies_expire_with_their_files_and_what_they_found_stays(
    guest: Registration, run_jobs: Jobs, settings: Any, bo: User
) -> None:
    settings.ALBUMEN_SELFIE_DAYS = 90
    selfie, _ = ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    assert selfie.expires_at == guest.event.available_until
    photo = factories.photo(guest.event.library)
    Match.objects.create(
        registration=guest, event=guest.event, photo=photo, probability=1, level="certain", state="released"
    )
    enqueue(EXPIRE_SELFIES, "all")
    Job.objects.filter(kind=SEARCH.name).delete()
    run_jobs()
    assert Selfie.objects.exists()
    Selfie.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    enqueue(EXPIRE_SELFIES, "all")
    run_jobs()
    assert not Selfie.objects.exists() and not _files(guest)
    assert Match.objects.count() == 1


def test_as_many_selfies_as_allowed_and_no_more(guest: Registration, bo: User, settings: Any) -> None:
    settings.ALBUMEN_SELFIES_PER_GUEST = 2
    for _ in range(2):
        ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    with pytest.raises(TooManySelfiesError):
        ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    DeleteSelfie(bo, Selfie.objects.select_related("registration").first()).execute()
    ShowSelfie(bo, guest, ContentFile(_drawn())).execute()
    assert Selfie.objects.count() == 2


def test_a_stored_picture_that_no_row_came_to_is_doomed(guest: Registration, bo: User) -> None:
    """The process dies between storing and the transaction: the file is on the list of those to remove."""
    show_it = ShowSelfie(bo, guest, ContentFile(_drawn()))

    def die() -> Any:
        raise KeyboardInterrupt

    show_it.perform = die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        show_it.execute()
    assert DoomedFile.objects.filter(key=show_it.key).exists() and not Selfie.objects.exists()


def test_keys_of_selfies_are_apart_by_guest(guest: Registration) -> None:
    assert selfie_key(guest.pk, guest.pk) != selfie_crop(guest.pk, guest.pk)
    assert not Search.objects.exists()
