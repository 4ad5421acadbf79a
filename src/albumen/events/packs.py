"""Which model packs a new event's photos are analysed with; decided once and written down in its library."""

from __future__ import annotations

from django.conf import settings

from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.choose import FALLBACK
from albumen.engine.packs.store import Store


def packs_for_new_events() -> list[str]:
    """Those of ALBUMEN_PACKS that are installed, in its order; the built-in one when none is."""
    store = Store()
    installed = [name for name in settings.ALBUMEN_PACKS if store.installed(load_pack(name))]
    return installed or [FALLBACK]
