"""The API: one object, a router for each subject, failures in one form."""

from __future__ import annotations

from ninja import NinjaAPI

from albumen import __version__
from albumen.api.errors import add_handlers
from albumen.api.routers import (
    account,
    dashboard,
    events,
    guests,
    jobs,
    matches,
    photos,
    progress,
    registrations,
    searches,
    system,
    uploads,
)

api = NinjaAPI(
    title="Albumen",
    version=__version__,
    description="Event photos, delivered to the people in them.",
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
)
add_handlers(api)

for room in (
    account,
    dashboard,
    events,
    guests,
    jobs,
    matches,
    photos,
    progress,
    registrations,
    searches,
    system,
    uploads,
):
    api.add_router("", room.router)
