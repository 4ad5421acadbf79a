"""What folders are called, on a disk and in an archive."""

from __future__ import annotations

from albumen.folders.plan import NO_FACES, PASSERS_BY, Key

NAMES: dict[Key, str] = {NO_FACES: "No faces", PASSERS_BY: "Passers-by"}
"""Folders of photos with nobody in them who has one."""

TOGETHER = "Several people"
"""The folder of photos of several people, where each photo is wanted once."""


def person_folder(number: int) -> str:
    """The folder of somebody without a name."""
    return f"Person {number:03d}"
