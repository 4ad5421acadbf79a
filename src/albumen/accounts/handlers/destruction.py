"""Destroying what belonged to a deleted account, in steps short enough that nobody waits for them.

Every step deletes rows and names their files as doomed in one transaction; a crash goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from albumen.accounts.kinds import DESTROY_ACCOUNT
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.erasure import erase_terms
from albumen.guests.erasure import erase_biometrics
from albumen.guests.models import Registration
from albumen.jobs import clock
from albumen.jobs.models import Job, State
from albumen.jobs.registry import handles
from albumen.jobs.running import RunningJob
from albumen.photos.doomed import doom
from albumen.photos.galleries import destroy_galleries
from albumen.photos.models import Library, Photo, Upload
from albumen.photos.storage_keys import preview_keys
from albumen.photos.upload_settling import forget

_PHOTOS_AT_ONCE = 100
_REGISTRATIONS_AT_ONCE = 50


@handles(DESTROY_ACCOUNT)
def destroy_account(job: RunningJob) -> None:
    """Registrations, then libraries with their photos and events, at last the account's own row."""
    user = User.objects.filter(pk=UUID(job.key), is_active=False).first()
    if user is None:
        return
    for _ in _steps(job, user):
        if job.turn_over():
            with job.continuing():
                return
    with job.finishing():
        doom([user.avatar, user.avatar_raw])
        user.delete()


def _steps(job: RunningJob, user: User) -> Iterator[None]:
    """All there is to destroy before the row; yields after each step."""
    yield from _destroy_registrations(Registration.objects.filter(user=user))
    for library in Library.objects.filter(owner=user):
        yield from _destroy_library(job, library)
    yield from _drop_uploads(Upload.objects.filter(user=user))


def _destroy_library(job: RunningJob, library: Library) -> Iterator[None]:
    Job.objects.filter(scope=library.pk, state=State.WAITING).update(
        state=State.CANCELLED, finished_at=clock.now()
    )
    yield from _drop_uploads(Upload.objects.filter(library=library))
    total = Photo.objects.filter(library=library).count()
    done = 0
    while photos := list(Photo.objects.filter(library=library)[:_PHOTOS_AT_ONCE]):
        with transaction.atomic():
            Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
            doom(
                key
                for photo in photos
                for key in {photo.original, *photo.previews.values(), *preview_keys(library.pk, photo.pk)}
            )
        done += len(photos)
        job.progress(done, max(total, done))
        yield
    destroy_galleries(library.pk)
    event = Event.objects.filter(library=library).first()
    if event is not None:
        yield from _destroy_registrations(Registration.objects.filter(event=event))
        event.delete()
    for _ in erase_terms(library.pk):
        yield
    library.delete()
    yield


def _destroy_registrations(registrations: Any) -> Iterator[None]:
    while some := list(registrations.values_list("pk", flat=True)[:_REGISTRATIONS_AT_ONCE]):
        with transaction.atomic():
            erase_biometrics(some)
            Registration.objects.filter(pk__in=some).delete()
        yield


def _drop_uploads(uploads: Any) -> Iterator[None]:
    for upload, library in list(uploads.values_list("pk", "library_id")):
        # The row last: what a crash leaves is found again by it.
        forget(upload, library)
        Upload.objects.filter(pk=upload).delete()
        yield
