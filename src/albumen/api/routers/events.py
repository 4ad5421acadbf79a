"""events."""

from __future__ import annotations

from ninja import Router

from albumen.api.auth import signed_in

router = Router(tags=["events"], auth=signed_in("events"))
