"""Rows for the benchmark of the search: a library as large as a photographer's life, and the same asked plainly."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from albumen.accounts.models import User, UserType
from albumen.find.describing import describe
from albumen.find.label_changes import named_labels, put_on
from albumen.find.models import Kind
from albumen.people.models import Assignment, Person
from albumen.photos.models import Face, Library, LibraryKind, Photo, PhotoState

PEOPLE = 2_000
NAMES = (
    "Ana",
    "Bo",
    "Cy",
    "Dora",
    "Emil",
    "Fritz",
    "Gerda",
    "Hans",
    "Ida",
    "Jo",
    "Karl",
    "Lea",
    "Max",
    "Nora",
)
CITIES = [("DE", "Bavaria", f"Bavarian town {n}") for n in range(150)]
CITIES += [("AT", "Tyrol", f"Tyrolean village {n}") for n in range(50)] + [("FR", "Brittany", "Rennes")]
CAMERAS = [
    ("Canon", "EOS R5"),
    ("Canon", "EOS R6"),
    ("NIKON CORPORATION", "NIKON Z 6"),
    ("Apple", "iPhone 15"),
]
WORDS = ("cake", "dance", "garden", "toast", "family", "sunset", "band", "speech", "arrival", "fireworks")
LABELS = ("Best", "Album", "Print", "Rare")
START = datetime(2016, 1, 1, tzinfo=UTC)


def fill(email: str, photos: int, faces: int) -> Library:
    """A library with so many photos and faces; the first people are in very many, most are in few, of one summer."""
    dice = random.Random(email)  # noqa: S311 - rows of a benchmark
    user = User.objects.create_user(email, "x", user_type=UserType.PHOTOGRAPHER)
    library = Library.objects.create(
        owner=user, kind=LibraryKind.PERSONAL, packs=["standard"], photo_count=photos, face_count=faces
    )
    people = Person.objects.bulk_create(
        [
            Person(library=library, name=name, sort_name=name.casefold())
            for name in (f"{NAMES[n % len(NAMES)]} Surname{n}" for n in range(PEOPLE))
        ]
    )
    with transaction.atomic():
        labels = {name: named_labels(library.pk, [name], make=True) for name in LABELS}
    weights = [1 / (n + 1) for n in range(PEOPLE)]
    for start in range(0, photos, 2000):
        count = min(2000, photos - start)
        numbers = range(start, start + count)
        each = faces // photos
        counts = [dice.choice((0, each, each, each, 2 * each)) for _ in numbers]
        rows = [_photo(library, user, n, c, dice) for n, c in zip(numbers, counts, strict=True)]
        with transaction.atomic():
            describe(rows)  # before they are there: all of them are by the end of the transaction
            Photo.objects.bulk_create(rows)
            made = Face.objects.bulk_create(
                [_face(library, photo) for photo in rows for _ in range(photo.face_count)], batch_size=2000
            )
            _assign(library, rows, made, people, weights, photos, dice)
            put_on(labels["Best"], [photo for photo in rows if dice.random() < 0.3])
            put_on(labels["Album"], [photo for photo in rows if dice.random() < 0.02])
            put_on(labels["Print"], rows if start > photos // 2 else [])
            put_on(labels["Rare"], rows[:1])
    counted = dict(
        Assignment.objects.order_by().values_list("person").annotate(n=Count("photo", distinct=True))
    )
    for person in people:
        person.photo_count = person.face_count = counted.get(person.pk, 0)
    Person.objects.bulk_update(people, ["photo_count", "face_count"], batch_size=500)
    return library


def _photo(library: Library, user: User, n: int, faces: int, dice: random.Random) -> Photo:
    make, model = CAMERAS[n % len(CAMERAS)] if n % 50 else ("Leica", "M11")
    country, region, city = dice.choice(CITIES) if n % 3 else ("", "", "")
    return Photo(
        library=library, uploader=user, filename=f"IMG_{n:06}.jpg", bytes=8_000_000, original=f"o/{n}.jpg",
        sha256=hashlib.sha256(f"{library.pk}{n}".encode()).hexdigest(), media_type="image/jpeg",
        previews={size: f"libraries/{library.pk}/previews/{n}-{size}.webp" for size in (320, 1280, 2560)},
        state=PhotoState.READY, face_count=faces, sort_at=START + timedelta(minutes=n * 50), camera_make=make,
        camera_model=model, country=country, region=region, city=city, title=" ".join(dice.sample(WORDS, 2)),
        description="Taken by hand." if n % 10 == 0 else "", analysed_with={"standard": "1"},
    )  # fmt: skip


def _face(library: Library, photo: Photo) -> Face:
    return Face(
        library=library, photo=photo, found_by="standard", left=0.1, top=0.1, width=0.1, height=0.1,
        landmarks=b"\0" * 40, score=0.9, quality=0.7, quality_parts={"size": 60.0, "sharpness": 0.9},
    )  # fmt: skip


def _assign(
    library: Library,
    photos: list[Photo],
    faces: list[Face],
    people: list[Person],
    weights: list[float],
    total: int,
    dice: random.Random,
) -> None:
    by_photo: dict[Any, list[Face]] = {}
    for face in faces:
        by_photo.setdefault(face.photo_id, []).append(face)
    rows = []
    for photo in photos:
        mine = by_photo.get(photo.pk, [])
        number = int((photo.sort_at - START).total_seconds() // 3000)
        chosen = dict.fromkeys(dice.choices(people, weights, k=len(mine)))
        # Everybody but the first few belongs to one tenth of the years.
        there = [p for n, p in enumerate(chosen) if n < 2 or hash(p.pk) % 10 == number * 10 // total]
        for face, person in zip(mine, [*there, *[None] * len(mine)], strict=False):
            rows.append(
                Assignment(
                    face=face,
                    library=library,
                    photo=photo,
                    person=person,
                    pending=False,
                    sort_at=photo.sort_at,
                )
            )
    Assignment.objects.bulk_create(rows, batch_size=2000)


class Plain:
    """The same questions as anybody would put them to the ORM at first: joins and ``icontains``."""

    def __init__(self, library: Library) -> None:
        self.rows: QuerySet[Photo] = Photo.objects.filter(library=library, binned_at=None, state="ready")

    def page(self, condition: Any) -> list[Any]:
        return list(condition(self.rows).order_by("sort_at", "id").distinct()[:101])

    def count(self, condition: Any) -> int:
        return int(condition(self.rows).distinct().count())


def person(*people: Any) -> Any:
    """In a photo with all of these."""

    def condition(rows: QuerySet[Photo]) -> QuerySet[Photo]:
        for one in people:
            rows = rows.filter(assignments__person=one)
        return rows

    return condition


def words(text: str) -> Any:
    """Every word is somewhere in what is known."""

    def condition(rows: QuerySet[Photo]) -> QuerySet[Photo]:
        for word in text.split():
            rows = rows.filter(
                Q(assignments__person__name__icontains=word)
                | Q(postings__term__kind=Kind.LABEL, postings__term__name__icontains=word)
                | Q(title__icontains=word)
                | Q(description__icontains=word)
                | Q(filename__icontains=word)
                | Q(city__icontains=word)
                | Q(region__icontains=word)
                | Q(camera_make__icontains=word)
                | Q(camera_model__icontains=word)
            )
        return rows

    return condition
