"""The built web client: one page for every address that is neither a file nor a door of the server."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from albumen.web.client_files import PAGE, looks_like_file

_DOORS = ("api/", "_allauth/", "admin/", "static/", "accounts/")
_FOR_EVERYBODY = frozenset({"", "listed", "signup/guest", "signup/photographer"})
"""Pages that search engines may list; all others are somebody's own, or an invitation."""


@require_safe
@ensure_csrf_cookie
def client(request: HttpRequest, path: str = "") -> HttpResponse:
    """The client's page; where no client was built, a page that says where the API is.

    Raises:
        Http404: the address is below a door of the server, or looks like a file, or there is no client.
    """
    if path.startswith(_DOORS) or looks_like_file(path):
        raise Http404
    try:
        page = (settings.ALBUMEN_CLIENT / PAGE).read_bytes()
    except OSError:  # none was built, or one is being put into place
        if path:
            raise Http404 from None
        response = render(request, "albumen/welcome.html")
    else:
        response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    if path.rstrip("/") not in _FOR_EVERYBODY:
        response["X-Robots-Tag"] = "noindex"
    return response
