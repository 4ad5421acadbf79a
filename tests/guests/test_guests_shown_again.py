"""A photo whose faces change while it is shown to the guests is shown to them again as it became."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from albumen.accounts.models import User
from albumen.guests import standing
from albumen.guests.models import MatchState
from albumen.jobs.models import Job
from albumen.people import looking
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.expecting import expect_faces
from albumen.people.kinds import LOOK
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Photo
from guest_scene import SIMILARITY, Scene, face_vector
from interleaving import just_after
from people_scene import SHARP, faces_of

pytestmark = pytest.mark.django_db


def _while_shown(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens once, after the faces of photos were read to be shown."""
    just_after(monkeypatch, standing, "faces_of_photos", happens)


def test_a_face_that_is_one_after_all(scene: Scene, ana: User, bo: User, monkeypatch: Any) -> None:
    photo = scene.photo(("Bo", "certain"))
    expect_faces(photo.library_id, [photo.pk])
    word = MarkWrong(ana, photo.library_id, faces_of(photo)).execute()
    guest = scene.guest(bo)

    def back() -> None:
        UndoStatement(ana, word).execute()
        Job.objects.filter(state="waiting").delete()  # nothing else would show it

    _while_shown(monkeypatch, back)
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}


def test_a_face_that_somebody_drew(scene: Scene, ana: User, bo: User, monkeypatch: Any) -> None:
    photo, guest = scene.photo(), scene.guest(bo)
    drawing = DrawFace(ana, photo, Box(0.5, 0.5, 0.1, 0.1))
    drawing.execute()
    Job.objects.filter(kind=LOOK.name).delete()  # no file is behind it; the look is written below

    def is_looked_at() -> None:
        look = Look(face_vector("Bo", SIMILARITY["certain"], 7), 0.9, True)
        box = (0.5, 0.5, 0.1, 0.1)
        face = FoundFace("builtin", box, b"\0" * 40, 0.9, 0.9, SHARP, {"builtin": look})
        found = FoundFaces([face], {"builtin": (scene.model.version, scene.model.dimension)})
        with transaction.atomic():
            looking.write_look(drawing.made, photo.library, face, found)
        Job.objects.filter(state="waiting").delete()

    _while_shown(monkeypatch, is_looked_at)
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}
    assert not Photo.objects.filter(matched_at=None).exists()
