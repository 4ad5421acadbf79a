"""Jobs of the night about photos."""

from __future__ import annotations

from uuid import UUID

from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.actions.encode_missing import EncodeMissing, libraries_to_encode
from albumen.photos.kinds import ENCODE_MISSING
from albumen.photos.models import PhotoState

STEP = 500
"""Photos looked at in one transaction, so that others get to write in between."""


@handles(ENCODE_MISSING)
def encode_missing(job: RunningJob) -> None:
    """Have every photo looked at by every pack of its library in the pack's present version."""
    versions = _versions()
    libraries = list(libraries_to_encode().order_by("pk").values_list("pk", flat=True))
    for number, identifier in enumerate(libraries):
        library = libraries_to_encode().filter(pk=identifier).first()
        for state in (PhotoState.READY, PhotoState.PROCESSING, PhotoState.RECEIVED):
            after: UUID | None = None
            while library is not None:
                step = EncodeMissing(library, state, versions, after, STEP)
                step.execute()
                if step.last is None:
                    break
                after = step.last
        job.progress(number + 1, len(libraries))


def _versions() -> dict[str, str]:
    """The version each pack of the catalogue has now, by name."""
    from albumen.engine.packs.catalogue import all_packs

    return {pack.name: pack.version for pack in all_packs()}
