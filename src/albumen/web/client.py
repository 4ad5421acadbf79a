"""The built web client: one page for every address that is neither a file nor a door of the server."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

_DOORS = ("api/", "_allauth/", "admin/", "static/", "accounts/")


@require_safe
@ensure_csrf_cookie
def client(request: HttpRequest, path: str = "") -> HttpResponse:
    """The client's page; where no client was built, a page that says where the API is.

    Raises:
        Http404: the address is below a door of the server, or looks like a file, or there is no client.
    """
    index = settings.ALBUMEN_CLIENT / "index.html"
    if path.startswith(_DOORS) or "." in path.rsplit("/", 1)[-1]:
        raise Http404
    if index.is_file():
        response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    elif path:
        raise Http404
    else:
        response = render(request, "albumen/welcome.html")
    response["Cache-Control"] = "no-cache"
    return response
