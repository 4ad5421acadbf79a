"""Whose matches need more evidence before they are released: children's, whom others are taken for more easily."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.people.models import Assignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray
    from albumen.guests.faces import PhotoFaces
    from albumen.guests.judging import Judge
    from albumen.guests.models import Registration

_AT_ONCE = 500
"""Keys asked for in one statement."""


def faces_of_children(known: PhotoFaces) -> NDArray[np.bool_]:
    """(F,) which of these faces are people of whom the host said that they are children."""
    keys = known.face.tolist()
    found: list[int] = []
    for start in range(0, len(keys), _AT_ONCE):
        rows = Assignment.objects.filter(face__in=keys[start : start + _AT_ONCE], person__child=True)
        found += rows.values_list("face_id", flat=True)
    return np.isin(known.face, np.array(found, np.int64))


def careful_faces(
    judge: Judge,
    guest: Registration,
    similarity: FloatArray,
    reliable: NDArray[np.bool_],
    children: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """(H,) faces beside one guest that need more evidence: children's, and all where the guest is a child.

    A guest is a child when the guest or the host said so, or when most of the faces that are certain without more
    evidence are people who are children, as the host said.

    Args:
        similarity, reliable: (H, P), as for ``Judge.judge``.
        children: (H,) from :func:`faces_of_children`.
    """
    if guest.of_a_child:
        return np.ones(len(children), bool)
    if not children.any():
        return children
    from albumen.engine.consensus import CERTAIN

    certain = judge.judge(similarity, reliable).level == CERTAIN
    if 2 * int((certain & children).sum()) > int(certain.sum()):
        return np.ones(len(children), bool)
    return children
