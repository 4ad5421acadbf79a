"""Take away the profile picture."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.photos.doomed import doom


class DeleteAvatar(Action[bool]):
    """Remove the picture and one that is being prepared; False when there was none."""

    name = "avatar.delete"

    def __init__(self, actor: User) -> None:
        super().__init__(actor)
        self._user = actor

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> bool:
        user = User.objects.select_for_update().get(pk=self._user.pk)
        there = bool(user.avatar or user.avatar_raw)
        doom([user.avatar, user.avatar_raw])
        user.avatar, user.avatar_raw, user.avatar_error_code, user.avatar_error = "", "", "", ""
        user.save(update_fields=["avatar", "avatar_raw", "avatar_error_code", "avatar_error"])
        return there

    def target(self, result: bool) -> tuple[str, object] | None:
        return ("user", self._user.pk) if result else None
