"""A library of made faces: vectors with a known likeness to each person. Data, not mocks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F

import factories
from albumen.accounts.models import User
from albumen.engine.packs.catalogue import load_pack
from albumen.jobs.enqueue import enqueue_each
from albumen.people.expecting import comparing, expect_faces
from albumen.people.models import Assignment, Person
from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Embedding, Face, Library, LibraryKind, ModelVersion, Photo

PACK = "standard"
"""Its strangers have a similarity of about 0 and its people about 0.6, as random vectors do; no weights are needed."""

LIKENESS = 0.85
"""Similarity of a face to its person: two faces of one person then have about 0.72."""

LIKENESS_BY = {PACK: LIKENESS, "builtin": 0.99}
"""The same for each pack that can say who somebody is: those of ``builtin`` are all much alike."""

SHARP = {"sharpness": 0.9, "size": 60.0, "yaw": 0.0}
BLURRED = {"sharpness": 0.1, "size": 60.0, "yaw": 0.0}


class PeopleScene:
    """A personal library and the faces in it."""

    def __init__(
        self, owner: User, run_jobs: Callable[[], int] | None = None, library: Library | None = None
    ) -> None:
        self.owner = owner
        self.library = library or Library.objects.create(owner=owner, kind=LibraryKind.PERSONAL, packs=[PACK])
        self.run_jobs = run_jobs or (lambda: 0)
        self.model = model(PACK)
        self._number = 0
        self.names: dict[int, str] = {}
        """Who each face really is."""

    def photo(
        self, *names: str, parts: dict[str, float] = SHARP, likeness: float = LIKENESS, **fields: Any
    ) -> Photo:
        """A photo of these people, just made ready as ingest does."""
        self._number += 1
        photo = factories.photo(self.library, self._number, **fields)
        with transaction.atomic():
            for name in names:
                self._face(photo, name, parts, likeness)
            Photo.objects.filter(pk=photo.pk).update(
                face_count=len(names), analysed_with={self.model.pack: self.model.version}
            )
            Library.objects.filter(pk=self.library.pk).update(
                face_revision=F("face_revision") + 1, face_count=F("face_count") + len(names)
            )
            expect_faces(self.library.pk, [photo.pk])
            enqueue_each([comparing(self.library.pk)], scope=self.library.pk)
        return photo

    def _face(self, photo: Photo, name: str, parts: dict[str, float], likeness: float) -> Face:
        self._number += 1
        face = Face.objects.create(
            photo=photo,
            library=self.library,
            found_by=PACK,
            left=0.1 + 0.2 * (self._number % 4),
            top=0.2,
            width=0.1,
            height=0.2,
            landmarks=b"\0" * 40,
            score=0.99,
            quality=0.8,
            quality_parts=parts,
        )
        self.names[face.pk] = name
        Embedding.objects.create(
            face=face,
            photo=photo,
            library=self.library,
            model=self.model,
            vector=face_vector(name, likeness, self._number, self.model.dimension),
            usefulness=0.8,
            reliable=parts["sharpness"] >= 0.33,
        )
        return face

    def look_again(self, photo: Photo, pack: str, missed: set[int]) -> None:
        """Have another pack look at a photo, as ingest does; it misses some faces."""
        version = model(pack)
        found = [
            FoundFace(
                found_by=pack,
                box=(face.left + 0.01, face.top, face.width, face.height),
                landmarks=b"\0" * 40,
                score=0.99,
                quality=0.8,
                parts=face.quality_parts,
                looks={
                    pack: Look(
                        face_vector(self.names[face.pk], LIKENESS_BY[pack], face.pk, version.dimension),
                        0.8,
                        True,
                    )
                },
            )
            for face in photo.faces.exclude(found_by="person").order_by("pk")
            if face.pk not in missed
        ]
        analysis = Analysis(
            width=3000,
            height=2000,
            media_type="image/jpeg",
            fields={},
            previews={"2560": "x"},
            thumbhash="",
            found=FoundFaces(found, {pack: (version.version, version.dimension)}),
            models={pack: version},
        )
        RecordAnalysis(Photo.objects.select_related("library").get(pk=photo.pk), analysis).execute()

    def person(self, *photos: Photo, named: str = "") -> Person:
        """A person whom the machine took the first face of each photo for."""
        from albumen.people.counting import count_people

        person = Person.objects.create(library=self.library)
        for photo in photos:
            face = photo.faces.order_by("pk").filter(assignment__person=None)[0]
            Assignment.objects.filter(face=face).update(
                guess=person,
                guessed_by="cluster",
                probability=0.9,
                person=person,
                why="cluster",
                pending=False,
            )
        with transaction.atomic():
            count_people([person.pk])
        if named:
            from albumen.people.actions.name_person import NamePerson

            NamePerson(self.owner, person, named).execute()
        person.refresh_from_db()
        return person


def face_vector(name: str, likeness: float, seed: int, dimension: int) -> bytes:
    """A unit vector with this similarity to a person, scattered in its own way."""
    digest = hashlib.sha256(f"{name} {dimension}".encode()).digest()
    person = _unit(np.random.default_rng(list(digest)).standard_normal(dimension))
    aside = np.random.default_rng(seed).standard_normal(dimension)
    aside = _unit(aside - aside @ person * person)
    return (likeness * person + np.sqrt(1 - likeness**2) * aside).astype("<f4").tobytes()


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def model(pack: str) -> ModelVersion:
    loaded = load_pack(pack)
    return ModelVersion.objects.get_or_create(
        pack=loaded.name, version=loaded.version, defaults={"dimension": loaded.embedder.dimension}
    )[0]


def faces_of(photo: Photo) -> list[int]:
    """Keys of a photo's faces, in the order of their names."""
    return list(photo.faces.order_by("pk").values_list("pk", flat=True))


def who(library: Library) -> dict[int, Any]:
    """The person of each face."""
    return dict(Assignment.objects.filter(library=library).values_list("face_id", "person_id"))


def counted(library: Library) -> dict[Any, tuple[int, int]]:
    """Faces and photos of each person as they are written down."""
    rows = Person.objects.filter(library=library).values_list("pk", "face_count", "photo_count")
    return {person: (faces, photos) for person, faces, photos in rows}


def counted_from_scratch(library: Library) -> dict[Any, tuple[int, int]]:
    """The same, counted face by face."""
    faces: dict[Any, int] = dict.fromkeys(
        Person.objects.filter(library=library).values_list("pk", flat=True), 0
    )
    photos: dict[Any, set[Any]] = {person: set() for person in faces}
    there = Assignment.objects.filter(library=library, photo__binned_at=None, person__isnull=False)
    for person, photo in there.values_list("person_id", "photo_id"):
        faces[person] += 1
        photos[person].add(photo)
    return {person: (faces[person], len(photos[person])) for person in faces}
