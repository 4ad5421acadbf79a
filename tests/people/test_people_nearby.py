"""What new faces are compared with decides as if they had been compared with every face there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from albumen.accounts.models import User
from albumen.people.joining import candidates
from albumen.people.models import Assignment, Person
from albumen.people.nearby import nearby
from albumen.photos.galleries import gallery_for
from albumen.photos.models import Embedding, Face
from people_scene import BLURRED, PeopleScene

pytestmark = pytest.mark.django_db

FLOOR, LEAST = 0.15, 0.36


def heard(scene: PeopleScene, hits: tuple[Any, Any, Any]) -> set[tuple[int, Any, float]]:
    """Whom faces would join by these hits: place of the face, person, mean similarity."""
    probe, face, similarity = hits
    whose = dict(Assignment.objects.filter(person__isnull=False).values_list("face_id", "person_id"))
    people = list(Person.objects.order_by("pk").values_list("pk", "face_count"))
    number = {key: place for place, (key, _) in enumerate(people)}
    person = np.array([number.get(whose.get(int(key)), -1) for key in face], np.int64)
    sizes = np.array([count for _, count in people], np.int64)
    found = candidates(probe[person >= 0], person[person >= 0], similarity[person >= 0], sizes, FLOOR, LEAST)
    return {
        (int(f), people[p][0], round(float(s), 5))
        for f, p, s in zip(found.face, found.person, found.similarity, strict=True)
    }


def everything(scene: PeopleScene, faces: Any, vectors: Any) -> tuple[Any, Any, Any]:
    """Hits as they are when every face is asked."""
    hits = gallery_for(scene.library, scene.model).search(vectors, FLOOR)
    keep = hits.reliable & (hits.face != faces[hits.probe])
    return hits.probe[keep], hits.face[keep], hits.similarity[keep]


def test_it_hears_whom_every_face_would_have_named(ana: User) -> None:
    scene = PeopleScene(ana)
    for place, size in enumerate((1, 2, 3, 5, 8)):
        likeness = 0.55 + 0.05 * place
        photos = [scene.photo(f"P{place}", likeness=likeness) for _ in range(size)]
        scene.person(*photos)
    hidden = [scene.photo("P4", likeness=0.7, parts=BLURRED) for _ in range(3)]
    Assignment.objects.filter(photo__in=hidden).update(person=Person.objects.order_by("-face_count")[0])
    new = [
        scene.photo(f"P{number % 5}", "Q", likeness=0.5 + 0.03 * (number % 9)).faces.order_by("pk")[0].pk
        for number in range(40)
    ]
    faces = np.array(sorted(new), np.int64)
    rows = dict(Embedding.objects.filter(face__in=new).values_list("face_id", "vector"))
    vectors = np.stack([np.frombuffer(bytes(rows[key]), "<f4") for key in faces.tolist()])
    plain = everything(scene, faces, vectors)
    spared = nearby(scene.library, scene.model, faces, vectors, FLOOR, LEAST)
    wanted = heard(scene, plain)
    assert len(wanted) > 10
    assert heard(scene, spared) == wanted
    assert len(spared[0]) < len(plain[0])
    strong = plain[2] >= np.float32(LEAST)
    assert {(a, b) for a, b, s in zip(*spared, strict=True) if s >= np.float32(LEAST)} == set(
        zip(plain[0][strong].tolist(), plain[1][strong].tolist(), strict=True)
    )


def test_an_empty_library_gives_nothing(ana: User) -> None:
    scene = PeopleScene(ana)
    photo = scene.photo("P0")
    face = Face.objects.get(photo=photo)
    vector = np.frombuffer(bytes(face.embeddings.get().vector), "<f4")[None]
    found = nearby(scene.library, scene.model, np.array([face.pk]), vector, FLOOR, LEAST)
    assert [len(part) for part in found] == [0, 0, 0]
