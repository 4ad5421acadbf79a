"""New faces beside those that are there, by every pack that was learnt together with the deciding one.

The deciding pack proposes, as its gallery is searched anyway; of the people whom it finds possible the most similar
faces are looked up by the other packs, and all together decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from albumen.people.joining import VOTES, Candidates, Ints, Rule, candidates
from albumen.people.voices import Voices, heard

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.engine.types import FloatArray
    from albumen.photos.models import Library

DOUBT = 4.0
"""Nats that the deciding pack may fall short of what a link needs for the others to be asked; they rarely add more."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What a link needs by the deciding pack (``own``), and by all that are heard together (``last``), which is the
    same where it decides alone.

    Attributes:
        calibration, own_calibration: of each.
        near: similarity by the deciding pack from which it is worth asking.
    """

    own: Rule
    last: Rule
    calibration: Calibration
    own_calibration: Calibration
    near: float

    @classmethod
    def of(cls, voices: Voices, prior: float) -> Rules:
        own = Rule.of(voices.calibration, prior)
        if voices.together is None:
            return cls(own, own, voices.calibration, voices.calibration, own.similarity)
        fused = voices.together.judge.calibration
        near = max(own.floor, voices.calibration.similarity_for(own.evidence - DOUBT))
        return cls(own, Rule.of(fused, prior), fused, voices.calibration, near)


@dataclass(frozen=True, slots=True, eq=False)
class Resembling:
    """H hits of the deciding pack: the new face (its place), the face that is there (its key), whose it is (a number),
    and how similar they are."""

    probe: Ints
    face: Ints
    person: Ints
    similarity: FloatArray

    def __getitem__(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Resembling:
        return Resembling(self.probe[chosen], self.face[chosen], self.person[chosen], self.similarity[chosen])


def resembled(
    library: Library,
    voices: Voices,
    rules: Rules,
    faces: Ints,
    vectors: FloatArray,
    hits: Resembling,
    sizes: Ints,
) -> Candidates:
    """Persons whom the new faces resemble enough, by all packs that have seen both.

    Args:
        faces, vectors: (F,) keys of the new faces, (F, D) their embeddings by the deciding pack.
        hits: faces that are somebody.
        sizes: (P,) faces that each person has to be asked through.
    """
    own = rules.own
    found = candidates(hits.probe, hits.person, hits.similarity, sizes, own.floor, rules.near)
    if voices.together is None or not len(found):
        return found
    width = len(sizes)
    asked = hits[np.isin(hits.probe * width + hits.person, found.face * width + found.person)]
    asked = _most_similar(asked, width)
    there, place = np.unique(asked.face, return_inverse=True)
    new, row = np.unique(asked.probe, return_inverse=True)
    mine = heard(voices, library, faces[new], vectors[new])
    # Of faces that are there the deciding pack's similarity is known; its embeddings are not needed again.
    theirs = heard(voices, library, there, np.zeros((len(there), 0), np.float32))
    similarity = voices.equal_to(asked.similarity)
    both = np.flatnonzero(mine.whole[row] & theirs.whole[place])
    by_pack = {voices.pack: asked.similarity[both]}
    for name in voices.beside:
        one, other = mine.vectors[name][row[both]], theirs.vectors[name][place[both]]
        by_pack[name] = np.einsum("ij,ij->i", one, other)
    similarity[both] = voices.together.similarity(by_pack)
    return candidates(
        asked.probe,
        asked.person,
        similarity.astype(np.float32),
        sizes,
        rules.last.floor,
        rules.last.similarity,
    )


def _most_similar(hits: Resembling, width: int) -> Resembling:
    """The faces of each pair of a new face and a person that are asked: the most similar ones by the deciding pack."""
    pair = hits.probe * width + hits.person
    order = np.lexsort((hits.face, -hits.similarity, pair))
    pair = pair[order]
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    rank = np.arange(len(pair)) - np.repeat(first, np.diff(np.r_[first, len(pair)]))
    return hits[order[rank < VOTES]]


def groups(
    library: Library, voices: Voices, rules: Rules, faces: Ints, vectors: FloatArray
) -> Iterator[tuple[Ints, FloatArray, Calibration, Rule]]:
    """Faces to be compared with each other: those that all packs have seen, and those that not all have.

    Yields:
        Their places, embeddings of unit length, and how these are read.
    """
    if voices.together is None:
        yield np.arange(len(faces)), vectors, rules.calibration, rules.last
        return
    seen = heard(voices, library, faces, vectors)
    whole, part = np.flatnonzero(seen.whole), np.flatnonzero(~seen.whole)
    yield whole, voices.together.vectors(seen[whole].vectors), rules.calibration, rules.last
    yield part, vectors[part], rules.own_calibration, rules.own
