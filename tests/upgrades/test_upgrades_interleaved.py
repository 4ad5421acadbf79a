"""What people and workers do while the generation beside looks, or while it comes to decide: nothing is missed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from albumen.accounts.models import User
from albumen.guests import selfie_intake
from albumen.guests.models import MatchState, ReferenceFace, Registration, Selfie, SelfieState
from albumen.guests.selfie_intake import Look as SelfieLook
from albumen.jobs.models import Job
from albumen.people import looking
from albumen.people.actions.draw_face import Box, DrawFace
from albumen.people.drawn import drawn_faces
from albumen.people.kinds import LOOK
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Embedding, Face, Library, Photo
from albumen.upgrades.actions.finish import DropGeneration
from albumen.upgrades.actions.record_look import RecordLook
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.actions.switch import SwitchGeneration
from albumen.upgrades.errors import UpgradeUnfinishedError
from albumen.upgrades.filling import given_up
from albumen.upgrades.kinds import LOOK_PHOTO
from albumen.upgrades.looking import Seen
from albumen.upgrades.missing import PacksChangedError
from albumen.upgrades.models import Unseen
from generations_scene import NEW, OLD, GenerationsScene, _vector
from people_scene import SHARP, model, who

pytestmark = pytest.mark.django_db


def _drawn(scene: GenerationsScene, photo: Photo) -> Face:
    """A face that its owner drew; no file is behind the photo, so workers' looks are written by :func:`_looked_at`."""
    drawing = DrawFace(scene.owner, photo, Box(0.8, 0.8, 0.1, 0.1), name="Gus")
    drawing.execute()
    Job.objects.filter(kind=LOOK.name).delete()
    return drawing.made


def _looked_at(face: Face, *packs: str) -> None:
    """What a worker writes that looked at a drawn face with these packs."""
    looks = {pack: Look(_vector("Gus", pack, 1.0, 0), 0.9, True) for pack in packs}
    seen = FoundFace(packs[0], (0.8, 0.8, 0.1, 0.1), b"\0" * 40, 0.9, 0.9, SHARP, looks)
    used = {pack: (model(pack).version, model(pack).dimension) for pack in packs}
    library = Library.objects.get(pk=face.library_id)
    with transaction.atomic():
        looking.write_look(face, library, seen, FoundFaces([seen], used))


def _packs_of(face: Face) -> set[str]:
    return set(Embedding.objects.filter(face=face).values_list("model__pack", flat=True))


def _seen_by_a_worker(scene: GenerationsScene, photo: Photo) -> RecordLook:
    """What the generation beside sees of a photo as it is now, to be written down later."""
    photo = Photo.objects.select_related("library").get(pk=photo.pk)
    packs = [name for name in scene._packs() if name not in photo.analysed_with]
    drawn: dict[int, FoundFace | None] = dict.fromkeys(drawn_faces(photo.pk).values_list("pk", flat=True))
    return RecordLook(photo, Seen(packs, scene._found(photo, packs) if packs else FoundFaces([], {}), drawn))


def test_a_face_drawn_while_the_new_models_look_keeps_what_they_saw_of_it(scene: GenerationsScene) -> None:
    photo = scene.photo("Dora")
    scene.start()
    late = _seen_by_a_worker(scene, photo)
    face = _drawn(scene, photo)
    _looked_at(face, OLD, NEW)
    with pytest.raises(PacksChangedError), transaction.atomic():
        late.execute()
    assert _packs_of(face) == {OLD, NEW}
    assert Unseen.objects.filter(photo=photo).exists(), "it is looked at again"


def test_a_drawn_face_that_only_the_old_models_looked_at_is_looked_at_again(scene: GenerationsScene) -> None:
    """By a worker that began before the library was to be moved, and ends after the photo was looked at."""
    photo = scene.photo("Dora")
    face = _drawn(scene, photo)
    scene.start()
    scene.look()
    _looked_at(face, OLD)
    assert list(Unseen.objects.values_list("photo", flat=True)) == [photo.pk]
    assert Job.objects.filter(kind=LOOK_PHOTO.name, key=str(photo.pk), state="waiting").exists()
    again = _seen_by_a_worker(scene, photo)
    assert again.seen.packs == [NEW]
    assert list(again.seen.drawn) == [face.pk]


def test_a_look_that_saw_nothing_new_does_not_hide_that_the_photo_was_analysed_anew(
    scene: GenerationsScene,
) -> None:
    """A worker finds that everybody looked; then one that began before the move writes what the old models saw."""
    photo = scene.photo("Dora")
    scene.start()
    scene.analyse(photo, [OLD, NEW])
    late = _seen_by_a_worker(scene, photo)
    assert late.seen.packs == []
    scene.analyse(photo, [OLD])
    with pytest.raises(PacksChangedError), transaction.atomic():
        late.execute()
    scene.look()
    assert set(Embedding.objects.filter(photo=photo).values_list("model__pack", flat=True)) == {OLD, NEW}


