"""The pack by which the faces of a library are compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.errors import UnavailableError
from albumen.photos.models import Library, ModelVersion

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack


class PeoplePackError(UnavailableError):
    """No pack of the library says what its similarities mean."""

    code = "pack_unfitted"
    advice = "Choose another model pack for these photos."


def deciding_pack(library: Library) -> Pack:
    """The first pack of a library that was calibrated.

    Raises:
        PeoplePackError: none was.
    """
    return pack_that_decides(library.packs)


def pack_that_decides(packs: list[str]) -> Pack:
    """The first of these packs that was calibrated.

    Raises:
        PeoplePackError: none was.
    """
    from albumen.engine.packs.catalogue import load_pack

    for name in packs:
        pack = load_pack(name)
        if pack.calibration is not None and pack.thresholds is not None:
            return pack
    raise PeoplePackError(f"The packs {', '.join(packs) or 'none'} cannot say who somebody is.")


def deciding_model(pack: Pack) -> ModelVersion:
    """The row of a pack's present version."""
    model: ModelVersion = ModelVersion.objects.get_or_create(
        pack=pack.name, version=pack.version, defaults={"dimension": pack.embedder.dimension}
    )[0]
    return model
