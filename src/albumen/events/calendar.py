"""An event for people's calendars (RFC 5545)."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, vDatetime
from icalendar import Event as Entry

from albumen.events.codes import link
from albumen.events.models import Event


def calendar_of(event: Event) -> bytes:
    """One calendar with the event in it, its times in the event's own zone, which is described in it too."""
    zone = ZoneInfo(event.timezone)
    entry = Entry()
    entry.add("uid", f"{event.pk}@{urlsplit(settings.ALBUMEN_SITE_URL).hostname}")
    entry.add("summary", event.name)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry["dtstamp"] = vDatetime(event.updated_at.astimezone(UTC))
    entry.add("sequence", event.revision)
    entry.add("url", link(event.code))
    place = ", ".join(part for part in (event.venue, event.location) if part)
    if place:
        entry.add("location", place)
    if event.description:
        entry.add("description", event.description)
    calendar = Calendar()
    calendar.add("prodid", "-//Albumen//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text
