"""Many at once: words, arrivals, clusterings and photos that come and go wait for each other in one order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, transaction

from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.people.actions.allow_twice import AllowTwice
from albumen.people.actions.merge_people import MergePeople
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.actions.say_who import SayWho, SayWhoNot
from albumen.people.actions.undo_statement import UndoStatement
from albumen.people.models import Assignment, Person, Statement
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.destroy_photos import DestroyPhotos
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.models import Photo
from brokers import broker_in
from people_scene import PACK, PeopleScene, counted, counted_from_scratch

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction at a time write"
    ),
]

ROUNDS = 15


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Iterator[None]:
    with broker_in(tmp_path / "broker"):
        yield


def _together(*works: Callable[[random.Random], object]) -> list[Exception]:
    """Everybody works in a thread of their own; errors of ours are answers, others are returned."""
    failed: list[Exception] = []

    def act(seed: int, work: Callable[[random.Random], object]) -> None:
        chance = random.Random(seed)  # noqa: S311 - a test
        try:
            for _ in range(ROUNDS):
                try:
                    work(chance)
                except AlbumenError:
                    pass
                except Exception as error:  # noqa: BLE001 - a deadlock is what is looked for
                    failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(seed, work)) for seed, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return failed


def test_nobody_waits_for_somebody_who_waits_for_them(ana: User, run_jobs: Callable[[], int]) -> None:
    scene = PeopleScene(ana, run_jobs)
    for _ in range(8):
        scene.photo("Dora", "Emil", "Fritz")
    run_jobs()
    assert Person.objects.count() == 3

    def talk(chance: random.Random) -> None:
        people = list(Person.objects.order_by("pk"))
        faces = list(Assignment.objects.values_list("face_id", flat=True))
        person, other = chance.choice(people), chance.choice(people)
        chance.choice(
            [
                lambda: NamePerson(ana, person, "Dora"),
                lambda: MergePeople(ana, person, other.pk),
                lambda: SayWho(ana, person, [chance.choice(faces)]),
                lambda: SayWhoNot(ana, person, [chance.choice(faces)]),
                lambda: AllowTwice(ana, chance.choice(list(Photo.objects.all()))),
                lambda: UndoStatement(ana, chance.choice(list(Statement.objects.filter(stands=True)))),
            ]
        )().execute()

    def tidy(chance: random.Random) -> None:
        photo = chance.choice(list(Photo.objects.order_by("pk")))
        action = chance.choice([DeletePhotos, DeletePhotos, RestorePhotos, DestroyPhotos])
        if action is not DestroyPhotos or Photo.objects.count() > 4:
            action(ana, [photo.pk]).execute()

    def arrive(chance: random.Random) -> None:
        photo = scene.photo(*chance.sample(["Dora", "Emil", "Gerda"], 2))
        with transaction.atomic():
            scene.look_again(photo, PACK, set(chance.sample([*scene.names], 1)))

    def work(chance: random.Random) -> None:
        if chance.random() < 0.3:
            Propose(ana, scene.library.pk, "chinese_whispers", apply_at_once=True).execute()
        run_jobs()

    assert _together(talk, talk, tidy, arrive, work) == []
    run_jobs()
    assert counted(scene.library) == counted_from_scratch(scene.library)
    assert not Assignment.objects.filter(pending=True, photo__binned_at=None).exists()
