"""Writing down what photos are found by: words, place, camera, and the day they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from albumen.find.models import Kind, Posting, Term
from albumen.find.words import MOST_WORDS, fold, plain, searchable, without_extension, words
from albumen.jobs import clock
from albumen.people.models import Assignment
from albumen.photos.metadata_fields import zone_named
from albumen.photos.models import LibraryKind, Photo
from albumen.places.countries import country_name

DESCRIBED = ("country", "region", "city", "described_at")
"""Fields of a photo that change when it is described."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that a photo shall have; ``kind`` is a ``Kind``. (Without types for Django, mypy takes it for a tuple.)"""

    kind: Any
    key: str
    name: str
    text: str

    @property
    def identity(self) -> tuple[int, str]:
        return int(self.kind), self.key


def describe(photos: Sequence[Photo]) -> None:
    """Write down anew what these photos are found by, and set ``described_at``; the caller saves :data:`DESCRIBED`.

    Call it in the transaction that changes the photos, after they were locked and before anything that others of
    their library wait for is held. Library and event must be loaded with them. Labels are left alone.
    """
    by_library: dict[UUID, list[Photo]] = {}
    for photo in photos:
        by_library.setdefault(photo.library_id, []).append(photo)
    for library, group in by_library.items():
        for start in range(0, len(group), _AT_ONCE):
            _describe(library, group[start : start + _AT_ONCE])
    moment = clock.now()
    for photo in photos:
        photo.described_at = moment


def _describe(library: UUID, photos: list[Photo]) -> None:
    wanted = {photo.pk: _wanted(photo) for photo in photos}
    terms = terms_of(library, [term for found in wanted.values() for term in found])
    there: dict[UUID, dict[int, Posting]] = {photo.pk: {} for photo in photos}
    for posting in Posting.objects.filter(photo__in=list(there)).select_related("term"):
        there[posting.photo_id][posting.term_id] = posting
    added, gone = [], []
    for photo in photos:
        shall = {terms[term.identity] for term in wanted[photo.pk]}
        has = {key for key, posting in there[photo.pk].items() if posting.term.kind != Kind.LABEL}
        added += [Posting(photo=photo, term_id=term, sort_at=photo.sort_at) for term in shall - has]
        gone += [there[photo.pk][term].pk for term in has - shall]
    for start in range(0, len(gone), _AT_ONCE):
        Posting.objects.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
    Posting.objects.bulk_create(added, batch_size=_AT_ONCE)
    _move({photo.pk: photo.sort_at for photo in photos})


def _move(sort_at: dict[UUID, datetime]) -> None:
    """Whatever is ordered as a photo is goes where it goes."""
    for model in (Posting, Assignment):
        rows = model.objects.filter(photo__in=list(sort_at)).order_by().values_list("photo_id", "sort_at")
        for photo in {photo for photo, moment in rows.distinct() if moment != sort_at[photo]}:
            model.objects.filter(photo=photo).update(sort_at=sort_at[photo])


def terms_of(library: UUID, wanted: Iterable[Wanted]) -> dict[tuple[int, str], int]:
    """Ids of these terms of a library by kind and key; those that are missing are made."""
    missing = {term.identity: term for term in wanted}
    found: dict[tuple[int, str], int] = {}
    for again in (False, True):
        keys = sorted({key for _, key in missing})
        for start in range(0, len(keys), _AT_ONCE):
            chunk = keys[start : start + _AT_ONCE]
            # The kinds are named so that the index serves, which begins with library and kind.
            rows = Term.objects.filter(library=library, kind__in=Kind.values, key__in=chunk)
            columns = rows.values_list("pk", "kind", "key", "unused_since")
            found |= _used([row for row in columns if (row[1], row[2]) in missing])
        missing = {identity: term for identity, term in missing.items() if identity not in found}
        if not missing or again:
            break
        # In one order, so that two who make the same terms wait for each other and not in a circle.
        new = [
            Term(library_id=library, kind=term.kind, key=term.key, name=term.name, text=term.text)
            for _, term in sorted(missing.items())
        ]
        Term.objects.bulk_create(new, ignore_conflicts=True, batch_size=_AT_ONCE)
    return found


