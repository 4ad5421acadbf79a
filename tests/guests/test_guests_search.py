"""What a search finds, what it releases, and what it leaves to the host."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from albumen.accounts.models import User
from albumen.events.models import Event, ReviewPolicy
from albumen.guests.models import Match, MatchState, SearchState
from guest_scene import Scene

pytestmark = pytest.mark.django_db


def test_only_certain_photos_are_released_at_once(scene: Scene, bo: User) -> None:
    photos = {level: scene.photo(("Bo", level)) for level in ("certain", "likely", "check", "none")}
    stranger = scene.photo(("Cy", "certain"))
    guest = scene.guest(bo)
    search = scene.search(guest)
    assert search.state == SearchState.DONE, search.error
    assert scene.states(guest) == {
        photos["certain"].pk: MatchState.RELEASED,
        photos["likely"].pk: MatchState.WAITING,
    }
    assert (search.certain, search.likely, search.check_count) == (1, 1, 0)
    assert (search.faces_compared, search.photos_compared) == (5, 5)
    assert stranger.pk not in scene.states(guest)


def test_strictness_decides_what_is_made_not_what_is_released(scene: Scene, bo: User) -> None:
    photos = {level: scene.photo(("Bo", level)) for level in ("certain", "likely", "check")}
    guest = scene.guest(bo)
    assert scene.search(guest, strictness="strict").certain == 1
    Match.objects.all().delete()
    search = scene.search(guest, strictness="broad")
    assert (search.certain, search.likely, search.check_count) == (1, 1, 1)
    assert scene.states(guest) == {
        photos["certain"].pk: MatchState.RELEASED,
        photos["likely"].pk: MatchState.WAITING,
        photos["check"].pk: MatchState.WAITING,
    }


@pytest.mark.parametrize("wanted", [{"strictness": "broad"}, {"probability": 0.0}])
def test_check_waits_whatever_the_policy(scene: Scene, bo: User, wanted: dict[str, Any]) -> None:
    Event.objects.update(review_policy=ReviewPolicy.RELEASE)
    likely, check = scene.photo(("Bo", "likely")), scene.photo(("Bo", "check"))
    guest = scene.guest(bo)
    scene.search(guest, **wanted)
    assert scene.states(guest) == {likely.pk: MatchState.RELEASED, check.pk: MatchState.WAITING}


def test_a_blurred_face_is_never_released(scene: Scene, bo: User) -> None:
    Event.objects.update(review_policy=ReviewPolicy.RELEASE)
    blurred = scene.photo(("Bo", "certain"), reliable=False)
    guest = scene.guest(bo)
    scene.search(guest, strictness="broad")
    assert scene.states(guest) == {blurred.pk: MatchState.WAITING}
    assert Match.objects.get().level == "check"


def test_hits_are_ranked_and_name_scores(scene: Scene, bo: User) -> None:
    for level in ("likely", "certain", "check", "certain"):
        scene.photo(("Bo", level))
    search = scene.search(scene.guest(bo), strictness="broad")
    probabilities = [hit["probability"] for hit in search.hits]
    assert len(probabilities) == 4 and all(a >= b for a, b in pairwise(probabilities))
    assert all(0.5 < hit["scores"]["builtin"] <= 1 for hit in search.hits)
    assert search.used["packs"] == {"builtin": scene.model.version}


def test_a_probability_is_a_floor(scene: Scene, bo: User) -> None:
    for level in ("certain", "likely", "check"):
        scene.photo(("Bo", level))
    guest = scene.guest(bo)
    search = scene.search(guest, probability=0.9)
    assert search.hits and all(hit["probability"] >= 0.9 for hit in search.hits)
    assert Match.objects.filter(probability__lt=0.9).count() <= 1  # the likely one, by standing matching


def test_one_match_for_a_photo_by_its_best_face(scene: Scene, bo: User) -> None:
    photo = scene.photo(("Bo", "likely"), ("Bo", "certain"), ("Cy", "certain"))
    guest = scene.guest(bo)
    scene.search(guest)
    match = Match.objects.get()
    assert (match.photo_id, match.level) == (photo.pk, "certain")
    assert match.face == photo.faces.order_by("pk")[1]


def test_searching_again_changes_nothing(scene: Scene, bo: User) -> None:
    for level in ("certain", "likely", "check"):
        scene.photo(("Bo", level))
    guest = scene.guest(bo)
    scene.search(guest, strictness="broad")
    before = list(Match.objects.order_by("pk").values())
    scene.search(guest, strictness="broad")
    assert list(Match.objects.order_by("pk").values()) == before


def test_without_a_selfie_there_is_nothing_to_search_with(scene: Scene, bo: User) -> None:
    import factories
    from albumen.guests.actions.start_search import StartSearch
    from albumen.guests.errors import SelfieMissingError

    with pytest.raises(SelfieMissingError):
        StartSearch(bo, factories.registration(scene.event, bo)).execute()
