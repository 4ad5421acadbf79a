"""What the people of a large library cost: a full clustering, its preview, applying it, and new faces after it.

    python -m benchmarks.people_cost [--faces 100000] [--new 1000] [--packs standard builtin]
        [--anew | --arrivals] [--json FILE]

With two packs every face has two embeddings, drawn apart, and both decide (``people.voices``).
Rows are made in a throw-away SQLite database, of synthetic faces (``synthetic_faces``); jobs run in this process. The
baseline beside the arrival of new faces is comparing every one of them with every face in one matrix product. With
``--anew`` all are clustered once more afterwards: what new faces were taken for is compared with that.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.many_rows import make_rows
from benchmarks.metrics import b_cubed
from benchmarks.synthetic_faces import SyntheticFaces, event_sizes, synthetic_faces

FACES_IN_A_PHOTO = 3
SEED = 11
COMMON = {"standard": 0.0, "builtin": 0.87}
"""Part of the energy of a pack's embeddings that all faces share (``synthetic_faces``)."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--algorithm", default="default")
    parser.add_argument("--packs", nargs="+", default=["standard"], choices=list(COMMON))
    parser.add_argument("--anew", action="store_true", help="cluster all once more, with the new faces")
    parser.add_argument(
        "--arrivals", action="store_true", help="begin with people as they are in truth; cluster nothing"
    )
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="people-cost-") as folder:
        os.environ["ALBUMEN_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        result = measure(
            wanted.faces,
            wanted.new,
            wanted.algorithm,
            wanted.packs,
            anew=wanted.anew,
            arrivals=wanted.arrivals,
        )
    for name, value in result.items():
        print(f"{name:<48}{value:>14,.3f}" if isinstance(value, float) else f"{name:<48}{value:>14}")
    if wanted.json:
        wanted.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


def measure(
    faces: int, new: int, algorithm: str, packs: list[str], *, anew: bool, arrivals: bool
) -> dict[str, Any]:
    """Seconds of each step, memory, and how well the people agree with the truth."""
    from django.utils import timezone

    from albumen.accounts.models import User
    from albumen.people.actions.merge_people import MergePeople
    from albumen.people.actions.say_who import SayWhoNot
    from albumen.people.actions.undo_statement import UndoStatement
    from albumen.people.kinds import ASSIGN, COMPARE
    from albumen.people.models import Person, Sorting, Statement
    from albumen.people.packs import deciding_model, deciding_pack
    from albumen.people.queries import people_of
    from albumen.photos.galleries import compile_gallery
    from albumen.photos.models import Library

    user = User.objects.create_user("bench@example.org", "x")
    library = Library.objects.create(owner=user, kind="personal", packs=packs)
    model = deciding_model(deciding_pack(library))
    sizes = event_sizes(faces + new, seed=SEED)
    drawn = {
        pack: synthetic_faces(sizes, common=COMMON[pack], seed=SEED + number)
        for number, pack in enumerate(packs)
    }
    first = drawn[packs[0]]
    order = np.random.default_rng(SEED).permutation(len(first.labels))
    truth: dict[int, int] = {}
    result: dict[str, Any] = {"faces": faces, "new faces": new, "algorithm": algorithm}
    result["packs"] = " ".join(packs)
    old = order[:faces]
    people = _once_in_a_photo(first.labels[old]) if arrivals else None
    result |= _timed("rows made", lambda: _made(library, drawn, old, truth, people))
    if arrivals:
        sizes = np.bincount(first.labels[old])
        prior = float((sizes**2 - sizes).sum() / (faces * (faces - 1)))
        Sorting.objects.filter(pk=library.pk).update(prior=prior, clustered_model=model)
    else:
        result |= _clustered(user, library, algorithm, "")
    result["people"] = Person.objects.count()
    result["B-cubed F, clustered"] = _agreement(library, truth)
    result |= _timed("gallery compiled, as every night", lambda: compile_gallery(library.pk, model))
    _make(library, drawn, order[faces:], truth)
    arrived = timezone.now()
    result |= _timed("new faces assigned, and what follows", _work)
    result["new faces assigned, s"] = _seconds_in(ASSIGN, arrived)
    result["who else may be the same, s"] = _seconds_in(COMPARE, arrived)
    result |= _timed(
        "baseline: one product", lambda: first.embeddings[order[faces:]] @ first.embeddings[order[:faces]].T
    )
    result["B-cubed F, with the new"] = _agreement(library, truth)
    if arrivals:
        result["most memory, MB"] = _most_memory()
        return result
    result["page of people, ms"] = _milliseconds(
        lambda: list(people_of(library).order_by("-photo_count", "id")[:100])
    )
    one, two = people_of(library).order_by("-photo_count", "id")[:2]
    merge = MergePeople(user, one, two.pk)
    result["a merge, ms"] = _milliseconds(merge.execute)
    if anew:  # without what was said of them, which no clustering makes
        UndoStatement(user, Statement.objects.get(library=library)).execute()
        result |= _clustered(user, library, algorithm, " anew")
        result["B-cubed F, clustered anew"] = _agreement(library, truth)
        one, two = people_of(library).order_by("-photo_count", "id")[:2]
    spoken = _speak_of_everybody(user, library)
    result["faces spoken of"] = spoken
    SayWhoNot(user, two, [_a_face(two)]).execute()  # settles what was said without being carried out
    result["a correction then, ms"] = _milliseconds(lambda: SayWhoNot(user, two, [_a_face(two)]).execute())
    result["most memory, MB"] = _most_memory()
    return result


