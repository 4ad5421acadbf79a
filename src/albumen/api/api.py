"""The API: one object, a router for each subject, failures in one form."""

from __future__ import annotations

from albumen import __version__
from albumen.api.docs import LocalSwagger
from albumen.api.errors import add_handlers
from albumen.api.hostile import StrictParser
from albumen.api.openapi import DocumentedAPI
from albumen.api.operations import prepare
from albumen.api.routers import (
    account,
    dashboard,
    downloads,
    duplicates,
    events,
    exports,
    finding,
    guests,
    jobs,
    labels,
    libraries,
    matches,
    people,
    person,
    photos,
    progress,
    registrations,
    searches,
    suggestions,
    system,
    upgrades,
    uploads,
)

api = DocumentedAPI(
    title="Albumen",
    version=__version__,
    description="Event photos, delivered to the people in them.",
    docs=LocalSwagger(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    parser=StrictParser(),
)
add_handlers(api)

for room in (
    account,
    dashboard,
    downloads,
    duplicates,
    events,
    exports,
    finding,
    guests,
    jobs,
    labels,
    libraries,
    matches,
    people,
    person,
    photos,
    progress,
    registrations,
    searches,
    suggestions,
    system,
    upgrades,
    uploads,
):
    api.add_router("", room.router)

prepare(api)
