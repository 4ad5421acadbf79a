"""Whom a name in a file means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F

from albumen.identifiers import new_id
from albumen.people.actions.name_person import clean_name
from albumen.people.errors import BadNameError
from albumen.people.models import Person, Statement
from albumen.people.said import Kind


class Namesakes:
    """The people of a library by name, and new ones for names that nobody has.

    Of several with one name the one in most photos is meant. Who was called otherwise since a file brought the name is
    still meant by it; a name of somebody who was deleted means nobody.

    Args:
        library: whose people; ``Sorting`` is held.
        names: all names that will be asked for.
    """

    def __init__(self, library: UUID, names: Iterable[str]) -> None:
        self._library = library
        keys = {name: _key(name) for name in names}
        wanted = {key for key in keys.values() if key}
        self._known: dict[str, UUID | None] = {}
        self._new: dict[UUID, tuple[str, Any]] = {}
        rows = Person.objects.filter(library=library, sort_name__in=wanted)
        rows = rows.order_by(F("merged_into").asc(nulls_first=True), "deleted", "-photo_count", "pk")
        for person, name, deleted, into, gone in rows.values_list(
            "pk", "sort_name", "deleted", "merged_into", "merged_into__deleted"
        ):
            self._known.setdefault(name, None if deleted or gone else into or person)
        self._recall(wanted - self._known.keys())

    def of(self, name: str, actor: Any) -> UUID | None:
        """Whom a name means; somebody new where nobody has it, nobody where it is none."""
        key = _key(name)
        if not key:
            return None
        if key not in self._known:
            person = self._known[key] = new_id()
            self._new[person] = (clean_name(name), actor)
        return self._known[key]

    def make(self, people: Iterable[UUID]) -> None:
        """Write down those of these who are new, with their names."""
        new = [person for person in dict.fromkeys(people) if person in self._new]
        Person.objects.bulk_create([Person(pk=person, library_id=self._library) for person in new])
        Statement.objects.bulk_create(
            [
                Statement(
                    library_id=self._library,
                    kind=Kind.NAME,
                    person_id=person,
                    text=self._new[person][0],
                    actor_id=self._new[person][1],
                    imported=True,
                )
                for person in new
            ]
        )

    def _recall(self, unknown: set[str]) -> None:
        """Names that files brought before, and the people who are called otherwise now."""
        if not unknown:
            return
        rows = Statement.objects.filter(library=self._library, kind=Kind.NAME, imported=True)
        for text, person, into, deleted, gone in rows.order_by("pk").values_list(
            "text", "person_id", "person__merged_into", "person__deleted", "person__merged_into__deleted"
        ):
            if (key := _key(text)) in unknown:
                self._known[key] = None if deleted or gone else into or person


def _key(name: str) -> str:
    """What is compared of a name; empty where it cannot be one."""
    try:
        return clean_name(name).casefold()
    except BadNameError:
        return ""