def _once_in_a_photo(labels: Any) -> Any:
    """(N,) who each face is in truth, numbered from 0; -1 for a second face of somebody in a photo."""
    person = np.unique(labels, return_inverse=True)[1]
    photo = np.arange(len(labels)) // FACES_IN_A_PHOTO
    first = np.unique(photo * (int(person.max()) + 1) + person, return_index=True)[1]
    answer = np.full(len(labels), -1, np.int64)
    answer[first] = person[first]
    return answer


def _made(
    library: Any, drawn: dict[str, SyntheticFaces], chosen: Any, truth: dict[int, int], people: Any
) -> None:
    """Rows of these faces, as if they had found nobody when they arrived, or were sorted as they are in truth."""
    from albumen.photos.models import Embedding, Face

    (pack, first), *others = drawn.items()
    keys = make_rows(
        library,
        _model(pack),
        first.embeddings[chosen],
        quality=first.quality[chosen],
        people=people,
        faces_in_a_photo=FACES_IN_A_PHOTO,
    )
    truth.update(zip(keys.tolist(), first.labels[chosen].tolist(), strict=True))
    photo_of = dict(Face.objects.filter(library=library).values_list("pk", "photo_id")) if others else {}
    for name, seen in others:
        rows = (
            Embedding(
                face_id=key,
                photo_id=photo_of[key],
                library=library,
                model=_model(name),
                vector=seen.embeddings[index].tobytes(),
                usefulness=float(first.quality[index]),
                reliable=True,
            )
            for key, index in zip(keys.tolist(), chosen.tolist(), strict=True)
        )
        while chunk := list(islice(rows, 5_000)):
            Embedding.objects.bulk_create(chunk, batch_size=500)


@cache
def _model(pack: str) -> Any:
    """The row of a pack's present version."""
    from albumen.engine.packs.catalogue import load_pack
    from albumen.people.packs import deciding_model

    return deciding_model(load_pack(pack))


def _clustered(user: Any, library: Any, algorithm: str, how: str) -> dict[str, Any]:
    """Have all faces clustered: seconds to compute the preview and to apply it, and memory."""
    from albumen.people.actions.decide_proposal import ApplyProposal
    from albumen.people.actions.propose import Propose

    proposal = Propose(user, library.pk, algorithm).execute()
    result = _timed(f"proposal computed{how}", _work)
    result[f"most memory{how}, until it was computed, MB"] = _most_memory()
    proposal.refresh_from_db()
    ApplyProposal(user, proposal).execute()
    result |= _timed(f"proposal applied{how}", _work)
    result[f"most memory{how}, until it was applied, MB"] = _most_memory()
    return result


def _speak_of_everybody(user: Any, library: Any) -> int:
    """Have it said of every face of every person that it is this person; how many faces."""
    from django.db import transaction

    from albumen.people.models import Assignment, Statement, StatementFace

    rows = Assignment.objects.filter(library=library, person__isnull=False).order_by("person")
    by_person: dict[Any, list[int]] = {}
    for person, face in rows.values_list("person_id", "face_id"):
        by_person.setdefault(person, []).append(face)
    with transaction.atomic():
        statements = Statement.objects.bulk_create(
            [Statement(library=library, kind="is", person_id=person, actor=user) for person in by_person],
            batch_size=500,
        )
        faces = [
            StatementFace(statement=statement, face_id=face, before_id=statement.person_id)
            for statement in statements
            for face in by_person[statement.person_id]
        ]
        StatementFace.objects.bulk_create(faces, batch_size=500)
    return len(faces)


