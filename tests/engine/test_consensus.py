"""Several packs' scores become one level, never a surer one than the evidence allows."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.engine.calibration import Calibration
from albumen.engine.consensus import AGREED, Judge, Learnt, fuse
from albumen.engine.event_size import scaled
from albumen.engine.matching import LEVELS, match
from albumen.engine.packs import catalogue
from albumen.engine.packs.spec import Thresholds

LINE = Calibration(np.array([-1.0, 1.0]), np.array([-20.0, 20.0]))
"""Evidence is 20 times the similarity."""

JUDGE = Judge(LINE, Thresholds("test", certain=0.5, likely=0.4, check=0.3))
TWO = {"a": JUDGE, "b": JUDGE}


def levels(a: float, b: float, **more: object) -> str:
    found = fuse({"a": np.array([a], np.float32), "b": np.array([b], np.float32)}, TWO, prior=0.01, **more)  # type: ignore[arg-type]
    return LEVELS[int(found.level[0])]


def test_evidence_is_the_mean_and_never_the_sum() -> None:
    found = fuse({"a": np.array([0.5], np.float32), "b": np.array([0.3], np.float32)}, TWO, prior=0.01)
    assert found.evidence.tolist() == pytest.approx([8.0])
    twice = fuse({"a": np.array([0.5], np.float32), "b": np.array([0.5], np.float32)}, TWO, prior=0.01)
    alone = fuse({"a": np.array([0.5], np.float32)}, TWO, prior=0.01)
    assert twice.probability == pytest.approx(alone.probability)


def test_each_packs_own_similarity_is_kept() -> None:
    found = fuse({"a": np.array([0.51], np.float32), "b": np.array([np.nan], np.float32)}, TWO)
    assert found.similarities["a"].tolist() == pytest.approx([0.51])
    assert np.isnan(found.similarities["b"]).all()


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (0.6, 0.6, "certain"),
        (0.41, 0.41, "certain"),  # together they reach what neither does alone
        (0.39, 0.39, "likely"),
        (0.51, 0.31, "certain"),  # one is certain, the other does not contradict
        (0.59, 0.29, "likely"),  # one contradicts: never certain, however sure the other is
        (0.9, -0.9, "none"),
        (0.51, 0.05, "check"),
        (0.25, 0.25, "check"),
        (0.1, 0.1, "none"),
    ],
)
def test_levels(a: float, b: float, level: str) -> None:
    assert levels(a, b) == levels(b, a) == level


def test_a_blurred_face_is_never_more_than_something_to_check() -> None:
    blurred = np.array([False])
    assert levels(0.9, 0.9, reliable=blurred) == "check"
    assert levels(0.9, 0.9, reliable={"a": blurred, "b": blurred}) == "check"
    assert levels(0.9, 0.9, reliable={"a": blurred, "b": np.array([True])}) == "likely"
    assert levels(0.2, 0.2, reliable=blurred) == "none"


def test_one_pack_alone_decides_as_it_always_did() -> None:
    generator = np.random.default_rng(0)
    vectors = generator.normal(size=(400, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    reliable = generator.random(400) > 0.3
    alone = match(vectors[:1], vectors, JUDGE.calibration, JUDGE.thresholds, reliable=reliable)
    fused = fuse({"a": vectors @ vectors[0]}, TWO, reliable=reliable)
    assert fused.level.tolist() == alone.level.tolist()
    assert fused.probability == pytest.approx(alone.probability)
    assert fused.prior == pytest.approx(alone.prior)


def test_a_missing_pack_leaves_the_decision_to_the_others() -> None:
    a = np.array([0.51, 0.51, np.nan, np.nan], np.float32)
    b = np.array([np.nan, 0.29, 0.45, np.nan], np.float32)
    found = fuse({"a": a, "b": b}, TWO, prior=0.01)
    assert [LEVELS[i] for i in found.level] == ["certain", "likely", "likely", "none"]
    assert found.packs.tolist() == [1, 2, 1, 0]
    assert found.probability[3] == 0.0
    assert np.isfinite(found.probability).all()


def test_more_of_any_pack_never_lowers_level_or_probability() -> None:
    generator = np.random.default_rng(1)
    a, b = generator.uniform(-0.2, 0.8, (2, 3000)).astype(np.float32)
    low = fuse({"a": a, "b": b}, TWO, prior=0.01)
    high = fuse({"a": a + np.float32(0.05), "b": b}, TWO, prior=0.01)
    assert (high.level >= low.level).all()
    assert (high.probability >= low.probability).all()


def test_larger_events_ask_for_more() -> None:
    generator = np.random.default_rng(2)
    a, b = generator.uniform(0.2, 0.8, (2, 3000)).astype(np.float32)
    small, large = (fuse({"a": a, "b": b}, TWO, prior=0.01, faces=n) for n in (5_000, 100_000))
    assert (large.level <= small.level).all()
    assert (large.level < small.level).sum() > 100
    own = scaled(JUDGE.thresholds, 100_000)
    contradicted = (np.minimum(a, b) < own.check) & (large.level == LEVELS.index("certain"))
    assert not contradicted.any()


def test_no_pack_different_numbers_and_strangers_are_errors() -> None:
    with pytest.raises(ValueError, match="at least one"):
        fuse({}, TWO)
    with pytest.raises(ValueError, match="same faces"):
        fuse({"a": np.zeros(2, np.float32), "b": np.zeros(3, np.float32)}, TWO)
    with pytest.raises(KeyError):
        fuse({"c": np.zeros(2, np.float32)}, TWO)


def test_no_faces_are_no_matches() -> None:
    assert len(fuse({"a": np.zeros(0, np.float32), "b": np.zeros(0, np.float32)}, TWO).level) == 0


def test_the_bar_of_packs_in_use_lies_below_each_packs_own_and_above_the_one_before() -> None:
    judges = [Judge.of(catalogue.load_pack(name)) for name in ("builtin", "standard")]
    bars = [
        AGREED * np.mean([j.calibration.evidence(getattr(j.thresholds, level)) for j in judges])
        for level in ("check", "likely", "certain")
    ]
    assert bars == sorted(bars)
    assert bars[-1] == pytest.approx(8.5, abs=0.1)


def test_strangers_drawn_from_the_calibrated_law_keep_the_markov_bound() -> None:
    """Two packs that err together: at most exp(-t) of strangers reach a fused evidence of t."""
    generator = np.random.default_rng(3)
    strength = (
        9.0  # evidence of strangers is normal with mean -s/2 and variance s, as that of a true ratio is
    )
    shared = generator.normal(size=1_000_000)
    draws = [0.9 * shared + np.sqrt(1 - 0.81) * generator.normal(size=1_000_000) for _ in range(2)]
    scores = {
        name: ((-strength / 2 + np.sqrt(strength) * z) / 20).astype(np.float32)
        for name, z in zip("ab", draws, strict=True)
    }
    fused = fuse(scores, TWO, prior=0.01).evidence
    for t in (1.0, 2.0, 4.0, 6.0):
        assert (fused >= t).mean() <= np.exp(-t)


LEARNT = Learnt(
    {"a": 0.75, "b": 0.25}, Judge(LINE, Thresholds("test", certain=0.45, likely=0.35, check=0.25))
)


def learnt_level(a: float, b: float, **more: object) -> str:
    scores = {"a": np.array([a], np.float32), "b": np.array([b], np.float32)}
    return LEVELS[int(fuse(scores, TWO, learnt=[LEARNT], prior=0.01, **more).level[0])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (0.46, 0.46, "certain"),
        (0.5, 0.31, "certain"),  # the weights are not equal
        (0.31, 0.5, "likely"),
        (0.9, 0.29, "likely"),  # b contradicts, however sure they are together
        (0.26, 0.24, "check"),
        (0.2, 0.2, "none"),
        (0.9, -0.9, "likely"),
    ],
)
def test_packs_learnt_together_are_read_by_their_fused_similarity(a: float, b: float, level: str) -> None:
    assert learnt_level(a, b) == level


def test_fused_evidence_is_that_of_the_weighted_mean_and_of_joint_embeddings() -> None:
    generator = np.random.default_rng(5)
    one, two = (generator.normal(size=(50, size)) for size in (4, 9))
    one /= np.linalg.norm(one, axis=1, keepdims=True)
    two /= np.linalg.norm(two, axis=1, keepdims=True)
    by_pack = {"a": one.astype(np.float32), "b": two.astype(np.float32)}
    joint = LEARNT.vectors(by_pack)
    assert np.linalg.norm(joint, axis=1) == pytest.approx(1.0, abs=1e-5)
    scores = {name: rows @ rows[0] for name, rows in by_pack.items()}
    found = fuse(scores, TWO, learnt=[LEARNT], prior=0.01)
    assert found.evidence == pytest.approx(LINE.evidence(joint @ joint[0]), abs=1e-4)
    assert LEARNT.similarity(scores) == pytest.approx(joint @ joint[0], abs=1e-5)


def test_what_was_learnt_is_for_faces_that_exactly_these_packs_have_seen() -> None:
    three = {**TWO, "c": JUDGE}
    nan = float("nan")
    a = np.array([0.46, 0.51, 0.46], np.float32)
    b = np.array([0.46, nan, 0.46], np.float32)
    c = np.array([nan, nan, -0.9], np.float32)
    found = fuse({"a": a, "b": b, "c": c}, three, learnt=[LEARNT], prior=0.01)
    assert found.evidence[0] == pytest.approx(9.2, abs=1e-5)
    assert LEVELS[found.level[1]] == "certain" and found.evidence[1] == pytest.approx(10.2, abs=1e-5)
    assert found.evidence[2] == pytest.approx((9.2 + 9.2 - 18.0) / 3, abs=1e-5), "c was not learnt with them"


def test_more_of_any_learnt_pack_never_lowers_level_or_probability() -> None:
    generator = np.random.default_rng(6)
    a, b = generator.uniform(-0.2, 0.8, (2, 3000)).astype(np.float32)
    low = fuse({"a": a, "b": b}, TWO, learnt=[LEARNT], prior=0.01)
    for more in ({"a": a + np.float32(0.05), "b": b}, {"a": a, "b": b + np.float32(0.05)}):
        high = fuse(more, TWO, learnt=[LEARNT], prior=0.01)
        assert (high.level >= low.level).all()
        assert (high.probability >= low.probability).all()


def test_a_blurred_face_is_only_something_to_check_for_learnt_packs_too() -> None:
    blurred = np.array([False])
    assert learnt_level(0.9, 0.9, reliable=blurred) == "check"
    assert learnt_level(0.9, 0.9, reliable={"a": np.array([True]), "b": blurred}) == "likely"


@pytest.mark.parametrize("learnt", [(), (LEARNT,)])
def test_careful_faces_need_more_to_be_certain_and_nothing_else(learnt: tuple[Learnt, ...]) -> None:
    generator = np.random.default_rng(7)
    a, b = generator.uniform(0.2, 0.8, (2, 4000)).astype(np.float32)
    b[::3] = np.nan
    careful = generator.random(4000) < 0.5
    usual = fuse({"a": a, "b": b}, TWO, learnt=learnt, prior=0.01)
    wary = fuse({"a": a, "b": b}, TWO, learnt=learnt, prior=0.01, careful=careful, caution=3.0)
    assert (wary.level[~careful] == usual.level[~careful]).all()
    assert (wary.probability == usual.probability).all()
    certain = LEVELS.index("certain")
    lower = careful & (wary.level != usual.level)
    assert lower.sum() > 50 and (usual.level[lower] == certain).all()
    assert (wary.level[lower] == LEVELS.index("likely")).all()
    assert (wary.level[careful & np.isnan(b) & (a > 0.75)] == certain).all(), "enough evidence is enough"
    none = fuse({"a": a, "b": b}, TWO, learnt=learnt, prior=0.01, careful=careful)
    assert (none.level == usual.level).all()
