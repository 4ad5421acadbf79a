"""What a photo costs through the server's ingest beside the engine alone, photo by photo; and two workers beside one.

    python -m benchmarks.ingest [--pack NAME] [--limit N] [--megapixels 24] [--json FILE]

The server's part is the whole job: claim, read from storage, decode, previews, faces, the transaction, on SQLite and a
local folder. The engine's part is reading the file, decoding and analysing. Each photo goes through both in turn, so
that a slow moment of the machine slows both; the ratio is of sums. Largest previews are made and people assigned after
photos are ready, and told apart. Then worker processes, one against two, over the same photos.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.corpus import camera_size

WORKERS_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20)}
"""As `albumen up` starts workers (albumen.cli.programs)."""

WORKER = """
import sys, time, django; django.setup()
from albumen.jobs.worker import load_handlers, run_waiting
from albumen.photos.analysers import analyser
load_handlers(); analyser(sys.argv[1]).analyse(__import__("numpy").zeros((600, 800, 3), "uint8"))
print("ready", flush=True); sys.stdin.readline()
began = time.process_time(); run_waiting("inference"); print(time.process_time() - began, flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument(
        "--rounds", type=int, default=2, help="of one worker against two; the best of each counts"
    )
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if WORKERS_MEMORY.keys() - os.environ.keys():  # read by the allocator when a process starts
        os.execve(  # noqa: S606 - this program itself
            sys.executable,
            [sys.executable, "-m", "benchmarks.ingest", *sys.argv[1:]],
            {**os.environ, **WORKERS_MEMORY},
        )
    photos = camera_size(
        arguments.megapixels, Path(tempfile.gettempdir()) / "albumen-benchmark-photos", limit=arguments.limit
    )
    with tempfile.TemporaryDirectory(prefix="albumen-ingest-") as data:
        _throw_away_site(data)
        result: dict[str, Any] = {
            "pack": arguments.pack,
            "photos": len(photos),
            "megapixels": arguments.megapixels,
            **race(photos, arguments.pack),
        }
        show(result)
        result["workers"] = workers(photos, arguments.pack, arguments.rounds)
        one, two, ratio, computed = result["workers"].values()
        print(
            f"worker processes: one {one:.2f}, two {two:.2f} photos a second, {ratio:.2f} x "
            f"({computed:.2f} x by processor time)"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _throw_away_site(data: str) -> None:
    for name in ("DATABASE_URL", "ALBUMEN_BROKER_URL", "ALBUMEN_STORAGE_URL"):
        os.environ.pop(name, None)
    os.environ.update(
        ALBUMEN_DATA=data,
        DJANGO_SETTINGS_MODULE="albumen.config.settings",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        ALBUMEN_SQLITE_SYNCHRONOUS="NORMAL",  # as `albumen up` starts these workers
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def receive(photos: list[Path], pack: str) -> None:
    """An event with these photos, stored and waiting, as uploads leave them."""
    import hashlib

    import django.utils.timezone
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from albumen.accounts.models import User
    from albumen.identifiers import new_id
    from albumen.jobs.enqueue import enqueue
    from albumen.photos import storage_keys
    from albumen.photos.kinds import INGEST
    from albumen.photos.models import Library, LibraryKind, Photo

    owner, _ = User.objects.get_or_create(email="ana@example.org")
    library = Library.objects.create(owner=owner, kind=LibraryKind.PERSONAL, packs=[pack])
    for path in photos:
        identifier, body = new_id(), path.read_bytes()
        key = storage_keys.original(library.pk, identifier, "jpg")
        default_storage.save(key, ContentFile(body))
        Photo.objects.create(
            id=identifier,
            library=library,
            filename=path.name,
            sha256=hashlib.sha256(body).hexdigest(),
            bytes=len(body),
            original=key,
            sort_at=django.utils.timezone.now(),
        )
        enqueue(INGEST, identifier, {"photo": str(identifier)}, scope=library.pk)


def race(photos: list[Path], pack: str) -> dict[str, float]:
    """Milliseconds a photo: engine alone, ingest to ready, then people and the largest preview; and the ratios."""
    from albumen.imaging.decode import open_picture
    from albumen.imaging.limits import Limits
    from albumen.jobs.claims import claim
    from albumen.jobs.models import Job
    from albumen.jobs.worker import load_handlers, run
    from albumen.people.kinds import ASSIGN
    from albumen.photos.analysers import analyser
    from albumen.photos.kinds import INGEST, LARGE_PREVIEW
    from albumen.photos.models import Face, Photo

    load_handlers()
    engine, limits = analyser(pack), Limits()
    faces = 0
    parts = {INGEST.name: "ingest", LARGE_PREVIEW.name: "large", ASSIGN.name: "people"}
    spent = dict.fromkeys(["engine", *parts.values()], 0.0)
    computed = dict(spent)
    for number, path in enumerate([photos[0], *photos]):
        receive([path], pack)
        start = now()
        found = engine.analyse(open_picture(path.read_bytes(), limits))
        times = {"engine": since(start)}
        start = now()
        while job := claim("inference", "benchmark"):
            run(job)
            times[parts[job.kind]] = since(start)
            start = now()
        if number:  # the first time loads the models
            faces += len(found)
            for name, (wall, processor) in times.items():
                spent[name] += wall
                computed[name] += processor
    assert Photo.objects.filter(state="ready").count() == len(photos) + 1
    assert Face.objects.count() >= faces
    Job.objects.all().delete()
    each = {f"{name}_ms": 1e3 * seconds / len(photos) for name, seconds in spent.items()}
    return {
        **each,
        "faces": faces,
        "ratio": spent["ingest"] / spent["engine"],
        "ratio_of_processor_time": computed["ingest"] / computed["engine"],
        "ratio_with_large": (spent["ingest"] + spent["large"]) / spent["engine"],
    }


def now() -> tuple[float, float]:
    """Wall and processor time, seconds."""
    return time.perf_counter(), time.process_time()


def since(start: tuple[float, float]) -> tuple[float, float]:
    """Wall and processor time since then, seconds."""
    wall, processor = now()
    return wall - start[0], processor - start[1]


def workers(photos: list[Path], pack: str, rounds: int) -> dict[str, float]:
    """Photos per second until all are ready, with their largest previews, by one and by two worker processes."""
    best = {1: 0.0, 2: 0.0}
    computed = {1: float("inf"), 2: float("inf")}  # by the worker that computes longest
    for _ in range(rounds):
        for count in best:
            receive(photos, pack)
            started = [
                subprocess.Popen(
                    [sys.executable, "-c", WORKER, pack],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
                for _ in range(count)
            ]
            for worker in started:
                assert worker.stdout and worker.stdout.readline() == "ready\n"
            began = time.perf_counter()
            for worker in started:
                assert worker.stdin
                worker.stdin.write("go\n")
                worker.stdin.flush()
            spent = [float(worker.communicate()[0]) for worker in started]
            best[count] = max(best[count], len(photos) / (time.perf_counter() - began))
            computed[count] = min(computed[count], max(spent))
    return {
        "one": best[1],
        "two": best[2],
        "ratio": best[2] / best[1],
        "ratio_of_processor_time": computed[1] / computed[2],
    }


def show(result: dict[str, Any]) -> None:
    print(
        f"{result['photos']} photos of {result['megapixels']:g} MP, {result['faces']} faces, pack {result['pack']}"
    )
    print(f"engine alone      {result['engine_ms']:7.1f} ms a photo")
    print(
        f"received to ready {result['ingest_ms']:7.1f} ms a photo, {result['ratio']:.2f} x the engine "
        f"({result['ratio_of_processor_time']:.2f} x its processor time)"
    )
    print(f"faces to people   {result['people_ms']:7.1f} ms a photo, after it")
    print(
        f"largest preview   {result['large_ms']:7.1f} ms a photo, after it; {result['ratio_with_large']:.2f} x in all"
    )


if __name__ == "__main__":
    main()
