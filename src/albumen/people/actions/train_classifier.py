"""Having the classifier of a library trained."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Priority
from albumen.people.kinds import TRAIN, TRAIN_AFTER
from albumen.people.models import Classifier, Person, Statement
from albumen.people.packs import PeoplePackError, deciding_model, deciding_pack
from albumen.people.queries import libraries_of
from albumen.people.said import Kind
from albumen.photos.actions.encode_missing import libraries_to_encode

ENOUGH = 10
"""Statements after which a classifier is trained anew without waiting for the night."""


class TrainClassifier(Action[Classifier]):
    """Ask for it; one that waits already is not asked for twice.

    Args:
        actor: the owner; None when the night does it.
        library: whose people.
    """

    name: ClassVar[str] = "people.train_classifier"

    def __init__(self, actor: Any, library: UUID) -> None:
        super().__init__(actor)
        self.library = library

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Classifier:
        row = _asked(self.library)
        normal: Any = Priority.NORMAL
        actor: Any = self.actor
        enqueue(
            TRAIN, self.library, scope=self.library, actor=actor, priority=None if actor is None else normal
        )
        return row

    def target(self, result: Classifier) -> tuple[str, object]:
        return ("library", self.library)


def _asked(library: UUID) -> Classifier:
    """The classifier, of which everybody is told from now on that it is about to learn."""
    row: Classifier = Classifier.objects.get_or_create(library_id=library)[0]
    row.asked_at, row.error_code, row.error = clock.now(), "", ""
    row.save(update_fields=["asked_at", "error_code", "error"])
    return row


def train_after(statement: Statement) -> None:
    """Have a classifier learn from what was said, once enough was: at once from the first name, then from time to time.

    Call it in the transaction that says it.
    """
    library: UUID = statement.library_id
    known = Classifier.objects.filter(pk=library).values_list("statement", flat=True).first()
    if known is None:
        wanted = statement.kind == Kind.NAME
    else:
        later = Statement.objects.filter(library=library, pk__gt=known).order_by("pk")
        wanted = len(later.values_list("pk", flat=True)[:ENOUGH]) == ENOUGH
    if wanted:
        _asked(library)
        enqueue(TRAIN, library, scope=library, after=TRAIN_AFTER)


def train_for_changed() -> int:
    """Ask for every library with a name whose log, faces or models changed since it was trained; how many."""
    asked = 0
    named = Person.objects.exclude(name="").filter(deleted=False, merged_into=None)
    libraries = libraries_to_encode().filter(face_count__gt=0, pk__in=named.order_by().values("library"))
    for library in libraries.order_by("pk"):
        if _changed(library):
            TrainClassifier(None, library.pk).execute()
            asked += 1
    return asked


def _changed(library: Any) -> bool:
    row = Classifier.objects.filter(pk=library.pk).select_related("model").first()
    if row is None or row.face_revision != library.face_revision:
        return True
    if Statement.objects.filter(library=library, pk__gt=row.statement).exists():
        return True
    try:
        return row.model is not None and row.model != deciding_model(deciding_pack(library))
    except PeoplePackError:
        return False
