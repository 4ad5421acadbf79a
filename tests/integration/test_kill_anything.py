"""Any process may be killed at any moment while photos come in: none is lost or doubled, all get ready, and every guest
gets theirs."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from integration.persistent_uploader import PersistentUploader
from integration.sites import Site, until

TESTS = Path(__file__).resolve().parent.parent

PHOTOS = 300
KILLS = 20
SEED = 5
PROGRAMS = {"web", "inference-1", "inference-2", "io-1", "beat"}

TOKEN = "alb_test"  # noqa: S105 - of a site that lives for one test
GUESTS = 5
SELFIES = 3
"""Of each guest: on one or the other somebody else may be seen as well, and it is refused."""
PEOPLE = """
import json, sys, django
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
import factories
from albumen.accounts.models import AccessToken
from albumen.accounts.queries import digest
def logged_in(user):
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="albumen.accounts.sessions.Backend")
    return client
def said(answer):
    assert answer.status_code in (200, 201, 202), answer.content
    return answer.json()
ana = factories.photographer("ana")
party = factories.event(ana, packs=["standard"])
AccessToken.objects.create(user=ana, name="t", digest=digest(TOKEN), hint="alb_", scopes=["photos:write"])
for number, selfies in enumerate(SELFIES):
    client = logged_in(factories.guest(f"guest{number}"))
    guest = said(client.post(f"/api/v1/join/{party.code}"))["id"]
    version = said(client.get("/api/v1/consent-text"))["version"]
    said(client.put(f"/api/v1/registrations/{guest}/consent", {"version": version}, content_type="application/json"))
    for selfie in selfies:
        file = SimpleUploadedFile("s.jpg", Path(selfie).read_bytes(), "image/jpeg")
        said(client.post(f"/api/v1/registrations/{guest}/selfies", {"file": file}))
print(party.pk)
"""

CLEAN_SEARCHES = """
import json
from django.test import Client
from albumen.guests.models import Match, Registration
def matches():
    rows = Match.objects.values_list("registration", "photo", "state", "level")
    return sorted([str(value) for value in row] for row in rows)
print(json.dumps(matches()))
Match.objects.all().delete()
for guest in Registration.objects.select_related("user"):
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(guest.user, backend="albumen.accounts.sessions.Backend")
    answer = client.post(f"/api/v1/registrations/{guest.pk}/searches", {}, content_type="application/json")
    assert answer.status_code in (200, 201, 202), answer.content
"""

RESULT = """
import hashlib, json
from django.core.files.storage import default_storage
from django.db.models import Count
from albumen.guests.models import Match, Search
from albumen.jobs.models import Job
from albumen.photos.models import Embedding, Face, Library, Photo, Upload
library = Library.objects.get()
photos = []
for photo in Photo.objects.annotate(rows=Count("faces")):
    with default_storage.open(photo.original) as file:
        stored = hashlib.sha256(file.read()).hexdigest()
    previews = all(default_storage.exists(key) for key in photo.previews.values())
    photos.append([photo.filename, photo.state, photo.error, photo.sha256, stored, photo.face_count, photo.rows,
                   previews and bool(photo.previews), str(photo.matched_at or "")])
boxes = Face.objects.values("photo", "left", "top", "width", "height")
rows = Match.objects.values_list("registration", "photo", "state", "level")
print(json.dumps({
    "photos": photos,
    "counted": library.photo_count,
    "faces": boxes.count(),
    "places": boxes.distinct().count(),
    "embeddings": Embedding.objects.count(),
    "originals": len(default_storage.listdir(f"libraries/{library.pk}/originals")[1]),
    "matches": sorted([str(value) for value in row] for row in rows),
    "searches": list(Search.objects.values_list("state", flat=True)),
    "uploads": list(Upload.objects.values_list("state", flat=True)),
    "unfinished": list(Job.objects.filter(state__in=["running", "failed"]).values_list("kind", "error")),
}))
"""


def _kill_something(site: Site, moments: random.Random) -> str:
    """Kill one process that lives; the supervisor is started again by whoever watches over it."""
    assert site.process is not None
    victims = {"supervisor": psutil.Process(site.process.pid), **site.programs()}
    name = moments.choice(sorted(victims))
    everything = psutil.Process(site.process.pid).children(recursive=True)
    victims[name].kill()
    if name == "supervisor":
        site.process.wait()
        assert not psutil.wait_procs(everything, timeout=5)[1], "children die with the supervisor"
        site.start(wait=0)
    return name


def _left(site: Site) -> int:
    """What is to be done yet about photos, matches and searches, read past all of Albumen's code."""
    database = sqlite3.connect(f"{(site.data / 'albumen.sqlite3').as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        queries = (
            "SELECT count(*) FROM photos_photo WHERE state NOT IN ('ready', 'failed') OR matched_at IS NULL",
            "SELECT count(*) FROM guests_search WHERE state IN ('waiting', 'running')",
            "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running') AND kind IN"
            " ('photo.ingest', 'library.match', 'guest.search', 'upload.receive')",
        )
        return sum(int(database.execute(query).fetchone()[0]) for query in queries)
    finally:
        database.close()


