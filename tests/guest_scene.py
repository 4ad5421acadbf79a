"""An event whose faces are vectors with a known similarity to each guest. Data, not mocks: galleries, thresholds,
matching and reviews are the real ones, of the pack ``builtin``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db.models import F

import factories
from albumen.accounts.models import User
from albumen.engine.packs.catalogue import load_pack
from albumen.events.models import Event
from albumen.guests.actions.start_search import StartSearch
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import (
    Match,
    MatchState,
    ReferenceFace,
    Registration,
    Search,
    Selfie,
    SelfieState,
)
from albumen.jobs.enqueue import enqueue
from albumen.photos.models import Embedding, Face, Library, ModelVersion, Photo

LIMITS = load_pack("builtin").thresholds
assert LIMITS is not None
SIMILARITY = {
    "certain": LIMITS.certain + 0.01,
    "likely": (LIMITS.certain + LIMITS.likely) / 2,
    "check": (LIMITS.likely + LIMITS.check) / 2,
    "none": LIMITS.check - 0.02,
}
"""A similarity in the middle of each level."""


def direction(name: str) -> np.ndarray:
    """The unit vector of a person."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    vector = np.random.default_rng(seed).standard_normal(128)
    return vector / np.linalg.norm(vector)


def face_vector(name: str, similarity: float, seed: int) -> bytes:
    """A unit vector with this similarity to a person, scattered in its own way."""
    person = direction(name)
    aside = np.random.default_rng(seed).standard_normal(128)
    aside -= aside @ person * person
    aside /= np.linalg.norm(aside)
    vector = similarity * person + np.sqrt(1 - similarity**2) * aside
    return vector.astype("<f4").tobytes()


def numbers() -> dict[Any, tuple[int, int]]:
    """Released and waiting matches of every guest, as they are written down."""
    rows = Registration.objects.values_list("pk", "released_count", "waiting_count")
    return {guest: (released, waiting) for guest, released, waiting in rows}


def numbers_from_scratch() -> dict[Any, tuple[int, int]]:
    """The same, counted match by match."""
    found = {guest: [0, 0] for guest in Registration.objects.values_list("pk", flat=True)}
    for guest, state in Match.objects.values_list("registration", "state"):
        found[guest][0] += state == MatchState.RELEASED
        found[guest][1] += state == MatchState.WAITING
    return {guest: (released, waiting) for guest, (released, waiting) in found.items()}


class Scene:
    """An event, its photos by level, its guests with a selfie each."""

    def __init__(self, event: Event, run_jobs: Callable[[], int]) -> None:
        self.event, self.run_jobs = event, run_jobs
        pack = load_pack("builtin")
        self.model = ModelVersion.objects.get_or_create(
            pack=pack.name, version=pack.version, defaults={"dimension": 128}
        )[0]
        self._number = 0

    def photo(self, *faces: tuple[str, str], reliable: bool = True, matched: bool = False) -> Photo:
        """A photo with faces (person, level), just made ready as ingest does."""
        self._number += 1
        photo = factories.photo(self.event.library, self._number)
        for person, level in faces:
            self._number += 1
            face = Face.objects.create(
                photo=photo,
                library=self.event.library,
                found_by="builtin",
                left=0.2,
                top=0.2,
                width=0.1,
                height=0.2,
                landmarks=b"\0" * 40,
                score=0.9,
                quality=0.8,
            )
            Embedding.objects.create(
                face=face,
                photo=photo,
                library=self.event.library,
                model=self.model,
                vector=face_vector(person, SIMILARITY[level], self._number),
                usefulness=0.8,
                reliable=reliable,
            )
        Library.objects.filter(pk=self.event.library_id).update(face_revision=F("face_revision") + 1)
        enqueue(MATCH_LIBRARY, self.event.library_id, scope=self.event.library_id)
        return photo

    def guest(self, user: User, person: str | None = None) -> Registration:
        """A guest who agreed and whose selfie is in use."""
        registration = factories.registration(self.event, user)
        self.selfie(registration, person or user.display_name)
        return registration

    def selfie(self, registration: Registration, person: str) -> Selfie:
        """One more selfie in use."""
        self._number += 1
        selfie = Selfie.objects.create(
            registration=registration,
            image="",
            crop="",
            state=SelfieState.READY,
            expires_at=self.event.available_until,
        )
        ReferenceFace.objects.create(
            selfie=selfie,
            registration=registration,
            event=self.event,
            model=self.model,
            vector=direction(person).astype("<f4").tobytes(),
            usefulness=0.9,
        )
        Registration.objects.filter(pk=registration.pk).update(reference_revision=F("reference_revision") + 1)
        registration.refresh_from_db()
        return selfie

    def search(self, registration: Registration, **wanted: Any) -> Search:
        """Ask, let the workers work, and read the answer."""
        search = StartSearch(registration.user, registration, **wanted).execute()
        self.run_jobs()
        search.refresh_from_db()
        return search

    def states(self, registration: Registration) -> dict[Any, str]:
        """State of each match by photo."""
        return dict(Match.objects.filter(registration=registration).values_list("photo_id", "state"))
