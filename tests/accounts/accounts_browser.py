"""A browser that enforces CSRF, for tests of accounts."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

ALLAUTH = "/_allauth/browser/v1"


class Browser(Client):
    """A browser that enforces CSRF and sends the token its cookies hold, as the web client does."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **defaults)

    def ask(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        """Ask with JSON; ``path`` begins with / or is one of django-allauth's."""
        if "albumen_csrf" not in self.cookies:
            self.get(f"{ALLAUTH}/config")
        address = path if path.startswith("/") else f"{ALLAUTH}/{path}"
        return self.generic(
            method,
            address,
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"X-CSRFToken": self.cookies["albumen_csrf"].value},
            **extra,
        )
