"""Change what people say about themselves. The user type is not among it."""

from __future__ import annotations

from typing import Any

from albumen.accounts.models import User
from albumen.audit.action import Action


class EditAccount(Action[User]):
    """Change the name that hosts see; nothing is written down when nothing changes."""

    name = "account.edit"

    def __init__(self, actor: User, display_name: str) -> None:
        super().__init__(actor)
        self.user = actor
        self._display_name = display_name
        self._changed = False

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> User:
        self._changed = self.user.display_name != self._display_name
        if self._changed:
            self.user.display_name = self._display_name
            self.user.save(update_fields=["display_name"])
        return self.user

    def target(self, result: User) -> tuple[str, object] | None:
        return ("user", self.user.pk) if self._changed else None
