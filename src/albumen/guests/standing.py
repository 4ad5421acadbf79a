"""New photos shown to every guest of the event: each guest is a standing question."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from albumen.events.models import Event
from albumen.events.queries import active_registrations
from albumen.events.states import available
from albumen.guests.appraisal import Question, appraise, judged_for
from albumen.guests.faces import PhotoFaces, References, faces_of_photos, model_versions, references_of
from albumen.guests.judging import Judge
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, ReferenceFace
from albumen.guests.searching import faces_in
from albumen.guests.void import settle_void
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.models import Library, Photo, PhotoState

if TYPE_CHECKING:
    from datetime import datetime

    from albumen.engine.types import FloatArray
    from albumen.jobs.running import RunningJob
    from albumen.photos.models import ModelVersion

PHOTOS_AT_ONCE = 200
GUESTS_AT_ONCE = 50
"""Guests whose matches are written in one transaction."""


def match_library(job: RunningJob) -> None:
    """Show the faces of photos that nobody was looked for in yet to every guest who agreed.

    Nobody is missed: a guest's selfie is stored before the gallery is read, and a photo's faces before the guests are.
    """
    done = 0
    while (event := _there(job.key)) is not None:
        chunk = _unmatched(event.library)
        if not chunk:
            _judge_again(event)
            return
        done += _show(event, chunk)
        job.progress(done, done + Photo.objects.filter(_waiting(event.library)).count())


def _there(library: object) -> Event | None:
    """The event as it is now, if its guests have access."""
    events = Event.objects.select_related("library")
    found: Event | None = events.filter(available(clock.now()), library=library).first()
    return found


def ask_for_missed() -> int:
    """Ask for every event that has photos to be matched; returns how many there are."""
    libraries = set(
        Photo.objects.filter(
            available(clock.now(), "library__event__"),
            state=PhotoState.READY,
            matched_at=None,
            binned_at=None,
        )
        .values_list("library_id", flat=True)
        .distinct()
    )
    for library in libraries:
        enqueue(MATCH_LIBRARY, library, scope=library)
    return len(libraries)


def _waiting(library: Library) -> Q:
    return Q(library=library, state=PhotoState.READY, matched_at=None, binned_at=None)


def _unmatched(library: Library) -> dict[UUID, datetime]:
    """The next photos, and when each was last changed."""
    rows = Photo.objects.filter(_waiting(library)).order_by("pk").values_list("pk", "updated_at")
    return dict(rows[:PHOTOS_AT_ONCE])


def _show(event: Event, chunk: dict[UUID, datetime]) -> int:
    """Show these photos to every guest; returns how many are done with.

    None is when the event was away for a moment, in the bin or expired, as for some guests nothing was written then.
    Deleting and expiring are seen at the end, and what brought it back meanwhile changed its revision.
    """
    judge = Judge(event.library.packs, faces_in(event.library))
    models = model_versions(judge.packs)
    faces = faces_of_photos(list(chunk), models)
    revisions = revisions_of(event)
    people = references_of(None, models, event=event.pk)
    found = resembling(judge, faces, {guest: people[guest] for guest in people if guest in revisions})
    questions = {guest: Question(frozenset(keys), revisions[guest]) for guest, keys in found.items()}
    groups = groups_of(questions)
    for group in groups[:-1]:
        appraise(event.pk, judge, models, group)
    with transaction.atomic():
        settle_void(Match.objects.filter(photo__in=list(chunk)))
    with transaction.atomic():
        if not _still_there(event):
            return 0
        for group in groups[-1:]:
            appraise(event.pk, judge, models, group)
        return _mark(chunk)


def _still_there(event: Event) -> bool:
    """Whether guests had access all the time since the event was read; it is held, before any guest is."""
    same = Event.objects.filter(available(clock.now()), pk=event.pk, revision=event.revision)
    # Rows that name the event may come meanwhile: they hold its key only.
    return bool(same.select_for_update(of=("self",), no_key=True).values_list("pk").first())


def revisions_of(event: Event) -> dict[UUID, int]:
    """Guests who agreed, and how often their selfies changed."""
    guests = active_registrations().filter(event=event).exclude(consent_version="")
    return dict(guests.values_list("pk", "reference_revision"))


def resembling(judge: Judge, faces: PhotoFaces, people: dict[UUID, References]) -> dict[UUID, set[int]]:
    """Keys of the faces worth judging for each guest who has any, by one matrix product for each pack."""
    from albumen.search.similarity import exact, margin, norms

    found: dict[UUID, set[int]] = {}
    if not len(faces):
        return found
    for index, vectors in enumerate(faces.vectors):
        seen = np.flatnonzero(faces.present[:, index])
        guests = [guest for guest in people if len(people[guest].vectors[index])]
        if not len(seen) or not guests:
            continue
        templates: FloatArray = np.stack([_template(people[guest], index) for guest in guests])
        slack = margin(norms(templates), float(norms(vectors[seen]).max()), vectors.shape[1])
        close = vectors[seen] @ templates.T >= judge.least(index) - slack
        for column in np.flatnonzero(close.any(axis=0)).tolist():
            rows = seen[close[:, column]]
            hit = rows[exact(templates[column], vectors[rows]) >= np.float32(judge.least(index))]
            if len(hit):
                found.setdefault(guests[column], set()).update(faces.face[hit].tolist())
    return found


def _template(person: References, index: int) -> FloatArray:
    template = person.template(index)
    assert template is not None  # noqa: S101 - only guests with references are asked
    return template


def _mark(chunk: dict[UUID, datetime]) -> int:
    """Photos whose faces changed since they were read, or are being changed, stay to be matched."""
    # Nobody is waited for: who changes a photo now may wait for the matches that are held here.
    free = Photo.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    there = free.filter(pk__in=list(chunk)).values_list("pk", "updated_at")
    same = [photo for photo, changed in there if changed == chunk[photo]]
    return int(Photo.objects.filter(pk__in=same).update(matched_at=clock.now()))


def _judge_again(event: Event) -> None:
    """Bring matches up to date that were judged for another size of the event, another policy or other packs."""
    event.refresh_from_db()
    judge = Judge(event.library.packs, faces_in(event.library))
    models: list[ModelVersion] = model_versions(judge.packs)
    late = (
        active_registrations()
        .filter(Exists(ReferenceFace.objects.filter(registration=OuterRef("pk"))), event=event)
        .exclude(consent_version="")
        .exclude(judged_for=judged_for(judge, event))
        .order_by("pk")
        .values_list("pk", "reference_revision")
    )
    for group in groups_of({guest: Question(frozenset(), revision) for guest, revision in late}):
        appraise(event.pk, judge, models, group)


def groups_of(questions: dict[UUID, Question]) -> list[dict[UUID, Question]]:
    """A few guests at a time, in one order, so that two workers never wait for each other."""
    ordered = sorted(questions.items())
    return [dict(ordered[start : start + GUESTS_AT_ONCE]) for start in range(0, len(ordered), GUESTS_AT_ONCE)]
