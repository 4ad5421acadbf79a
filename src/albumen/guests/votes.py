"""What each pack says about a match, beside the one probability of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypedDict


class Vote(TypedDict):
    """One pack's word.

    ``similarity`` is -1 to 1 and means something else for every pack; ``level`` is what this pack alone would say in an
    event of 5,000 faces, empty for one that was not fitted or is gone from the catalogue.
    """

    pack: str
    title: str
    similarity: float
    level: str


def votes_of(scores: Mapping[str, float]) -> list[Vote]:
    """The votes behind a match, of its ``scores``; a pack that did not see the face has none."""
    return [_vote(pack, float(similarity)) for pack, similarity in scores.items()]


def _vote(pack: str, similarity: float) -> Vote:
    title, bars = _known(pack)
    level = next((name for name, bar in bars if similarity >= bar), "none") if bars else ""
    return {"pack": pack, "title": title, "similarity": similarity, "level": level}


@cache
def _known(pack: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Title of a pack and its thresholds, the highest first."""
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.errors import UnknownPackError

    try:
        found = load_pack(pack)
    except UnknownPackError:
        return pack, ()
    own = found.thresholds
    if own is None:
        return found.title, ()
    return found.title, (("certain", own.certain), ("likely", own.likely), ("check", own.check))
