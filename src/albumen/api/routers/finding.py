"""Finding photos in one's own libraries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from albumen.api.auth import signed_in
from albumen.api.pagination import PageOf, cut, limit_of, position_of
from albumen.api.schemas.finding import CamerasOut, FoundPhotos, SearchQuery, filters_of
from albumen.api.schemas.photos import shown_photo
from albumen.api.schemas.problem import Problem
from albumen.find.search import COUNTED, Search, cameras_of
from albumen.people.queries import own_library
from albumen.photos.models import Photo

router = Router(tags=["finding"], auth=signed_in("photos"))

_ORDER = ("sort_at", "id")


@router.get(
    "/libraries/{uuid:library_id}/search",
    operation_id="search_photos",
    summary="Photos of one's own library by people, words, dates, places, labels and more",
    response={200: FoundPhotos, (404, 422): Problem},
)
def search_photos(
    request: HttpRequest, library_id: UUID, asked: Query[SearchQuery], page: PageOf
) -> dict[str, Any]:
    user: Any = request.user
    after: Any = position_of(page, _ORDER, Photo)
    search = Search(user, library_id, filters_of(asked))
    found = cut(search.page(after, limit_of(page) + 1), _ORDER, page)
    count = search.count() if asked.count and after is None else None
    return {
        "items": [shown_photo(photo, user) for photo in found["items"]],
        "next": found["next"],
        "count": None if count is None else min(count, COUNTED),
        "more": count is not None and count > COUNTED,
    }


@router.get(
    "/libraries/{uuid:library_id}/cameras",
    operation_id="list_cameras",
    summary="What the photos of a library were taken with",
    response={200: CamerasOut, 404: Problem},
)
def list_cameras(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return {"cameras": cameras_of(own_library(request.user, library_id))}
