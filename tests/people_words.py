"""What must hold in a library of people whatever happened in it: every word of the log against the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from albumen.people.drawn import DRAWN, drawn_faces
from albumen.people.duplicate_queries import duplicates_of
from albumen.people.models import Assignment, Person, Statement, StatementFace
from albumen.people.queries import people_of, suggestions_of
from albumen.people.said import Kind
from albumen.photos.models import Face, Photo
from people_scene import PeopleScene, counted, counted_from_scratch


class Words:
    """What stands in a library, read in the plainest way, and whether the rows say the same."""

    def __init__(self, scene: PeopleScene) -> None:
        self.scene = scene

    def check(self) -> None:
        """Every word, read here in the plainest way, against the rows."""
        log = list(Statement.objects.order_by("pk"))
        stand = {entry.pk: True for entry in log}
        for entry in reversed(log):
            if entry.kind == Kind.UNDO and stand[entry.pk]:
                stand[entry.undoes_id] = False
        assert {entry.pk: entry.stands for entry in log} == stand
        standing = [entry for entry in log if entry.stands and entry.kind != Kind.UNDO]
        root = self._roots(standing)
        who = dict(Assignment.objects.values_list("face_id", "person_id"))
        self._check_faces(standing, root, who)
        self._check_people(standing, root)
        self._check_suggestions(standing, root, who)
        self._check_counts()
        self._check_duplicates()
        self._check_photos({entry.photo_id for entry in standing if entry.kind == Kind.TWICE})
        assert counted(self.scene.library) == counted_from_scratch(self.scene.library)
        assert set(who) == set(Photo.objects.filter(faces__isnull=False).values_list("faces", flat=True))

    def apart(self) -> set[frozenset[Any]]:
        """Pairs of people of whom somebody said that they are two, as they go on now."""
        standing = list(Statement.objects.filter(stands=True).exclude(kind=Kind.UNDO).order_by("pk"))
        root = self._roots(standing)
        said = [entry for entry in standing if entry.kind == Kind.NOT_SAME]
        pairs = {frozenset((root(entry.person_id), root(entry.other_id))) for entry in said}
        return {pair for pair in pairs if len(pair) == 2}

    def _check_duplicates(self) -> None:
        """Nobody is asked about twice, nor about whom somebody spoke, nor about whom nobody sees."""
        apart, shown = self.apart(), {person.pk for person in people_of(self.scene.library)}
        asked = [frozenset((row.one_id, row.other_id)) for row in duplicates_of(self.scene.library)]
        assert len(set(asked)) == len(asked) and not set(asked) & apart
        assert all(pair <= shown for pair in asked)

    @staticmethod
    def _roots(standing: list[Statement]) -> Callable[[Any], Any]:
        groups: dict[Any, Any] = {}

        def root(person: Any) -> Any:
            while person in groups:
                person = groups[person]
            return person

        for entry in standing:
            if entry.kind == Kind.MERGE and root(entry.person_id) != root(entry.other_id):
                groups[root(entry.person_id)] = root(entry.other_id)
        return root

    @staticmethod
    def _check_faces(standing: list[Statement], root: Callable[[Any], Any], who: dict[int, Any]) -> None:
        about: dict[int, list[Statement]] = {}
        by_pk = {entry.pk: entry for entry in standing}
        for statement, face in StatementFace.objects.order_by("statement").values_list(
            "statement_id", "face_id"
        ):
            if statement in by_pk:
                about.setdefault(face, []).append(by_pk[statement])
        pins = (Kind.IS, Kind.SPLIT, Kind.DELETE, Kind.BOX)
        drawn = set(Face.objects.filter(found_by=DRAWN).values_list("pk", flat=True))
        for face in drawn:
            there = any(entry.kind == Kind.BOX for entry in about.get(face, []))
            assert there or who[face] is None, f"face {face} was taken back and is somebody"
            if not there:
                about.pop(face, None)
        for face, entries in about.items():
            last = entries[-1]
            if last.kind in pins:
                assert who[face] == root(last.person_id), f"face {face} is not whom somebody said"
            if last.kind == Kind.WRONG_DETECTION:
                assert who[face] is None, f"face {face} is none"
            for place, entry in enumerate(entries):
                later = entries[place + 1 :]
                if entry.kind == Kind.IS_NOT and not any(
                    word.kind in pins and root(word.person_id) == root(entry.person_id) for word in later
                ):
                    assert who[face] != root(entry.person_id), f"face {face} is whom somebody denied"

    def _check_people(self, standing: list[Statement], root: Callable[[Any], Any]) -> None:
        rows = {person.pk: person for person in Person.objects.all()}
        names: dict[Any, str] = {}
        deleted = {entry.person_id for entry in standing if entry.kind == Kind.DELETE}
        hidden: dict[Any, bool] = {}
        for entry in standing:
            if entry.kind == Kind.NAME:
                names[entry.person_id] = entry.text
            if entry.kind in (Kind.HIDE, Kind.UNHIDE):
                hidden[entry.person_id] = entry.kind == Kind.HIDE
        shown = {person.pk for person in people_of(self.scene.library)}
        for person, name in names.items():
            assert rows[person].name == name or not name, "a name was lost"
            there = root(person) == person and person not in deleted and not hidden.get(person)
            assert not name or (person in shown) == there
            assert not name or rows[root(person)].name, "a merge lost a name"
        assert not shown & deleted, "somebody deleted came back"
        assert {person for person in rows if rows[person].deleted} == deleted
        for person, row in rows.items():
            assert (row.merged_into_id or person) == root(person)
            assert row.merged_into_id is None or not row.face_count

    def _check_suggestions(
        self, standing: list[Statement], root: Callable[[Any], Any], who: dict[int, Any]
    ) -> None:
        """Nobody is asked what was answered, nor about anybody who is not shown."""
        shown = {person.pk for person in people_of(self.scene.library, named=True)}
        denied: dict[int, set[Any]] = {}
        spoken: set[int] = set()
        by_pk = {entry.pk: entry for entry in standing}
        for statement, face in StatementFace.objects.order_by("statement").values_list(
            "statement_id", "face_id"
        ):
            if statement not in by_pk:
                continue
            entry = by_pk[statement]
            if entry.kind == Kind.IS_NOT:
                denied.setdefault(face, set()).add(entry.person_id)
                spoken.discard(face)
            else:
                denied.pop(face, None)
                spoken.add(face)
        for row in suggestions_of(self.scene.library):
            assert row.person_id in shown and row.person_id == root(row.meant_id)
            assert row.face_id not in spoken, "somebody is asked about a face they spoke of"
            assert row.person_id not in {root(one) for one in denied.get(row.face_id, ())}
            assert (who[row.face_id] == row.person_id) == (row.kind == "doubt")

    @staticmethod
    def _check_counts() -> None:
        """A face that was drawn counts while that stands."""
        for photo in Photo.objects.all():
            faces = photo.faces.exclude(pk__in=photo.faces.filter(found_by=DRAWN).values("pk")).count()
            assert photo.face_count == faces + drawn_faces(photo.pk).count()

    @staticmethod
    def _check_photos(twice: set[Any]) -> None:
        seen: set[tuple[Any, Any]] = set()
        for photo, person in Assignment.objects.filter(person__isnull=False).values_list(
            "photo_id", "person_id"
        ):
            assert photo in twice or (photo, person) not in seen, "somebody is twice in a photo"
            seen.add((photo, person))
