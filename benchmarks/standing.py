"""New photos against all guests of a large event, beside the loop that shows them to one guest at a time.

    python -m benchmarks.standing [--guests 1000] [--photos 200] [--earlier 2000] [--sample 100] [--json FILE]

Everybody and every face is made up: unit vectors of the pack ``standard``, three faces a photo, each of a guest, as
alike to the selfie as a sure match is. ``--earlier`` photos were matched before, so that guests have matches which are
judged again with the new ones. Rows are made in bulk in a throw-away SQLite database, once for each way. The loop goes
over the first ``--sample`` guests only and its seconds are scaled to all; for these guests both ways must make the same
matches. Peak memory is what NumPy and Python allocate while matching (tracemalloc, in a run of its own).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

FACES = 3
"""Faces in a photo."""

LIMIT_SECONDS = 5.0
"""What a chunk of 200 photos may take with 1,000 guests."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--guests", type=int, default=1000)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--earlier", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-standing-") as folder:
        _prepare(folder)
        rows = measure(arguments.guests, arguments.photos, arguments.earlier, arguments.sample)
    print(
        f"{arguments.photos} new photos of {FACES} faces, {arguments.earlier:,} earlier, {arguments.guests:,} guests"
    )
    print(f"{'way':<28}{'seconds':>10}{'queries':>10}{'peak MB':>10}{'matches':>10}")
    for name, row in rows.items():
        print(
            f"{name:<28}{row['seconds']:10.2f}{row['queries']:10,}{row['peak_mb']:10.1f}{row['matches']:10,}"
        )
    if arguments.json:
        about = {**vars(arguments), "json": None, "machine": platform.platform(), "cores": os.cpu_count()}
        arguments.json.write_text(json.dumps({**about, "ways": rows}, indent=2))
    return 0 if rows["all guests at once"]["seconds"] < LIMIT_SECONDS else 1


def _prepare(folder: str) -> None:
    os.environ["ALBUMEN_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(guests: int, photos: int, earlier: int, sample: int) -> dict[str, dict[str, Any]]:
    """Seconds, queries, peak memory and new matches of both ways."""
    from albumen.guests.standing import _show, _unmatched

    def at_once(event: Any) -> None:
        _show(event, _unmatched(event.library))

    def one_at_a_time(event: Any) -> None:
        _one_at_a_time(event, sample)

    rows = {}
    for name, way in {"one guest at a time": one_at_a_time, "all guests at once": at_once}.items():
        rows[name] = _run(_event(guests, photos, earlier), way, tracing=False)
        rows[name]["peak_mb"] = _run(_event(guests, photos, earlier), way, tracing=True)["peak_mb"]
    slow, fast = rows.values()
    if slow.pop("outcome")[:sample] != fast.pop("outcome")[:sample]:
        raise SystemExit("The two ways do not make the same matches.")
    part = min(sample, guests) / guests
    for number in ("seconds", "queries", "matches"):
        slow[number] = type(slow[number])(slow[number] / part)
    return rows


def _run(event: Any, way: Callable[[Any], None], *, tracing: bool) -> dict[str, Any]:
    from django.db import connection

    from albumen.guests.models import Match

    before = Match.objects.filter(event=event).count()
    queries = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*given)

    if tracing:
        tracemalloc.start()
    began = time.perf_counter()
    with connection.execute_wrapper(count):
        way(event)
    seconds = time.perf_counter() - began
    peak = tracemalloc.get_traced_memory()[1] / 1e6 if tracing else 0.0
    tracemalloc.stop()
    found = Match.objects.filter(event=event)
    outcome: dict[int, list[tuple[str, str, str]]] = {}
    names = found.values_list("registration__user__email", "photo__filename", "level", "state")
    for email, *match in names.order_by("photo__filename"):
        outcome.setdefault(int(email.split(".")[0].removeprefix("guest")), []).append(tuple(match))
    return {
        "seconds": seconds,
        "queries": queries,
        "peak_mb": peak,
        "matches": found.count() - before,
        "outcome": [outcome.get(number) for number in range(max(outcome, default=0) + 1)],
    }


def _one_at_a_time(event: Any, sample: int) -> None:
    """The plain loop: each guest's own selfies, every new face, one comparison after the other."""
    from albumen.guests.appraisal import Question, appraise
    from albumen.guests.faces import faces_of_photos, model_versions, references_of
    from albumen.guests.judging import Judge
    from albumen.guests.models import Registration
    from albumen.guests.searching import faces_in
    from albumen.guests.standing import _mark, _unmatched

    chunk = _unmatched(event.library)
    for guest in Registration.objects.filter(event=event).exclude(consent_version="").order_by("pk")[:sample]:
        judge = Judge(event.library.packs, faces_in(event.library))
        models = model_versions(judge.packs)
        faces = faces_of_photos(list(chunk), models)
        person = references_of([guest.pk], models, event=event.pk).get(guest.pk)
        template = person.template(0) if person else None
        if template is None:
            continue
        close = [
            int(face)
            for face, vector in zip(faces.face, faces.vectors[0], strict=True)
            if float(vector @ template) >= judge.least(0)
        ]
        if close:
            appraise(
                event.pk, judge, models, {guest.pk: Question(frozenset(close), guest.reference_revision)}
            )
    _mark(chunk)


