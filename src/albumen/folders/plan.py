"""Which photo belongs in which folder. Pure: arrays and records in, a plan out; the disk is not touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from albumen.folders.manifest import Kind
from albumen.folders.people import Ints
from albumen.folders.records import Source, StoredFaces

Key = tuple[Kind, int | None]
"""A folder by what it is for: its kind, and the person of a person's folder."""

NO_FACES: Key = ("no_faces", None)
PASSERS_BY: Key = ("passers_by", None)


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """What earlier runs and the user decided about people.

    Attributes:
        with_folder: people that have a folder, which they keep.
        removed: people whose folder the user deleted.
        kept_out: photos (SHA-256) not to be placed in a folder: kind and person.
        put_in: photos (SHA-256) that belong in a person's folder by the user's word.
    """

    with_folder: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    kept_out: frozenset[tuple[bytes, Kind, int | None]] = frozenset()
    put_in: tuple[tuple[bytes, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Where every photo belongs.

    Attributes:
        places: for each source (by ``Source.id``) its folders; empty when the user does not want it anywhere.
        photos: number of photos of each person, with or without folder.
        new_people: people who get a folder now, those with most photos first.
        left_out: removed people who still have photos here.
    """

    places: dict[int, list[Key]]
    photos: dict[int, int]
    new_people: list[int]
    left_out: list[int]


def make_plan(
    sources: Sequence[Source], faces: StoredFaces, persons: Ints, known: KnownPeople, min_photos: int
) -> Plan:
    """Decide folders for every photo.

    Args:
        sources: the catalogue.
        faces: faces of its photos.
        persons: (F,) person of each face, -1 for one too poor to be recognised.
        known: earlier decisions.
        min_photos: a person with fewer photos is a passer-by, unless there is a folder already.
    """
    people_of = _people_by_photo(faces, persons)
    for digest, person in known.put_in:
        people_of[digest].add(person)
    photos: dict[int, int] = defaultdict(int)
    for source in sources:
        for person in people_of.get(source.sha256, ()):
            photos[person] += 1
    shown = {p for p, n in photos.items() if n >= min_photos or p in known.with_folder} - known.removed
    with_faces = {*faces.contents, *(digest for digest, _ in known.put_in)}
    unwanted: defaultdict[bytes, set[int | None]] = defaultdict(set)
    for digest, kind, whose in known.kept_out:
        unwanted[digest].add(whose if kind == "person" else None)
    places: dict[int, list[Key]] = {}
    for source in sources:
        digest = source.sha256
        people = people_of.get(digest, set())
        away = unwanted.get(digest, set())
        keys = keys_of(people, shown - away, known.removed, faces=digest in with_faces)
        places[source.id] = [key for key in keys if key[0] == "person" or not away]
    fresh = sorted(shown - known.with_folder, key=lambda person: (-photos[person], person))
    return Plan(places, dict(photos), fresh, sorted(p for p in known.removed if photos.get(p)))


def keys_of(people: Set[int], shown: Set[int], removed: Set[int], *, faces: bool) -> list[Key]:
    """The folders of one photo: of everybody in it who is shown, else of those whom nobody knows.

    Args:
        people: who is in it.
        shown: people who have a folder.
        removed: people for whom there shall be none; a photo of nobody else belongs nowhere.
        faces: whether it has faces at all.
    """
    keys: list[Key] = [("person", person) for person in sorted(people & shown)]
    if not keys and not people & removed:
        keys = [PASSERS_BY if faces else NO_FACES]
    return keys


def _people_by_photo(faces: StoredFaces, persons: Ints) -> defaultdict[bytes, set[int]]:
    people: defaultdict[bytes, set[int]] = defaultdict(set)
    has = persons >= 0
    pairs = np.unique(np.stack([faces.photos[has], persons[has]]), axis=1)
    for photo, person in pairs.T.tolist():
        people[faces.contents[photo]].add(person)
    return people
