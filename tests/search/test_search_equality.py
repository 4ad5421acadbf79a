"""Every strategy gives exactly the hits of brute force, ties, duplicates and deletions included."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from table import Table, faces, unit

from albumen.search import Hits, open_gallery
from albumen.search import _clusters as clusters_module
from albumen.search._clusters import arranged
from albumen.search.similarity import exact, margin, norms

LOCAL = ("simple", "compiled", "clustered")


def brute_force(table: Table, probes: np.ndarray, least: float) -> list[tuple[int, int, float, bool]]:
    """Face by face in plain Python: exact products, summed in float64, rounded once."""
    found = []
    for number, probe in enumerate(probes):
        mine = []
        for key in table.embeddings():
            face, vector, reliable = table.there[int(key)]
            similarity = np.float32(np.sum(probe.astype(np.float64) * vector.astype(np.float64)))
            if similarity >= np.float32(least):
                mine.append((number, face, float(similarity), reliable))
        found += sorted(mine, key=lambda hit: (-hit[2], hit[1]))
    return found


def listed(hits: Hits) -> list[tuple[int, int, float, bool]]:
    return list(
        zip(
            hits.probe.tolist(),
            hits.face.tolist(),
            hits.similarity.tolist(),
            hits.reliable.tolist(),
            strict=True,
        )
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[int, list[tuple[str, int]]]:
    """A seed, and what happens to a library: faces come, go, are hidden, shown, repeated; it is searched between."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["add", "remove", "hide", "show", "repeat", "search"]), st.integers(1, 40)
            ),
            min_size=1,
            max_size=12,
        )
    )
    return draw(st.integers(0, 2**16)), steps


@settings(max_examples=120, deadline=None)
@given(
    histories(),
    st.sampled_from([1, 3, 16, 129]),
    st.sampled_from([-1.0, 0.0, 0.3, 0.7, 0.9999, "tie"]),
    st.data(),
)
def test_all_strategies_equal_brute_force_through_any_history(
    history: tuple[int, list[tuple[str, int]]], dimension: int, least: float | str, data: st.DataObject
) -> None:
    seed, steps = history
    generator = np.random.default_rng(seed)
    table = Table(dimension)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters_module, "LEAST_ROWS", 8)
        patch.setattr("albumen.search._segments.LEAST_ROWS", 8)
        patch.setattr("albumen.search._build.LEAST_ROWS", 8)
        patch.setattr("albumen.search._build.SMALL", 8)
        for step, number in [*steps, ("search", 3)]:
            visible = table.embeddings().tolist()
            if step == "add":
                table.add(faces(number, dimension, people=3, seed=seed))
            elif step == "repeat" and visible:
                table.add(np.stack([table.there[k][1] for k in visible[:number]]))
            elif step == "remove" and visible:
                table.remove(*generator.permutation(visible)[:number].tolist())
            elif step == "hide" and visible:
                table.hide(*generator.permutation(visible)[:number].tolist())
            elif step == "show" and table.hidden:
                table.show(*sorted(table.hidden)[:number])
            elif step == "search":
                _all_equal(table, Path(folder), generator, min(number, 5), least)


def _all_equal(
    table: Table, folder: Path, generator: np.random.Generator, probes: int, least: float | str
) -> None:
    asked = unit(generator.normal(size=(probes, table.dimension))) * generator.uniform(0.2, 1.0, (probes, 1))
    probe = asked.astype(np.float32)
    keys = table.embeddings()
    if len(keys):
        probe[0] = table.there[int(keys[0])][1]
    bar = least if isinstance(least, float) else 0.5
    if least == "tie" and len(keys):  # exactly the similarity of some face: it is a hit
        bar = float(exact(probe[0], table.rows(keys[-1:]).vector)[0])
    expected = brute_force(table, probe, bar)
    for strategy in LOCAL:
        gallery = open_gallery(table, strategy, folder / strategy)
        assert gallery.revision == table.number
        assert len(gallery) == len(keys)
        assert listed(gallery.search(probe, bar)) == expected, strategy