_MADE: list[None] = []


def _event(guests: int, photos: int, earlier: int) -> Any:
    """An event with guests, matched earlier photos and new ones; the same every time."""
    from django.utils import timezone

    from albumen.accounts.models import User
    from albumen.engine.packs.catalogue import load_pack
    from albumen.events.models import Event
    from albumen.guests.models import ReferenceFace, Registration, Selfie, SelfieState
    from albumen.photos.models import Library, LibraryKind, ModelVersion

    _MADE.append(None)
    run = len(_MADE)
    dice = np.random.default_rng(7)
    now = timezone.now()
    pack = load_pack("standard")
    model = ModelVersion.objects.get_or_create(
        pack=pack.name, version=pack.version, defaults={"dimension": pack.embedder.dimension}
    )[0]
    host = User.objects.create_user(f"host{run}@example.org", "x")
    library = Library.objects.create(owner=host, kind=LibraryKind.EVENT, packs=[pack.name])
    event = Event.objects.create(
        owner=host, library=library, name=f"Event {run}", code=f"RUN{run}", starts_at=now, ends_at=now,
        timezone="UTC", available_until=now + timedelta(days=30),
    )  # fmt: skip
    people = _unit(dice.standard_normal((guests, model.dimension)))
    users = User.objects.bulk_create(
        [User(email=f"guest{number}.{run}@example.org") for number in range(guests)]
    )
    registrations = Registration.objects.bulk_create(
        [Registration(event=event, user=user, consent_version="1", consented_at=now) for user in users]
    )
    selfies = Selfie.objects.bulk_create(
        [
            Selfie(registration=guest, image="", state=SelfieState.READY, expires_at=event.available_until)
            for guest in registrations
        ]
    )
    ReferenceFace.objects.bulk_create(
        [
            ReferenceFace(
                selfie=selfie,
                registration=guest,
                event=event,
                model=model,
                vector=person.tobytes(),
                usefulness=0.9,
            )
            for selfie, guest, person in zip(selfies, registrations, people, strict=True)
        ]
    )
    assert pack.thresholds is not None
    alike = pack.thresholds.certain + 0.15
    _photos(event, model, people, dice, alike, earlier, "earlier", registrations)
    _photos(event, model, people, dice, alike, photos, "new", None)
    return event


def _photos(
    event: Any,
    model: Any,
    people: Any,
    dice: Any,
    alike: float,
    count: int,
    name: str,
    registrations: list[Any] | None,
) -> None:
    from django.utils import timezone

    from albumen.guests.models import Match, MatchState
    from albumen.photos.models import Embedding, Face, Photo, PhotoState

    now = timezone.now()
    photos = Photo.objects.bulk_create(
        [
            Photo(
                library=event.library, filename=f"{name}-{number:05}.jpg", bytes=1, original="", sort_at=now,
                sha256=hashlib.sha256(f"{event.pk}{name}{number}".encode()).hexdigest(), state=PhotoState.READY,
                face_count=FACES, matched_at=now if registrations else None,
            )
            for number in range(count)
        ]
    )  # fmt: skip
    who = [dice.choice(len(people), FACES, replace=False) for _ in photos]
    faces = Face.objects.bulk_create(
        [
            Face(photo=photo, library=event.library, found_by=model.pack, left=0, top=0, width=0.1, height=0.1,
                 landmarks=b"\0" * 40, score=0.9, quality=0.8)
            for photo in photos
            for _ in range(FACES)
        ]
    )  # fmt: skip
    owners = np.concatenate(who) if who else np.zeros(0, int)
    aside = dice.standard_normal((len(owners), model.dimension))
    aside = _unit(aside - (aside * people[owners]).sum(axis=1, keepdims=True) * people[owners])
    vectors = (alike * people[owners] + np.sqrt(1 - alike**2) * aside).astype("<f4")
    Embedding.objects.bulk_create(
        [
            Embedding(face=face, photo_id=face.photo_id, library=event.library, model=model, vector=vector.tobytes(),
                      usefulness=0.8, reliable=True)
            for face, vector in zip(faces, vectors, strict=True)
        ]
    )  # fmt: skip
    if registrations:
        Match.objects.bulk_create(
            [
                Match(registration=registrations[owner], event=event, photo_id=face.photo_id, face=face,
                      level="certain", probability=0.999, evidence=20.0, scores={model.pack: round(alike, 4)},
                      state=MatchState.RELEASED)
                for face, owner in zip(faces, owners.tolist(), strict=True)
            ]
        )  # fmt: skip


def _unit(vectors: Any) -> Any:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4")


if __name__ == "__main__":
    raise SystemExit(main())
