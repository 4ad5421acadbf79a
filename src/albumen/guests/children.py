"""Whose matches need more evidence before they are released: children's, whom others are taken for more easily."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """What the host's people say of H faces: which are somebody, and which of these a child, each (H,) bool."""

    somebody: NDArray[np.bool_]
    child: NDArray[np.bool_]

    def __getitem__(self, places: NDArray[np.intp]) -> Marked:
        return Marked(self.somebody[places], self.child[places])


def marked_faces(known: PhotoFaces) -> Marked:
    """Of all these faces."""
    keys = known.face.tolist()
    found: dict[int, bool] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = Assignment.objects.filter(face__in=keys[start : start + _AT_ONCE], person__isnull=False)
        found.update(rows.values_list("face_id", "person__child"))
    somebody = np.fromiter(found, np.int64, len(found))
    child = somebody[np.fromiter(found.values(), bool, len(found))]
    return Marked(np.isin(known.face, somebody), np.isin(known.face, child))


def careful_faces(
    judge: Judge,
    guest: Registration,
    similarity: FloatArray,
    reliable: NDArray[np.bool_],
    marked: Marked,
) -> NDArray[np.bool_]:
    """(H,) faces beside one guest that need more evidence: children's, and all where the guest is a child.

    A guest is a child when the guest or the host said so, or when of the faces that are certain without more evidence,
    and are somebody by now, most are children, as the host said.

    Args:
        similarity, reliable: (H, P), as for ``Judge.judge``.
        marked: of these faces.
    """
    if guest.of_a_child:
        return np.ones(len(marked.child), bool)
    if not marked.child.any():
        return marked.child
    from albumen.engine.consensus import CERTAIN

    certain = judge.judge(similarity, reliable).level == CERTAIN
    if 2 * int((certain & marked.child).sum()) > int((certain & marked.somebody).sum()):
        return np.ones(len(marked.child), bool)
    return marked.child
