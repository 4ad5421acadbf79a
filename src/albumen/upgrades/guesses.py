"""Who the machine takes the faces of a library for, as arrays: half a million faces are read in the switch itself."""

from __future__ import annotations

from array import array
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from albumen.people.models import Assignment

_AT_ONCE = 5_000
"""Rows that are in memory as Python's own objects at a time."""


def read_guesses(
    library: UUID, number: dict[UUID, int]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Keys of all faces, rising; the number of whom each is taken for, -1 for nobody; and how probable that is.

    Args:
        library: whose faces.
        number: of people; whoever is not in it is given the next number.
    """
    faces, places, probabilities = array("q"), array("i"), array("f")
    rows = Assignment.objects.filter(library=library).order_by("face")
    for face, guess, probability in rows.values_list("face_id", "guess_id", "probability").iterator(_AT_ONCE):
        faces.append(face)
        places.append(-1 if guess is None else number.setdefault(guess, len(number)))
        probabilities.append(probability)
    return np.array(faces, np.int64), np.array(places, np.int32), np.array(probabilities, np.float32)
