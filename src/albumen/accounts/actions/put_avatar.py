"""Take an uploaded profile picture; a job prepares it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from albumen.accounts.errors import PictureTooLargeError
from albumen.accounts.kinds import PREPARE_AVATAR
from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.errors import Fault, InvalidInputError
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue
from albumen.photos.doomed import doom
from albumen.photos.models import DoomedFile
from albumen.photos.sent_pictures import keep_sent

_UNCLAIMED = timedelta(hours=1)
"""When a stored picture that no row came to is removed."""


class PutAvatar(Action[User]):
    """Store a picture as it came and have it prepared; the one before stays until then.

    Args:
        raw: bytes of the file; they are not looked at here.

    Raises:
        InvalidInputError: there are no bytes.
        PictureTooLargeError: more than ALBUMEN_AVATAR_MAX_BYTES.
        DiskFullError, PictureStoreAwayError: it cannot be stored now; nothing is left of it.
    """

    name = "avatar.put"

    def __init__(self, actor: User, raw: bytes) -> None:
        super().__init__(actor)
        self._user = actor
        if not raw:
            raise InvalidInputError(
                "The picture is empty.", fields={"picture": Fault("empty_file", "It has no bytes.")}
            )
        if len(raw) > settings.ALBUMEN_AVATAR_MAX_BYTES:
            most = settings.ALBUMEN_AVATAR_MAX_BYTES
            raise PictureTooLargeError(f"A picture may have {most:,} bytes.", values={"most_bytes": most})
        self._picture = new_id()
        self._key = f"users/{actor.pk}/{self._picture}.raw"
        self._raw = raw

    def execute(self) -> User:
        # Named as doomed before it is there and spared in the transaction: a crash leaves no file nobody knows of.
        doom([self._key], after=_UNCLAIMED)
        keep_sent(self._key, ContentFile(self._raw))
        return super().execute()

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> User:
        DoomedFile.objects.filter(key=self._key).delete()
        user = User.objects.select_for_update().get(pk=self._user.pk)
        replaced = user.avatar_raw
        user.avatar_raw, user.avatar_error_code, user.avatar_error = self._key, "", ""
        user.save(update_fields=["avatar_raw", "avatar_error_code", "avatar_error"])
        enqueue(
            PREPARE_AVATAR, self._picture, {"user": str(user.pk), "raw": self._key}, scope=user.pk, actor=user
        )
        doom([replaced])
        return user

    def target(self, result: User) -> tuple[str, object]:
        return "user", result.pk
