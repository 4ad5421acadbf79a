"""A site of PostgreSQL, Redis and S3: the whole story of an event, and each of its servers away in between.

One site for all tests, with an event and photos that are there. Whichever process takes a test by itself, away from the
others, has a site of its own for it.
"""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.throwaway_site import Mailbox
from examples.story import Person, upload

from integration.conftest import S3
from integration.scaled import Postgres, Redis
from integration.sites import Site, until
from stored_photos import drawn

PEOPLE = ("Venus_Williams", "Vladimir_Putin")
SHOWN = "Venus_Williams"

UNFINISHED = """
import json
from albumen.jobs.models import Job
print(json.dumps(list(Job.objects.filter(state__in=["waiting", "running", "failed"], kind__in=[
    "photo.ingest", "upload.receive", "photo.large_preview"]).values_list("kind", "state", "error"))))
"""


@dataclass
class World:
    """The site, its servers, and who and what is on it."""

    site: Site
    redis: Redis
    postgres: Postgres
    s3: S3
    mailbox: Mailbox
    folder: Path
    known: dict[str, Any] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def person(self, name: str) -> Person:
        person = Person(self.site.url, self.mailbox.url, f"{name}@example.org")
        self.people.append(person)
        return person

    def log_in(self) -> int:
        """The status that somebody gets who tries to log in."""
        tried = {"email": "nobody@example.org", "password": "not the right one"}
        with httpx.Client(base_url=self.site.url, timeout=60) as browser:
            token = {"X-CSRFToken": "a" * 32, "Cookie": f"albumen_csrf={'a' * 32}"}
            return browser.post("/_allauth/browser/v1/auth/login", json=tried, headers=token).status_code

    def ready(self) -> httpx.Response:
        return httpx.get(f"{self.site.url}/readyz", timeout=60)

    def checks(self) -> dict[str, str]:
        checks: dict[str, str] = self.ready().json()["checks"]
        return checks

    def stored(self) -> set[str]:
        """All objects in the store."""
        pages = self.s3.client().get_paginator("list_objects_v2").paginate(Bucket=self.s3.bucket)
        return {entry["Key"] for page in pages for entry in page.get("Contents", ())}

    def draw(self, name: str, seed: int) -> Path:
        """A photo without people."""
        path = self.folder / f"{name}.jpg"
        path.write_bytes(drawn(900, 600, seed))
        return path

    def progress(self) -> dict[str, Any]:
        found: dict[str, Any] = self.known["ana"].api("GET", f"/events/{self.known['event']['id']}/progress")
        return found

    def all_ready(self, photos: int) -> bool:
        now = self.progress()
        assert now["photos"]["failed"] == 0, now
        return bool(now["photos"]["ready"] == photos and now["matching"]["waiting"] == 0)


def fill(world: World, shared: Path | None) -> None:
    """Ana, her event, and photos that have been looked at; one of them came in two pieces."""
    until(lambda: world.ready().status_code == 200, 20, "everything works")
    ana = world.known["ana"] = world.person("ana")
    terms = ana.api("GET", "/account/terms")["version"]
    ana.sign_up(
        "photographer", display_name="Ana", business_name="Ana", events_per_month=1, terms_version=terms
    )
    day = time.strftime("%Y-%m-%dT12:00:00Z", time.gmtime(time.time() + 30 * 86400))
    event = world.known["event"] = ana.api(
        "POST",
        "/events",
        json={
            "name": "Scaled party",
            "starts_at": "2026-06-20T14:00:00+02:00",
            "ends_at": "2026-06-20T23:00:00+02:00",
            "timezone": "Europe/Berlin",
            "available_until": day,
        },
    )
    paths = [world.draw(f"drawn-{seed}", seed) for seed in range(3)]
    if shared is not None:
        for person in PEOPLE:
            for photo in sorted((shared / "photos" / "lfw-dev" / person).iterdir())[:4]:
                paths.append(photo)
    world.known["paths"] = {path.name: path for path in paths}
    for number, path in enumerate(paths):
        upload(ana, event["id"], path, broken=number == 1)
    until(lambda: world.all_ready(len(paths)), 60, "all photos are ready")
    photos = list(ana.everything(f"/events/{event['id']}/photos"))
    world.known["photos"] = {photo["filename"]: photo["id"] for photo in photos}
    assert set(world.known["photos"]) == set(world.known["paths"])