def _chosen(folder: Path) -> tuple[list[Path], list[list[Path]]]:
    """Photos to upload, and selfies of each guest: other photos of somebody who is in several of those."""
    people = [sorted(person.glob("*.jpg")) for person in sorted(folder.iterdir())]
    several = sorted((files for files in people if len(files) > 3), key=lambda files: -len(files))[:GUESTS]
    selfies = [files[:SELFIES] for files in several]
    first = [file for files in several for file in files[SELFIES : SELFIES + 12]]
    rest = [file for files in people if files not in several for file in files]
    return [*first, *rest][:PHOTOS], selfies


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_killed_every_photo_gets_ready_and_to_its_guests_once(
    photos_dir: Path, models_dir: Path, set_up_data: Path, tmp_path: Path
) -> None:
    files, selfies = _chosen(photos_dir / "lfw-dev")
    assert (len(files), len(selfies)) == (PHOTOS, GUESTS)
    moments = random.Random(SEED)  # noqa: S311 - chooses victims
    moments.shuffle(files)
    site = Site(
        tmp_path / "site",
        ALBUMEN_PACKS="standard",
        ALBUMEN_MODEL_MIRROR=str(models_dir),
        ALBUMEN_WORKERS="2",
        ALBUMEN_LEASE_SECONDS="5",
        ALBUMEN_SWEEP_SECONDS="2",
        ALBUMEN_JOB_ATTEMPTS="12",  # what is killed so often in real life is a poisoned file; here it is chance
        ALBUMEN_UPLOAD_FREE_BYTES="0",
        PYTHONPATH=f"{TESTS}{os.pathsep}{TESTS.parent / 'src'}",
    )
    shutil.copytree(set_up_data, site.data)
    killed: list[str] = []
    try:
        site.start()
        facts = f"TOKEN = {TOKEN!r}\nSELFIES = {[list(map(str, paths)) for paths in selfies]!r}\n"
        event = site.run(facts + PEOPLE).strip()
        uploader = PersistentUploader(site.url, event, TOKEN, 150)
        working = 0
        with ThreadPoolExecutor(3) as senders:
            coming = []
            for number in range(KILLS):
                until(lambda: set(site.programs()) == PROGRAMS, 60, "everything was started again")
                coming.extend(senders.submit(uploader.upload, path) for path in files[number::KILLS])
                until(
                    lambda: _left(site) > 0 or all(future.done() for future in coming),
                    90,
                    "there is work again",
                )
                time.sleep(moments.uniform(0.0, 2.0))  # the random moment itself, also while they start
                working += _left(site) > 0
                killed.append(_kill_something(site, moments))
            ids = [future.result() for future in coming]
        uploader.close()
        assert len(set(ids)) == PHOTOS, "every upload became a photo of its own"
        assert working >= KILLS // 2, "most of it must happen while there is work"
        assert {"supervisor", *PROGRAMS} == set(killed), killed
        assert uploader.cut, "some uploads were cut off"
        until(lambda: not _left(site), 240, f"every photo is ready and matched, after {killed}")
        found = json.loads(site.run(RESULT))
        before = json.loads(site.run(CLEAN_SEARCHES))
        until(lambda: not _left(site), 60, "the clean searches are done")
        clean = json.loads(site.run(RESULT))
        assert site.stop() == 0
    finally:
        site.end()

    photos = found["photos"]
    assert len(photos) == found["counted"] == found["originals"] == PHOTOS
    assert [p for p in photos if p[1] != "ready"] == []
    digests = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    assert sorted(p[3] for p in photos) == digests
    assert all(p[3] == p[4] for p in photos), "originals are what was uploaded"
    assert all(p[5] == p[6] for p in photos), "faces are counted as they are stored"
    assert all(p[7] for p in photos), "previews are there"
    assert all(p[8] for p in photos), "every guest was looked for in every photo"
    assert found["faces"] == found["places"] == found["embeddings"] >= PHOTOS * 0.9
    assert found["unfinished"] == clean["unfinished"] == []
    assert clean["searches"].count("done") >= found["searches"].count("done") + GUESTS
    assert len({row[0] for row in found["matches"]}) == GUESTS, "every guest was found"
    assert found["matches"] == before == clean["matches"], "as if nothing had been killed"
