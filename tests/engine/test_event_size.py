"""A level promises the same number of strangers in an event of any size."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.event_size import NEVER, at, scaled, thresholds_for
from albumen.engine.matching import LEVELS, STRANGERS, false_match_rate
from albumen.engine.packs import catalogue
from albumen.engine.packs.spec import Pack, Thresholds

CALIBRATED = [pack for pack in catalogue.all_packs() if pack.thresholds]
SIZES = (0, 1, 4_999, 5_000, 5_001, 20_000, 50_000, 100_000, 1_000_000, 50_000_000)


@pytest.mark.parametrize("pack", CALIBRATED, ids=lambda pack: pack.name)
def test_stricter_with_size_and_never_looser_than_the_packs_own_where_photos_may_be_released(
    pack: Pack,
) -> None:
    own = pack.thresholds
    assert own
    before = thresholds_for(pack, 0)
    for faces in SIZES:
        found = thresholds_for(pack, faces)
        assert found.certain >= own.certain
        assert found.likely >= own.likely
        assert found.certain >= before.certain
        assert found.likely >= before.likely
        assert found.check >= before.check
        assert found.certain >= found.likely >= found.check
        before = found


@pytest.mark.parametrize("pack", CALIBRATED, ids=lambda pack: pack.name)
def test_in_small_events_only_what_is_worth_a_look_is_looser(pack: Pack) -> None:
    assert pack.thresholds
    small = thresholds_for(pack, 1_000)
    assert (small.certain, small.likely) == (pack.thresholds.certain, pack.thresholds.likely)
    assert pack.thresholds.check - 0.06 < small.check < pack.thresholds.check
    assert thresholds_for(pack, 0) == thresholds_for(pack, 500)
    assert thresholds_for(pack, 5_000) is pack.thresholds
    assert thresholds_for(pack, 5_001).certain > pack.thresholds.certain  # type: ignore[union-attr]


def test_a_level_never_needs_more_than_a_known_point_of_its_rate() -> None:
    own = Thresholds("here", certain=0.52, likely=0.41, check=0.34)
    assert at(own, false_match_rate("likely")) == 0.41
    assert scaled(own, 50_000).check == pytest.approx(0.41)  # 5 strangers in 50,000 are the rate of likely
    assert scaled(own, 250_000).likely == pytest.approx(0.52)


def test_a_pack_whose_tail_has_no_slope_promises_nothing_in_larger_events() -> None:
    assert scaled(Thresholds("here", 0.5, 0.5, 0.5), 6_000).certain == NEVER


def test_a_pack_without_thresholds_and_a_negative_size_are_errors() -> None:
    bare = [pack for pack in catalogue.all_packs() if not pack.thresholds]
    for pack in bare:
        with pytest.raises(ValueError, match="no thresholds"):
            thresholds_for(pack, 10)
    with pytest.raises(ValueError, match="-1"):
        thresholds_for(CALIBRATED[0], -1)


@pytest.mark.parametrize("tail", ["normal", "beta"])
def test_the_promise_holds_on_tails_that_are_known(tail: str) -> None:
    """Impostor tails that bend down, as measured ones do: the rate at the extrapolated threshold is never too large."""
    from scipy import stats

    law = stats.norm(0.0, 0.1) if tail == "normal" else stats.beta(40, 40, loc=-1.0, scale=2.0)
    own = Thresholds("a law", *(float(law.isf(false_match_rate(level))) for level in reversed(LEVELS[1:])))
    for faces in (5_000, 8_000, 30_000, 100_000, 400_000, 3_000_000):
        found = scaled(own, faces)
        for level in LEVELS[1:]:
            strangers = law.sf(getattr(found, level)) * faces
            assert strangers <= STRANGERS[level] * (1 + 1e-6), (level, faces)


def test_thresholds_for_100000_faces_cost_recall_that_can_be_afforded() -> None:
    """A guard on how strict: recall at certain falls from 0.85 to about 0.62 (benchmarks/consensus.py)."""
    standard = catalogue.load_pack("standard")
    found = thresholds_for(standard, 100_000)
    assert 0.60 < found.certain < 0.64
    assert np.isclose(found.likely, 0.508, atol=0.005)