@pytest.fixture(scope="module")
def shared_or_none(request: pytest.FixtureRequest) -> Path | None:
    """Photos of faces and models; None where they are missing: the story goes without a guest then."""
    try:
        folder: Path = request.getfixturevalue("shared")
    except pytest.skip.Exception:
        return None
    return folder


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, s3_endpoint: str, shared_or_none: Path | None
) -> Iterator[World]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    folder = tmp_path_factory.mktemp("scaled")
    store = S3(s3_endpoint, "scaled-photos")
    store.client().create_bucket(
        Bucket=store.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    models = {}
    if shared_or_none is not None:
        models = {"ALBUMEN_PACKS": "standard", "ALBUMEN_MODEL_MIRROR": str(shared_or_none / "models")}
    with ExitStack() as stack:
        redis, postgres = Redis(program), Postgres()
        stack.callback(postgres.remove)
        stack.callback(redis.kill)
        redis.start()
        mailbox = stack.enter_context(Mailbox())
        site = Site(
            folder / "site",
            DATABASE_URL=postgres.url,
            ALBUMEN_BROKER_URL=redis.url,
            ALBUMEN_CACHE_URL=redis.url.removesuffix("0") + "1",
            ALBUMEN_STORAGE_URL=store.url,
            ALBUMEN_SMTP_HOST="127.0.0.1",
            ALBUMEN_SMTP_PORT=str(mailbox.smtp_port),
            ALBUMEN_SMTP_SECURITY="none",
            ALBUMEN_WORKERS="1",
            ALBUMEN_SWEEP_SECONDS="2",
            ALBUMEN_LEASE_SECONDS="6",
            ALBUMEN_UNDO_SECONDS="0",
            **models,
        )
        stack.callback(site.end)
        site.start()
        world = World(site, redis, postgres, store, mailbox, folder)
        fill(world, shared_or_none)
        yield world
        for person in world.people:
            person._http.close()


def test_photos_come_in_and_lie_in_the_store(world: World) -> None:
    assert set(world.checks().values()) == {"ok"}
    assert world.log_in() == 400
    keys = world.stored()
    assert sum("/originals/" in key for key in keys) == len(world.known["paths"])
    assert not (world.site.data / "media").exists(), "nothing of it is on this machine"


def test_parts_of_originals_and_previews(world: World) -> None:
    ana, name = world.known["ana"], "drawn-0.jpg"
    data = world.known["paths"][name].read_bytes()
    photo = world.known["photos"][name]
    part = ana.send("GET", f"/api/v1/photos/{photo}/original", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert ana.send("GET", f"/api/v1/photos/{photo}/original").content == data
    preview = ana.send("GET", f"/api/v1/photos/{photo}/preview/320")
    assert preview.status_code == 200
    part = ana.send("GET", f"/api/v1/photos/{photo}/preview/320", headers={"Range": "bytes=-50"})
    assert (part.status_code, part.content) == (206, preview.content[-50:])


def test_a_guest_finds_themself_and_takes_the_photos_home(world: World, shared_or_none: Path | None) -> None:
    shared = shared_or_none
    if shared is None:
        pytest.skip("there are no photos of faces")
    ana, bo = world.known["ana"], world.person("bo")
    bo.sign_up("guest", display_name="Bo")
    visit = bo.api("POST", f"/join/{world.known['event']['code']}")["id"]
    consent = bo.api("GET", "/consent-text")["version"]
    bo.api("PUT", f"/registrations/{visit}/consent", json={"version": consent})
    selfie = sorted((shared / "photos" / "lfw-dev" / SHOWN).iterdir())[5]
    made = bo.api(
        "POST",
        f"/registrations/{visit}/selfies",
        files={"file": ("me.jpg", selfie.read_bytes(), "image/jpeg")},
    )

    def searched() -> bool:
        search = bo.api("GET", f"/searches/{made['search']}")
        assert search["state"] != "failed", search
        return bool(search["state"] == "done")

    until(searched, 30, "the search is done")
    waiting = list(ana.everything(f"/events/{world.known['event']['id']}/matches?state=waiting"))
    if waiting:
        ana.api("POST", "/matches/decide", json={"accept": [match["id"] for match in waiting], "reject": []})
    matches = list(bo.everything(f"/registrations/{visit}/matches"))
    mine = {match["photo"]["id"] for match in matches}
    names = {name for name, photo in world.known["photos"].items() if photo in mine}
    assert names and all(name.startswith(SHOWN) for name in names)

    address = f"/api/v1/registrations/{visit}/photos.zip?size=original"
    whole = bo.send("GET", address)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.testzip() is None
        held = {Path(name).name: archive.read(name) for name in archive.namelist()}
    assert held == {name: world.known["paths"][name].read_bytes() for name in names}
    half = len(whole.content) // 2
    rest = bo.send("GET", address, headers={"Range": f"bytes={half}-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[half:])
    other = next(photo for photo in world.known["photos"].values() if photo not in mine)
    assert bo.send("GET", f"/api/v1/photos/{other}/original").status_code == 404


def test_without_redis_photos_are_taken_and_looked_at_when_it_is_back(world: World) -> None:
    ana, event = world.known["ana"], world.known["event"]
    before = world.progress()["photos"]["ready"]
    world.redis.kill()
    try:
        checks = world.checks()
        assert checks["broker"].startswith("does not work") and checks["cache"].startswith("does not work")
        assert (checks["database"], checks["storage"]) == ("ok", "ok")
        began = time.monotonic()
        for seed in range(10, 13):
            upload(ana, event["id"], world.draw(f"without-redis-{seed}", seed))
        assert time.monotonic() - began < 25, "nobody waits long for a broker that is away"
        assert world.log_in() == 503, "tries that cannot be counted are not let through"
        guessed = ana.send("GET", "/api/v1/join/WRONGCODE")
        assert (guessed.status_code, guessed.json()["code"]) == (503, "cache_away")
    finally:
        world.redis.start()
    until(lambda: world.all_ready(before + 3), 60, "the sweep has all photos looked at")
    until(lambda: world.ready().status_code == 200, 20, "everything works again")
    assert json.loads(world.site.run(UNFINISHED)) == []


def test_without_postgresql_the_answer_is_503_and_all_goes_on_when_it_is_back(world: World) -> None:
    ana, event = world.known["ana"], world.known["event"]
    before = world.progress()["photos"]["ready"]
    for seed in range(20, 26):
        upload(ana, event["id"], world.draw(f"before-restart-{seed}", seed))
    world.postgres.stop()
    try:
        with ThreadPoolExecutor(3) as pool:  # each waits some seconds for a connection
            asked = pool.submit(ana.send, "GET", f"/api/v1/events/{event['id']}/progress")
            logging_in, looking = pool.submit(world.log_in), pool.submit(world.checks)
        answer, checks = asked.result(), looking.result()
        assert answer.status_code == 503
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "database" in answer.json()["detail"]
        assert logging_in.result() == 503
        assert checks["database"].startswith("does not work")
        assert (checks["broker"], checks["storage"]) == ("ok", "ok")
        assert httpx.get(f"{world.site.url}/healthz", timeout=10).status_code == 200
    finally:
        world.postgres.start()
    until(
        lambda: ana.send("GET", f"/api/v1/events/{event['id']}/progress").status_code == 200, 20, "it answers"
    )
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: ana.send("GET", f"/api/v1/events/{event['id']}").status_code, range(40))
    assert set(answers) == {200}, "no connection that was cut is handed out"
    until(lambda: world.all_ready(before + 6), 60, "no job was lost")
    until(lambda: world.ready().status_code == 200, 20, "everything works again")
    assert json.loads(world.site.run(UNFINISHED)) == []


def test_what_is_deleted_leaves_the_store(world: World) -> None:
    ana, event = world.known["ana"], world.known["event"]
    photo = world.known["photos"]["drawn-0.jpg"]
    mine = {key for key in world.stored() if photo in key}
    assert len(mine) >= 2, "the original and previews"
    ana.api("DELETE", f"/photos/{photo}")
    until(lambda: not mine & world.stored(), 30, "the photo's files are gone")
    assert any("/originals/" in key for key in world.stored()), "the others are there"
    ana.api("DELETE", f"/events/{event['id']}")
    until(lambda: not any("libraries/" in key for key in world.stored()), 30, "the event's files are gone")