def _a_face(person: Any) -> int:
    from albumen.people.models import Assignment

    return int(Assignment.objects.filter(person=person).values_list("face_id", flat=True)[0])


def _most_memory() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _timed(what: str, work: Any) -> dict[str, float]:
    """Seconds by the clock and of processor time: others use this machine, too."""
    began, computed = time.perf_counter(), time.process_time()
    work()
    clock, processor = time.perf_counter() - began, time.process_time() - computed
    print(f"{what}: {clock:.1f} s, {processor:.1f} s of processor", file=sys.stderr, flush=True)
    return {f"{what}, s": clock, f"{what}, s of processor": processor}


def _milliseconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _work() -> None:
    """Run every job that waits, those included that wait for others to gather."""
    from albumen.jobs.models import Job, Queue, State
    from albumen.jobs.worker import run_waiting

    Job.objects.filter(state=State.WAITING).update(run_after="2000-01-01T00:00:00Z")
    while sum(run_waiting(queue) for queue in Queue.values):
        pass


def _seconds_in(kind: Any, since: Any) -> float:
    """Seconds that jobs of a kind took which were started since."""
    from albumen.jobs.models import Job

    times = Job.objects.filter(kind=kind.name, started_at__gte=since).values_list("started_at", "finished_at")
    return float(sum((finished - started).total_seconds() for started, finished in times))


def _make(library: Any, drawn: dict[str, SyntheticFaces], chosen: Any, truth: dict[int, int]) -> None:
    """Photos, faces and embeddings, and a row for each face as ingest makes it."""
    from django.db import transaction
    from django.db.models import F
    from django.utils import timezone

    from albumen.jobs.enqueue import enqueue_each
    from albumen.people.expecting import comparing, expect_faces
    from albumen.photos.models import Embedding, Face, Photo

    models = {pack: _model(pack) for pack in drawn}
    first, one = next(iter(drawn.items()))
    for start in range(0, len(chosen), 3000):
        part = chosen[start : start + 3000].tolist()
        with transaction.atomic():
            photos = [
                Photo(
                    library=library,
                    filename="x.jpg",
                    sha256=f"{library.pk.hex}{part[0]:012}{number:08}",
                    bytes=1,
                    state="ready",
                    sort_at=timezone.now(),
                )
                for number in range(-(-len(part) // FACES_IN_A_PHOTO))
            ]
            Photo.objects.bulk_create(photos, batch_size=500)
            faces = [
                Face(
                    photo=photos[number // FACES_IN_A_PHOTO],
                    library=library,
                    found_by=first,
                    left=0,
                    top=0,
                    width=0.1,
                    height=0.1,
                    landmarks=b"",
                    score=0.95,
                    quality=float(one.quality[index]),
                    quality_parts={"sharpness": 0.8, "size": 50.0},
                )
                for number, index in enumerate(part)
            ]
            faces = Face.objects.bulk_create(faces, batch_size=500)
            truth.update({face.pk: int(one.labels[index]) for face, index in zip(faces, part, strict=True)})
            Embedding.objects.bulk_create(
                [
                    Embedding(
                        face=face,
                        photo_id=face.photo_id,
                        library=library,
                        model=models[pack],
                        vector=seen.embeddings[index].tobytes(),
                        usefulness=float(one.quality[index]),
                        reliable=True,
                    )
                    for pack, seen in drawn.items()
                    for face, index in zip(faces, part, strict=True)
                ],
                batch_size=500,
            )
            expect_faces(library.pk, [photo.pk for photo in photos])
            enqueue_each([comparing(library.pk)], scope=library.pk)
            type(library).objects.filter(pk=library.pk).update(face_revision=F("face_revision") + 1)


def _agreement(library: Any, truth: dict[int, int]) -> float:
    """B-cubed F of who is who; a face that is nobody is a person of its own."""
    from albumen.people.models import Assignment

    rows = dict(Assignment.objects.filter(library=library).values_list("face_id", "person_id"))
    numbers: dict[Any, int] = {}
    labels = [numbers.setdefault(rows[face] or face, len(numbers)) for face in truth]
    return float(b_cubed(np.array(labels), np.array(list(truth.values()))).f)


if __name__ == "__main__":
    main()
