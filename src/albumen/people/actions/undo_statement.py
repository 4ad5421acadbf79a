"""Taking back what was said."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.people.actions.mark_child import judge_guests_again
from albumen.people.actions.say import Say
from albumen.people.drawn import faces_came, faces_went
from albumen.people.errors import BuiltUponError, NothingToUndoError
from albumen.people.ledger import pinned_before
from albumen.people.models import Assignment, Person, Statement, StatementFace
from albumen.people.said import Kind
from albumen.photos.models import Face

_MAKE_FACES = (Kind.WRONG_DETECTION, Kind.BOX, Kind.IS, Kind.SPLIT, Kind.DELETE)
"""What may be about faces that are none without it, or are with it."""
_ABOUT_CHILDREN = (Kind.CHILD, Kind.NOT_CHILD)


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

    def faces_go(self) -> bool:
        return self._kind() in _MAKE_FACES

    def touches_guests(self) -> bool:
        return self._kind() in (*_MAKE_FACES, *_ABOUT_CHILDREN)

    def _kind(self) -> str:
        """What all this is about, behind any taking back of taking back."""
        entry = self.statement
        while entry.undoes_id is not None:
            entry = Statement.objects.get(pk=entry.undoes_id)
        return str(entry.kind)

    def say(self) -> Statement:
        last = Statement.objects.filter(pk=self.statement.pk, library=self.library, stands=True).first()
        if last is None:
            raise NothingToUndoError
        about, stands = self._turn_over(last)
        if not stands and about.kind == Kind.MERGE:
            self._refuse_if_built_upon(about)
        self._about = about
        self.moves_faces = about.kind not in (
            Kind.NAME,
            Kind.HIDE,
            Kind.UNHIDE,
            Kind.NOT_SAME,
            *_ABOUT_CHILDREN,
        )
        if not stands and about.kind == Kind.IS_NOT:
            self._give_back(about)
        if about.kind == Kind.BOX:
            self._redraw(about, stands)
        self.before = {person for person in (about.person_id, about.other_id) if person}
        return self.write(Kind.UNDO, undoes_id=self.statement.pk)

    def perform(self) -> Statement:
        statement = super().perform()
        if self._about.kind in _ABOUT_CHILDREN:
            judge_guests_again(self.library)
        return statement

    @staticmethod
    def _turn_over(last: Statement) -> tuple[Statement, bool]:
        """The statement that all this is about, behind any taking back of taking back, and whether it stands now."""
        entry, stands = last, False
        while True:
            Statement.objects.filter(pk=entry.pk).update(stands=stands)
            if entry.undoes_id is None:
                return entry, stands
            entry, stands = Statement.objects.get(pk=entry.undoes_id), not stands

    @staticmethod
    def _give_back(denial: Statement) -> None:
        """Faces that the machine took for whom they were said not to be, and compared again since, are theirs again."""
        about = StatementFace.objects.filter(statement=denial, before=denial.person_id)
        faces = set(about.values_list("face_id", flat=True))
        guessed = faces - pinned_before(denial, faces)
        Assignment.objects.filter(face__in=guessed).update(guess=denial.person_id)

    @staticmethod
    def _redraw(drawing: Statement, stands: bool) -> None:
        """The faces go with the word that they are there, and come back with it."""
        faces = list(
            Face.objects.filter(pk__in=StatementFace.objects.filter(statement=drawing).values("face"))
        )
        (faces_came if stands else faces_went)(drawing.library_id, faces)

    def faces_besides(self, statement: Statement) -> list[int]:
        about = list(StatementFace.objects.filter(statement=self._about).values_list("face_id", flat=True))
        if self._about.photo_id is not None:
            about += Assignment.objects.filter(photo=self._about.photo_id).values_list("face_id", flat=True)
        return about

    def _refuse_if_built_upon(self, merge: Statement) -> None:
        """The faces of a merged person who was deleted were deleted for good: they would not come back."""
        later = Statement.objects.filter(library=self.library, kind=Kind.DELETE, stands=True, pk__gt=merge.pk)
        roots = {merge.other_id, *_followed(merge.other_id)}
        if later.filter(person__in=roots).exists():
            raise BuiltUponError("The person they were merged into was deleted after that.")


def _followed(person: Any) -> set[Any]:
    return set(
        Person.objects.filter(pk=person).exclude(merged_into=None).values_list("merged_into", flat=True)
    )
