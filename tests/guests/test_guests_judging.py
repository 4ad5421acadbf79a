"""How several packs are heard, how large events count, and how often a guest seems to be there."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.engine.matching import LEVELS, estimate_prior
from albumen.engine.packs.catalogue import all_packs, load_pack
from albumen.guests.faces import PhotoFaces, References
from albumen.guests.judging import Judge, PackUnfittedError, event_size
from albumen.guests.prior import estimate_prior_among
from albumen.guests.vouching import vouched_for

STANDARD, BUILTIN = (load_pack(name).thresholds for name in ("standard", "builtin"))
assert STANDARD is not None and BUILTIN is not None


def _judged(packs: list[str], *rows: tuple[float, ...], faces: int = 100) -> list[str]:
    similarity = np.array(rows, np.float32)
    judged = Judge(packs, faces).judge(similarity, np.ones(similarity.shape, bool))
    return [LEVELS[level] for level in judged.level]


def test_one_pack_decides_by_its_own_thresholds() -> None:
    above = [(STANDARD.certain + 1e-3,), (STANDARD.likely + 1e-3,), (STANDARD.check + 1e-3,), (0.0,)]
    assert _judged(["standard"], *above) == ["certain", "likely", "check", "none"]


def test_a_face_that_no_pack_saw_is_nobody() -> None:
    judged = Judge(["standard"], 10).judge(np.full((1, 1), np.nan, np.float32), np.zeros((1, 1), bool))
    assert (judged.level[0], judged.probability[0]) == (0, 0.0)
    assert np.isfinite(judged.evidence[0])


def test_a_pack_that_contradicts_keeps_a_face_from_being_certain() -> None:
    sure, against = STANDARD.certain + 0.05, BUILTIN.check - 0.05
    assert _judged(["standard", "builtin"], (sure, BUILTIN.certain)) == ["certain"]
    assert _judged(["standard", "builtin"], (sure, against))[0] != "certain"


def test_larger_events_ask_for_more() -> None:
    row = (STANDARD.certain + 1e-4,)
    assert _judged(["standard"], row, faces=4000) == ["certain"]
    assert _judged(["standard"], row, faces=400_000)[0] in ("likely", "check")


def test_a_pack_without_calibration_says_nothing() -> None:
    unfitted = [pack.name for pack in all_packs() if pack.thresholds is None or pack.calibration is None]
    if not unfitted:
        pytest.skip("every pack of the catalogue is fitted")
    with pytest.raises(PackUnfittedError):
        Judge(unfitted[:1], 10)
    assert [pack.name for pack in Judge([unfitted[0], "builtin"], 10).packs] == ["builtin"]


def test_sizes_are_steps() -> None:
    assert [event_size(n) for n in (0, 1000, 1001, 5000, 8000, 8001)] == [1000, 1000, 2000, 8000, 8000, 16000]


@given(
    own=st.lists(st.floats(3.0, 14.0), max_size=30),
    strangers=st.integers(0, 3000),
)
@settings(max_examples=60, deadline=None)
def test_the_prior_among_many_is_that_of_all_measured(own: list[float], strangers: int) -> None:
    """Leaving strangers of no resemblance out and counting them gives the prior of measuring them too."""
    everybody = np.array([*own, *[-200.0] * strangers])
    expected = estimate_prior(everybody, rounds=50) if len(everybody) else None
    found = estimate_prior_among(own, len(everybody))
    assert 0.0 < found <= 0.5
    if expected is not None:
        assert found == pytest.approx(expected, rel=1e-2, abs=1e-5)


@given(
    standard=st.floats(-1.0, 1.0, width=32),
    builtin=st.floats(-1.0, 1.0, width=32),
    faces=st.sampled_from([10, 90_000]),
)
@settings(max_examples=300, deadline=None)
def test_no_face_below_the_least_of_every_pack_is_worth_a_check(
    standard: float, builtin: float, faces: int
) -> None:
    judge = Judge(["standard", "builtin"], faces)
    level = judge.judge(np.array([[standard, builtin]], np.float32), np.ones((1, 2), bool)).level[0]
    if level >= 1:
        assert standard >= judge.least(0) or builtin >= judge.least(1)


def _at(similarity: float, seed: int) -> np.ndarray:
    """A unit vector with this similarity to the first axis, scattered in its own way."""
    aside = np.random.default_rng(seed).standard_normal(128)
    aside[0] = 0.0
    vector = np.sqrt(1 - similarity**2) * aside / np.linalg.norm(aside)
    vector[0] = similarity
    return vector.astype(np.float32)


def _vouched(*faces: tuple[float | None, float | None]) -> list[bool]:
    """Which of these faces, given by their similarity to the selfie by each pack (None: not seen), are certain."""
    count = len(faces)
    seen = np.array([[value is not None for value in face] for face in faces])
    vectors = [
        np.stack([_at(face[pack] or 0.0, 10 * number + pack) for number, face in enumerate(faces)])
        for pack in (0, 1)
    ]
    known = PhotoFaces(
        np.arange(count), [uuid4() for _ in faces], vectors, seen, seen, np.ones((count, 2), np.float32)
    )
    selfie = np.eye(1, 128, dtype=np.float32)
    person = References([selfie, selfie], [np.ones(1, np.float32)] * 2, [0.5, 0.0])
    judge = Judge(["standard", "builtin"], 100)
    return vouched_for(judge, person, known, np.arange(count), np.zeros(count, bool)).tolist()


def test_photos_speak_for_others_by_what_both_packs_say_together() -> None:
    both_sure, doubtful, stranger = (0.6, 0.97), (0.45, 0.94), (0.1, 0.85)
    assert _vouched(both_sure, stranger) == [True, False]
    assert _vouched(doubtful, stranger) == [False, False]
    assert _vouched((0.5, 0.955), stranger) == [True, False], "neither pack alone is certain"


def test_no_photo_speaks_for_one_that_a_pack_contradicts() -> None:
    assert _vouched((0.6, 0.97), (0.9, 0.9)) == [True, False]
    assert _vouched((0.6, 0.97), (0.3, 0.99)) == [True, False]


def test_a_face_of_one_pack_is_spoken_for_by_that_pack() -> None:
    assert _vouched((0.6, 0.97), (0.6, None), (0.3, None)) == [True, True, False]
