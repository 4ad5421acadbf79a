"""Administrators look at people, have them clustered and add people; they say nothing about those who are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F
from django.test import Client

from albumen.accounts.models import User
from albumen.people.models import Classifier, Duplicate, Person, Proposal, Sorting
from people_scene import PeopleScene

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("root@example.org", "x"))


@pytest.mark.parametrize(
    "page", ["person", "sorting", "statement", "proposal", "duplicate", "classifier", "portrait"]
)
def test_pages_show_what_there_is(scene: PeopleScene, admin: Client, page: str) -> None:
    person = scene.person(scene.photo("Dora"), named="Dora")
    scene.library.proposals.create(algorithm="default", state="ready")
    other = scene.person(scene.photo("Dora"))
    scene.library.duplicates.create(one=person, other=other, probability=0.876)
    classifier = Classifier.objects.get_or_create(library=scene.library)[0]
    person.portraits.create(filename="b.jpg")
    listed = admin.get(f"/admin/people/{page}/?q={scene.library.pk}")
    assert listed.status_code == 200 and str(scene.library.pk) in listed.content.decode()
    row = {
        "person": person,
        "sorting": Sorting.objects.get(),
        "statement": person.said.get(),
        "proposal": Proposal.objects.get(),
        "duplicate": Duplicate.objects.get(),
        "classifier": classifier,
        "portrait": person.portraits.create(filename="a.jpg"),
    }[page]
    assert admin.get(f"/admin/people/{page}/{row.pk}/change/").status_code == 200
    # People are added by a form of their own: see test_people_portraits.
    assert admin.get(f"/admin/people/{page}/add/").status_code == (200 if page == "person" else 403)
    assert admin.post(f"/admin/people/{page}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_all_faces_are_clustered_when_asked_for(scene: PeopleScene, admin: Client) -> None:
    for _ in range(3):
        scene.photo("Dora")
    Sorting.objects.create(library=scene.library)
    answer = admin.post(
        "/admin/people/sorting/", {"action": "cluster", "_selected_action": [str(scene.library.pk)]}
    )
    assert answer.status_code == 302
    scene.run_jobs()
    assert Person.objects.get().face_count == 3


def test_who_may_be_the_same_is_listed_with_ids_and_probability(scene: PeopleScene, admin: Client) -> None:
    one, other = scene.person(scene.photo("Dora"), named="<b>Dora"), scene.person(scene.photo("Dora"))
    pair = scene.library.duplicates.create(one=one, other=other, probability=0.876)
    listed = admin.get("/admin/people/duplicate/").content.decode()
    for shown in (
        f"/admin/people/duplicate/{pair.pk}/change/",
        "87.6 %",
        str(one.cover_id),
        str(other.cover_id),
    ):
        assert shown in listed
    page = admin.get(f"/admin/people/person/{other.pk}/change/").content.decode()
    assert str(one.pk) in page and "87.6 %" in page and "<b>Dora" not in page


@pytest.mark.parametrize(
    ("page", "action"), [("sorting", "look_for_duplicates"), ("duplicate", "look_again")]
)
def test_everybody_is_compared_when_asked_for(
    scene: PeopleScene, admin: Client, page: str, action: str
) -> None:
    one, other = scene.person(scene.photo("Dora")), scene.person(scene.photo("Dora"))
    Sorting.objects.create(library=scene.library)
    Person.objects.update(compared=F("looks"))
    pair = scene.library.duplicates.create(one=one, other=other, probability=0.6)
    chosen = str(scene.library.pk if page == "sorting" else pair.pk)
    answer = admin.post(f"/admin/people/{page}/", {"action": action, "_selected_action": [chosen]})
    assert answer.status_code == 302
    scene.run_jobs()
    assert Duplicate.objects.get().probability > 0.6


def test_a_classifier_is_trained_when_asked_for(scene: PeopleScene, admin: Client) -> None:
    scene.person(scene.photo("Dora"), named="Dora")
    for page in ("sorting", "classifier"):
        chosen = {"action": "train", "_selected_action": [str(scene.library.pk)]}
        assert admin.post(f"/admin/people/{page}/", chosen).status_code == 302
        assert Classifier.objects.get().asked_at is not None
        scene.run_jobs()
        assert Classifier.objects.get().asked_at is None and Classifier.objects.get().too_few
