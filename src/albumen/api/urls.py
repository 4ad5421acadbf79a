"""The API's addresses. Django tries one after the other: what a page asks for dozens of times comes first."""

from django.urls import include, path
from django.urls.resolvers import URLPattern

from albumen.api.api import api

_OFTEN = ("get_photo_preview", "get_photo_part", "get_photo", "list_matches")


def _as_often_asked(pattern: URLPattern) -> int:
    """Place in the list; no two addresses fit one request, so that only the time to find it depends on it."""
    return _OFTEN.index(pattern.name) if pattern.name in _OFTEN else len(_OFTEN)


_patterns, _application, _namespace = api.urls

urlpatterns = [
    path("", (sorted(_patterns, key=_as_often_asked), _application, _namespace)),
    path("", include("albumen.api.tus.urls")),
]
