"""Which faces are good enough to say who they are: the others belong to nobody by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.quality import reliable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray

POOR = 0.03
"""Faces with an overall quality below this are not recognised at all."""

POOR_ALONE = 0.003
"""The same for a photo's main face that the detector is sure of: in a set of tight, tiny crops all are poor."""

SURE_SCORE = 0.9
"""A face with at least this detector confidence need not be sharper than any face must: a whole set may be of low
resolution. On lfw-dev, as it is or reduced to 50 pixels, every photo's main face has it."""

LEAST_SHARPNESS = 0.4
LEAST_EYES = 12.0
"""A face the detector is less sure of must be this sharp and have its eyes this many pixels apart. Otherwise it is
somebody in the background, out of focus; a crowd of those looks alike and would be the "person" in most photos."""


def recognisable(
    photos: NDArray[np.int64],
    areas: NDArray[np.floating],
    scores: FloatArray,
    sharpness: FloatArray,
    eyes: FloatArray,
    overall: FloatArray,
) -> NDArray[np.bool_]:
    """(F,) which faces are good enough; the others count as passers-by.

    No face may be blurred (``quality.reliable``): sixty blurred faces of sixty people, put among 800 sharp ones, all
    came to stand with strangers. Beyond that the main (largest) face of a photo needs only not to be hopeless.

    Args:
        photos: (F,) the photo of each face; all faces of a photo must be there.
        areas: (F,) of the boxes, in any unit that is one for all faces of a photo.
        scores: (F,) confidence of the detector, 0..1.
        sharpness: (F,) 0..1, ``FaceQuality.sharpness``.
        eyes: (F,) pixels between the eyes in the original, ``FaceQuality.size``.
        overall: (F,) 0..1, ``FaceQuality.overall``.
    """
    clear = (scores >= SURE_SCORE) | ((sharpness >= LEAST_SHARPNESS) & (eyes >= LEAST_EYES))
    by_area = np.lexsort((-areas, photos))
    main = np.zeros(len(photos), bool)
    main[by_area[np.unique(photos[by_area], return_index=True)[1]]] = True
    least = np.where(main & (scores >= SURE_SCORE), POOR_ALONE, POOR)
    good: NDArray[np.bool_] = (overall >= least) & (clear | main) & reliable(sharpness)
    return good
