from __future__ import annotations

import numpy as np
import pytest
from benchmarks.synthetic_faces import event_sizes, synthetic_faces

from albumen.engine.clustering import cells
from albumen.engine.clustering.graph import neighbour_graph


def _pairs(graph: object) -> set[tuple[int, int]]:
    return set(zip(graph.source.tolist(), graph.target.tolist(), strict=True))  # type: ignore[attr-defined]


def test_every_pair_above_the_floor_is_found_when_there_is_room() -> None:
    faces = synthetic_faces(np.full(30, 8), seed=1)
    graph = neighbour_graph(faces.embeddings, np.arange(240), neighbours=240, floor=0.3)
    similarity = np.triu(faces.embeddings @ faces.embeddings.T, 1)
    assert _pairs(graph) == set(zip(*(axis.tolist() for axis in np.nonzero(similarity >= 0.3)), strict=True))
    assert graph.similarity == pytest.approx(similarity[graph.source, graph.target], abs=1e-5)


def test_each_face_keeps_its_best_neighbours() -> None:
    faces = synthetic_faces(np.full(5, 60), seed=2)
    graph = neighbour_graph(faces.embeddings, np.arange(300), neighbours=3, floor=-1.0)
    similarity = faces.embeddings @ faces.embeddings.T
    np.fill_diagonal(similarity, -2.0)
    best = np.argsort(-similarity, axis=1)[:, :3]
    expected = {(min(i, j), max(i, j)) for i in range(300) for j in best[i].tolist()}
    assert _pairs(graph) == expected


def test_many_blocks_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = synthetic_faces(event_sizes(900, seed=3), seed=3)
    whole = neighbour_graph(faces.embeddings, np.arange(900), neighbours=5, floor=0.2)
    monkeypatch.setattr("albumen.engine.clustering.graph.QUERY_ROWS", 64)
    monkeypatch.setattr("albumen.engine.clustering.graph.BLOCK_COLUMNS", 100)
    assert _pairs(neighbour_graph(faces.embeddings, np.arange(900), neighbours=5, floor=0.2)) == _pairs(whole)


@pytest.mark.parametrize("exact", [True, False])
def test_faces_of_one_photo_are_never_joined(exact: bool) -> None:
    faces = synthetic_faces(np.full(20, 20), seed=4)
    photos = np.random.default_rng(0).integers(0, 40, 400)
    graph = neighbour_graph(faces.embeddings, photos, exact=exact)
    assert len(graph) and np.all(photos[graph.source] != photos[graph.target])


def test_cells_find_most_pairs_of_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "CELL_SIZE", 100)
    faces = synthetic_faces(event_sizes(6000, seed=5), seed=5)
    exact = _pairs(neighbour_graph(faces.embeddings, np.arange(6000), neighbours=48, floor=0.33))
    found = _pairs(neighbour_graph(faces.embeddings, np.arange(6000), neighbours=48, floor=0.33, exact=False))
    one_person = {(i, j) for i, j in exact if faces.labels[i] == faces.labels[j]}
    assert len(found & one_person) > 0.9 * len(one_person)
    assert found <= exact | {(i, j) for i, j in found if faces.embeddings[i] @ faces.embeddings[j] >= 0.329}


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_one_face_have_no_edges(count: int) -> None:
    assert len(neighbour_graph(np.ones((count, 4), np.float32), np.arange(count))) == 0
