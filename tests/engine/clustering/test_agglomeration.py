from __future__ import annotations

import numpy as np
import pytest
from benchmarks.metrics import b_cubed
from benchmarks.synthetic_faces import event_sizes, synthetic_faces
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from albumen.engine.clustering import agglomeration
from albumen.engine.clustering.agglomeration import Edges, agglomerate
from albumen.engine.clustering.constraints import Separations

NONE = np.zeros((0, 2), np.int64)


def _all_pairs(count: int) -> Edges:
    return Edges(*(axis.astype(np.int64) for axis in np.triu_indices(count, 1)))


@pytest.mark.parametrize("threshold", [0.25, 0.35, 0.5])
def test_merging_in_rounds_equals_average_linkage_one_by_one(
    threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agglomeration, "SLACK", 0.0)
    faces = synthetic_faces(event_sizes(300, seed=6), seed=6)
    free = Separations.of(np.arange(300), NONE)
    found = agglomerate(faces.embeddings, _all_pairs(300), np.arange(300), free, threshold)
    distance = 1 - np.clip(faces.embeddings @ faces.embeddings.T, -1, 1)
    tree = linkage(squareform(distance, checks=False), "average")
    assert b_cubed(found, fcluster(tree, 1 - threshold, "distance")).f == 1.0


def test_clusters_never_hold_two_faces_of_a_photo() -> None:
    faces = synthetic_faces(np.full(6, 30), seed=7)
    photos = np.random.default_rng(1).integers(0, 50, 180)
    labels = agglomerate(
        faces.embeddings, _all_pairs(180), np.arange(180), Separations.of(photos, NONE), -1.0
    )
    assert len(np.unique(np.stack([labels, photos]), axis=1).T) == 180


def test_a_cannot_link_holds_through_others() -> None:
    """Bo's and Cy's faces are all alike; two of them are said to be two people."""
    faces = synthetic_faces(np.array([10]), seed=8)
    apart = np.array([[0, 9], [3, 9]])
    labels = agglomerate(
        faces.embeddings, _all_pairs(10), np.arange(10), Separations.of(np.arange(10), apart), -1.0
    )
    assert labels[0] != labels[9] and labels[3] != labels[9]
    assert labels.max() == 1


def test_restored_linkage_does_not_depend_on_the_origin() -> None:
    faces = synthetic_faces(np.full(8, 12), seed=9)
    free = Separations.of(np.arange(96), NONE)
    origin = faces.embeddings[:40].mean(axis=0)
    single = agglomerate(
        faces.embeddings - origin, _all_pairs(96), np.arange(96), free, 0.999, linkage="restored"
    )
    assert len(np.unique(single)) == 96
    joined = agglomerate(
        faces.embeddings - 0.1 * origin, _all_pairs(96), np.arange(96), free, 0.4, linkage="restored"
    )
    assert b_cubed(joined, faces.labels).f == 1.0
