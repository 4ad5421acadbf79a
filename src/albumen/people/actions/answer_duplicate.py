"""Answering whether two people are the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.say_not_same import SayNotSame
from albumen.people.errors import DuplicateOverError, PersonNotFoundError
from albumen.people.models import Duplicate, DuplicateState, Statement


class SameOfDuplicate(MergePeople):
    """They are the same: one goes on under the other.

    Args:
        actor: the owner.
        duplicate: the pair, its people loaded with it.
        into: under whom of the two both go on; who has a name when None, else who is in more photos.

    Raises:
        DuplicateOverError: it is not asked any more.
        PersonNotFoundError: ``into`` is neither of them.
    """

    def __init__(self, actor: Any, duplicate: Duplicate, into: UUID | None = None) -> None:
        people = {person.pk: person for person in (duplicate.one, duplicate.other)}
        kept = max(people.values(), key=lambda one: (bool(one.name), one.photo_count, -one.pk.int))
        target = into or kept.pk
        if target not in people:
            raise PersonNotFoundError
        super().__init__(actor, next(one for pk, one in people.items() if pk != target), target)
        self.duplicate: UUID = duplicate.pk

    def say(self) -> Statement:
        refuse_answered(self.duplicate)
        return super().say()


class NotSameOfDuplicate(SayNotSame):
    """They are two.

    Raises:
        DuplicateOverError: it is not asked any more.
    """

    def __init__(self, actor: Any, duplicate: Duplicate) -> None:
        super().__init__(actor, duplicate.one, duplicate.other_id)
        self.duplicate: UUID = duplicate.pk

    def say(self) -> Statement:
        refuse_answered(self.duplicate)
        return super().say()


def refuse_answered(duplicate: UUID) -> None:
    """Raise when a pair is not asked about any more; call it holding ``Sorting``."""
    if not Duplicate.objects.filter(pk=duplicate, state=DuplicateState.OPEN).exists():
        raise DuplicateOverError
