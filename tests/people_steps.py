"""A library of people to which anything may happen: what properties are tested with."""

from __future__ import annotations

from django.db import transaction

from albumen.errors import AlbumenError
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
from albumen.people.duplicate_queries import duplicates_of
from albumen.people.models import Assignment, Person, Proposal, Statement
from albumen.people.queries import suggestions_of
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Library, Photo
from people_scene import PACK, PeopleScene
from people_words import Words

NAMES = ["Dora", "Emil", "Fritz", "Gerda"]
ALGORITHMS = ["default", "chinese_whispers", "dbscan", "hdbscan", "kmeans"]
PACKS = [PACK, "builtin"]


STEPS = [
    *["arrive"] * 4,
    *["work"] * 4,
    *["undo"] * 6,
    *["look", "not_same"] * 2,
    *["merge", "split", "is_somebody", "is_not", "name", "delete", "cluster", "classify"] * 2,
    *["draw"] * 2,
    *["bin", "restore", "destroy", "hide", "wrong", "twice", "preview", "apply", "change_model"],
]


class Story:
    """A library to which anything may happen; numbers choose among what is there."""

    def __init__(self, scene: PeopleScene) -> None:
        self.scene = scene
        self.owner = scene.owner
        self.words = Words(scene)
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
        apart = self.words.apart()
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
        """Whatever happened, what was said stands."""
        self.words.check()
