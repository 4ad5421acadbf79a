"""Photographers make, change, delete and restore events; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

import factories
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.errors import NotFoundError, NotPermittedError
from albumen.events.actions.create import CreateEvent
from albumen.events.actions.delete import DeleteEvent
from albumen.events.actions.edit import EditEvent
from albumen.events.actions.restore import RestoreEvent, UndoOverError
from albumen.events.codes import ALPHABET, new_code, normal_form
from albumen.events.errors import BadEventError, NotTheHostError, StaleEventError, TooManyEventsError
from albumen.events.models import Event
from albumen.events.queries import managed_event
from albumen.guests.models import Match, MatchState, Registration, Selfie
from albumen.jobs.models import Job, State
from albumen.photos import spool
from albumen.photos.models import DoomedFile, Embedding, Face, Library, ModelVersion, Photo, Upload

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has the built-in pack only."""
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "models"))


def _fields(**more: Any) -> dict[str, Any]:
    starts = timezone.now() + 10 * DAY
    return {
        "name": "Wedding",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=8),
        "timezone": "Europe/Berlin",
        **more,
    }


def test_a_new_event_has_a_library_a_code_and_thirty_days(ana: User) -> None:
    event = CreateEvent(ana, _fields()).execute()
    assert event.available_until == event.ends_at + 30 * DAY
    assert len(event.code) == 8 and set(event.code) <= set(ALPHABET)
    assert (event.library.owner, event.library.packs) == (ana, ["builtin"])
    assert Entry.objects.get(action="event.create").target_id == str(event.pk)


def test_an_event_of_the_past_is_available_from_now_on(ana: User) -> None:
    now = timezone.now()
    fields = _fields(starts_at=now - 90 * DAY, ends_at=now - 89 * DAY)
    assert CreateEvent(ana, fields).execute().available_until >= now + 30 * DAY


def test_packs_are_those_installed_in_the_order_of_the_setting(ana: User, settings: Any) -> None:
    settings.ALBUMEN_PACKS = ["standard", "builtin"]
    assert CreateEvent(ana, _fields()).execute().library.packs == ["builtin"]
    settings.ALBUMEN_PACKS = ["standard"]
    assert CreateEvent(ana, _fields()).execute().library.packs == ["builtin"]


@pytest.mark.shared
def test_the_preferred_pack_is_recorded_when_it_is_installed(
    ana: User, settings: Any, monkeypatch: pytest.MonkeyPatch, models_dir: Path
) -> None:
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store

    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
    Store().install(load_pack("standard"))
    settings.ALBUMEN_PACKS = ["standard"]
    assert CreateEvent(ana, _fields()).execute().library.packs == ["standard"]


def test_guests_make_no_events(bo: User) -> None:
    with pytest.raises(NotPermittedError):
        CreateEvent(bo, _fields()).execute()
    assert not Library.objects.exists()


