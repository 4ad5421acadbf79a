"""Addresses outside the API."""

from django.urls import URLPattern, path, re_path

from albumen.web.client import client
from albumen.web.health import healthz, readyz
from albumen.web.metrics import metrics

urlpatterns: list[URLPattern] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    re_path(r"^(?P<path>.*)$", client),
]
