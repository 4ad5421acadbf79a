"""Photos come, go and are looked at again; what people said stays."""

from __future__ import annotations

import pytest

from albumen.jobs.models import Job
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.mark_wrong import MarkWrong
from albumen.people.actions.say_who import SayWho
from albumen.people.kinds import ASSIGN
from albumen.people.models import Assignment, Person, Statement, StatementFace
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.models import Face, Photo
from people_scene import PACK, PeopleScene, face_vector, faces_of, model

pytestmark = pytest.mark.django_db


def _fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def _found(*lefts: float, name: str = "Dora", pack: str = PACK) -> FoundFaces:
    """Faces at these places, as a pack would report them."""
    version = model(pack)
    return FoundFaces(
        [
            FoundFace(
                found_by=pack,
                box=(left, 0.2, 0.1, 0.2),
                landmarks=b"\0" * 40,
                score=0.99,
                quality=0.8,
                parts={"sharpness": 0.9, "size": 60.0},
                looks={pack: Look(face_vector(name, 0.8, 7, version.dimension), 0.8, True)},
            )
            for left in lefts
        ],
        {pack: (version.version, version.dimension)},
    )


def _analysed(photo: Photo, found: FoundFaces) -> None:
    """As at the end of an ingest."""
    analysis = Analysis(
        width=3000,
        height=2000,
        media_type="image/jpeg",
        fields={},
        previews={"2560": "x"},
        thumbhash="",
        found=found,
        models={name: model(name) for name in found.packs},
    )
    assert RecordAnalysis(Photo.objects.select_related("library").get(pk=photo.pk), analysis).execute()


def test_every_new_face_waits_to_be_compared(scene: PeopleScene) -> None:
    photo = scene.photo()
    Job.objects.all().delete()
    _analysed(photo, _found(0.1, 0.5))
    rows = Assignment.objects.filter(photo=photo)
    assert list(rows.values_list("pending", "seeds", "person")) == [(True, True, None)] * 2
    assert Job.objects.filter(kind=ASSIGN.name, key=str(scene.library.pk)).count() == 1


def test_who_a_face_is_stays_when_another_model_looks_at_it(scene: PeopleScene) -> None:
    photo = scene.photo()
    _analysed(photo, _found(0.1, 0.5))
    dora = scene.person(photo)
    first, second = faces_of(photo)
    _analysed(photo, _found(0.11, pack="sface"))
    assert faces_of(photo) == [first], "the other is found no longer, and nobody spoke of it"
    assert Assignment.objects.get(face=first).person_id == dora.pk
    assert not Assignment.objects.filter(face=second).exists()


def test_a_face_somebody_spoke_of_stays_even_if_no_model_finds_it(scene: PeopleScene) -> None:
    photo = scene.photo()
    _analysed(photo, _found(0.1, 0.5))
    dora = scene.person(scene.photo("Dora"))
    first, second = faces_of(photo)
    SayWho(scene.owner, dora, [first]).execute()
    MarkWrong(scene.owner, scene.library.pk, [second]).execute()
    _analysed(photo, _found())
    assert faces_of(photo) == [first, second]
    assert Assignment.objects.get(face=first).person_id == dora.pk
    assert Photo.objects.get(pk=photo.pk).face_count == 2
    _analysed(photo, _found(0.5))
    assert faces_of(photo) == [first, second], "what is no face is not found as another one"
    assert Assignment.objects.get(face=second).person_id is None


def test_a_face_that_goes_is_counted_no_more(scene: PeopleScene) -> None:
    photo = scene.photo()
    _analysed(photo, _found(0.1))
    dora = scene.person(photo)
    assert _fresh(dora).face_count == 1
    _analysed(photo, _found())
    assert (_fresh(dora).face_count, _fresh(dora).cover_id) == (0, None)


def test_photos_in_the_bin_do_not_count_and_come_back(scene: PeopleScene) -> None:
    one, two = scene.photo("Dora"), scene.photo("Dora")
    dora = scene.person(one, two)
    DeletePhotos(scene.owner, [one.pk]).execute()
    assert (_fresh(dora).photo_count, _fresh(dora).cover_id) == (1, faces_of(two)[0])
    RestorePhotos(scene.owner, [one.pk]).execute()
    assert _fresh(dora).photo_count == 2


def test_destroyed_photos_take_what_was_said_of_their_faces_along(scene: PeopleScene) -> None:
    one, two = scene.photo("Dora"), scene.photo("Dora")
    dora = scene.person(one, two, named="Dora")
    SayWho(scene.owner, dora, [*faces_of(one), *faces_of(two)]).execute()
    DestroyPhotos(scene.owner, [one.pk]).execute()
    assert StatementFace.objects.count() == 1 and _fresh(dora).face_count == 1
    DestroyPhotos(scene.owner, [two.pk]).execute()
    assert (_fresh(dora).name, _fresh(dora).face_count) == ("Dora", 0)


def test_an_event_that_closes_forgets_its_people(ana: object, party: object) -> None:
    from albumen.events import biometrics

    scene = PeopleScene(ana, library=party.library)  # type: ignore[attr-defined, arg-type]
    dora = scene.person(scene.photo("Dora"), named="Dora")
    DeletePerson(scene.owner, dora).execute()
    assert biometrics.any_left(party)  # type: ignore[arg-type]
    gone = biometrics.destroy(party, lambda: False)  # type: ignore[arg-type]
    assert gone["people"] == 1 and not biometrics.any_left(party)  # type: ignore[arg-type]
    for model_of in (Person, Statement, Assignment, Face):
        assert not model_of.objects.exists()
