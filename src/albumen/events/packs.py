"""Which model packs the photos of events are analysed and searched with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef

from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.choose import FALLBACK
from albumen.engine.packs.store import Store
from albumen.photos.models import Embedding, ModelVersion

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack
    from albumen.photos.models import Library


def packs_for_new_events() -> list[str]:
    """Those of ALBUMEN_PACKS that are installed, in its order; the built-in one when none is.

    Decided once and written down in the library of an event.
    """
    store = Store()
    installed = [name for name in settings.ALBUMEN_PACKS if store.installed(load_pack(name))]
    return installed or [FALLBACK]


def searchable_packs(library: Library) -> list[Pack]:
    """The packs of a library that can say who somebody in its photos is: fitted, installed, and they saw a face."""
    seen = Embedding.objects.filter(library=library, model=OuterRef("pk"))
    there = ModelVersion.objects.filter(Exists(seen), pack__in=library.packs).values_list("pack", "version")
    versions, store = set(there), Store()
    return [
        pack
        for pack in map(load_pack, dict.fromkeys(library.packs))
        if pack.calibration and pack.thresholds
        if (pack.name, pack.version) in versions and store.installed(pack)
    ]