def test_a_photo_that_the_deciding_models_look_at_late_finds_its_guests_and_people(
    scene: GenerationsScene, bo: User
) -> None:
    """It was analysed by the old ones while they were switched, and shown to the guests before the new ones looked."""
    for _ in range(3):
        scene.photo("Bo")
    guest = scene.guest(bo, "Bo")
    scene.run_jobs()
    scene.move()
    photo = scene.photo("Bo")
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    scene.analyse(photo, [OLD])
    Job.objects.filter(kind=LOOK_PHOTO.name).delete()
    scene.run_jobs()
    assert Photo.objects.get(pk=photo.pk).matched_at is not None
    scene.look()
    scene.run_jobs()
    assert scene.states(guest).get(photo.pk) == MatchState.RELEASED
    assert len(set(who(scene.library).values())) == 1


def test_a_photo_that_could_not_be_looked_at_is_no_failure_once_it_was(scene: GenerationsScene) -> None:
    photo = scene.photo("Dora")
    scene.start()
    given_up("unexpected", "Something unexpected happened.", photo=photo.pk)
    scene.analyse(photo, [OLD, NEW])
    assert not Unseen.objects.exists()


def test_a_photo_that_could_not_be_looked_at_is_looked_at_again_once_it_was_analysed_anew(
    scene: GenerationsScene,
) -> None:
    photo = scene.photo("Dora")
    scene.start()
    given_up("unexpected", "Something unexpected happened.", photo=photo.pk)
    scene.analyse(photo, [OLD])
    assert Unseen.objects.get().error_code == ""
    assert Job.objects.filter(kind=LOOK_PHOTO.name, key=str(photo.pk), state="waiting").exists()
    scene.look()
    assert not Unseen.objects.exists()


def _late_selfie(scene: GenerationsScene, user: User, person: str) -> tuple[Registration, Selfie]:
    """A guest whose selfie was received."""
    guest = scene.guest(user, person)
    ReferenceFace.objects.filter(registration=guest).delete()
    selfie = Selfie.objects.get(registration=guest)
    Selfie.objects.filter(pk=selfie.pk).update(state=SelfieState.RECEIVED)
    return guest, selfie


def _look_at_selfie(person: str, *packs: str) -> SelfieLook:
    import numpy as np

    saw = {pack: np.frombuffer(_vector(person, pack, 1.0, 0), "<f4") for pack in packs}
    return SelfieLook(
        1, b"", b"", {pack: model(pack).version for pack in packs}, saw, dict.fromkeys(packs, 0.9)
    )


def test_a_selfie_that_only_the_old_models_saw_is_not_taken_once_others_decide(
    scene: GenerationsScene, bo: User
) -> None:
    scene.photo("Bo")
    scene.run_jobs()
    scene.move()
    guest, selfie = _late_selfie(scene, bo, "Bo")
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    with pytest.raises(PacksChangedError):
        selfie_intake._keep(selfie, "", _look_at_selfie("Bo", OLD))
    assert not ReferenceFace.objects.filter(registration=guest).exists()


def test_a_guest_whose_selfie_the_deciding_models_look_at_late_is_searched_for(
    scene: GenerationsScene, bo: User
) -> None:
    photo = scene.photo("Bo")
    scene.run_jobs()
    scene.move()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    guest, selfie = _late_selfie(scene, bo, "Bo")
    Selfie.objects.filter(pk=selfie.pk).update(state=SelfieState.READY)
    Unseen.objects.create(upgrade=scene.library.upgrades.get(), selfie=selfie)
    scene.run_jobs()
    with pytest.raises(UpgradeUnfinishedError):
        DropGeneration(scene.owner, scene.library.pk).execute()
    scene.look()
    scene.run_jobs()
    assert scene.states(guest) == {photo.pk: MatchState.RELEASED}
    DropGeneration(scene.owner, scene.library.pk).execute()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write")
@pytest.mark.django_db(transaction=True)
def test_a_selfie_that_comes_into_use_while_a_move_begins_is_not_missed(
    scene: GenerationsScene, bo: User, monkeypatch: Any
) -> None:
    """The two read each other's rows before either is committed: one of them has to wait."""
    _, selfie = _late_selfie(scene, bo, "Bo")
    written = threading.Event()
    failed: list[Exception] = []

    def begins() -> None:
        written.wait(20)
        try:
            StartUpgrade(scene.owner, scene.library, [NEW]).execute()
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=begins)
    expect = selfie_intake.expect_selfie

    def expect_and_let_the_move_begin(*given: Any) -> None:
        expect(*given)
        written.set()
        thread.join(1)  # it waits, or is through with what it could see

    monkeypatch.setattr(selfie_intake, "expect_selfie", expect_and_let_the_move_begin)
    thread.start()
    selfie_intake._keep(selfie, "", _look_at_selfie("Bo", OLD))
    thread.join(20)
    assert not failed
    assert list(Unseen.objects.values_list("selfie", flat=True)) == [selfie.pk]
