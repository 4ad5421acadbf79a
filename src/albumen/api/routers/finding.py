"""Finding photos in one's own libraries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from albumen.api.auth import signed_in
from albumen.api.pagination import Page, PageOf, cut, limit_of, page_of, position_of
from albumen.api.schemas.finding import (
    AlbumOut,
    AlbumsQuery,
    CamerasOut,
    FoundPhotos,
    SavedSearchIn,
    SavedSearchOut,
    SavedSearchPatch,
    SearchQuery,
    SuggestionsOut,
    SuggestionsQuery,
    filters_of,
    given,
    shown_album,
    shown_person_album,
    shown_search,
    shown_suggestions,
)
from albumen.api.schemas.photos import shown_photo
from albumen.api.schemas.problem import Problem
from albumen.find.actions.keep_search import ChangeSearch, ForgetSearch, KeepSearch
from albumen.find.albums import DATES, PLACES, albums_of, covers_of
from albumen.find.describing import place_key
from albumen.find.missing import is_settling
from albumen.find.queries import own_search, searches_of
from albumen.find.search import COUNTED, Search, cameras_of
from albumen.find.suggestions import suggestions_for
from albumen.people.queries import own_library, people_of
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
        "settling": after is None and is_settling(library_id),
    }


@router.get(
    "/libraries/{uuid:library_id}/completions",
    operation_id="suggest_filters",
    summary="What may be meant by the first letters of a search: people, labels, places, cameras, months",
    response={200: SuggestionsOut, (404, 422): Problem},
)
def suggest_filters(request: HttpRequest, library_id: UUID, typed: Query[SuggestionsQuery]) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    return shown_suggestions(
        suggestions_for(library, typed.text, months=typed.month, countries=typed.country)
    )


@router.get(
    "/libraries/{uuid:library_id}/cameras",
    operation_id="list_cameras",
    summary="What the photos of a library were taken with",
    response={200: CamerasOut, 404: Problem},
)
def list_cameras(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return {"cameras": cameras_of(own_library(request.user, library_id))}


@router.get(
    "/libraries/{uuid:library_id}/albums",
    operation_id="list_albums",
    summary="Albums that make themselves: by person, date or place",
    response={200: Page[AlbumOut], (404, 422): Problem},
)
def list_albums(
    request: HttpRequest, library_id: UUID, which: Query[AlbumsQuery], page: PageOf
) -> dict[str, Any]:
    library = own_library(request.user, library_id)
    if which.by == "person":
        found = page_of(people_of(library).filter(photo_count__gt=0), ("-photo_count", "id"), page)
        return {**found, "items": [shown_person_album(person) for person in found["items"]]}
    if which.by in DATES:
        rows = albums_of(library, DATES[which.by], within=which.month if which.by == "day" else "")
        found = page_of(rows, ("-key", "-id"), page)
    else:
        found = page_of(albums_of(library, PLACES[which.by], within=_within(which)), ("key", "id"), page)
    covers = covers_of(found["items"])
    return {**found, "items": [shown_album(term, covers) for term in found["items"]]}


def _within(which: AlbumsQuery) -> str:
    """What the key of a place begins with that lies in the asked country and region."""
    if not which.country or which.by == "country":
        return ""
    if which.region and which.by == "city":
        return place_key(which.country, which.region, "")
    return place_key(which.country, "")


@router.get(
    "/libraries/{uuid:library_id}/saved-searches",
    operation_id="list_saved_searches",
    summary="Searches of a library that were kept, by name",
    response={200: Page[SavedSearchOut], (404, 422): Problem},
)
def list_saved_searches(request: HttpRequest, library_id: UUID, page: PageOf) -> dict[str, Any]:
    found = page_of(searches_of(own_library(request.user, library_id)), ("key", "id"), page)
    return {**found, "items": [shown_search(search) for search in found["items"]]}


@router.post(
    "/libraries/{uuid:library_id}/saved-searches",
    operation_id="keep_search",
    summary="Keep a search by a name",
    response={201: SavedSearchOut, (404, 409, 422): Problem},
)
def keep_search(request: HttpRequest, library_id: UUID, body: SavedSearchIn) -> Status[dict[str, Any]]:
    action = KeepSearch(request.user, library_id, body.name, given(body.filters))
    return Status(201, shown_search(action.execute()))


@router.get(
    "/saved-searches/{uuid:saved_search_id}",
    operation_id="get_saved_search",
    summary="A search that was kept",
    response={200: SavedSearchOut, 404: Problem},
)
def get_saved_search(request: HttpRequest, saved_search_id: UUID) -> dict[str, Any]:
    return shown_search(own_search(request.user, saved_search_id))


@router.patch(
    "/saved-searches/{uuid:saved_search_id}",
    operation_id="change_saved_search",
    summary="Change the name or the filters of a kept search",
    response={200: SavedSearchOut, (404, 409, 422): Problem},
)
def change_saved_search(
    request: HttpRequest, saved_search_id: UUID, body: SavedSearchPatch
) -> dict[str, Any]:
    filters = None if body.filters is None else given(body.filters)
    return shown_search(ChangeSearch(request.user, saved_search_id, body.name, filters).execute())


@router.delete(
    "/saved-searches/{uuid:saved_search_id}",
    operation_id="forget_search",
    summary="Forget a kept search",
    response={204: None, 404: Problem},
)
def forget_search(request: HttpRequest, saved_search_id: UUID) -> Status[None]:
    ForgetSearch(request.user, saved_search_id).execute()
    return Status(204, None)
