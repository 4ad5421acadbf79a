"""The interactive documentation: Swagger UI out of our own files, under a policy that allows nothing from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class LocalSwagger(DocsBase):
    """Swagger UI that sends the CSRF token along, so that a logged-in browser can try every operation."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        shown = {"url": self.get_openapi_url(api, kwargs), "layout": "BaseLayout", "deepLinking": True}
        return render(request, "albumen/api_docs.html", {"api": api, "settings": json.dumps(shown)})
