"""The QR code that takes a guest to an event."""

from __future__ import annotations

import io

import segno

from albumen.events.codes import link

BORDER = 4
"""Modules of white around the code, as ISO/IEC 18004 wants."""


def qr_code(code: str, kind: str, scale: int) -> bytes:
    """A picture of the event's link.

    Args:
        code: of the event.
        kind: ``svg`` or ``png``.
        scale: pixels (png) or units (svg) a module is wide.
    """
    out = io.BytesIO()
    options = {"xmldecl": True, "svgclass": None, "lineclass": None} if kind == "svg" else {}
    segno.make(link(code), error="m", micro=False).save(out, kind=kind, scale=scale, border=BORDER, **options)
    return out.getvalue()
