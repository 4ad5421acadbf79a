"""Names of faces that files say become names here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F

from albumen.audit.action import Action
from albumen.imaging.xmp.regions import Measured, Region, Stored
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.say import refuse_contradiction
from albumen.people.drawn import DRAWN, faces_came
from albumen.people.effects import settle
from albumen.people.file_names import find_photos, takes_names, waiting_names
from albumen.people.holding import hold
from albumen.people.kinds import ASSIGN, IMPORT_NAMES
from albumen.people.ledger import Ledger, read_ledger, write_people
from albumen.people.models import Assignment, FileNames, Sorting, Statement, StatementFace
from albumen.people.namesakes import Namesakes
from albumen.people.placing import Known, faces_of_photos, placed
from albumen.people.said import Kind
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.locking import hold_photos
from albumen.photos.models import Face, Photo, PhotoState

AT_ONCE = 200
"""Files read in one transaction."""


@dataclass(slots=True)
class _Words:
    """What files say of one person: faces that are there, and boxes around others."""

    faces: list[Known] = field(default_factory=list)
    boxes: list[tuple[Photo, Region]] = field(default_factory=list)


class ImportNames(Action[int]):
    """Read what files say about the faces of photos that are ready; how many faces got a name by it.

    A region around a face that was found says who that is, one around none draws a face. Of faces of which a person
    ever said anything, and of people who were deleted, files are not believed. What they say is in the log like
    everything else, an entry for each person, and may be taken back there. System only.
    """

    name: ClassVar[str] = "people.import_names"

    def __init__(self, library: UUID) -> None:
        super().__init__(None)
        self.library = library
        self.files = self.named = self.drawn = 0
        self._about: list[Statement] = []

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> int:
        hold(self.library)
        library = libraries_to_encode().filter(pk=self.library).first()
        if library is None or not takes_names(library):
            FileNames.objects.filter(library=self.library).delete()
            return 0
        find_photos(self.library)
        ready = waiting_names(self.library).filter(photo__state=PhotoState.READY, photo__binned_at=None)
        rows = list(ready.select_related("photo")[:AT_ONCE])
        if not rows:
            return 0
        self.files = len(rows)
        hold_photos(row.photo_id for row in rows if row.photo_id)
        ledger = read_ledger(self.library)
        said = self._read(rows, ledger)
        for (person, actor), words in said.items():
            self._write(person, actor, words)
        if said:
            self._follow()
        FileNames.objects.filter(pk__in=[row.pk for row in rows]).update(waiting=False, regions={})
        if ready.exists():
            enqueue(IMPORT_NAMES, self.library, scope=self.library)
        return self.named

    def _read(self, rows: list[FileNames], ledger: Ledger) -> dict[tuple[UUID, Any], _Words]:
        photos = {row.photo_id: row.photo for row in rows if row.photo is not None}
        known = faces_of_photos(photos)
        regions = [(row, _regions(row)) for row in rows]
        people = Namesakes(self.library, {region.name for _, found in regions for region in found})
        said: defaultdict[tuple[UUID, Any], _Words] = defaultdict(_Words)
        taken = {
            (ledger.photo_of.get(face), ledger.said.root(person))
            for face, person in ledger.said.pinned.items()
        }
        for row, found in regions:
            pairs = placed(found, known[row.photo_id])
            for _, face in pairs:
                if (
                    face is not None and face.imported
                ):  # what a file said before gives way to what it says now
                    taken.discard((row.photo_id, ledger.said.root(ledger.said.pinned.get(face.key))))
            for region, face in pairs:
                person = people.of(region.name, row.actor_id)
                place = (row.photo_id, person)
                if person is None or (place in taken and row.photo_id not in ledger.said.twice):
                    continue
                taken.add(place)
                if face is not None and face.imported and face.person == person:
                    continue
                words = said[person, row.actor_id]
                if face is None:
                    words.boxes.append((photos[row.photo_id], region))
                else:
                    words.faces.append(face)
        people.make(person for person, _ in said)
        return said

    def _write(self, person: UUID, actor: Any, words: _Words) -> None:
        if words.faces:
            about = [(face.key, face.person) for face in words.faces]
            self._say(Kind.IS, person, actor, about)
        if words.boxes:
            made = Face.objects.bulk_create([self._face(photo, region) for photo, region in words.boxes])
            Assignment.objects.bulk_create(
                [
                    Assignment(
                        face=face,
                        library_id=self.library,
                        photo=photo,
                        sort_at=photo.sort_at,
                        seeds=False,
                        pending=False,
                    )
                    for face, (photo, _) in zip(made, words.boxes, strict=True)
                ]
            )
            self._say(Kind.BOX, person, actor, [(face.pk, None) for face in made])
            faces_came(self.library, made)
            self.drawn += len(made)
        self.named += len(words.faces) + len(words.boxes)

    def _say(self, kind: Kind, person: UUID, actor: Any, faces: Iterable[tuple[int, UUID | None]]) -> None:
        statement = Statement.objects.create(
            library_id=self.library, kind=kind, person_id=person, actor_id=actor, imported=True
        )
        StatementFace.objects.bulk_create(
            [StatementFace(statement=statement, face_id=face, before_id=before) for face, before in faces],
            batch_size=500,
        )
        self._about.append(statement)

    def _face(self, photo: Photo, region: Region) -> Face:
        box = region.box
        return Face(
            photo=photo,
            library_id=self.library,
            found_by=DRAWN,
            left=box.left,
            top=box.top,
            width=box.width,
            height=box.height,
            landmarks=b"",
            score=1.0,
            quality=0.0,
        )

    def _follow(self) -> None:
        """What follows from it at once, as from everything that is said."""
        statements = [statement.pk for statement in self._about]
        people = {statement.person_id for statement in self._about if statement.person_id}
        ledger = read_ledger(self.library)
        refuse_contradiction(ledger)
        moved = write_people(self.library, ledger.said)
        faces = StatementFace.objects.filter(statement__in=statements).values_list("face_id", flat=True)
        settle(self.library, ledger, faces=faces, people=moved | people)
        Sorting.objects.filter(pk=self.library).update(revision=F("revision") + 1)
        if Assignment.objects.filter(library=self.library, pending=True).exists():
            enqueue(ASSIGN, self.library, scope=self.library)

    def target(self, result: int) -> tuple[str, object] | None:
        return ("library", self.library) if self.files else None

    def details(self, result: int) -> dict[str, Any]:
        return {"files": self.files, "faces": self.named, "drawn": self.drawn}


def _regions(row: FileNames) -> list[Region]:
    """The faces that a file names, in fractions of the upright photo."""
    photo = row.photo
    if photo is None:
        return []
    stored = Stored.of_upright(photo.width or 0, photo.height or 0, photo.orientation or 1)
    return Measured.from_json(row.regions).upright(stored)
