"""Who each face is: what was said comes first, then what the machine makes of it. Pure arrays.

The machine's guess is kept beside the answer and never changed by what people say. So whatever is said or taken back,
in any order, the answer follows from the guess and from what stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What was said about R faces, beside their rows, and about P persons.

    Attributes:
        pinned: (R,) int64, the person each face is by somebody's word, -1 where nothing was said.
        wrong: (R,) whether it is no face.
        twice: (R,) whether somebody may be more than once in its photo.
        denied: (K, 2) int64, pairs (row, person) that were taken apart.
        root: (P,) int64, under whom each person goes on.
    """

    pinned: Ints
    wrong: Bools
    twice: Bools
    denied: Ints
    root: Ints


def derive(photo: Ints, guess: Ints, probability: NDArray[np.float64], words: Words) -> Ints:
    """The person of each face, (R,) int64, -1 for nobody.

    Args:
        photo: (R,) of each face; all faces of a photo must be there.
        guess: (R,) person by the machine, -1 for none.
        probability: (R,) of the guess; the surer face of a photo stays with the person that two were taken for.
        words: what was said.
    """
    said = words.pinned >= 0
    person = np.where(said, words.pinned, guess)
    person = np.where(person >= 0, words.root[person], -1) if len(words.root) else person
    person[words.wrong] = -1
    if len(words.denied):
        row, denied = words.denied[:, 0], words.root[words.denied[:, 1]]
        broken = row[person[row] == denied]
        person[broken[~said[broken]]] = -1
    return _once_in_a_photo(photo, person, said, probability, words.twice)


def _once_in_a_photo(
    photo: Ints, person: Ints, said: Bools, probability: NDArray[np.float64], twice: Bools
) -> Ints:
    rows = np.flatnonzero((person >= 0) & ~twice)
    order = rows[np.lexsort((rows, -probability[rows], ~said[rows], person[rows], photo[rows]))]
    again = np.zeros(len(order), bool)
    again[1:] = (photo[order[1:]] == photo[order[:-1]]) & (person[order[1:]] == person[order[:-1]])
    losers = order[again]
    person[losers[~said[losers]]] = -1
    return person
