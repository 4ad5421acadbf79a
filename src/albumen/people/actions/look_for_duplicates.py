"""Having people compared with each other now."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from albumen.audit.action import Action
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Priority
from albumen.people.comparison_due import SHOWN
from albumen.people.holding import hold
from albumen.people.kinds import COMPARE
from albumen.people.models import Person, Sorting
from albumen.people.packs import PeoplePackError, deciding_model, deciding_pack
from albumen.people.queries import libraries_of
from albumen.photos.actions.encode_missing import libraries_to_encode


class LookForDuplicates(Action[UUID]):
    """Look for people who may be the same, without waiting for the night.

    Args:
        actor: the owner; None for an administrator or the night.
        library: whose people.
        everybody: compare also those who did not change since they were compared.
    """

    name: ClassVar[str] = "people.look_for_duplicates"

    def __init__(self, actor: Any, library: UUID, *, everybody: bool = False) -> None:
        super().__init__(actor)
        self.library, self.everybody = library, everybody

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> UUID:
        hold(self.library)
        if self.everybody:
            Person.objects.filter(library=self.library).update(looks=F("looks") + 1)
        soon: Any = Priority.NORMAL
        actor: Any = self.actor
        enqueue(COMPARE, self.library, scope=self.library, actor=actor, priority=soon)
        return self.library

    def target(self, result: UUID) -> tuple[str, object]:
        return ("library", result)

    def details(self, result: UUID) -> dict[str, Any]:
        return {"everybody": self.everybody}


def look_in_changed() -> int:
    """Ask for every library whose people changed since they were compared, or whose model did; how many."""
    changed = Person.objects.filter(SHOWN, library=OuterRef("pk"), looks__gt=F("compared"))
    libraries = libraries_to_encode().filter(face_count__gt=0).annotate(due=Exists(changed)).order_by("pk")
    asked = 0
    for library in libraries:
        if library.due or _other_model(library):
            enqueue(COMPARE, library.pk, scope=library.pk)
            asked += 1
    return asked


def _other_model(library: Any) -> bool:
    """Whether people were compared by another model version than would decide now."""
    sorting = Sorting.objects.filter(pk=library.pk).first()
    if sorting is None or sorting.compared_model_id is None:
        return False
    try:
        return bool(sorting.compared_model_id != deciding_model(deciding_pack(library)).pk)
    except PeoplePackError:
        return False
