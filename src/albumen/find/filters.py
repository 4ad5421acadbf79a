"""What somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Filters:
    """Which photos of a library: those for which everything that is given here holds.

    Attributes:
        people: all of these are in it.
        any_people: at least one of these is in it.
        without: none of these is in it.
        only: nobody but ``people`` is in it, as far as faces are somebody; passers-by do not count.
        name: somebody is in it whose name has this in it.
        taken_from, taken_before: taken (else received) at this instant or later, and earlier than that one.
        date: taken on this day or in this month by the camera's own clock: ``2026-07-14``, ``2026-07``.
        event: taken at this event of the owner's: one of its photos, or taken between its beginning and end.
        labels: it has all of these labels.
        country, region, city: where it was taken; a region is in the country, a city in the region.
        camera: what it was taken with.
        least_faces, most_faces: how many faces are in it.
        q: each word is the beginning of a word of a person's name, a label, a place, the camera, title, description,
            location, photographer or filename.
    """

    people: tuple[UUID, ...] = ()
    any_people: tuple[UUID, ...] = ()
    without: tuple[UUID, ...] = ()
    only: bool = False
    name: str = ""
    taken_from: datetime | None = None
    taken_before: datetime | None = None
    date: str = ""
    event: UUID | None = None
    labels: tuple[int, ...] = ()
    country: str = ""
    region: str = ""
    city: str = ""
    camera: str = ""
    least_faces: int | None = None
    most_faces: int | None = None
    q: str = ""
