"""Whatever happens in whatever order: what people said stands, no name is lost, nobody deleted comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st

from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.people import said as words
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.answer_duplicate import NotSameOfDuplicate, SameOfDuplicate
from albumen.people.actions.answer_suggestions import AnswerSuggestions
from albumen.people.actions.decide_proposal import ApplyProposal
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.look_for_duplicates import LookForDuplicates
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_not_same import SayNotSame
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.split_person import SplitPerson
from albumen.people.actions.train_classifier import TrainClassifier
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.drawn import DRAWN, drawn_faces
from albumen.people.duplicate_queries import duplicates_of
from albumen.people.models import Assignment, Person, Proposal, Statement, StatementFace
from albumen.people.queries import people_of, suggestions_of
from albumen.people.said import Kind
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Face, Library, Photo
from people_scene import PACK, PeopleScene, counted, counted_from_scratch

pytestmark = pytest.mark.django_db

NAMES = ["Dora", "Emil", "Fritz", "Gerda"]
ALGORITHMS = ["default", "chinese_whispers", "dbscan", "hdbscan", "kmeans"]
PACKS = [PACK, "builtin"]


class Story:
    """A library to which anything may happen; numbers choose among what is there."""

    def __init__(self, scene: PeopleScene) -> None:
        self.scene = scene
        self.owner = scene.owner
        self.pack = 0
        self.proposal: Proposal | None = None

    def do(self, what: str, one: int, two: int) -> None:
        try:
            with transaction.atomic():
                getattr(self, what)(one, two)
        except AlbumenError:
            pass  # a clear answer, and nothing was changed

    def arrive(self, one: int, two: int) -> None:
        names = [NAMES[one % 4], NAMES[two % 4]] if two % 3 else [NAMES[one % 4]]
        photo = self.scene.photo(*names)
        if self.pack:
            self.scene.look_again(photo, PACKS[self.pack], set())

    def work(self, one: int, two: int) -> None:
        self.scene.run_jobs()

    def bin(self, one: int, two: int) -> None:
        DeletePhotos(self.owner, [self._photo(one).pk]).execute()

    def restore(self, one: int, two: int) -> None:
        RestorePhotos(self.owner, [self._photo(one, binned=True).pk]).execute()

    def destroy(self, one: int, two: int) -> None:
        if two % 3 == 0:
            DestroyPhotos(self.owner, [self._photo(one).pk]).execute()

    def name(self, one: int, two: int) -> None:
        NamePerson(self.owner, self._person(one), ["Ana", "Bo", "Cy", ""][two % 4]).execute()

    def merge(self, one: int, two: int) -> None:
        MergePeople(self.owner, self._person(one), self._person(two).pk).execute()

    def not_same(self, one: int, two: int) -> None:
        SayNotSame(self.owner, self._person(one), self._person(two).pk).execute()

    def look(self, one: int, two: int) -> None:
        """Whoever may be the same is asked about, and sometimes that is answered."""
        LookForDuplicates(self.owner, self.scene.library.pk, everybody=bool(one % 2)).execute()
        self.scene.run_jobs()
        asked = list(duplicates_of(self.scene.library).order_by("pk"))
        if asked and two % 3:
            answer = SameOfDuplicate if two % 3 == 1 else NotSameOfDuplicate
            answer(self.owner, asked[one % len(asked)]).execute()

    def split(self, one: int, two: int) -> None:
        SplitPerson(self.owner, self.scene.library.pk, {self._face(one), self._face(two)}).execute()

    def is_somebody(self, one: int, two: int) -> None:
        SayWho(self.owner, self._person(one), [self._face(two)]).execute()

    def is_not(self, one: int, two: int) -> None:
        row = Assignment.objects.get(pk=self._face(two))
        person = Person.objects.get(pk=row.person_id) if row.person_id else self._person(one)
        SayWhoNot(self.owner, person, [row.face_id]).execute()

    def hide(self, one: int, two: int) -> None:
        HidePerson(self.owner, self._person(one), hidden=bool(two % 2)).execute()

    def delete(self, one: int, two: int) -> None:
        DeletePerson(self.owner, self._person(one)).execute()

    def wrong(self, one: int, two: int) -> None:
        MarkWrong(self.owner, self.scene.library.pk, [self._face(one)]).execute()

    def draw(self, one: int, two: int) -> None:
        """A box in a column of its own, as nobody draws where a face is."""
        side = 0.01
        box = Box(0.02 * (two % 45), 0.9, side, side)
        person = self._person(two).pk if one % 2 else None
        made = DrawFace(self.owner, self._photo(one), box, person=person)
        made.execute()
        self.scene.names[made.made.pk] = "drawn"

    def twice(self, one: int, two: int) -> None:
        AllowTwice(self.owner, self._photo(one)).execute()

    def undo(self, one: int, two: int) -> None:
        said = list(Statement.objects.filter(stands=True).order_by("pk"))
        if said:
            UndoStatement(self.owner, said[one % len(said)]).execute()

    def cluster(self, one: int, two: int) -> None:
        before = dict(Assignment.objects.values_list("face_id", "person_id"))
        apart = self._apart()
        Propose(
            self.owner, self.scene.library.pk, ALGORITHMS[one % len(ALGORITHMS)], apply_at_once=True
        ).execute()
        self.scene.run_jobs()
        for row in Assignment.objects.filter(guessed_by="cluster", person__isnull=False):
            moved = frozenset((before.get(row.face_id), row.person_id))
            assert moved not in apart, "a clustering took somebody for whom they are not"

    def classify(self, one: int, two: int) -> None:
        """The classifier learns what there is, and asks; now and then somebody answers."""
        TrainClassifier(self.owner, self.scene.library.pk).execute()
        self.scene.run_jobs()
        asked = list(suggestions_of(self.scene.library).order_by("pk"))
        if asked and two % 2:
            chosen = asked[one % len(asked)]
            yes, no = ([chosen.face_id], []) if two % 4 == 1 else ([], [chosen.face_id])
            AnswerSuggestions(self.owner, chosen.person, yes, no).execute()

    def preview(self, one: int, two: int) -> None:
        self.proposal = Propose(
            self.owner, self.scene.library.pk, ALGORITHMS[one % len(ALGORITHMS)]
        ).execute()
        self.scene.run_jobs()

    def apply(self, one: int, two: int) -> None:
        if self.proposal is not None:
            ApplyProposal(self.owner, self.proposal).execute()
            self.scene.run_jobs()

    def change_model(self, one: int, two: int) -> None:
        """Another pack looks at everything, and misses every few faces."""
        self.pack = 1 - self.pack
        Library.objects.filter(pk=self.scene.library.pk).update(packs=[PACKS[self.pack]])
        self.scene.library.refresh_from_db()
        for photo in Photo.objects.filter(binned_at=None).order_by("pk"):
            faces = photo.faces.values_list("pk", flat=True)
            self.scene.look_again(
                photo, PACKS[self.pack], {face for face in faces if (face + one) % (2 + two % 5) == 0}
            )
            self._know_again(photo)

    def _know_again(self, photo: Photo) -> None:
        """Faces keep their rows, so that nobody new has to be known."""
        assert {face.pk for face in photo.faces.all()} <= set(self.scene.names)

    def _photo(self, number: int, binned: bool = False) -> Photo:
        photos = list(Photo.objects.filter(binned_at__isnull=not binned).order_by("pk"))
        if not photos:
            raise AlbumenError("None.")
        return photos[number % len(photos)]

    def _person(self, number: int) -> Person:
        people = list(Person.objects.order_by("pk"))
        if not people:
            raise AlbumenError("Nobody.")
        return people[number % len(people)]

    def _face(self, number: int) -> int:
        faces = list(Assignment.objects.order_by("face").values_list("face_id", flat=True))
        if not faces:
            raise AlbumenError("None.")
        return faces[number % len(faces)]

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

    def _apart(self) -> set[frozenset[Any]]:
        """Pairs of people of whom somebody said that they are two, as they go on now."""
        standing = list(Statement.objects.filter(stands=True).exclude(kind=Kind.UNDO).order_by("pk"))
        root = self._roots(standing)
        said = [entry for entry in standing if entry.kind == Kind.NOT_SAME]
        pairs = {frozenset((root(entry.person_id), root(entry.other_id))) for entry in said}
        return {pair for pair in pairs if len(pair) == 2}

    def _check_duplicates(self) -> None:
        """Nobody is asked about twice, nor about whom somebody spoke, nor about whom nobody sees."""
        apart, shown = self._apart(), {person.pk for person in people_of(self.scene.library)}
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


STEPS = [
    *["arrive"] * 4,
    *["work"] * 4,
    *["undo"] * 6,
    *["look", "not_same"] * 2,
    *["merge", "split", "is_somebody", "is_not", "name", "delete", "cluster", "classify"] * 2,
    *["draw"] * 2,
    *["bin", "restore", "destroy", "hide", "wrong", "twice", "preview", "apply", "change_model"],
]

ONE_STEP = st.tuples(st.sampled_from(STEPS), st.integers(0, 50), st.integers(0, 50))


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink what fails takes minutes; the steps are printed
    suppress_health_check=list(HealthCheck),
)
@example(
    arrivals=[(0, 0)] * 3,
    steps=[("name", 0, 0), ("undo", 0, 0), ("undo", 0, 0), ("undo", 1, 0), ("undo", 0, 0)],
)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=3, max_size=8),
    steps=st.lists(ONE_STEP, min_size=5, max_size=25),
)
def test_what_was_said_stands_whatever_happens(
    ana: User, run_jobs: Callable[[], int], arrivals: list[tuple[int, int]], steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        story = Story(PeopleScene(ana, run_jobs))
        for one, two in arrivals:
            story.arrive(one, two)
        story.work(0, 0)
        for what, one, two in steps:
            note(f"{what} {one} {two}")
            story.do(what, one, two)
            story.check()
        for number in range(len(ALGORITHMS)):
            story.do("cluster", number, 0)
            story.check()
            story.do("classify", number, 2 * number + 1)
            story.check()
        transaction.set_rollback(True)


_FACES = st.integers(1, 4)
_PEOPLE = st.sampled_from("abcd")


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just(Kind.IS), _PEOPLE, _FACES),
            st.tuples(st.just(Kind.IS_NOT), _PEOPLE, _FACES),
            st.tuples(st.just(Kind.MERGE), _PEOPLE, _PEOPLE),
            st.tuples(st.just(Kind.NOT_SAME), _PEOPLE, _PEOPLE),
            st.tuples(st.just(Kind.NAME), _PEOPLE, st.sampled_from(["x", "y", ""])),
            st.tuples(st.just(Kind.UNDO), st.just(""), st.integers(1, 20)),
        ),
        max_size=20,
    )
)
def test_taking_everything_back_leaves_nothing(said: list[tuple[Kind, str, Any]]) -> None:
    log: list[words.Statement] = []
    for kind, person, about in said:
        number = len(log) + 1
        if kind == Kind.UNDO and about < number:
            log.append(words.Statement(number, kind, undoes=about))
        elif kind in (Kind.IS, Kind.IS_NOT):
            log.append(words.Statement(number, kind, person, faces=[(about, None)]))
        elif kind in (Kind.MERGE, Kind.NOT_SAME):
            log.append(words.Statement(number, kind, person, about))
        elif kind == Kind.NAME:
            log.append(words.Statement(number, kind, person, text=about))
    fold = words.fold(words.standing(log))
    assert all(fold.root(fold.root(person)) == fold.root(person) for person in "abcd")
    assert all(len(pair) == 2 and pair == {*map(fold.root, pair)} for pair in fold.kept_apart())
    assert not any(fold.denies(face, person) for face, person in fold.pinned.items())
    for entry in words.standing(log):
        log.append(words.Statement(len(log) + 1, Kind.UNDO, undoes=entry.id))
    assert words.fold(words.standing(log)) == words.Said()
