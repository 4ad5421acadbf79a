"""Which faces a guest's surest photos speak for (``engine.expansion``), by the packs that have seen them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.packs.spec import Fusion, Thresholds
    from albumen.guests.faces import PhotoFaces, References
    from albumen.guests.judging import Judge


def vouched_for(
    judge: Judge,
    person: References,
    known: PhotoFaces,
    places: NDArray[np.intp],
    denied: NDArray[np.bool_],
    *,
    stricter: bool = False,
) -> NDArray[np.bool_]:
    """(H,) faces that are certain together with the guest's surest photos.

    Of packs that were learnt together it is the fused similarity that says so, and none may contradict; else every pack
    that has seen a face has to say so by itself.

    Args:
        places: of the faces, H of them.
        denied: (H,) faces that are not the guest, as somebody said.
        stricter: by the thresholds for children.
    """
    limits = judge.stricter if stricter else judge.thresholds
    seen = known.present[places] & np.array([len(vectors) > 0 for vectors in person.vectors])
    sure = _by_every_pack(limits, person, known, places, seen, denied)
    for fusion in judge.fusions:
        among = np.array([pack.name in fusion.names for pack in judge.packs])
        rows = np.flatnonzero((seen == among).all(axis=1))
        if len(rows):
            fused = judge.fused(fusion, stricter=stricter)
            sure[rows] = _together(judge, fusion, fused, limits, person, known, places[rows], denied[rows])
    return sure


def _by_every_pack(
    limits: list[Thresholds],
    person: References,
    known: PhotoFaces,
    places: NDArray[np.intp],
    seen: NDArray[np.bool_],
    denied: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    from albumen.engine.expansion import promoted

    all_agree = seen[:, 0].copy()
    for index, vectors in enumerate(known.vectors):
        if not len(person.vectors[index]):
            all_agree &= ~known.present[places, index]
            continue
        there = seen[:, index]
        sure = promoted(
            person.vectors[index],
            vectors[places],
            limits[index],
            usefulness=person.usefulness[index],
            face_usefulness=known.usefulness[places, index],
            reliable=known.reliable[places, index] & there,
            denied=denied,
        )
        all_agree &= sure | ~there
    return all_agree


def _together(
    judge: Judge,
    fusion: Fusion,
    fused: Thresholds,
    limits: list[Thresholds],
    person: References,
    known: PhotoFaces,
    places: NDArray[np.intp],
    denied: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    from albumen.engine.expansion import Seen, promoted_together

    packs, trusted = [], np.ones(len(places), bool)
    for index, pack in enumerate(judge.packs):
        if pack.name not in fusion.names:
            continue
        own = Seen(
            person.vectors[index],
            known.vectors[index][places],
            person.usefulness[index],
            known.usefulness[places, index],
            limits[index].several,
            fusion.weight(pack.name),
            limits[index].check,
        )
        trusted &= known.reliable[places, index]
        packs.append(own)
    return promoted_together(packs, fused, reliable=trusted, denied=denied)
