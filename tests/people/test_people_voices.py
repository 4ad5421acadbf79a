"""Two packs decide together who somebody is; a face that only one of them saw is judged by that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from benchmarks.synthetic_faces import synthetic_calibration, synthetic_faces

from albumen.accounts.models import User
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_who import SayWho
from albumen.people.models import Assignment
from albumen.people.stragglers import joined
from albumen.people.voices import heard, voices_of
from albumen.photos.models import Embedding, Library, LibraryKind, Photo
from people_scene import LIKENESS_BY, PeopleScene, face_vector, faces_of, model

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(ana: User, run_jobs: Callable[[], int]) -> PeopleScene:
    """A library that two packs look at."""
    library = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL, packs=["standard", "builtin"])
    return PeopleScene(ana, run_jobs, library)


def _twins(scene: PeopleScene, *names: str, missed: tuple[int, ...] = ()) -> list[Photo]:
    """Photos of people whom ``standard`` takes for one and ``builtin`` tells apart, one face each.

    Args:
        missed: numbers of the photos in which ``builtin`` finds nobody.
    """
    photos = []
    for number, name in enumerate(names):
        photo = scene.photo("twin")
        (face,) = faces_of(photo)
        if number not in missed:
            Embedding.objects.create(
                face_id=face,
                photo=photo,
                library=scene.library,
                model=model("builtin"),
                vector=face_vector(name, LIKENESS_BY["builtin"], face, 128),
                usefulness=0.8,
                reliable=True,
            )
        photos.append(photo)
    return photos


def _people(photos: list[Photo]) -> list[set[int]]:
    """Numbers of the photos of each person, those who are nobody alone."""
    by_person: dict[Any, set[int]] = defaultdict(set)
    for number, photo in enumerate(photos):
        (person,) = Assignment.objects.filter(photo=photo).values_list("person_id", flat=True)
        by_person[person or photo.pk].add(number)
    return sorted(by_person.values(), key=min)


def _cluster(scene: PeopleScene) -> None:
    Propose(scene.owner, scene.library.pk, apply_at_once=True).execute()
    scene.run_jobs()


def test_packs_are_heard_together_where_that_was_learnt(pair: PeopleScene, ana: User) -> None:
    both = voices_of(pair.library)
    assert (both.pack, set(both.beside)) == ("standard", {"builtin"})
    assert both.together is not None and set(both.together.weights) == {"standard", "builtin"}
    pair.library.packs = ["builtin", "standard"]
    assert voices_of(pair.library).pack == "builtin"
    for packs in (["standard"], ["standard", "sface"]):
        pair.library.packs = packs
        alone = voices_of(pair.library)
        assert (alone.beside, alone.together) == ({}, None)


def test_equal_evidence_is_what_the_deciding_pack_alone_would_have(pair: PeopleScene) -> None:
    both = voices_of(pair.library)
    assert both.together is not None
    similarity = np.array([0.2, 0.3, 0.45, 0.55])
    equal = both.equal_to(similarity)
    assert both.together.judge.calibration.evidence(equal) == pytest.approx(
        both.calibration.evidence(similarity), abs=1e-6
    )


def test_a_pack_that_tells_two_apart_keeps_them_apart(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one", "other"] * 4)
    _cluster(pair)
    assert _people(photos) == [{0, 2, 4, 6}, {1, 3, 5, 7}]


def test_one_pack_alone_takes_them_for_one(ana: User, run_jobs: Callable[[], int]) -> None:
    """What the test above would find without the second pack."""
    scene = PeopleScene(ana, run_jobs)
    photos = _twins(scene, *["one", "other"] * 4)
    _cluster(scene)
    assert _people(photos) == [set(range(8))]


def test_a_face_that_only_the_deciding_pack_saw_joins_by_that_pack(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one"] * 6, missed=(4,))
    _cluster(pair)
    assert _people(photos) == [set(range(6))]


def test_where_the_other_pack_saw_few_the_deciding_one_decides(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one", "other"] * 4, missed=(0, 1, 2, 3, 4))
    _cluster(pair)
    assert _people(photos) == [set(range(8))]


def test_who_arrives_is_compared_by_both(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one", "other"] * 3)
    _cluster(pair)
    late = _twins(pair, "one", "other", "third", "one", missed=(3,))
    pair.run_jobs()
    people = _people(photos + late)
    assert [mine for mine in people if 8 in mine] == [{8}], "somebody new is nobody yet"
    assert [mine - {9} for mine in people if 8 not in mine] == [{0, 2, 4, 6}, {1, 3, 5, 7}]


def test_who_arrives_first_is_told_apart_too(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one", "other"] * 2)
    pair.run_jobs()
    assert _people(photos) == [{0, 2}, {1, 3}]


def test_what_was_said_of_a_face_of_one_pack_stands(pair: PeopleScene) -> None:
    photos = _twins(pair, *["one"] * 4, *["other"] * 4, missed=(3,))
    _cluster(pair)
    other = Assignment.objects.get(photo=photos[5]).person
    assert other is not None
    SayWho(pair.owner, other, faces_of(photos[3])).execute()
    _cluster(pair)
    assert _people(photos) == [{0, 1, 2}, {3, 4, 5, 6, 7}]


def test_looking_up_keeps_the_order_of_the_faces(pair: PeopleScene) -> None:
    photos = _twins(pair, "one", "other", "third", missed=(1,))
    keys = np.array([faces_of(photo)[0] for photo in photos])[::-1]
    seen = heard(voices_of(pair.library), pair.library, keys, np.zeros((3, 128), np.float32))
    assert seen.whole.tolist() == [True, False, True]
    again = heard(voices_of(pair.library), pair.library, keys[:1], np.zeros((1, 128), np.float32))
    assert (again.vectors["builtin"][0] == seen.vectors["builtin"][0]).all()


def test_stragglers_join_found_or_stay_alone() -> None:
    curve = synthetic_calibration()
    faces = synthetic_faces(np.array([8, 8, 5, 1]), likeness=0.7, seed=9)
    labels = np.where(faces.labels < 2, faces.labels, -1)
    labels[[0, 8]] = -1  # one of each of the first two comes late
    found = joined(labels, faces.embeddings, np.arange(22), np.array([8]), curve, 1e-2)
    assert found[0] == 0 and found[8] == -1, "what was said of a face is not guessed"
    assert len(set(found[16:21].tolist())) == 1 and found[16] >= 2
    assert found[21] >= 2 and found[21] not in found[:21]
    same_photo = np.r_[1, 1, np.arange(2, 22)]
    assert joined(labels, faces.embeddings, same_photo, np.array([8]), curve, 1e-2)[0] != 0
