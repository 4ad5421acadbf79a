"""The library that somebody has without any event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from albumen.accounts.models import User
from albumen.audit.action import Action
from albumen.photos.models import Library, LibraryKind

if TYPE_CHECKING:
    from uuid import UUID


def personal_library(user: User) -> Library | None:
    """This person's own library; None before it is first used."""
    found: Library | None = (
        Library.objects.filter(owner=user, kind=LibraryKind.PERSONAL).order_by("pk").first()
    )
    return found


class OpenPersonalLibrary(Action[Library]):
    """Make sure that somebody has a library of their own. There is one for each account, made on first use."""

    name: ClassVar[str] = "library.open"

    def __init__(self, actor: User) -> None:
        super().__init__(actor)
        from albumen.events.packs import packs_for_new_events

        self.owner = actor
        self.packs = packs_for_new_events()  # looks at files: not in the transaction
        self._made: UUID | None = None

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> Library:
        list(User.objects.select_for_update(no_key=True).filter(pk=self.owner.pk).values_list("pk"))
        found = personal_library(self.owner)
        if found is None:
            found = Library.objects.create(owner=self.owner, kind=LibraryKind.PERSONAL, packs=self.packs)
            self._made = found.pk
        return found

    def target(self, result: Library) -> tuple[str, object] | None:
        return ("library", self._made) if self._made else None