def test_a_photographer_keeps_no_more_than_the_limit_and_the_bin_makes_room(ana: User, settings: Any) -> None:
    settings.ALBUMEN_USER_MAX_EVENTS = 1
    event = CreateEvent(ana, _fields()).execute()
    with pytest.raises(TooManyEventsError):
        CreateEvent(ana, _fields()).execute()
    DeleteEvent(ana, event).execute()
    CreateEvent(ana, _fields()).execute()
    with pytest.raises(TooManyEventsError):
        RestoreEvent(ana, event).execute()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"venue": "x" * 201}, "venue"),
        ({"timezone": "Berlin"}, "timezone"),
        ({"timezone": "europe/berlin"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "ends_at"),
        ({"starts_at": datetime(2027, 3, 28, 2, 30)}, "starts_at"),
        ({"starts_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "starts_at"),
        ({"ends_at": datetime.max}, "ends_at"),
        ({"starts_at": datetime(1, 1, 1)}, "starts_at"),
        ({"max_photos": 20_001}, "max_photos"),
        ({"max_bytes": 0}, "max_bytes"),
        ({"review_policy": "never"}, "review_policy"),
        ({"owner": "somebody"}, "owner"),
    ],
)
def test_what_does_not_fit_is_told_by_field(ana: User, fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(BadEventError) as caught:
        CreateEvent(ana, _fields(**fields)).execute()
    assert wrong in caught.value.fields
    assert not Event.objects.exists()


def test_photos_are_available_for_two_days_at_least(ana: User) -> None:
    fields = _fields()
    short = {**fields, "available_until": fields["ends_at"] + 2 * DAY - timedelta(seconds=1)}
    with pytest.raises(BadEventError) as caught:
        CreateEvent(ana, short).execute()
    assert set(caught.value.fields) == {"available_until"}
    CreateEvent(ana, {**fields, "available_until": fields["ends_at"] + 2 * DAY}).execute()


def test_registration_closes_after_it_opens(ana: User) -> None:
    now = timezone.now()
    with pytest.raises(BadEventError) as caught:
        CreateEvent(ana, _fields(registration_opens_at=now, registration_closes_at=now)).execute()
    assert set(caught.value.fields) == {"registration_closes_at"}


def test_an_edit_changes_what_was_said_and_nothing_else(ana: User, party: Event) -> None:
    edited = EditEvent(ana, party, {"venue": "Garden", "max_photos": 5}, revision=1).execute()
    party.refresh_from_db()
    assert (party.venue, party.name, party.revision, party.library.max_photos) == (
        "Garden",
        "Summer party",
        2,
        5,
    )
    assert edited.revision == 2


def test_an_edit_of_what_somebody_changed_since_is_refused(ana: User, party: Event) -> None:
    EditEvent(ana, party, {"venue": "Garden"}, revision=1).execute()
    with pytest.raises(StaleEventError):
        EditEvent(ana, party, {"venue": "Hall"}, revision=1).execute()
    party.refresh_from_db()
    assert party.venue == "Garden"


def test_an_edit_that_does_not_fit_changes_nothing(ana: User, party: Event) -> None:
    with pytest.raises(BadEventError):
        EditEvent(ana, party, {"venue": "Garden", "ends_at": party.available_until}).execute()
    party.refresh_from_db()
    assert (party.venue, party.revision) == ("", 1)


def test_the_cover_is_a_photo_of_the_event(ana: User, party: Event) -> None:
    mine, other = factories.photo(party.library), factories.photo(factories.event(ana).library)
    EditEvent(ana, party, {"cover": mine.pk}).execute()
    with pytest.raises(BadEventError):
        EditEvent(ana, party, {"cover": other.pk}).execute()
    party.refresh_from_db()
    assert party.cover == mine
    EditEvent(ana, party, {"cover": None}).execute()
    party.refresh_from_db()
    assert party.cover is None


def test_others_neither_edit_nor_delete_nor_restore(ana: User, bo: User, party: Event) -> None:
    other = factories.photographer("olga")
    factories.registration(party, bo)
    for action in (EditEvent(other, party, {"venue": "x"}), DeleteEvent(other, party)):
        with pytest.raises(NotFoundError):
            action.execute()
    for action in (EditEvent(bo, party, {"venue": "x"}), DeleteEvent(bo, party)):
        with pytest.raises(NotTheHostError):
            action.execute()
    DeleteEvent(ana, party).execute()
    for user in (bo, other):
        with pytest.raises(NotFoundError):
            RestoreEvent(user, party).execute()


def test_a_photographer_who_became_a_guest_manages_nothing(ana: User, party: Event) -> None:
    ana.user_type = "guest"
    ana.save()
    with pytest.raises(NotPermittedError):
        managed_event(ana, party.pk)


def test_a_deleted_event_is_gone_for_everybody_and_comes_back(ana: User, bo: User, party: Event) -> None:
    factories.registration(party, bo)
    DeleteEvent(ana, party).execute()
    with pytest.raises(NotFoundError):
        managed_event(ana, party.pk)
    RestoreEvent(ana, party).execute()
    assert managed_event(ana, party.pk) == party
    assert Registration.objects.filter(event=party).exists()


def _much(party: Event, guest: User) -> dict[str, str]:
    """An event with a photo, a face, a guest, a selfie, a match and an upload; returns the files' keys."""
    keys = {
        name: f"libraries/{party.library_id}/{name}" for name in ("original", "preview", "selfie", "crop")
    }
    for key in keys.values():
        default_storage.save(key, ContentFile(b"data"))
    photo = factories.photo(party.library, original=keys["original"], previews={"320": keys["preview"]})
    model = ModelVersion.objects.create(pack="builtin", version="1", dimension=2)
    face = Face.objects.create(
        photo=photo, library=party.library, found_by="builtin", left=0, top=0, width=1, height=1,
        landmarks=b"", score=1, quality=1,
    )  # fmt: skip
    Embedding.objects.create(
        face=face,
        photo=photo,
        library=party.library,
        model=model,
        vector=b"\0" * 8,
        usefulness=1,
        reliable=True,
    )
    registration = factories.registration(party, guest)
    Selfie.objects.create(
        registration=registration, image=keys["selfie"], crop=keys["crop"], expires_at=timezone.now() + DAY
    )
    Match.objects.create(
        registration=registration, event=party, photo=photo, face=face, probability=0.99, level="certain",
        state=MatchState.RELEASED,
    )  # fmt: skip
    upload = Upload.objects.create(
        user=party.owner, library=party.library, filename="a.jpg", size=9, expires_at=timezone.now() + DAY
    )
    spool.path(upload.pk).parent.mkdir(parents=True, exist_ok=True)
    spool.path(upload.pk).write_bytes(b"half")
    return {**keys, "upload": str(spool.path(upload.pk))}


@pytest.mark.django_db(transaction=True)
def test_after_the_time_for_undo_nothing_of_it_is_left(
    ana: User, bo: User, party: Event, settings: Any, run_jobs: Callable[[], int]
) -> None:
    keys = _much(party, bo)
    settings.ALBUMEN_UNDO_SECONDS = 0
    DeleteEvent(ana, party).execute()
    with pytest.raises(UndoOverError):
        RestoreEvent(ana, party).execute()
    run_jobs()
    for model in (Event, Library, Photo, Face, Embedding, Registration, Selfie, Match, Upload):
        assert not model.objects.exists(), model
    upload = keys.pop("upload")
    assert not Path(upload).exists()
    kept = {key for key in keys.values() if default_storage.exists(key)}
    assert kept <= set(DoomedFile.objects.values_list("key", flat=True))
    assert Entry.objects.get(action="event.destroy").target_id == str(party.pk)
    assert User.objects.filter(pk=bo.pk).exists()


def test_while_undo_lasts_nothing_is_destroyed(
    ana: User, bo: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    _much(party, bo)
    DeleteEvent(ana, party).execute()
    run_jobs()
    Job.objects.filter(kind="event.destroy").update(run_after=timezone.now())
    assert run_jobs() == 1  # too early: it asks again for the right time
    assert Photo.objects.count() == 1
    job = Job.objects.get(kind="event.destroy", state=State.WAITING)
    assert job.run_after > timezone.now() + timedelta(seconds=500)


def test_a_restored_event_survives_the_job_of_its_deletion(
    ana: User, bo: User, party: Event, settings: Any, run_jobs: Callable[[], int]
) -> None:
    _much(party, bo)
    DeleteEvent(ana, party).execute()
    RestoreEvent(ana, party).execute()
    settings.ALBUMEN_UNDO_SECONDS = 0
    Job.objects.filter(kind="event.destroy").update(run_after=timezone.now())
    run_jobs()
    assert Photo.objects.count() == 1 and Selfie.objects.count() == 1


def test_codes_are_read_as_people_type_them() -> None:
    assert normal_form(" abcd-efgh ") == "ABCDEFGH"
    assert normal_form("ab cd\tef gh") == "ABCDEFGH"


def test_codes_differ(db: None) -> None:
    assert len({new_code() for _ in range(500)}) == 500
