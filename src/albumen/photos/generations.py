"""Which packs look at what arrives: those that decide, and those of another generation beside them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from albumen.photos.models import Library

_LOG = logging.getLogger(__name__)


def looking_packs(library: Library) -> list[str]:
    """Names of the packs that look at a new photo or selfie, those that decide first.

    A pack of the generation beside that cannot be used here is left out: what it has not seen is looked at later, and
    nobody waits for it.
    """
    return [*library.packs, *(name for name in library.beside if _usable(name))]


def _usable(name: str) -> bool:
    from albumen.engine.packs.errors import PackError
    from albumen.photos.analysers import PackMissingError, analyser

    try:
        analyser(name)
    except (PackMissingError, PackError) as error:
        _LOG.warning("The pack %s looks at nothing for now: %s", name, error)
        return False
    return True
