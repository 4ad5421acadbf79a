"""Which faces of a library new ones resemble, as far as it may decide who they are.

A person is asked through their three most similar faces, of which at least one must resemble the new face enough by
itself. So the gallery is searched for those alone, a few for each face; only of people for whom they are fewer than
three are the others looked up, who may resemble it less. Searched for all of these, a library of 500,000 faces gives
thousands of strangers for each new face.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from albumen.people.joining import VOTES
from albumen.people.models import Assignment, Person
from albumen.photos.models import Embedding, PhotoState

if TYPE_CHECKING:
    from albumen.engine.types import FloatArray
    from albumen.photos.models import Library, ModelVersion

Ints = NDArray[np.int64]

_KEYS_AT_ONCE = 500
"""Keys asked for in one statement."""

_PAIRS_AT_ONCE = 50_000
"""Pairs of faces compared in one step: 150 MB in float64 with 128 dimensions."""


def nearby(
    library: Library, model: ModelVersion, faces: Ints, vectors: FloatArray, floor: float, least: float
) -> tuple[Ints, Ints, FloatArray]:
    """Faces that new ones resemble: place of the new face, key of the other, and how similar they are.

    All of at least ``least``; and of people who have fewer than three such, their faces of at least ``floor``. That is
    all that :func:`albumen.people.joining.candidates` may hear, asked for a mean of at least ``least``.

    Args:
        faces: (F,) keys of the new faces, which are no hits of themselves.
        vectors: (F, D) float32 unit embeddings of theirs.
        floor: similarity below which a face says nothing.
        least: similarity that decides alone, at least ``floor``.
    """
    from albumen.photos.galleries import gallery_for

    hits = gallery_for(library, model).search(vectors, least)
    keep = hits.reliable & (hits.face != faces[hits.probe])
    probe, face, similarity = hits.probe[keep], hits.face[keep], hits.similarity[keep]
    there, place = np.unique(face, return_inverse=True)
    person, people = _people_of(there)
    probes, asked = _short_of_votes(probe, person[place], _sizes(people))
    if not len(asked):
        return probe, face, similarity
    theirs, whose, matrix = _faces_of(library, model, people, np.unique(asked))
    more = _compared(vectors, probes, asked, whose, matrix)
    enough = (more[2] >= np.float32(floor)) & (more[2] < np.float32(least))
    enough &= theirs[more[1]] != faces[more[0]]
    return (
        np.concatenate([probe, more[0][enough]]),
        np.concatenate([face, theirs[more[1][enough]]]),
        np.concatenate([similarity, more[2][enough]]),
    )


def _people_of(faces: Ints) -> tuple[Ints, list[UUID]]:
    """Person of each of these faces (by rising key) as a place among the people, -1 for nobody."""
    person = np.full(len(faces), -1, np.int64)
    numbers: dict[UUID, int] = {}
    for start in range(0, len(faces), _KEYS_AT_ONCE):
        chunk = faces[start : start + _KEYS_AT_ONCE].tolist()
        rows = Assignment.objects.filter(face__in=chunk, person__isnull=False)
        found = list(rows.values_list("face_id", "person_id"))
        places = np.searchsorted(faces, np.array([row[0] for row in found], np.int64))
        person[places] = [numbers.setdefault(row[1], len(numbers)) for row in found]
    return person, list(numbers)


def _sizes(people: list[UUID]) -> Ints:
    """How many faces each of them has."""
    counts: dict[UUID, int] = {}
    for start in range(0, len(people), _KEYS_AT_ONCE):
        chunk = Person.objects.filter(pk__in=people[start : start + _KEYS_AT_ONCE])
        counts.update(chunk.values_list("pk", "face_count"))
    return np.array([counts.get(key, 0) for key in people], np.int64)


def _short_of_votes(probe: Ints, person: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Pairs of a new face and a person with another face to be heard: fewer than three hits, and not all they have."""
    taken = person >= 0
    width = max(len(sizes), 1)
    pairs, given = np.unique(probe[taken] * width + person[taken], return_counts=True)
    probes, people = pairs // width, pairs % width
    short = given < np.minimum(sizes[people], VOTES)
    return probes[short], people[short]


def _faces_of(
    library: Library, model: ModelVersion, people: list[UUID], wanted: Ints
) -> tuple[Ints, Ints, FloatArray]:
    """Key, person and embedding of every face of these people that may be compared, person by person."""
    number = {people[place]: place for place in wanted.tolist()}
    keys: list[UUID] = list(number)
    faces: list[int] = []
    whose: list[int] = []
    vectors: list[bytes] = []
    there = Embedding.objects.filter(library=library, model=model, reliable=True)
    there = there.filter(photo__state=PhotoState.READY, photo__binned_at=None)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        chosen = Assignment.objects.filter(person__in=keys[start : start + _KEYS_AT_ONCE])
        person_of = dict(chosen.values_list("face_id", "person_id"))
        mine = sorted(person_of)
        for first in range(0, len(mine), _KEYS_AT_ONCE):
            rows = there.filter(face__in=mine[first : first + _KEYS_AT_ONCE])
            for face, vector in rows.values_list("face_id", "vector"):
                faces.append(face)
                whose.append(number[person_of[face]])
                vectors.append(bytes(vector))
    matrix = np.frombuffer(b"".join(vectors), "<f4").reshape(len(faces), model.dimension)
    order = np.lexsort((faces, whose))
    return np.array(faces, np.int64)[order], np.array(whose, np.int64)[order], matrix[order]


def _compared(
    vectors: FloatArray, probes: Ints, asked: Ints, whose: Ints, matrix: FloatArray
) -> tuple[Ints, Ints, FloatArray]:
    """Each of these pairs' new face beside every face of its person: both places, and the similarity.

    The numbers are the gallery's: float32 products summed in float64, rounded once.
    """
    begin, end = np.searchsorted(whose, asked), np.searchsorted(whose, asked, side="right")
    count = end - begin
    probe = np.repeat(probes, count)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    face = np.repeat(begin, count) + within
    similarity = np.empty(len(probe), np.float32)
    for start in range(0, len(probe), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        one, other = vectors[probe[part]].astype(np.float64), matrix[face[part]]
        similarity[part] = (one * other).sum(axis=1)
    return probe, face, similarity
