"""Any process may be killed at any moment while photos come in: none is lost, none is doubled, all get ready."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from integration.sites import Site, until

PHOTOS = 300
KILLS = 20
SEED = 5
PROGRAMS = {"web", "inference-1", "inference-2", "io-1", "beat"}

RECEIVE = """
import hashlib, sys
from pathlib import Path
from albumen.accounts.models import User, UserType
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.models import Library, LibraryKind
ana = User.objects.create_user("ana@example.org", "x", user_type=UserType.PHOTOGRAPHER)
library = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL, packs=["standard"])
for line in sys.stdin:
    for path in map(Path, line.rstrip("\\n").split("\\t")):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        ReceivePhoto(ana, library, path, path.name, digest, len(content), {}).execute()
    print("received", flush=True)
"""

RESULT = """
import hashlib, json
from django.core.files.storage import default_storage
from django.db.models import Count
from albumen.jobs.models import Job
from albumen.photos.models import Embedding, Face, Library, Photo
library = Library.objects.get()
photos = []
for photo in Photo.objects.annotate(rows=Count("faces")):
    with default_storage.open(photo.original) as file:
        stored = hashlib.sha256(file.read()).hexdigest()
    previews = all(default_storage.exists(key) for key in photo.previews.values())
    photos.append([photo.filename, photo.state, photo.error, photo.sha256, stored, photo.face_count, photo.rows,
                   previews and bool(photo.previews)])
boxes = Face.objects.values("photo", "left", "top", "width", "height")
print(json.dumps({
    "photos": photos,
    "counted": library.photo_count,
    "faces": boxes.count(),
    "places": boxes.distinct().count(),
    "embeddings": Embedding.objects.count(),
    "originals": len(default_storage.listdir(f"libraries/{library.pk}/originals")[1]),
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


@contextmanager
def _receiver(site: Site) -> Iterator[Callable[[list[Path]], None]]:
    """A process that receives photos, as the web does: each call comes back when they are received."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{RECEIVE}"],
        env=site.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout

    def receive(paths: list[Path]) -> None:
        assert process.stdin and process.stdout
        process.stdin.write("\t".join(map(str, paths)) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "received\n"

    try:
        with process:
            yield receive
            process.stdin.close()
    finally:
        process.kill()


def _waiting(site: Site) -> int:
    """Photos that are neither ready nor failed, read past all of Albumen's code."""
    database = sqlite3.connect(f"{(site.data / 'albumen.sqlite3').as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        query = "SELECT count(*) FROM photos_photo WHERE state NOT IN ('ready', 'failed')"
        return int(database.execute(query).fetchone()[0])
    finally:
        database.close()


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_killed_every_photo_gets_ready_once(
    photos_dir: Path, models_dir: Path, set_up_data: Path, tmp_path: Path
) -> None:
    files = sorted((photos_dir / "lfw-dev").rglob("*.jpg"))[:PHOTOS]
    assert len(files) == PHOTOS
    site = Site(
        tmp_path / "site",
        ALBUMEN_PACKS="standard",
        ALBUMEN_MODEL_MIRROR=str(models_dir),
        ALBUMEN_WORKERS="2",
        ALBUMEN_LEASE_SECONDS="5",
        ALBUMEN_SWEEP_SECONDS="2",
        ALBUMEN_JOB_ATTEMPTS="12",  # what is killed so often in real life is a poisoned file; here it is chance
    )
    shutil.copytree(set_up_data, site.data)
    moments = random.Random(SEED)  # noqa: S311 - chooses victims
    killed: list[str] = []
    try:
        site.start()
        working = 0
        with _receiver(site) as receive:
            for number in range(KILLS):
                until(lambda: set(site.programs()) == PROGRAMS, 60, "everything was started again")
                receive(files[number::KILLS])
                time.sleep(moments.uniform(0.0, 2.5))  # the random moment itself, also while they start
                working += _waiting(site) > 0
                killed.append(_kill_something(site, moments))
        assert working >= KILLS // 2, "most of it must happen while there is work"
        assert {"supervisor", *PROGRAMS} == set(killed), killed
        until(lambda: not _waiting(site), 240, f"every photo is ready, after {killed}")
        found = json.loads(site.run(RESULT))
        assert site.stop() == 0
    finally:
        site.end()

    photos = found["photos"]
    assert len(photos) == found["counted"] == found["originals"] == PHOTOS
    assert [p for p in photos if p[1] != "ready"] == []
    assert len({p[3] for p in photos}) == PHOTOS
    assert all(p[3] == p[4] for p in photos), "originals are what was uploaded"
    assert all(p[5] == p[6] for p in photos), "faces are counted as they are stored"
    assert all(p[7] for p in photos), "previews are there"
    assert found["faces"] == found["places"] == found["embeddings"] >= PHOTOS * 0.9
    assert found["unfinished"] == []
