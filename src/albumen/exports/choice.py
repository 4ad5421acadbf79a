"""What is to be taken out of a library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Regions(StrEnum):
    """How it is written down who is in a photo."""

    NONE = "none"
    SIDECAR = "sidecar"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asks for.

    Attributes:
        people: these people; everybody where none are named.
        named: of everybody, only those with a name.
        label: only photos with this label.
        originals: untouched originals; else the largest previews.
        regions: whether it is said who is where in each photo, beside it or in a copy of it.
        together: a photo of several people is there once, in a folder of its own; else in the folder of each.
        nobody: photos with nobody in them too, in folders of their own; of everybody only.
    """

    people: tuple[UUID, ...] = ()
    named: bool = False
    label: int | None = None
    originals: bool = True
    regions: Regions = Regions.NONE
    together: bool = False
    nobody: bool = False
