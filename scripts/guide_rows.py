"""What a worker would have found in the drawn party, put directly into a site's database: drawings have no faces.

    ALBUMEN_DATA=… python scripts/guide_rows.py PLAN.json

The plan: ``event``, ``photos`` (heads by file name), ``guests`` (e-mail address by number of the drawn person) and
``selfies`` (picture by number).
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any


def main() -> int:
    """Put it in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    plan = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    from django.db import transaction

    with transaction.atomic():
        faces = _faces(plan)
        for who, email in plan["guests"].items():
            _guest(plan, int(who), email, faces)
    return 0


def _faces(plan: dict[str, Any]) -> dict[str, dict[int, Any]]:
    """Faces of the drawn heads, by file name and person."""
    from albumen.photos.counting import count_faces
    from albumen.photos.models import Face, Photo

    found: dict[str, dict[int, Any]] = {}
    for photo in Photo.objects.filter(library__event=plan["event"]).select_related("library"):
        photo.faces.all().delete()  # should a detector have seen one in the drawing
        for head in plan["photos"][photo.filename]:
            who = head.pop("who")
            face = Face.objects.create(
                photo=photo,
                library=photo.library,
                found_by="person",
                landmarks=b"",
                score=1,
                quality=0.9,
                **head,
            )
            found.setdefault(photo.filename, {})[who] = face
        photo.face_count = len(found[photo.filename])
        photo.save(update_fields=["face_count"])
    count_faces(Photo.objects.filter(library__event=plan["event"]).values_list("library_id", flat=True)[0])
    return found


def _guest(plan: dict[str, Any], who: int, email: str, faces: dict[str, dict[int, Any]]) -> None:
    """A selfie in use and matches: the surest released, the last one waiting for the host."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from albumen.guests.counting import count_matches
    from albumen.guests.models import Match, MatchState, Registration, Selfie, SelfieState
    from albumen.photos.storage_keys import selfie_crop

    registration = Registration.objects.get(user__email=email, event=plan["event"])
    now = timezone.now()
    selfie = Selfie.objects.create(
        registration=registration,
        image="selfies/drawn",
        state=SelfieState.READY,
        faces_seen=1,
        expires_at=now + timedelta(days=30),
    )
    selfie.crop = selfie_crop(registration.pk, selfie.pk)
    default_storage.save(selfie.crop, ContentFile(Path(plan["selfies"][str(who)]).read_bytes()))
    selfie.save(update_fields=["crop"])
    mine = [by[who] for by in faces.values() if who in by]
    for at, face in enumerate(mine):
        waits = at == len(mine) - 1
        Match.objects.create(
            registration=registration,
            event_id=plan["event"],
            photo=face.photo,
            face=face,
            probability=0.81 if waits else 0.9995 - 0.0008 * at,
            level="likely" if waits else "certain",
            scores={"standard": 0.48 if waits else 0.71},
            state=MatchState.WAITING if waits else MatchState.RELEASED,
            released_at=None if waits else now,
        )
    count_matches([registration.pk])


if __name__ == "__main__":
    sys.exit(main())
