"""What people said about faces and persons, folded from the statements that stand. Pure: no database, no vectors.

Statements are about faces and persons, never about embeddings, so no change of model or algorithm can touch them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Key = Hashable
"""What persons and photos are known by; faces are known by their integer keys."""


class Kind(StrEnum):
    """What a statement says; ``person``, ``other``, ``faces``, ``photo`` and ``text`` are its own."""

    NAME = "name"
    """``person`` is called ``text``; empty takes the name away."""
    MERGE = "merge"
    """``person`` is the same as ``other``, under whom both go on."""
    NOT_SAME = "not_same"
    """``person`` is somebody else than ``other``: no machine makes them one. A merge that stands says more."""
    SPLIT = "split"
    """``faces`` are a person of their own, ``person``."""
    IS = "is"
    """``faces`` are ``person``."""
    IS_NOT = "is_not"
    """``faces`` are not ``person``."""
    HIDE = "hide"
    UNHIDE = "unhide"
    CHILD = "child"
    """``person`` is a child, whom others are taken for more easily."""
    NOT_CHILD = "not_child"
    DELETE = "delete"
    """``person`` is not to be shown again, nor any of ``faces``, which it had then."""
    BOX = "box"
    """``faces``, which somebody drew where no machine saw one, are ``person``; taken back, they are none."""
    WRONG_DETECTION = "wrong_detection"
    """``faces`` are no faces."""
    TWICE = "twice"
    """Somebody may be in ``photo`` more than once: a mirror, a collage."""
    UNDO = "undo"
    """What ``undoes`` says does not stand."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One entry of the log; ``id`` rises.

    Attributes:
        faces: of each face its key and the person it was taken for when this was said, or None.
        imported: a file said it, not a person.
    """

    id: int
    kind: Kind
    person: Key | None = None
    other: Key | None = None
    text: str = ""
    photo: Key | None = None
    undoes: int | None = None
    faces: Sequence[tuple[int, Key | None]] = ()
    imported: bool = False


@dataclass(slots=True)
class Said:
    """What stands.

    Attributes:
        pinned: face to the person it is, before merges.
        denied: face to the persons it is not, before merges.
        wrong: faces that are none.
        merged: person to the one under whom it goes on; only those that were merged.
        names: person to its name, "" where it was taken away.
        inherited: person to the name last given to one who was merged into it.
        hidden: persons.
        children: persons who are children; not those merged into somebody.
        deleted: person to the statement that says so.
        twice: photos in which somebody may be more than once.
        imported: faces of which the last word about who they are is a file's.
        apart: pairs of persons who are two, before merges.
    """

    pinned: dict[int, Key] = field(default_factory=dict)
    denied: dict[int, set[Key]] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)
    merged: dict[Key, Key] = field(default_factory=dict)
    names: dict[Key, str] = field(default_factory=dict)
    inherited: dict[Key, str] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    children: set[Key] = field(default_factory=set)
    deleted: dict[Key, int] = field(default_factory=dict)
    twice: set[Key] = field(default_factory=set)
    imported: set[int] = field(default_factory=set)
    apart: set[tuple[Key, Key]] = field(default_factory=set)

    def root(self, person: Key) -> Key:
        """Under whom a person goes on; itself unless it was merged."""
        return self.merged.get(person, person)

    def name_of(self, person: Key) -> str:
        """What a person is called: by its own name, else by the name last given to one merged into it."""
        return self.names[person] if person in self.names else self.inherited.get(person, "")

    def denies(self, face: int, person: Key) -> bool:
        """Whether the face is not this person, or one who was merged into the same."""
        return any(self.root(other) == self.root(person) for other in self.denied.get(face, ()))

    def kept_apart(self) -> set[frozenset[Key]]:
        """Pairs of persons, each under whom they go on, who are two people.

        A pair of whom somebody said that they are one is none, whichever was said first.
        """
        roots = (frozenset((self.root(one), self.root(other))) for one, other in self.apart)
        return {pair for pair in roots if len(pair) == 2}

    def not_asked_about(self) -> set[frozenset[Key]]:
        """Those pairs, and whoever is said to have a face that was said not to be the other's."""
        denied = (
            frozenset((self.root(self.pinned[face]), self.root(other)))
            for face, others in self.denied.items()
            if face in self.pinned
            for other in others
        )
        return self.kept_apart() | {pair for pair in denied if len(pair) == 2}


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two faces of one photo were both said to be one person."""

    photo: Key
    person: Key
    faces: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DeletedAndMerged:
    """A person was said to be deleted and also to be somebody else."""

    person: Key
    into: Key


def standing(log: Iterable[Statement]) -> list[Statement]:
    """The statements that stand, undos left out, in the order in which they were said.

    An undo may itself be undone: what it took back stands again.
    """
    entries = sorted(log, key=lambda entry: entry.id)
    undone: set[int] = set()
    stand: list[Statement] = []
    for entry in reversed(entries):  # an undo comes after what it takes back
        if entry.id in undone:
            continue
        if entry.kind == Kind.UNDO:
            if entry.undoes is not None:
                undone.add(entry.undoes)
        else:
            stand.append(entry)
    return stand[::-1]


def fold(stand: Iterable[Statement], undrawn: Iterable[int] = ()) -> Said:
    """What statements that stand say together; of two about the same face and person the later counts.

    Args:
        stand: they.
        undrawn: faces whose drawing was taken back: whatever else is said of them, they are none.
    """
    entries = sorted(stand, key=lambda entry: entry.id)
    said = Said(merged=_merged(entries))
    for entry in entries:
        _apply(said, entry)
    for face in undrawn:
        said.pinned.pop(face, None)
        said.wrong.add(face)
    said.inherited = {
        said.root(person): name for person, name in said.names.items() if name and person in said.merged
    }
    return said


def give_way(said: Said, photo_of: dict[int, Key]) -> None:
    """Take back what files said where it would make somebody two faces of one photo: a person's word is the stronger.

    Args:
        said: the fold; it is changed.
        photo_of: the photo of every face that was pinned.
    """
    taken = {
        (photo_of.get(face), said.root(person))
        for face, person in said.pinned.items()
        if face not in said.imported
    }
    for face in sorted(said.imported & said.pinned.keys()):
        place = (photo_of.get(face), said.root(said.pinned[face]))
        if place[0] in said.twice:
            continue
        if place in taken:
            del said.pinned[face]
        taken.add(place)


def contradiction(said: Said, photo_of: dict[int, Key]) -> Doubled | DeletedAndMerged | None:
    """What cannot stand together, if anything does.

    Args:
        said: the fold.
        photo_of: the photo of every face that was pinned; faces that are gone are left out.
    """
    for person in said.deleted:
        if said.root(person) != person:
            return DeletedAndMerged(person, said.root(person))
    first: dict[tuple[Key, Key], int] = {}
    for face, person in said.pinned.items():
        photo = photo_of.get(face)
        if photo is None or photo in said.twice:
            continue
        earlier = first.setdefault((photo, said.root(person)), face)
        if earlier != face:
            return Doubled(photo, said.root(person), (earlier, face))
    return None


def _merged(entries: list[Statement]) -> dict[Key, Key]:
    """Every merged person to the last of its chain. Merging again who is one already adds nothing."""
    into: dict[Key, Key] = {}

    def root(person: Key) -> Key:
        while person in into:
            person = into[person]
        return person

    for entry in entries:
        if entry.kind == Kind.MERGE and root(entry.person) != root(entry.other):
            into[root(entry.person)] = root(entry.other)
    return {person: root(person) for person in into}


def _apply(said: Said, entry: Statement) -> None:
    person = entry.person
    if entry.kind in (Kind.IS, Kind.SPLIT, Kind.DELETE, Kind.BOX):
        for face, before in entry.faces:
            _pin(said, face, person, before)
            (said.imported.add if entry.imported else said.imported.discard)(face)
    elif entry.kind == Kind.IS_NOT:
        for face, _ in entry.faces:
            if face in said.pinned and said.root(said.pinned[face]) == said.root(person):
                del said.pinned[face]
            said.denied.setdefault(face, set()).add(person)
    elif entry.kind == Kind.WRONG_DETECTION:
        for face, _ in entry.faces:
            said.pinned.pop(face, None)
            said.wrong.add(face)
    elif entry.kind == Kind.TWICE:
        said.twice.add(entry.photo)
    elif entry.kind == Kind.NAME:
        said.names.pop(person, None)  # the last name given comes last
        said.names[person] = entry.text
    elif entry.kind == Kind.HIDE:
        said.hidden.add(person)
    elif entry.kind == Kind.UNHIDE:
        said.hidden.discard(person)
    elif entry.kind == Kind.CHILD:
        said.children.add(said.root(person))
    elif entry.kind == Kind.NOT_CHILD:
        said.children.discard(said.root(person))
    elif entry.kind == Kind.NOT_SAME:
        said.apart.add((person, entry.other))
    if entry.kind == Kind.DELETE:
        said.deleted[person] = entry.id


def _pin(said: Said, face: int, person: Key, before: Key | None) -> None:
    """The face is this person, so it is nobody else: least of all whom it was taken for."""
    said.pinned[face] = person
    said.wrong.discard(face)
    denied = {other for other in said.denied.pop(face, ()) if said.root(other) != said.root(person)}
    if before is not None and said.root(before) != said.root(person):
        denied.add(before)
    if denied:
        said.denied[face] = denied
