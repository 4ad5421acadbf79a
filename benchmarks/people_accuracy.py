"""How well a library's people agree with the truth when the server finds them: ingest, rows, clustering, applying.

    python -m benchmarks.people_accuracy [FOLDER] [--pack standard] [--data FOLDER] [--json FILE]

FOLDER holds a folder of photos for each person (default lfw-dev). Every photo goes through the server's own ingest into
a throw-away SQLite database (``--data`` keeps it, with photos of real people, for another run); then people are as they
were found on arrival, and after each algorithm, previewed and applied as an owner would have it. Judged are the main
faces, one a photo; a face that is nobody counts as a person of its own. The baseline beside it is the engine alone,
once with these faces only and once with every face of the photos. Faces that fail are told by cause.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import shared_photos
from benchmarks.ingest import receive
from benchmarks.metrics import b_cubed, pairwise
from benchmarks.people import ERRATA_SAME, ERRATA_WRONG

FLOOR = 0.98
"""B-cubed F that the server must reach with the default algorithm and the pack ``standard``."""

ALGORITHMS = ("default", "chinese_whispers", "dbscan", "hdbscan", "kmeans")


@dataclass(frozen=True, slots=True)
class Judged:
    """The main faces of labelled photos as the server has them, by rising key.

    Attributes:
        face: (N,) int64 keys.
        label: (N,) int64 person in truth.
        photo: name of each photo, folder and file.
        missed: photos without a face.
    """

    face: NDArray[np.int64]
    label: NDArray[np.int64]
    photo: list[str]
    missed: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--algorithms", nargs="+", default=list(ALGORITHMS))
    parser.add_argument("--data", type=Path, help="keep the database here, and use it again")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    folder = (wanted.folder or shared_photos() / "lfw-dev").resolve()
    with tempfile.TemporaryDirectory(prefix="people-accuracy-") as throw_away:
        data = wanted.data or Path(throw_away)
        data.mkdir(parents=True, exist_ok=True)
        _set_up(data)
        result = measure(folder, wanted.pack, wanted.algorithms)
    if wanted.json:
        wanted.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    default = next((row for row in result["rows"] if row["who"] == "server, default"), None)
    met = default is None or wanted.pack != "standard" or default["b_cubed"][2] >= FLOOR
    print(f"server, default: B-cubed F at least {FLOOR}: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


def measure(folder: Path, pack: str, algorithms: list[str]) -> dict[str, Any]:
    """A row for each way of finding people, and the faces that fail under the default."""
    from albumen.photos.models import Library

    began = time.perf_counter()
    paths = sorted(path for path in folder.glob("*/*") if path.is_file())
    fresh = not Library.objects.exists()
    if fresh:
        receive(paths, pack)
        _work()
    library = Library.objects.get()
    judged = _main_faces(library, paths)
    print(f"{len(paths)} photos, {library.pk}, ready after {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{'':<34}{'people':>7}  B-cubed P R F          pairwise P R F        nobody       s")
    rows = [_told("server, as they arrived", judged, _people(library), 0.0)] if fresh else []
    failures: dict[str, Any] = {}
    for algorithm in algorithms:
        seconds = _cluster(library, algorithm)
        people = _people(library)
        rows.append(_told(f"server, {algorithm}", judged, people, seconds))
        if algorithm == "default":
            failures = _failures(library, judged, people)
    rows += _engine_alone(library, judged, pack)
    print("faces that fail under the default:", json.dumps(failures.get("causes", {})))
    return {"photos": len(paths), "missed": judged.missed, "rows": rows, "failures": failures}


def _set_up(data: Path) -> None:
    for name in ("DATABASE_URL", "ALBUMEN_BROKER_URL", "ALBUMEN_STORAGE_URL"):
        os.environ.pop(name, None)
    os.environ.update(
        ALBUMEN_DATA=str(data),
        DJANGO_SETTINGS_MODULE="albumen.config.settings",
        ALBUMEN_SQLITE_SYNCHRONOUS="NORMAL",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _work() -> None:
    """Run every job that waits, those included that wait for others to gather."""
    from albumen.jobs.models import Job, Queue, State
    from albumen.jobs.worker import load_handlers, run_waiting

    load_handlers()
    while True:
        Job.objects.filter(state=State.WAITING).update(run_after="2000-01-01T00:00:00Z")
        if not sum(run_waiting(queue) for queue in Queue.values):
            return


def _cluster(library: Any, algorithm: str) -> float:
    """Cluster and apply; seconds."""
    from albumen.people.actions.propose import Propose

    began = time.perf_counter()
    proposal = Propose(library.owner, library.pk, algorithm, apply_at_once=True).execute()
    _work()
    proposal.refresh_from_db()
    if proposal.state != "applied":
        raise SystemExit(f"the clustering by {algorithm} came to {proposal.state}: {proposal.error}")
    return time.perf_counter() - began


def _people(library: Any) -> dict[int, Any]:
    """Who each face is; a face that is nobody is itself."""
    from albumen.people.models import Assignment

    rows = Assignment.objects.filter(library=library).values_list("face_id", "person_id")
    return {face: person or face for face, person in rows}


def _main_faces(library: Any, paths: list[Path]) -> Judged:
    """The face that each photo is of; label errors of LFW that are known are mended or left out."""
    from albumen.photos.models import Face, Photo

    twins = dict(pair[::-1] for pair in ERRATA_SAME)
    folder_of = {path.name: path.parent.name for path in paths}
    names = dict(Photo.objects.filter(library=library).values_list("pk", "filename"))
    by_photo: dict[Any, list[tuple[int, float, float, float, float]]] = {}
    for photo, *face in Face.objects.filter(library=library).values_list(
        "photo_id", "pk", "left", "top", "width", "height"
    ):
        by_photo.setdefault(photo, []).append(tuple(face))
    found: list[tuple[int, str, str]] = []
    missed = []
    for photo, name in names.items():
        person = folder_of[name]
        if f"{person}/{name}" in ERRATA_WRONG:
            continue
        if photo not in by_photo:
            missed.append(name)
            continue
        box = np.array([face[1:] for face in by_photo[photo]])
        away = np.hypot(*(box[:, :2] + box[:, 2:] / 2 - 0.5).T) / 0.25
        best = int(np.argmax(box[:, 2] * box[:, 3] / (1 + away**2)))  # as benchmarks.people.main_face
        found.append((by_photo[photo][best][0], twins.get(person, person), f"{person}/{name}"))
    found.sort()
    labels = np.unique([row[1] for row in found], return_inverse=True)[1]
    return Judged(
        np.array([row[0] for row in found]), labels.astype(np.int64), [row[2] for row in found], missed
    )


def _told(who: str, judged: Judged, people: dict[int, Any], seconds: float) -> dict[str, Any]:
    numbers: dict[Any, int] = {}
    labels = [numbers.setdefault(people[face], len(numbers)) for face in judged.face.tolist()]
    return _row(
        who, np.array(labels), judged.label, seconds, int(sum(people[f] == f for f in judged.face.tolist()))
    )


def _row(
    who: str, labels: NDArray[Any], truth: NDArray[Any], seconds: float, nobody: int | None
) -> dict[str, Any]:
    cubed, pairs = b_cubed(labels, truth), pairwise(labels, truth)
    row = {
        "who": who,
        "people": len(np.unique(labels)),
        "b_cubed": [round(value, 4) for value in (cubed.precision, cubed.recall, cubed.f)],
        "pairwise": [round(value, 4) for value in (pairs.precision, pairs.recall, pairs.f)],
        "nobody": nobody,
        "seconds": round(seconds, 1),
    }
    scores = "   ".join(" ".join(f"{value:.4f}" for value in row[kind]) for kind in ("b_cubed", "pairwise"))
    print(f"{who:<34}{row['people']:>7}  {scores} {nobody if nobody is not None else '':>7} {seconds:>7.1f}")
    return row


def _engine_alone(library: Any, judged: Judged, pack: str) -> list[dict[str, Any]]:
    """The engine on the main faces only, and on every face of the photos."""
    from albumen.engine.clustering import cluster
    from albumen.engine.packs.catalogue import load_pack
    from albumen.photos.models import Embedding

    found = list(
        Embedding.objects.filter(library=library, model__pack=pack)
        .order_by("face")
        .values_list("face_id", "photo_id", "vector", "usefulness")
    )
    face = np.array([row[0] for row in found])
    photos: dict[Any, int] = {}
    photo = np.array([photos.setdefault(row[1], len(photos)) for row in found])
    vectors = np.frombuffer(b"".join(bytes(row[2]) for row in found), "<f4").reshape(len(found), -1)
    quality = np.array([row[3] for row in found], np.float32)
    calibration = load_pack(pack).calibration.curve()  # type: ignore[union-attr]
    main = np.isin(face, judged.face)
    truth = judged.label[np.searchsorted(judged.face, face[main])]
    rows = []
    for who, chosen in (("engine, main faces", main), ("engine, every face", np.ones(len(face), bool))):
        began = time.perf_counter()
        labels = cluster(vectors[chosen], photo[chosen], calibration, quality=quality[chosen]).labels
        seconds = time.perf_counter() - began
        rows.append(_row(who, labels[main[chosen]], truth, seconds, None))
    return rows


def _failures(library: Any, judged: Judged, people: dict[int, Any]) -> dict[str, Any]:
    """Faces that are not with the most of their person's faces, or with somebody else's, and why."""
    from albumen.people.models import Assignment
    from albumen.photos.models import Embedding

    seeds = set(Assignment.objects.filter(library=library, seeds=True).values_list("face_id", flat=True))
    sharp = set(Embedding.objects.filter(library=library, reliable=True).values_list("face_id", flat=True))
    whose = [people[face] for face in judged.face.tolist()]
    by_person: dict[int, Counter[Any]] = {}
    by_cluster: dict[Any, Counter[int]] = {}
    for person, label in zip(whose, judged.label.tolist(), strict=True):
        by_person.setdefault(label, Counter())[person] += 1
        by_cluster.setdefault(person, Counter())[label] += 1
    faces: list[dict[str, Any]] = []
    for face, label, person, name in zip(
        judged.face.tolist(), judged.label.tolist(), whose, judged.photo, strict=True
    ):
        home, most = by_person[label].most_common(1)[0]
        apart = person != home and most + by_person[label][person] > 1
        foreign = by_cluster[person].most_common(1)[0][0] != label
        if not (apart or foreign):
            continue
        if face not in sharp:
            cause = "blurred"
        elif person == face:
            cause = "left alone" if face in seeds else "too poor to found a person"
        else:
            cause = "with somebody else" if foreign else "in a second person of theirs"
        faces.append({"photo": name, "cause": cause})
    return {"causes": dict(Counter(row["cause"] for row in faces).most_common()), "faces": faces}


if __name__ == "__main__":
    raise SystemExit(main())
