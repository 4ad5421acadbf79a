"""What each pack says by itself, beside the one probability."""

from __future__ import annotations

import pytest

from albumen.engine.packs.catalogue import load_pack
from albumen.guests.votes import votes_of

LIMITS = load_pack("standard").thresholds
assert LIMITS is not None


@pytest.mark.parametrize(
    ("similarity", "level"),
    [
        (LIMITS.certain, "certain"),
        (LIMITS.certain - 1e-4, "likely"),
        (LIMITS.check, "check"),
        (LIMITS.check - 1e-4, "none"),
    ],
)
def test_a_pack_says_what_it_would_say_alone(similarity: float, level: str) -> None:
    (vote,) = votes_of({"standard": similarity})
    assert vote == {
        "pack": "standard",
        "title": "YuNet and MobileFaceNet",
        "similarity": similarity,
        "level": level,
    }


def test_a_pack_that_was_not_fitted_or_is_gone_gives_its_similarity_only() -> None:
    found = votes_of({"sface": 0.4, "of-long-ago": 0.5})
    assert [(vote["title"], vote["similarity"], vote["level"]) for vote in found] == [
        (load_pack("sface").title, 0.4, ""),
        ("of-long-ago", 0.5, ""),
    ]
    assert votes_of({}) == []
