"""What the page of a person costs: their months, who is in their photos, and the photos of both.

    python -m benchmarks.person_page [--photos 100000] [--faces 500000] [--json FILE] [--keep FOLDER]

Rows are made in a throw-away SQLite database, or with DATABASE_URL in the one that it names, which must be empty. The
person is in about a fifth of all photos. Beside each question is the same asked in the ORM's plain way, with the same
answer. Exits 1 when a median takes 50 ms or more, or when an answer differs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 9
LIMIT_MS = 50.0
AT_ONCE = 5_000
CROWD = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--faces", type=int, default=500_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--keep", type=Path, help="keep the rows in this folder, and use them when they are there"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-person-") as throwaway:
        person = _prepare(str(arguments.keep or throwaway), arguments)
        rows = measure(person)
    print(
        f"{arguments.photos:,} photos, {arguments.faces:,} faces, {person.photo_count:,} of them; median of {RUNS}, ms"
    )
    for name, row in rows.items():
        print(f"{name:<34}{row['ms']:>10.1f}{row['plain']:>10.1f}  {'same' if row['same'] else 'DIFFERENT'}")
    if arguments.json:
        about = {"photos": arguments.photos, "faces": arguments.faces, "machine": platform.platform()}
        arguments.json.write_text(json.dumps({**about, "rows": rows}, indent=2), "utf-8")
    return int(any(row["ms"] >= LIMIT_MS or not row["same"] for row in rows.values()))


def _prepare(folder: str, arguments: Any) -> Any:
    """Make the database and its rows; returns the person."""
    os.environ["ALBUMEN_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from albumen.people.models import Person
    from benchmarks.many_rows import as_in_use

    if not Person.objects.exists():
        _fill(arguments.photos, arguments.faces)
        as_in_use()
    return Person.objects.order_by("-photo_count").first()


def _fill(photos: int, faces: int) -> None:
    """A library in which one person is in a fifth of the photos, and some are in very many."""
    from albumen.accounts.models import User, UserType
    from albumen.people.models import Assignment, Person
    from albumen.photos.models import Face, Library, LibraryKind, Photo
    from benchmarks.find_rows import _face, _photo

    dice = random.Random(1)  # noqa: S311 - rows of a benchmark
    user = User.objects.create_user("ana@example.org", "x", user_type=UserType.PHOTOGRAPHER)
    library = Library.objects.create(owner=user, kind=LibraryKind.PERSONAL, packs=["standard"])
    people = Person.objects.bulk_create([Person(library=library) for _ in range(CROWD)])
    weights = [1 / (n + 1) for n in range(1, CROWD)]
    each, mine = faces // photos, 0
    for start in range(0, photos, AT_ONCE):
        counts = [
            dice.choice((0, each, each, each, 2 * each)) for _ in range(start, min(start + AT_ONCE, photos))
        ]
        rows = [_photo(library, user, start + n, count, dice) for n, count in enumerate(counts)]
        Photo.objects.bulk_create(rows)
        made = iter(
            Face.objects.bulk_create(
                [_face(library, photo) for photo in rows for _ in range(photo.face_count)], batch_size=AT_ONCE
            )
        )
        assigned = []
        for photo in rows:
            crowd = dict.fromkeys(dice.choices(people[1:], weights, k=photo.face_count))
            there = dice.random() < 0.25 and photo.face_count > 0
            mine += there
            whose = ([people[0]] if there else []) + list(crowd) + [None] * photo.face_count
            assigned += [
                Assignment(
                    face=next(made),
                    library=library,
                    photo=photo,
                    person=whose[n],
                    pending=False,
                    sort_at=photo.sort_at,
                )
                for n in range(photo.face_count)
            ]
        Assignment.objects.bulk_create(assigned, batch_size=AT_ONCE)
    Person.objects.filter(pk=people[0].pk).update(photo_count=mine, face_count=mine)


def measure(person: Any) -> dict[str, dict[str, Any]]:
    from zoneinfo import ZoneInfo

    from django.db.models import Count
    from django.db.models.functions import TruncMonth

    from albumen.find.filters import Filters
    from albumen.find.search import Search
    from albumen.people.company import company_of
    from albumen.people.models import Assignment
    from albumen.people.timeline import months_of
    from albumen.photos.models import Photo

    other = company_of(person, 1)[0].person
    middle = months_of(person, ZoneInfo("UTC"))[-20].starts_at

    def plain_months(zone: str, beside: Any = None) -> Any:
        rows = Assignment.objects.filter(person=person, photo__binned_at=None)
        if beside is not None:
            rows = rows.filter(photo__assignments__person=beside)
        cut = rows.annotate(month=TruncMonth("sort_at", tzinfo=ZoneInfo(zone))).values("month")
        found = cut.annotate(photos=Count("photo", distinct=True)).order_by("month")
        return [(row["month"].year, row["month"].month, row["photos"]) for row in found]

    def months(zone: str, beside: Any = None) -> Any:
        return [
            (month.year, month.month, month.photos) for month in months_of(person, ZoneInfo(zone), beside)
        ]

    def plain_company() -> Any:
        rows = Assignment.objects.filter(
            photo__assignments__person=person, photo__binned_at=None, person__isnull=False
        )
        rows = rows.exclude(person=person).values("person").annotate(photos=Count("photo", distinct=True))
        return [(row["person"], row["photos"]) for row in rows.order_by("-photos", "person")[:24]]

    def photos(both: bool, since: Any) -> Any:
        people = (person.pk, other.pk) if both else (person.pk,)
        search = Search(person.library.owner, person.library_id, Filters(people=people, taken_from=since))
        return [photo.pk for photo in search.page(None, 101)]

    def plain_photos(both: bool, since: Any) -> Any:
        rows = Photo.objects.filter(assignments__person=person, binned_at=None)
        if both:
            rows = Photo.objects.filter(assignments__person=person).filter(assignments__person=other)
        if since is not None:
            rows = rows.filter(sort_at__gte=since)
        return [photo.pk for photo in rows.select_related("library__event").order_by("sort_at", "id")[:101]]

    questions: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "months, UTC": (lambda: months("UTC"), lambda: plain_months("UTC")),
        "months, Europe/Berlin": (lambda: months("Europe/Berlin"), lambda: plain_months("Europe/Berlin")),
        "months of both": (lambda: months("UTC", other), lambda: plain_months("UTC", other)),
        "who with": (
            lambda: [(one.person.pk, one.photos) for one in company_of(person)],
            plain_company,
        ),
        "photos": (lambda: photos(False, None), lambda: plain_photos(False, None)),
        "photos from a month on": (lambda: photos(False, middle), lambda: plain_photos(False, middle)),
        "photos of both": (lambda: photos(True, None), lambda: plain_photos(True, None)),
    }
    return {
        name: {"ms": _median(ours), "plain": _median(plain), "same": ours() == plain()}
        for name, (ours, plain) in questions.items()
    }


def _median(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
