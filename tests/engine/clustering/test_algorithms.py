from __future__ import annotations

import numpy as np
import pytest
from benchmarks.metrics import b_cubed
from benchmarks.synthetic_faces import synthetic_faces

from albumen.engine.calibration import Calibration
from albumen.engine.clustering import ALGORITHMS, UnknownAlgorithmError, cluster

PARTY = synthetic_faces(np.array([1] * 100 + [4] * 40 + [15] * 10), likeness=0.62, seed=10)
FACES = len(PARTY.labels)


@pytest.mark.parametrize("algorithm", [a for a in ALGORITHMS if a != "kmeans"])
def test_clearly_different_people_are_told_apart(algorithm: str, calibration: Calibration) -> None:
    people = cluster(PARTY.embeddings, np.arange(FACES), calibration, algorithm=algorithm)
    found = b_cubed(people.labels, PARTY.labels)
    assert found.precision > 0.97 and found.recall > 0.93


def test_k_means_runs_as_a_comparison(calibration: Calibration) -> None:
    people = cluster(PARTY.embeddings, np.arange(FACES), calibration, algorithm="kmeans")
    assert b_cubed(people.labels, PARTY.labels).f > 0.5


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_seed_gives_one_result(algorithm: str, calibration: Calibration) -> None:
    hard = synthetic_faces(np.array([1] * 60 + [5] * 30), likeness=0.42, seed=11)
    once, again = (
        cluster(hard.embeddings, np.arange(210), calibration, algorithm=algorithm, seed=5).labels
        for _ in range(2)
    )
    assert np.array_equal(once, again)


def test_igraphs_generator_is_left_as_python_gives_it(calibration: Calibration) -> None:
    """Another library's use of igraph is not frozen to our seed."""
    import igraph

    def elsewhere() -> list[int]:
        cluster(PARTY.embeddings[:50], np.arange(50), calibration, seed=1)
        return igraph.Graph.Erdos_Renyi(n=40, m=60).degree()

    assert len({tuple(elsewhere()) for _ in range(4)}) > 1


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing_is_clustered_too(algorithm: str, count: int, calibration: Calibration) -> None:
    faces = synthetic_faces(np.ones(count, np.int64), seed=12)
    people = cluster(faces.embeddings.reshape(count, 128), np.arange(count), calibration, algorithm=algorithm)
    assert people.labels.tolist() == list(range(count)) and len(people) == count


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_nobody_is_twice_in_a_photo_whatever_the_algorithm(algorithm: str, calibration: Calibration) -> None:
    faces = synthetic_faces(np.full(10, 25), seed=13)
    photos = np.random.default_rng(2).integers(0, 60, 250)
    labels = cluster(faces.embeddings, photos, calibration, algorithm=algorithm).labels
    assert len(np.unique(np.stack([labels, photos]), axis=1).T) == 250


def test_an_unknown_algorithm_is_named_with_the_known_ones(calibration: Calibration) -> None:
    with pytest.raises(UnknownAlgorithmError, match=r"louvain.*infomap"):
        cluster(PARTY.embeddings, np.arange(FACES), calibration, algorithm="louvain")


def test_people_are_numbered_by_size_and_cohesion_is_the_mean_similarity(calibration: Calibration) -> None:
    people = cluster(PARTY.embeddings, np.arange(FACES), calibration)
    sizes = np.bincount(people.labels)
    assert np.all(np.diff(sizes) <= 0) and len(people) == len(sizes)
    first = PARTY.embeddings[people.labels == 0]
    similarity = (first @ first.T)[np.triu_indices(len(first), 1)]
    assert people.cohesion[0] == pytest.approx(similarity.mean(), abs=1e-4)
    assert np.all(people.cohesion[sizes == 1] == 1.0)


def test_progress_rises_to_one(calibration: Calibration) -> None:
    told: list[float] = []
    cluster(PARTY.embeddings, np.arange(FACES), calibration, progress=told.append)
    assert told == sorted(told) and told[-1] == 1.0


def test_arrays_of_different_length_are_refused(calibration: Calibration) -> None:
    with pytest.raises(ValueError, match="one entry"):
        cluster(PARTY.embeddings, np.arange(3), calibration)
