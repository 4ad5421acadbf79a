"""Jobs of the night about photos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.actions.encode_missing import EncodeMissing, libraries_to_encode
from albumen.photos.kinds import ENCODE_MISSING
from albumen.photos.models import PhotoState

_STATES: list[Any] = [PhotoState.READY, PhotoState.PROCESSING, PhotoState.RECEIVED]

STEP = 500
"""Photos looked at in one transaction, so that others get to write in between."""


@handles(ENCODE_MISSING)
def encode_missing(job: RunningJob) -> None:
    """Have every photo looked at by every pack of its library in the pack's present version.

    Others have their turn in between; the payload says where to go on: library, state, last photo.
    """
    versions = _versions()
    libraries = list(libraries_to_encode().order_by("pk").values_list("pk", flat=True))
    start = _Place(**job.payload) if job.payload else None
    for number, identifier in enumerate(libraries):
        if start is not None and str(identifier) < start.library:
            continue
        for place in _steps(
            identifier, versions, start if start and start.library == str(identifier) else None
        ):
            if job.turn_over():
                with job.continuing(asdict(place)):
                    return
        job.progress(number + 1, len(libraries))


@dataclass(frozen=True, slots=True)
class _Place:
    """How far it is: photos of this library in this state up to this one are done."""

    library: str
    state: str
    photo: str


def _steps(identifier: UUID, versions: dict[str, str], start: _Place | None) -> Iterator[_Place]:
    """Go through a library from a place on; yields after each step how far it is."""
    library = libraries_to_encode().filter(pk=identifier).first()
    if library is None:
        return
    begin = _STATES.index(start.state) if start else 0
    for state in _STATES[begin:]:
        after = UUID(start.photo) if start and state == start.state else None
        while True:
            step = EncodeMissing(library, state, versions, after, STEP)
            step.execute()
            if step.last is None:
                break
            after = step.last
            yield _Place(str(identifier), str(state), str(after))


def _versions() -> dict[str, str]:
    """The version each pack of the catalogue has now, by name."""
    from albumen.engine.packs.catalogue import all_packs

    return {pack.name: pack.version for pack in all_packs()}
