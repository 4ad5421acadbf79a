"""A switch in a large event: no statement names guests or matches one by one, of which databases allow only so many."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from django.db import connection
from django.db.models import F

from albumen.accounts.models import User, UserType
from albumen.guests import appraisal
from albumen.guests.models import Match, Registration
from albumen.people.models import Assignment
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from albumen.upgrades.guesses import read_guesses
from albumen.upgrades.models import Guesses, Side, UpgradeState
from generations_scene import OLD, GenerationsScene

pytestmark = pytest.mark.django_db

MANY = 1_100
"""More than the fewest variables that a SQLite may have been built for."""


def _as_small_as_can_be() -> None:
    """Let SQLite take 999 variables in a statement, as some builds do. PostgreSQL's own limit stays."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)


def _many_guests(scene: GenerationsScene) -> list[Registration]:
    users = User.objects.bulk_create(
        User(email=f"guest{number}@example.org", user_type=UserType.GUEST) for number in range(MANY)
    )
    return Registration.objects.bulk_create(Registration(event=scene.event, user=user) for user in users)


def test_a_switch_and_the_way_back_with_many_guests(scene: GenerationsScene) -> None:
    scene.photo("Dora")
    scene.run_jobs()
    upgrade = scene.move()
    _many_guests(scene)
    _as_small_as_can_be()
    SwitchGeneration(scene.owner, scene.library.pk).execute()
    RollBack(scene.owner, scene.library.pk).execute()
    upgrade.refresh_from_db()
    assert upgrade.state == UpgradeState.READY


def test_many_matches_that_are_none_any_more(scene: GenerationsScene) -> None:
    photo = scene.photo("Dora")
    guests = _many_guests(scene)
    matches = Match.objects.bulk_create(
        Match(registration=guest, event=scene.event, photo=photo, state="waiting", level="likely", scores={OLD: 0.5},
              probability=0.5, evidence=0.0)
        for guest in guests
    )  # fmt: skip
    _as_small_as_can_be()
    appraisal._write(appraisal.Writes(delete=[match.pk for match in matches]), [guests[0].pk])
    assert not Match.objects.exists()


def test_going_back_moves_only_whom_the_new_models_took_for_others(scene: GenerationsScene) -> None:
    """Faces that went meanwhile, came meanwhile, or are nobody's are none of its business."""
    photos = [scene.photo("Dora") for _ in range(3)] + [scene.photo("Emil") for _ in range(3)]
    scene.run_jobs()
    scene.move()
    before = dict(Assignment.objects.values_list("face_id", "guess_id"))
    SwitchGeneration(scene.owner, scene.library.pk, sort_people=False).execute()
    kept = Guesses.objects.get(side=Side.OLD)
    moved, gone = photos[0].faces.get(), photos[4].faces.get()
    other = next(guess for guess in before.values() if guess not in (None, before[moved.pk]))
    Assignment.objects.filter(face=moved).update(guess=other)
    gone_key = gone.pk
    gone.delete()
    type(photos[4]).objects.filter(pk=photos[4].pk).update(face_count=0)
    type(scene.library).objects.filter(pk=scene.library.pk).update(face_count=F("face_count") - 1)
    RollBack(scene.owner, scene.library.pk).execute()
    proposal = scene.library.proposals.order_by("-created_at").first()
    assert proposal is not None
    chosen = np.frombuffer(bytes(proposal.faces), "<i8").tolist()
    assert chosen == sorted([moved.pk, gone_key] if before[gone_key] is not None else [moved.pk])
    assert np.frombuffer(bytes(kept.faces), "<i8").tolist() == sorted(before)
    from albumen.people.counting import count_people

    count_people([guess for guess in before.values() if guess])
    scene.run_jobs()
    assert Assignment.objects.get(face=moved).guess_id == before[moved.pk]
    number: dict[object, int] = {}
    faces, places, _ = read_guesses(scene.library.pk, number)  # type: ignore[arg-type]
    assert len(faces) == len(places) == len(before) - 1
