"""The dashboard of a photographer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from albumen.api.auth import signed_in
from albumen.api.schemas.dashboard import Dashboard, UploadsPerMonth
from albumen.api.schemas.events import shown
from albumen.api.schemas.problem import Problem
from albumen.errors import Fault, InvalidInputError, NotPermittedError
from albumen.events import dashboard
from albumen.events.queries import manages
from albumen.events.wall_clock import zone_names
from albumen.photos.serving import preview_versions

router = Router(tags=["dashboard"], auth=signed_in("events"))

RECENT = 12


class Chart(Schema):
    """Which months, where."""

    timezone: str = Field("UTC", max_length=60, description="IANA name of the zone in which months begin.")
    months: int = Field(12, ge=1, le=60)


@router.get(
    "/dashboard",
    operation_id="get_dashboard",
    summary="The photographer's numbers, and what needs attention",
    response={200: Dashboard, 403: Problem},
)
def get_dashboard(request: HttpRequest) -> dict[str, Any]:
    _require_photographer(request)
    user, now = request.user, timezone.now()
    guests, unfinished = dashboard.guest_numbers(user), dashboard.unfinished_photos(user)
    coming = dashboard.coming_events(user, now, guests)
    return {
        "totals": dashboard.totals(user, now, guests, unfinished),
        "recent_uploads": [_recent(photo) for photo in dashboard.recent_uploads(user, RECENT)],
        "coming_events": [shown(event, "host") for event in coming],
        "attention": dashboard.attention(user, now, guests, unfinished),
    }


@router.get(
    "/dashboard/uploads-per-month",
    operation_id="get_uploads_per_month",
    summary="Photos by month of their arrival, for a chart",
    response={200: UploadsPerMonth, (403, 422): Problem},
)
def get_uploads_per_month(request: HttpRequest, chart: Query[Chart]) -> dict[str, Any]:
    _require_photographer(request)
    if chart.timezone not in zone_names():
        raise InvalidInputError(
            "This is no time zone.",
            fields={"timezone": Fault("not_a_timezone", "An IANA name like Europe/Berlin is one.")},
        )
    months = dashboard.uploads_per_month(request.user, chart.timezone, chart.months, timezone.now())
    return {
        "timezone": chart.timezone,
        "months": [
            {"month": f"{start:%Y-%m}", "starts_at": start, "photos": count} for start, count in months
        ],
    }


def _require_photographer(request: HttpRequest) -> None:
    if not manages(request.user):
        raise NotPermittedError("Only photographers have a dashboard.")


def _recent(photo: Any) -> dict[str, Any]:
    event = getattr(photo.library, "event", None)
    smallest = min(preview_versions(photo).items(), default=None)
    return {
        **{name: getattr(photo, name) for name in ("id", "filename", "state", "received_at", "thumbhash")},
        "preview": f"/api/v1/photos/{photo.pk}/preview/{smallest[0]}?v={smallest[1]}" if smallest else None,
        "event_id": event.pk if event else None,
        "event": event.name if event else None,
    }
