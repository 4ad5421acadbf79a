"""An event of real photos, taken in and analysed as the server does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from albumen.events.models import Event
from albumen.guests.actions.show_selfie import ShowSelfie
from albumen.guests.models import Registration, Search, Selfie
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.models import Photo


def receive(event: Event, paths: Iterable[Path]) -> dict[str, Photo]:
    """The photos by file name, waiting to be analysed."""
    found = {}
    for path in paths:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        photo = ReceivePhoto(event.owner, event.library, path, path.name, digest, len(data), {}).execute()
        found[path.name] = photo
    return found


def show(
    registration: Registration, picture: Path | bytes, run_jobs: Callable[[], int]
) -> tuple[Selfie, Search]:
    """Show a selfie, let the workers work, and read what came of it."""
    data = picture if isinstance(picture, bytes) else picture.read_bytes()
    file: Any = ContentFile(data, name="selfie.jpg")
    selfie, search = ShowSelfie(registration.user, registration, file).execute()
    run_jobs()
    search.refresh_from_db()
    selfie.refresh_from_db()
    return selfie, search


def released(client: Client, registration: Registration) -> set[str]:
    """File names of the photos a guest sees."""
    answer = client.get(f"/api/v1/registrations/{registration.pk}/matches?limit=500")
    assert answer.status_code == 200, answer.content
    ids = [item["photo"]["id"] for item in answer.json()["items"]]
    return set(Photo.objects.filter(pk__in=ids).values_list("filename", flat=True))
