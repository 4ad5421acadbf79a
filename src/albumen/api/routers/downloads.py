"""downloads."""

from __future__ import annotations

from ninja import Router

from albumen.api.auth import signed_in

router = Router(tags=["downloads"], auth=signed_in("photos"))
