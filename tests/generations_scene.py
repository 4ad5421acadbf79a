"""An event whose faces two generations of models see, as vectors with a known likeness to each person. Data, not mocks.

The old generation is ``standard``, the new one ``builtin``: the latter is installed wherever Albumen is, and what they
see is made here. What a worker writes down after its networks looked goes through the real actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

import factories
import people_scene
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, ReferenceFace, Registration, Selfie, SelfieState
from albumen.guests.selfie_intake import Look as SelfieLook
from albumen.jobs.models import Job
from albumen.people.drawn import drawn_faces
from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Library, Photo, PhotoState
from albumen.upgrades.actions.record_look import RecordLook
from albumen.upgrades.actions.record_reference import RecordReference
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.kinds import FILL, LOOK_PHOTO, LOOK_SELFIE
from albumen.upgrades.looking import Seen
from albumen.upgrades.models import Unseen, Upgrade

OLD, NEW = "standard", "builtin"
LIKENESS = {
    OLD: {"certain": 0.85, "doubtful": 0.35, "stranger": 0.05},
    NEW: {"certain": 0.99, "doubtful": 0.92, "stranger": 0.80},
}
"""Similarity of a face to its person by each pack: certain, below what is likely, and as alike as anybody."""

FaceSeen = tuple[str, str, str]
"""Who it is, and how the old and the new generation see it: a key of ``LIKENESS``, or ``unseen``."""


class GenerationsScene(people_scene.PeopleScene):
    """Also a scene of people; photos and guests are seen by every pack that looks at the time."""

    def __init__(self, event: Event, run_jobs: Callable[[], int]) -> None:
        Library.objects.filter(pk=event.library_id).update(packs=[OLD])
        event.library.refresh_from_db()
        super().__init__(event.owner, run_jobs, event.library)
        self.event = event
        self._seen: dict[UUID, list[tuple[tuple[float, float, float, float], FaceSeen]]] = {}
        self._selfies: dict[UUID, str] = {}

    def photo(self, *faces: Any, **fields: Any) -> Photo:
        """A photo of these people (names, or :data:`FaceSeen`), just analysed by whoever looks."""
        self._number += 1
        photo = factories.photo(self.library, self._number, state=PhotoState.RECEIVED, **fields)
        self._seen[photo.pk] = [
            (
                (0.02 + 0.2 * place, 0.2, 0.1, 0.15),
                face if isinstance(face, tuple) else (face, "certain", "certain"),
            )
            for place, face in enumerate(faces)
        ]
        return self.analyse(photo, self._packs())

    def analyse(self, photo: Photo, packs: list[str]) -> Photo:
        """Write down what these packs see, as ingest does."""
        photo = Photo.objects.select_related("library").get(pk=photo.pk)
        found = self._found(photo, packs)
        analysis = Analysis(3000, 2000, "image/jpeg", {}, {"2560": "x"}, "", found, self._models(packs))
        RecordAnalysis(photo, analysis).execute()
        for face in photo.faces.all():
            self.names.setdefault(face.pk, "seen")
        photo.refresh_from_db()
        return photo

    def guest(self, user: User, person: str) -> Registration:
        """A guest who agreed and whose selfie is in use, as seen by whoever looks."""
        registration = factories.registration(self.event, user)
        selfie = Selfie.objects.create(
            registration=registration,
            image="",
            crop="",
            state=SelfieState.READY,
            expires_at=self.event.available_until,
        )
        self._selfies[selfie.pk] = person
        ReferenceFace.objects.bulk_create(
            [
                ReferenceFace(
                    selfie=selfie,
                    registration=registration,
                    event=self.event,
                    model=people_scene.model(pack),
                    vector=_vector(person, pack, 1.0, 0),
                    usefulness=0.9,
                )
                for pack in self._packs()
            ]
        )
        return registration

    def start(self, *packs: str) -> Upgrade:
        """Begin to move; what is to be looked at waits for :meth:`look`, as no file is behind it."""
        upgrade = StartUpgrade(self.owner, self.library, list(packs) or [NEW]).execute()
        Job.objects.filter(kind=FILL.name).delete()
        return upgrade

    def look(self, most: int = 1_000) -> int:
        """Do what the workers do about what waits, at most so many; how many were done."""
        rows = list(Unseen.objects.filter(upgrade__finished_at=None, error_code="").order_by("pk")[:most])
        for row in rows:
            if row.photo_id:
                self._look_at_photo(row.photo_id)
            else:
                self._look_at_selfie(row.selfie_id)
        Job.objects.filter(kind__in=[LOOK_PHOTO.name, LOOK_SELFIE.name, FILL.name]).delete()
        return len(rows)

    def move(self, *packs: str) -> Upgrade:
        """Begin, look at everything and compare."""
        upgrade = self.start(*packs)
        self.look()
        self.run_jobs()
        upgrade.refresh_from_db()
        return upgrade

    def states(self, registration: Registration) -> dict[Any, str]:
        """State of each match by photo."""
        return dict(Match.objects.filter(registration=registration).values_list("photo_id", "state"))

    def _packs(self) -> list[str]:
        packs, beside = Library.objects.values_list("packs", "beside").get(pk=self.library.pk)
        return [*packs, *beside]

    def _look_at_photo(self, pk: UUID) -> None:
        photo = Photo.objects.select_related("library").get(pk=pk)
        packs = [name for name in self._packs() if name not in photo.analysed_with]
        drawn = dict.fromkeys(drawn_faces(photo.pk).values_list("pk", flat=True))
        with transaction.atomic():
            RecordLook(photo, Seen(packs, self._found(photo, packs), drawn)).execute()
        for face in photo.faces.all():
            self.names.setdefault(face.pk, "seen")

    def _look_at_selfie(self, pk: UUID) -> None:
        selfie = Selfie.objects.select_related("registration__event__library").get(pk=pk)
        there = set(ReferenceFace.objects.filter(selfie=selfie).values_list("model__pack", flat=True))
        packs = [name for name in self._packs() if name not in there]
        person = self._selfies[pk]
        saw = (
            {}
            if person == "nobody"
            else {name: np.frombuffer(_vector(person, name, 1.0, 0), "<f4") for name in packs}
        )
        versions = {name: people_scene.model(name).version for name in saw}
        look = SelfieLook(1, b"", b"", versions, saw, dict.fromkeys(saw, 0.9))
        with transaction.atomic():
            RecordReference(selfie, look, packs).execute()

    def _found(self, photo: Photo, packs: list[str]) -> FoundFaces:
        faces = []
        for place, (box, (person, *levels)) in enumerate(self._seen.get(photo.pk, ())):
            looks = {
                pack: Look(
                    _vector(person, pack, LIKENESS[pack][level], photo.pk.int % 2**31 + place), 0.8, True
                )
                for pack, level in zip((OLD, NEW), levels, strict=True)
                if pack in packs and level != "unseen"
            }
            if looks:
                first = next(iter(looks))
                parts = people_scene.SHARP
                # Another network draws another box around the same face.
                left = box[0] + (0.01 if first == NEW else 0.0)
                faces.append(FoundFace(first, (left, *box[1:]), b"\0" * 40, 0.99, 0.8, parts, looks))
        models = self._models(packs)
        return FoundFaces(faces, {name: (model.version, model.dimension) for name, model in models.items()})

    @staticmethod
    def _models(packs: list[str]) -> dict[str, Any]:
        return {name: people_scene.model(name) for name in packs}


def _vector(person: str, pack: str, likeness: float, seed: int) -> bytes:
    """As that pack sees the person: directions of two packs have nothing to do with each other."""
    return people_scene.face_vector(f"{person} by {pack}", likeness, seed, people_scene.model(pack).dimension)
