"""guests."""

from __future__ import annotations

from ninja import Router

from albumen.api.auth import signed_in

router = Router(tags=["guests"], auth=signed_in("guests"))
