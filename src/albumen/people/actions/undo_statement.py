"""Taking back what was said."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.people.actions.say import Say
from albumen.people.errors import BuiltUponError, NothingToUndoError
from albumen.people.models import Assignment, Person, Statement, StatementFace
from albumen.people.said import Kind


class UndoStatement(Say):
    """Take a statement back, in any order; what it changed is then as everything else that stands says.

    Taking back a taking back makes the first statement stand again.

    Raises:
        NothingToUndoError: it does not stand any more.
        BuiltUponError: it is a merge, and whom it made was deleted since.
        TwiceInPhotoError, PersonMergedError: what is left would contradict itself.
    """

    name: ClassVar[str] = "statement.undo"

    def __init__(self, actor: Any, statement: Statement) -> None:
        super().__init__(actor, statement.library_id)
        self.statement = statement

    def say(self) -> Statement:
        undone = Statement.objects.filter(pk=self.statement.pk, library=self.library, stands=True).first()
        if undone is None:
            raise NothingToUndoError
        self._refuse_if_built_upon(undone)
        Statement.objects.filter(pk=undone.pk).update(stands=False)
        undone.stands = False
        if undone.undoes_id is not None:
            Statement.objects.filter(pk=undone.undoes_id).update(stands=True)
            undone = Statement.objects.get(pk=undone.undoes_id)
        self._about = undone
        self.moves_faces = undone.kind not in (Kind.NAME, Kind.HIDE, Kind.UNHIDE)
        if self.moves_faces:
            self._give_back(undone)
        self.before = {person for person in (undone.person_id, undone.other_id) if person}
        return self.write(Kind.UNDO, undoes_id=self.statement.pk)

    def _give_back(self, undone: Statement) -> None:
        """Faces that were said not to be a person, and were compared again since, are taken for that person again."""
        if undone.kind == Kind.IS_NOT and not undone.stands:
            about = StatementFace.objects.filter(statement=undone)
            for before in set(about.exclude(before=None).values_list("before_id", flat=True)):
                faces = about.filter(before=before).values("face")
                Assignment.objects.filter(face__in=faces).update(guess=before)

    def faces_besides(self, statement: Statement) -> list[int]:
        about = list(StatementFace.objects.filter(statement=self._about).values_list("face_id", flat=True))
        if self._about.photo_id is not None:
            about += Assignment.objects.filter(photo=self._about.photo_id).values_list("face_id", flat=True)
        return about

    def _refuse_if_built_upon(self, undone: Statement) -> None:
        """The faces of a merged person who was deleted were deleted for good: they would not come back."""
        if undone.kind != Kind.MERGE:
            return
        later = Statement.objects.filter(
            library=self.library, kind=Kind.DELETE, stands=True, pk__gt=undone.pk
        )
        roots = {undone.other_id, *_followed(undone.other_id)}
        if later.filter(person__in=roots).exists():
            raise BuiltUponError("The person they were merged into was deleted after that.")


def _followed(person: Any) -> set[Any]:
    return set(
        Person.objects.filter(pk=person).exclude(merged_into=None).values_list("merged_into", flat=True)
    )
