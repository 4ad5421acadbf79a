"""What is fetched of an event beside its JSON: the calendar file, QR codes, the cover."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from events_world import World, each_gets
from icalendar import Calendar

import factories
from albumen.accounts.models import User
from albumen.events.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_models")]

Browser = Callable[[User], Client]


def test_the_calendar_file_says_when_and_where(ana: User, as_user: Browser) -> None:
    starts = datetime(2030, 7, 1, 12, tzinfo=UTC)
    event = factories.event(
        ana, name="Fest; Ä, \\ 1\n2", venue="Hof", location="Köln", starts_at=starts,
        ends_at=starts + timedelta(hours=2), available_until=starts + timedelta(days=9), timezone="Europe/Berlin",
    )  # fmt: skip
    answer = as_user(ana).get(f"/api/v1/events/{event.pk}/event.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="Fest-1-2.ics"'
    calendar = Calendar.from_ical(answer.content)
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == "Fest; Ä, \\ 1\n2" and entry["location"] == "Hof, Köln"
    assert entry.decoded("dtstart") == starts
    assert entry.decoded("dtstart").astimezone(ZoneInfo("Europe/Berlin")).hour == 14
    assert entry["dtstart"].params["TZID"] == "Europe/Berlin"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_qr_codes_lead_to_the_event(ana: User, party: Event, as_user: Browser) -> None:
    import cv2
    import numpy as np

    client = as_user(ana)
    png = client.get(f"/api/v1/events/{party.pk}/qr.png?scale=8")
    picture = cv2.imdecode(np.frombuffer(png.content, np.uint8), cv2.IMREAD_COLOR)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == f"http://localhost:8000/join/{party.code}"
    svg = client.get(f"/api/v1/events/{party.pk}/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml" and b"<svg" in svg.content
    assert client.get(f"/api/v1/events/{party.pk}/qr.png?scale=41").status_code == 422
    assert client.get(f"/api/v1/events/{party.pk}/qr.png?scale=0").status_code == 422


def test_the_cover_is_shown_only_when_chosen_and_to_those_who_see_the_event(world: World) -> None:
    key = "libraries/x/previews/a-1280.webp"
    default_storage.save(key, ContentFile(b"RIFFwebp"))
    photo = factories.photo(world.event.library, previews={"1280": key, "320": key})
    path = f"/events/{world.event.pk}/cover"
    assert world.clients["owner"].get(f"/api/v1{path}").json()["code"] == "no_cover"
    Event.objects.update(cover=photo)
    assert world.statuses("GET", path) == each_gets(rest=404, owner=200, guest=200, token=200, bare=403)
    answer = world.clients["guest"].get(f"/api/v1{path}?size=320")
    assert (answer.content, answer["Content-Type"]) == (b"RIFFwebp", "image/webp")
    assert world.clients["guest"].get(f"/api/v1{path}?size=9999").status_code == 422
    by_code = world.clients["anonymous"].get(f"/api/v1/join/{world.event.code}").json()["cover"]
    assert world.clients["anonymous"].get(by_code).content == b"RIFFwebp"
    photo.binned_at = timezone.now()
    photo.save()
    assert world.clients["owner"].get(f"/api/v1{path}").status_code == 404
