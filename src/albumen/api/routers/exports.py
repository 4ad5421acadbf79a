"""Photos taken out of one's own library, a folder for each person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from albumen.api.archive_answers import ANSWERS, PROBLEMS, archive_answer
from albumen.api.auth import signed_in
from albumen.api.schemas.exports import ExportOut, ExportQuery
from albumen.api.schemas.problem import Problem
from albumen.exports.actions.record_export import RecordExport
from albumen.exports.choice import Choice
from albumen.exports.estimate import estimate
from albumen.exports.packing import packed_people
from albumen.find.errors import LabelNotFoundError
from albumen.find.queries import own_label
from albumen.people.queries import own_library
from albumen.photos.models import Library, LibraryKind

router = Router(tags=["downloads"], auth=signed_in("photos"))

NAMELESS = "People"
"""What the archive of a library without an event is called."""


@router.api_operation(
    ["GET", "HEAD"],
    "/libraries/{uuid:library_id}/people.zip",
    operation_id="download_people",
    summary="A folder for each person as a ZIP",
    response=PROBLEMS,
    openapi_extra=ANSWERS,
)
def download_people(request: HttpRequest, library_id: UUID, query: Query[ExportQuery]) -> Any:
    """The photos of people in one's own library, sorted by person, as a ZIP that can be continued with Range.

    Nobody who is hidden or deleted is in it. With regions, the photos say who is where in them.
    """
    library, choice = _asked(request, library_id, query)
    event = library.event if library.kind == LibraryKind.EVENT else None
    packed = packed_people(library, choice, event.timezone if event else "UTC")

    def begun() -> None:
        RecordExport(request.user, library, choice, photos=packed.photos).execute()

    return archive_answer(request, packed.archive, event.name if event else NAMELESS, begun)


@router.get(
    "/libraries/{uuid:library_id}/people/export",
    operation_id="estimate_export",
    summary="How many photos and bytes a ZIP of people would hold",
    response={200: ExportOut, (404, 422, 503): Problem},
)
def estimate_export(request: HttpRequest, library_id: UUID, query: Query[ExportQuery]) -> dict[str, Any]:
    found = estimate(*_asked(request, library_id, query))
    return {
        "photos": found.photos,
        "files": found.files,
        "folders": found.folders,
        "beside": found.beside,
        "bytes": found.size,
    }


def _asked(request: HttpRequest, library_id: UUID, query: ExportQuery) -> tuple[Library, Choice]:
    library = own_library(request.user, library_id)
    if query.label is not None and own_label(request.user, query.label).library_id != library.pk:
        raise LabelNotFoundError
    return library, query.choice()