@pytest.mark.parametrize("strategy", LOCAL)
def test_a_large_gallery_of_people_equals_brute_force(strategy: str, tmp_path: Path) -> None:
    table = Table(32)
    table.add(faces(6000, 32, people=300, seed=4))
    probes = faces(40, 32, people=300, seed=4) * np.float32(0.9)
    gallery = open_gallery(table, strategy, tmp_path)
    for least in (0.4, 0.75):
        assert listed(gallery.search(probes, least)) == brute_force(table, probes, least)
        assert listed(gallery.search(probes[:1], least)) == brute_force(table, probes[:1], least)


def test_blocks_do_not_change_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(16)
    table.add(faces(3000))
    probes = faces(70, seed=9)
    whole = listed(open_gallery(table, "compiled", tmp_path).search(probes, 0.6))
    monkeypatch.setattr("albumen.search._batch.BLOCK", 512)
    monkeypatch.setattr("albumen.search._batch.PROBES", 32)
    assert listed(open_gallery(table, "compiled", tmp_path).search(probes, 0.6)) == whole
    assert len(whole) > 100


def test_no_probes_no_faces_and_no_hits_are_empty_answers(tmp_path: Path) -> None:
    table = Table(4)
    for strategy in LOCAL:
        gallery = open_gallery(table, strategy, tmp_path / strategy)
        assert len(gallery.search(np.zeros((0, 4), np.float32), 0.1).face) == 0
        assert len(gallery.search(np.eye(4, dtype=np.float32), -1.0).face) == 0


@pytest.mark.parametrize("strategy", LOCAL)
def test_probes_of_another_width_or_without_numbers_are_refused(strategy: str, tmp_path: Path) -> None:
    table = Table(4)
    table.add(np.eye(4, dtype=np.float32))
    gallery = open_gallery(table, strategy, tmp_path)
    with pytest.raises(ValueError, match="shape"):
        gallery.search(np.zeros((1, 5), np.float32), 0.1)
    with pytest.raises(ValueError, match="finite"):
        gallery.search(np.full((1, 4), np.nan, np.float32), 0.1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 600), st.integers(1, 5))
def test_float32_products_stay_within_the_margin(seed: int, dimension: int, scale: int) -> None:
    generator = np.random.default_rng(seed)
    vectors = (generator.normal(size=(50, dimension)) * 10.0**-scale).astype(np.float32)
    probe = generator.normal(size=dimension).astype(np.float32)
    quick = vectors @ probe
    away = np.abs(quick.astype(np.float64) - exact(probe, vectors))
    assert (away <= margin(norms(probe[None])[0], float(norms(vectors).max()), dimension)).all()


@settings(max_examples=60, deadline=None)
@example(114156, 2, False)  # a probe opposite of a representative that is a little longer than 1
@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.booleans())
def test_the_bound_of_a_cluster_holds_for_every_member(seed: int, dimension: int, scaled: bool) -> None:
    """Also for rows that are not of unit length, of no length, and equal to the representative."""
    generator = np.random.default_rng(seed)
    vectors = faces(200, dimension, people=5, seed=seed)
    if scaled:
        vectors = (vectors * generator.uniform(0.1, 2.0, (200, 1))).astype(np.float32)
        vectors[:2] = 0
    vectors[5:9] = vectors[4]
    order, clusters = arranged(vectors)
    probes = np.concatenate([vectors[:5], unit(generator.normal(size=(5, dimension))) * np.float32(0.7)])
    bounds = clusters.bounds(probes)
    laid = vectors[order]
    assert sorted(order.tolist()) == list(range(200))
    for k in range(len(clusters)):
        member = laid[clusters.start[k] : clusters.start[k + 1]]
        for probe, bound in zip(probes, bounds[:, k], strict=True):
            assert exact(probe, member).max() <= bound + 1e-6


def test_clusters_leave_out_most_faces_when_people_are_tight() -> None:
    vectors = unit(
        np.repeat(unit(np.random.default_rng(0).normal(size=(100, 64))), 40, axis=0)
        + np.random.default_rng(1).normal(size=(4000, 64)) * 0.02
    )
    order, clusters = arranged(vectors)
    bar = np.array([0.8], np.float32)
    open_to = clusters.bounds(vectors[:1])[0] >= bar
    sizes = np.diff(clusters.start)
    assert sizes[open_to].sum() < 0.2 * len(vectors)
    _, rows = clusters.candidates(vectors[:1], vectors[order], bar)
    assert set(order[rows]) == set(np.flatnonzero(vectors @ vectors[0] >= 0.8))
