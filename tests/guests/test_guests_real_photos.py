"""Real faces: the right person gets the photos, a stranger gets none, whoever came first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.models import Match, MatchState, SearchState, SelfieState
from real_event import receive, released, show

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

BO, CY, OTHER = "Andre_Agassi", "Angelina_Jolie", "Bill_Gates"


def _photos(folder: Path, name: str, *numbers: int) -> list[Path]:
    there = sorted((folder / "lfw-dev" / name).iterdir())
    return [there[number - 1] for number in numbers]


@pytest.fixture
def standard(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The pack ``standard``, installed in a store of the tests' own."""
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store
    from albumen.photos.analysers import analyser

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
        patch.setenv("ALBUMEN_MODELS", str(tmp_path_factory.mktemp("models")))
        Store().install(load_pack("standard"))
        analyser("standard")  # from here on this process has it
    return "standard"


@pytest.mark.parametrize("packs", [["builtin"], ["standard"], ["standard", "builtin"]])
def test_the_right_person_gets_their_photos_and_a_stranger_none(
    packs: list[str],
    standard: str,
    ana: User,
    bo: User,
    cy: User,
    photos_dir: Path,
    run_jobs: Callable[[], int],
    as_user: Callable[[User], Client],
) -> None:
    event = factories.event(ana, packs=packs)
    guests = {bo: factories.registration(event, bo), cy: factories.registration(event, cy)}
    bos, others = _photos(photos_dir, BO, 2, 3, 4, 5), _photos(photos_dir, OTHER, 1, 2, 3)
    early, search = show(guests[bo], _photos(photos_dir, BO, 1)[0], run_jobs)
    assert early.state == SelfieState.READY, early.error
    assert (search.state, search.faces_compared) == (SearchState.DONE, 0)
    receive(event, [*bos, *others])
    run_jobs()
    _, search = show(guests[cy], _photos(photos_dir, CY, 2)[0], run_jobs)
    assert search.state == SearchState.DONE, search.error
    assert search.photos_compared == 7 and search.faces_compared >= 7
    assert set(search.used["packs"]) == set(packs)

    names = {path.name for path in bos}
    found = released(as_user(bo), guests[bo])
    waiting = set(
        Match.objects.filter(registration=guests[bo], state=MatchState.WAITING).values_list(
            "photo__filename", flat=True
        )
    )
    assert found <= names and found | waiting <= names
    if packs != ["builtin"]:
        assert len(found) >= 3
    assert found | waiting, "nothing was found"
    assert released(as_user(cy), guests[cy]) == set()
    assert not Match.objects.filter(registration=guests[cy], level="certain").exists()


def test_who_came_first_changes_nothing(
    ana: User, bo: User, photos_dir: Path, run_jobs: Callable[[], int]
) -> None:
    outcomes = []
    for guest_first in (True, False):
        event: Event = factories.event(ana)
        guest = factories.registration(event, bo)
        selfie = _photos(photos_dir, BO, 1)[0]
        if guest_first:
            show(guest, selfie, run_jobs)
        receive(event, [*_photos(photos_dir, BO, 2, 3, 4), *_photos(photos_dir, OTHER, 1)])
        run_jobs()
        if not guest_first:
            show(guest, selfie, run_jobs)
        rows = Match.objects.filter(registration=guest).order_by("photo__filename")
        outcomes.append(
            list(rows.values_list("photo__filename", "state", "level", "probability", "evidence", "scores"))
        )
    assert outcomes[0] and outcomes[0] == outcomes[1]


def test_groups_are_searched_face_by_face(
    ana: User, bo: User, photos_dir: Path, standard: str, run_jobs: Callable[[], int]
) -> None:
    """A guest of a group photo, shown by a crop of it, is found in it, once."""
    import cv2

    from albumen.photos.analysers import analyser

    picture = photos_dir / "groups" / "compreface" / "014_5.jpg"
    pixels = cv2.imread(str(picture))
    faces = analyser(standard).analyse(pixels[:, :, ::-1].copy())
    assert len(faces) >= 3
    left, top, width, height = faces.boxes[faces.boxes[:, 3].argmax()].astype(int)
    crop = pixels[
        max(0, top - height // 3) : top + height + height // 3,
        max(0, left - width // 3) : left + width * 4 // 3,
    ]
    event = factories.event(ana, packs=[standard])
    guest = factories.registration(event, bo)
    receive(event, [picture])
    run_jobs()
    selfie, search = show(guest, cv2.imencode(".png", crop)[1].tobytes(), run_jobs)
    assert selfie.state == SelfieState.READY, selfie.error
    assert [hit["level"] for hit in search.hits] == ["certain"]
    assert Match.objects.count() == 1
