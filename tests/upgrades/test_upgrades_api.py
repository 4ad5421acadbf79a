"""Upgrades over HTTP and in the admin: the whole way, who may, and what is answered when somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.photos.models import Library
from albumen.upgrades.models import Upgrade
from generations_scene import NEW, OLD, GenerationsScene

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


class Desk:
    """Ana's browser at one library."""

    def __init__(self, client: Client, library: Any) -> None:
        self.client, self.address = client, f"/api/v1/libraries/{library}"

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{self.address}{path}")
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.client.post(
            f"{self.address}{path}", body or {}, content_type="application/json", headers=headers
        )
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def desk(scene: GenerationsScene, ana: User, as_user: Browser) -> Desk:
    return Desk(as_user(ana), scene.library.pk)


def test_the_whole_way(scene: GenerationsScene, desk: Desk, bo: User) -> None:
    for _ in range(3):
        scene.photo("Dora", ("Emil", "certain", "stranger"), ("Fritz", "unseen", "certain"))
    scene.guest(bo, "Dora")
    scene.run_jobs()
    models = desk.get("/models")
    assert (models["in_use"], models["beside"]) == ([OLD], [])
    built_in = next(pack for pack in models["packs"] if pack["name"] == NEW)
    assert built_in["installed"] and built_in["allowed"] and built_in["calibrated"]
    assert desk.get("/upgrade", 404)["code"] == "upgrade_not_found"
    started = desk.post("/upgrade", {"packs": [NEW]}, 202)
    assert (started["state"], started["progress"]["left"], started["progress"]["total"]) == ("filling", 4, 4)
    assert desk.post("/upgrade", {"packs": [NEW]}, 409)["code"] == "upgrade_open"
    assert desk.get("/upgrade/comparison", 409)["code"] == "upgrade_unfinished"
    scene.look(2)
    assert desk.get("/upgrade")["progress"]["left"] == 2
    scene.look()
    scene.run_jobs()
    ready = desk.get("/upgrade")
    assert (ready["state"], ready["progress"]["left"], ready["stale"]) == ("ready", 0, False)
    found = desk.get("/upgrade/comparison")
    assert found["faces"]["only_new"] == 3 and len(found["faces"]["only_new_examples"]) == 3
    assert found["guests"]["guests"] == 1 and found["guests"]["kept"] == 3
    assert [change["kind"] for change in found["guests"]["changes"]] == [
        "released",
        "waiting",
        "raised",
        "gone",
        "doubted",
    ]
    revision = str(ready["revision"])
    assert desk.post("/upgrade/switch", {}, 412, **{"If-Match": '"0"'})["code"] == "upgrade_changed"
    assert desk.post("/upgrade/switch", {}, 422, **{"If-Match": "soon"})["code"] == "invalid_input"
    once = {"If-Match": revision, "Idempotency-Key": "switch-once"}
    switched = desk.post("/upgrade/switch", {"recheck": True}, **once)
    assert switched["state"] == "switched" and switched["keep_until"]
    assert desk.post("/upgrade/switch", {"recheck": True}, **once) == switched, "asked twice is done once"
    assert desk.post("/upgrade/abort", {}, 409)["code"] == "upgrade_step"
    scene.run_jobs()
    back = desk.post("/upgrade/roll-back", {})
    assert back["state"] == "ready" and back["rolled_back_at"] and not back["stale"]
    scene.run_jobs()
    assert desk.post("/upgrade/compare")["state"] == "comparing"
    scene.run_jobs()
    desk.post("/upgrade/switch", {"sort_people": False})
    scene.run_jobs()
    assert desk.post("/upgrade/drop")["state"] == "dropping"
    scene.run_jobs()
    assert desk.get("/upgrade")["state"] == "done"
    assert desk.get("/models")["in_use"] == [NEW]
    said = Entry.objects.filter(action__startswith="upgrade.").order_by("pk").values_list("action", flat=True)
    assert list(dict.fromkeys(said)) == [
        "upgrade.start",
        "upgrade.switch",
        "upgrade.roll_back",
        "upgrade.compare",
        "upgrade.drop",
    ]


def test_nobody_else_sees_or_moves_it(scene: GenerationsScene, bo: User, as_user: Browser) -> None:
    scene.photo("Dora")
    scene.guest(bo, "Dora")
    scene.start()
    theirs = Desk(as_user(bo), scene.library.pk)
    for path in ("/models", "/upgrade", "/upgrade/comparison"):
        assert theirs.get(path, 404)["code"] == "library_not_found"
    for path in (
        "/upgrade/switch",
        "/upgrade/roll-back",
        "/upgrade/drop",
        "/upgrade/abort",
        "/upgrade/compare",
    ):
        assert theirs.post(path, {}, 404)["code"] == "library_not_found"
    assert theirs.post("/upgrade", {"packs": [NEW]}, 404)["code"] == "library_not_found"
    assert Upgrade.objects.get().state == "filling"


def test_looking_costs_the_same_however_much_there_is(scene: GenerationsScene, desk: Desk) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(path)
        return len(queries)

    for _ in range(2):
        scene.photo("Dora", ("Fritz", "unseen", "certain"))
    scene.run_jobs()
    scene.move()
    before = cost("/upgrade"), cost("/upgrade/comparison")
    desk.post("/upgrade/abort")
    scene.run_jobs()
    for _ in range(6):
        scene.photo("Dora", "Emil", ("Fritz", "unseen", "certain"))
    scene.run_jobs()
    scene.move()
    assert (cost("/upgrade"), cost("/upgrade/comparison")) == before


def test_an_administrator_starts_one_and_sees_how_far_it_is(
    scene: GenerationsScene, as_user: Browser
) -> None:
    scene.photo("Dora")
    admin = as_user(User.objects.create_superuser("root@example.org", "x"))
    chosen = {"action": "upgrade", "pack": NEW, "_selected_action": [str(scene.library.pk)]}
    assert admin.post("/admin/photos/library/", chosen).status_code == 302
    upgrade = Upgrade.objects.get()
    assert upgrade.new_packs == [NEW]
    assert Library.objects.get(pk=scene.library.pk).beside == [NEW]
    page = admin.get("/admin/upgrades/upgrade/").content.decode()
    assert "1 of 1" in page and str(scene.library.pk) in page
    for address in ("upgrades/unseen/", f"upgrades/upgrade/{upgrade.pk}/change/", "photos/library/"):
        assert admin.get(f"/admin/{address}").status_code == 200
    assert admin.get("/admin/upgrades/upgrade/add/").status_code == 403
