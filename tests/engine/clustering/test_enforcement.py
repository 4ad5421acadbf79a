from __future__ import annotations

import numpy as np
import pytest
from benchmarks.synthetic_faces import synthetic_faces

from albumen.engine.calibration import Calibration
from albumen.engine.clustering import ALGORITHMS, ContradictingLinksError, cluster
from albumen.engine.clustering.constraints import groups, pairs

ANA, BO, CY = slice(0, 12), slice(12, 24), slice(24, 36)
FACES = synthetic_faces(np.full(3, 12), likeness=0.6, seed=30)
PHOTOS = np.arange(36)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_people_said_holds_whatever_the_algorithm(algorithm: str, calibration: Calibration) -> None:
    labels = cluster(
        FACES.embeddings,
        PHOTOS,
        calibration,
        algorithm=algorithm,
        must_link=[(0, 12), (12, 24)],
        cannot_link=[(1, 2), (1, 0)],
    ).labels
    assert labels[0] == labels[12] == labels[24]
    assert labels[1] not in (labels[2], labels[0])


def test_a_must_link_makes_two_clusters_one(calibration: Calibration) -> None:
    labels = cluster(FACES.embeddings, PHOTOS, calibration, must_link=[(3, 15)]).labels
    assert len(np.unique(labels[ANA])) == 1 and np.all(labels[ANA] == labels[BO][0])
    assert np.all(labels[CY] != labels[0])


def test_a_must_link_may_put_somebody_twice_in_a_photo(calibration: Calibration) -> None:
    """A mirror, or a picture of the person on the wall."""
    photos = PHOTOS.copy()
    photos[1] = photos[0]
    apart = cluster(FACES.embeddings, photos, calibration).labels
    assert apart[0] != apart[1]
    together = cluster(FACES.embeddings, photos, calibration, must_link=[(0, 1)]).labels
    assert np.all(together[ANA] == together[0])


def test_the_face_that_fits_less_leaves_when_a_photo_is_in_conflict(calibration: Calibration) -> None:
    """Cy's face was taken for Ana in a photo that Ana is in: Ana's stay together."""
    embeddings = FACES.embeddings.copy()
    mixed = 0.75 * embeddings[ANA].mean(axis=0) + 0.45 * embeddings[24]
    embeddings[24] = mixed / np.linalg.norm(mixed)
    photos = PHOTOS.copy()
    photos[24] = photos[0]
    labels = cluster(embeddings, photos, calibration).labels
    assert np.all(labels[ANA] == labels[0]) and labels[24] != labels[0]


def test_contradicting_statements_are_refused_with_advice() -> None:
    with pytest.raises(ContradictingLinksError) as caught:
        groups(np.array([[0, 1], [1, 2]]), np.array([[2, 0]]), 4)
    assert caught.value.code == "contradicting_links" and "Remove" in caught.value.advice


def test_links_to_faces_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        pairs([(0, 4)], 4)
