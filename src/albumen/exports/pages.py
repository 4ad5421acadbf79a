"""Photos with everybody who is in them, page by page: a few queries for each page, whatever is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from albumen.exports.cast import Cast
from albumen.exports.choice import Choice, Regions
from albumen.find.models import THERE, Kind, Posting
from albumen.folders.names import NAMES, TOGETHER
from albumen.folders.plan import keys_of
from albumen.imaging.xmp.people import Told
from albumen.imaging.xmp.regions import Region
from albumen.imaging.xmp.turning import Box
from albumen.people.models import Assignment, By
from albumen.photos.models import Library, Photo, PhotoState

AT_ONCE = 500
"""Photos of a page."""

_FIELDS = (
    "pk",
    "filename",
    "sha256",
    "bytes",
    "media_type",
    "original",
    "previews",
    "width",
    "height",
    "orientation",
    "taken_at",
    "sort_at",
    "ready_at",
    "face_count",
)
_BOX = ("face__left", "face__top", "face__width", "face__height")


@dataclass(slots=True)
class Entry:
    """A photo, the folders it is in, and who is in it.

    Attributes:
        told: what is said of it; None where nothing is.
    """

    photo: Photo
    folders: list[str]
    told: Told | None = None


@dataclass(slots=True)
class _Faces:
    """The faces of one photo, as numbers of the cast and boxes."""

    people: set[int] = field(default_factory=set)
    regions: list[tuple[int, Box]] = field(default_factory=list)
    silent: list[Box] = field(default_factory=list)


def pages_of(library: Library, choice: Choice, cast: Cast) -> Iterator[list[Entry]]:
    """Every photo that belongs in a folder, in the order of lists. Pages may be shorter than :data:`AT_ONCE`.

    Args:
        library: one that the asker owns.
        choice: what is wanted.
        cast: whose folders there are.
    """
    rows = _photos(library, choice, cast)
    after: tuple[datetime, UUID] | None = None
    while True:
        page = rows
        if after is not None:
            moment, last = after
            page = rows.filter(
                Q(sort_at__gte=moment) & (Q(sort_at__gt=moment) | Q(sort_at=moment, pk__gt=last))
            )
        photos = list(page[:AT_ONCE])
        if not photos:
            return
        after = (photos[-1].sort_at, photos[-1].pk)
        yield _entries(photos, choice, cast)


def _photos(library: Library, choice: Choice, cast: Cast) -> QuerySet[Photo]:
    rows = Photo.objects.filter(library=library, binned_at=None).order_by("sort_at", "pk").only(*_FIELDS)
    if not choice.originals or choice.regions != Regions.NONE:
        rows = rows.filter(state=PhotoState.READY)
    if cast.chosen:
        mine = Assignment.objects.filter(person__in=cast.chosen).order_by()
        rows = rows.filter(pk__in=mine.values("photo"))
    if choice.label is not None:
        labelled = Posting.objects.filter(term=choice.label, binned__in=THERE).order_by()
        rows = rows.filter(pk__in=labelled.values("photo"))
    return rows


def _entries(photos: list[Photo], choice: Choice, cast: Cast) -> list[Entry]:
    identifiers = [photo.pk for photo in photos]
    told = choice.regions != Regions.NONE
    faces = _faces(identifiers, cast, boxes=told)
    labels = _labels(identifiers) if told else {}
    nobody = choice.nobody and not cast.chosen
    entries = []
    for photo in photos:
        mine = faces.get(photo.pk) or _Faces()
        keys = keys_of(mine.people, cast.shown, cast.others, faces=photo.face_count > 0)
        people = [person for kind, person in keys if kind == "person" and person is not None]
        folders = [cast.folders[person] for person in people]
        if len(folders) > 1 and choice.together:
            folders = [TOGETHER]
        if not folders and nobody:
            folders = [NAMES[key] for key in keys]
        if folders:
            entries.append(
                Entry(photo, folders, _told(mine, cast, labels.get(photo.pk, [])) if told else None)
            )
    return entries


def _faces(photos: list[UUID], cast: Cast, *, boxes: bool) -> dict[UUID, _Faces]:
    rows: Any = Assignment.objects.filter(photo__in=photos).order_by("face")
    columns = ("photo_id", "person_id", "why", *(_BOX if boxes else ()))
    if not boxes:
        rows = rows.exclude(person=None)
    found: defaultdict[UUID, _Faces] = defaultdict(_Faces)
    for photo, person, why, *box in rows.values_list(*columns):
        mine = found[photo]
        number = cast.number.get(person, -1)
        if number >= 0:
            mine.people.add(number)
        if boxes and number in cast.shown:
            mine.regions.append((number, Box(*box)))
        elif boxes and (number in cast.hushed or (number < 0 and why == By.SAID)):
            mine.silent.append(Box(*box))
    return found


def _labels(photos: list[UUID]) -> dict[UUID, list[str]]:
    rows = Posting.objects.filter(photo__in=photos, binned__in=THERE, term__kind=Kind.LABEL)
    labels: defaultdict[UUID, list[str]] = defaultdict(list)
    for photo, name in rows.order_by("term__key").values_list("photo_id", "term__name"):
        labels[photo].append(name)
    return labels


def _told(mine: _Faces, cast: Cast, labels: list[str]) -> Told:
    names = [cast.names[number] for number in sorted(mine.people & cast.shown) if cast.names[number]]
    return Told(
        faces=[Region(cast.names[number], box) for number, box in mine.regions],
        silent=mine.silent,
        names=list(dict.fromkeys(names)),
        labels=labels,
    )
