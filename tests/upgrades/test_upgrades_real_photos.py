"""Real faces move from the built-in pack to the standard one: kept names, the same guest, better finds, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Count

import factories
from albumen.accounts.models import User
from albumen.guests.models import Match, MatchState, ReferenceFace, SelfieState
from albumen.people.actions.name_person import NamePerson
from albumen.people.actions.propose import Propose
from albumen.people.models import Assignment, Person
from albumen.photos.models import Embedding, Face
from albumen.upgrades.actions.finish import DropGeneration
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from albumen.upgrades.models import Upgrade, UpgradeState
from real_event import receive, show

pytestmark = [pytest.mark.django_db, pytest.mark.shared, pytest.mark.slow]

BO, OTHER = "Andre_Agassi", "Bill_Gates"


@pytest.fixture
def standard(
    models_dir: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The pack ``standard``, installed in a store of this test's own."""
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store

    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path_factory.mktemp("models")))
    Store().install(load_pack("standard"))
    return "standard"


def test_an_event_moves_and_nobody_loses_anything(
    standard: str, ana: User, bo: User, photos_dir: Path, run_jobs: Callable[[], int]
) -> None:
    event = factories.event(ana, packs=["builtin"])
    photos = [
        *sorted((photos_dir / "lfw-dev" / BO).iterdir())[1:5],
        *sorted((photos_dir / "lfw-dev" / OTHER).iterdir())[:3],
        sorted((photos_dir / "groups").glob("*/*.jpg"))[0],
    ]
    receive(event, photos)
    guest = factories.registration(event, bo)
    selfie, _ = show(guest, sorted((photos_dir / "lfw-dev" / BO).iterdir())[0], run_jobs)
    assert selfie.state == SelfieState.READY, selfie.error
    Propose(ana, event.library_id, apply_at_once=True).execute()
    run_jobs()
    named = Person.objects.order_by("-face_count").first()
    assert named is not None, "the built-in pack finds somebody"
    NamePerson(ana, named, "Andre").execute()
    faces = dict(Face.objects.values_list("pk", "photo"))
    before = dict(Assignment.objects.values_list("face_id", "person_id"))
    found = dict(Match.objects.values_list("photo__filename", "state"))

    StartUpgrade(ana, event.library, [standard]).execute()
    run_jobs()
    upgrade = Upgrade.objects.get()
    assert upgrade.state == UpgradeState.READY, upgrade.error
    assert not upgrade.unseen.exists(), list(upgrade.unseen.values())
    assert faces.items() <= dict(Face.objects.values_list("pk", "photo")).items(), "every face keeps its row"
    told = upgrade.summary["faces"]
    assert told["both"] == len(faces) - told["only_old"]
    assert told["only_old"] == 0, "the better detector finds every face again"
    seen = dict(Embedding.objects.values_list("model__pack").annotate(Count("pk")))
    assert seen == {"builtin": len(faces), standard: told["both"] + told["only_new"]}
    assert ReferenceFace.objects.filter(selfie=selfie).count() == 2
    assert upgrade.summary["guests"]["lost_guests"] == 0
    assert dict(Match.objects.values_list("photo__filename", "state")) == found, "nothing changed yet"

    SwitchGeneration(ana, event.library_id).execute()
    run_jobs()
    bos = {path.name for path in photos[:4]}
    released = Match.objects.filter(state=MatchState.RELEASED)
    names = set(released.values_list("photo__filename", flat=True))
    assert names == bos, "all photos of the guest, and nobody else's"
    assert all(set(match.scores) == {standard} for match in released)
    assert {name for name, state in found.items() if state == MatchState.RELEASED} <= names
    named.refresh_from_db()
    assert named.name == "Andre" and named.face_count

    RollBack(ana, event.library_id).execute()
    run_jobs()
    after = dict(Assignment.objects.values_list("face_id", "person_id"))
    assert {face: after[face] for face in faces} == before, "everybody is who they were"
    assert set(released.values_list("photo__filename", flat=True)) == bos, "and what was released stays"

    SwitchGeneration(ana, event.library_id).execute()
    DropGeneration(ana, event.library_id).execute()
    run_jobs()
    assert Upgrade.objects.get().state == UpgradeState.DONE
    assert set(Embedding.objects.values_list("model__pack", flat=True)) == {standard}
    assert set(ReferenceFace.objects.values_list("model__pack", flat=True)) == {standard}
    assert set(released.values_list("photo__filename", flat=True)) == bos
    named.refresh_from_db()
    assert named.name == "Andre"