def _used(rows: list[tuple[int, int, str, datetime | None]]) -> dict[tuple[int, str], int]:
    """Terms that get photos are used: the marks of ``unused`` are taken off; what went meanwhile is left out."""
    marked = [pk for pk, _, _, unused_since in rows if unused_since is not None]
    if marked:
        held = Term.objects.filter(pk__in=marked).order_by("pk").select_for_update(no_key=True)
        there = set(held.values_list("pk", flat=True))
        Term.objects.filter(pk__in=there).update(unused_since=None)
        rows = [row for row in rows if row[3] is None or row[0] in there]
    return {(kind, key): pk for pk, kind, key, _ in rows}


def _wanted(photo: Photo) -> list[Wanted]:
    return [*_words(photo), *_place(photo), *_camera(photo), *_date(photo)]


def _words(photo: Photo) -> list[Wanted]:
    texts = (photo.title, without_extension(photo.filename), photo.location, photo.photographer)
    found = [word for text in (*texts, photo.description) for word in words(text)]
    distinct = list(dict.fromkeys(found))[:MOST_WORDS]
    both = dict.fromkeys([*distinct, *(bare for word in distinct if (bare := plain(word)))])
    return [Wanted(Kind.WORD, word, word, word) for word in both]


def _place(photo: Photo) -> list[Wanted]:
    if not photo.country:
        return []
    country = country_name(photo.country)
    found = [
        Wanted(Kind.COUNTRY, place_key(photo.country), photo.country, searchable(country)),
        Wanted(
            Kind.REGION,
            place_key(photo.country, photo.region),
            photo.region,
            searchable(photo.region),
        ),
        Wanted(
            Kind.CITY,
            place_key(photo.country, photo.region, photo.city),
            photo.city,
            searchable(photo.city),
        ),
    ]
    return [term for term in found if term.name]


def place_key(*parts: str) -> str:
    """The key of a place: country, region in it, city in that."""
    return "/".join(fold(part).replace("/", " ") for part in parts)


def camera_name(make: str, model: str) -> str:
    """How a camera is called: makers who repeat their name in the model are named once."""
    make, model = make.strip(), model.strip()
    if model and make and fold(model).startswith(fold(make).split(" ")[0]):
        return model
    return f"{make} {model}".strip()


def _camera(photo: Photo) -> list[Wanted]:
    name = camera_name(photo.camera_make, photo.camera_model)
    return [Wanted(Kind.CAMERA, fold(name), name, searchable(name))] if name else []


def _date(photo: Photo) -> list[Wanted]:
    """The day by the camera's own clock where the file says its offset, else by the event's."""
    moment = photo.sort_at
    if photo.taken_at is not None and photo.taken_offset is not None:
        moment = moment + timedelta(minutes=photo.taken_offset)
    else:
        moment = moment.astimezone(_zone(photo))
    day, month = moment.strftime("%Y-%m-%d").rjust(10, "0"), moment.strftime("%Y-%m").rjust(7, "0")
    return [Wanted(Kind.MONTH, month, month, month), Wanted(Kind.DAY, day, day, day)]


def _zone(photo: Photo) -> Any:
    event = photo.library.kind == LibraryKind.EVENT
    return zone_named(photo.library.event.timezone if event else "UTC")


def put_away(photos: Iterable[UUID]) -> None:
    """These photos are in the bin: they are not found."""
    Posting.objects.filter(photo__in=list(photos)).update(binned=True)


def bring_back(photos: Iterable[UUID]) -> None:
    """These photos are back."""
    Posting.objects.filter(photo__in=list(photos)).update(binned=False)
