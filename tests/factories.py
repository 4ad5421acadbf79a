"""Named people and things for tests: Ana the photographer, Bo the guest, Cy the other guest.

Makes rows directly, for what a test is not about. What a test is about goes through the actions or the API.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from albumen.accounts.models import PhotographerProfile, User, UserType
from albumen.events.models import Event
from albumen.guests.counting import count_matches
from albumen.guests.models import Registration
from albumen.identifiers import new_id
from albumen.photos.counting import count_faces
from albumen.photos.models import Library, LibraryKind, Photo, PhotoState

PASSWORD = "correct horse battery"  # noqa: S105 - of people who do not exist


def photographer(name: str = "ana", **fields: Any) -> User:
    """A photographer with a verified address, who accepted the terms."""
    user = _user(name, user_type=UserType.PHOTOGRAPHER, **fields)
    PhotographerProfile.objects.create(
        user=user, business_name=f"{name} photography", terms_version="1", terms_accepted_at=timezone.now()
    )
    return user


def guest(name: str = "bo", **fields: Any) -> User:
    """A guest with a verified address."""
    return _user(name, user_type=UserType.GUEST, **fields)


def _user(name: str, **fields: Any) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name.title(), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def event(owner: User, **fields: Any) -> Event:
    """An event that goes on right now."""
    now = timezone.now()
    library = Library.objects.create(
        owner=owner, kind=LibraryKind.EVENT, packs=fields.pop("packs", ["builtin"])
    )
    defaults: dict[str, Any] = {
        "name": "Summer party",
        "code": new_id().hex[-8:].upper(),
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(hours=3),
        "timezone": "Europe/Berlin",
        "available_until": now + timedelta(days=30),
    }
    return Event.objects.create(owner=owner, library=library, **{**defaults, **fields})


def photo(library: Library, number: int = 1, **fields: Any) -> Photo:
    """A photo that is ready; it has no file behind it."""
    now = timezone.now()
    defaults: dict[str, Any] = {
        "filename": f"photo-{number}.jpg",
        "sha256": hashlib.sha256(f"{library.pk}{number}".encode()).hexdigest(),
        "bytes": 1000,
        "media_type": "image/jpeg",
        "original": f"nowhere/{number}.jpg",
        "state": PhotoState.READY,
        "width": 3000,
        "height": 2000,
        "sort_at": now + timedelta(seconds=number),
        "uploader": library.owner,
    }
    return Photo.objects.create(library=library, **{**defaults, **fields})


def counted(event: Event) -> None:
    """Write down how many faces and matches there are, after rows were made directly."""
    with transaction.atomic():
        count_faces(event.library_id)
    count_matches(event.registrations.values_list("pk", flat=True))


def registration(event: Event, user: User, **fields: Any) -> Registration:
    """A guest who joined and consented."""
    now = timezone.now()
    defaults: dict[str, Any] = {"consent_version": "1", "consented_at": now}
    return Registration.objects.create(event=event, user=user, **{**defaults, **fields})
