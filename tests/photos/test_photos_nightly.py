"""Every night what is missing is asked for, and only that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import factories
from albumen.engine.packs.catalogue import load_pack
from albumen.events.models import Event
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Priority, State
from albumen.jobs.worker import load_handlers, run
from albumen.photos.handlers import nightly
from albumen.photos.kinds import ENCODE_MISSING, INGEST
from albumen.photos.models import Library, Photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> dict[str, str]:
    """The version of the built-in pack, as a photo that it looked at says it."""
    return {"builtin": load_pack("builtin").version}


def asked_for() -> set[str]:
    from albumen.jobs.claims import claim

    load_handlers()
    Job.objects.filter(state=State.WAITING).delete()
    enqueue(ENCODE_MISSING, "all")
    job = claim("inference", "night")
    assert job
    run(job)
    assert Job.objects.get(pk=job.pk).state == State.DONE
    return set(Job.objects.filter(kind=INGEST.name, state=State.WAITING).values_list("key", flat=True))


def test_photos_that_a_pack_has_not_seen_in_its_version(party: Event, now: dict[str, str]) -> None:
    seen = factories.photo(party.library, 1, analysed_with=now)
    old = factories.photo(party.library, 2, analysed_with={"builtin": "0"})
    never = factories.photo(party.library, 3)
    factories.photo(party.library, 4, state="failed")
    factories.photo(party.library, 5, binned_at=timezone.now())
    assert asked_for() == {str(old.pk), str(never.pk)}
    assert set(Job.objects.filter(kind=INGEST.name).values_list("priority", "scope")) == {
        (Priority.BACKGROUND, party.library_id)
    }
    Library.objects.update(packs=["builtin", "sface"])
    assert str(seen.pk) in asked_for()


def test_photos_that_got_lost_on_the_way(party: Event) -> None:
    fresh = factories.photo(party.library, 1, state="received")
    lost = factories.photo(party.library, 2, state="processing")
    working = factories.photo(party.library, 3, state="processing")
    Photo.objects.exclude(pk=fresh.pk).update(received_at=timezone.now() - timedelta(hours=2))
    enqueue(INGEST, working.pk, scope=party.library_id)
    Job.objects.update(state=State.RUNNING)
    assert asked_for() == {str(lost.pk)}


@pytest.mark.parametrize("field", ["closed_at", "binned_at"])
def test_nothing_of_events_that_are_over(party: Event, field: str) -> None:
    factories.photo(party.library)
    assert len(asked_for()) == 1
    Event.objects.update(**{field: timezone.now()})
    assert asked_for() == set()


def test_large_libraries_are_gone_through_in_steps(party: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "STEP", 4)
    photos = {str(factories.photo(party.library, number).pk) for number in range(11)}
    assert asked_for() == photos
