"""Whose folders there are, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from albumen.exports.choice import Choice
from albumen.folders.names import person_folder
from albumen.people.errors import PersonNotFoundError
from albumen.people.models import Person
from albumen.photos.archive_names import folder_names
from albumen.photos.models import Library


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of a library as numbers, those in most photos first.

    Attributes:
        number: of each person.
        names: of each number, empty for somebody without.
        folders: of each number, empty for somebody who has none here.
        shown: those who were chosen.
        others: everybody else.
        hushed: of these, who is hidden or deleted.
        chosen: ids of those who were asked for by name; none where everybody was.
    """

    number: dict[UUID, int]
    names: list[str]
    folders: list[str]
    shown: frozenset[int]
    others: frozenset[int]
    hushed: frozenset[int]
    chosen: tuple[UUID, ...]


def cast_of(library: Library, choice: Choice, taken: tuple[str, ...]) -> Cast:
    """Who is in the photos of a library and has a folder, by one query.

    Somebody without a name is called by a number, the same one whoever else is chosen.

    Args:
        library: one that the asker owns.
        choice: who is wanted.
        taken: names of folders that nobody gets.

    Raises:
        PersonNotFoundError: somebody who was named is not there, hidden or deleted.
    """
    rows = list(
        Person.objects.filter(library=library)
        .order_by("-photo_count", "pk")
        .values_list("pk", "name", "hidden", "deleted", "merged_into", "photo_count")
    )
    root = {pk: into or pk for pk, _, _, _, into, _ in rows}
    there = {pk for pk, _, hidden, deleted, into, _ in rows if not (hidden or deleted or into)}
    wanted = {root.get(pk) for pk in choice.people}
    if not wanted <= there:
        raise PersonNotFoundError
    numbers = {row[0]: index for index, row in enumerate(rows)}
    names: list[str] = [row[1] for row in rows]
    wishes: dict[int, str] = {}
    unnamed = 0
    for pk, name, _, _, _, photos in rows:
        if pk not in there or not photos:
            continue
        unnamed += not name
        if (pk in wanted) if wanted else (bool(name) or not choice.named):
            wishes[numbers[pk]] = name or person_folder(unnamed)
    given = list(folder_names([*taken, *wishes.values()]))[len(taken) :]
    folders = [""] * len(rows)
    for number, folder in zip(wishes, given, strict=True):
        folders[number] = folder
    shown = frozenset(wishes)
    hushed = {numbers[pk] for pk, _, hidden, deleted, _, _ in rows if hidden or deleted}
    return Cast(
        numbers,
        names,
        folders,
        shown,
        frozenset(range(len(rows))) - shown,
        frozenset(hushed),
        tuple(pk for pk in wanted if pk is not None),
    )
