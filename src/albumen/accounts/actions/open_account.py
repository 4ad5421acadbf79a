"""Make a fresh user what they signed up as."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from albumen.accounts.errors import TermsOutdatedError
from albumen.accounts.models import PhotographerProfile, User, UserType
from albumen.accounts.terms import current_terms
from albumen.audit.action import Action


class OpenGuestAccount(Action[User]):
    """A guest: a name for the hosts of their events, nothing else."""

    name = "account.open"

    def __init__(self, user: User, display_name: str) -> None:
        super().__init__(user)
        self.user = user
        self._display_name = display_name

    def permitted(self, actor: Any) -> bool:
        return actor.pk == self.user.pk

    def perform(self) -> User:
        self.user.user_type = UserType.GUEST
        self.user.display_name = self._display_name
        self.user.save(update_fields=["user_type", "display_name"])
        return self.user

    def target(self, result: User) -> tuple[str, object]:
        return "user", self.user.pk

    def details(self, result: User) -> dict[str, Any]:
        return {"user_type": self.user.user_type}


class OpenPhotographerAccount(Action[User]):
    """A photographer: a business, and the terms accepted now in today's version.

    Raises:
        TermsOutdatedError: the accepted version is not today's.
    """

    name = "account.open"

    def __init__(self, user: User, display_name: str, profile: dict[str, Any]) -> None:
        super().__init__(user)
        self.user = user
        self._display_name = display_name
        self._profile = profile

    def permitted(self, actor: Any) -> bool:
        return actor.pk == self.user.pk

    def perform(self) -> User:
        if self._profile["terms_version"] != current_terms().version:
            raise TermsOutdatedError("These are not the terms that hold now.")
        self.user.user_type = UserType.PHOTOGRAPHER
        self.user.display_name = self._display_name
        self.user.save(update_fields=["user_type", "display_name"])
        PhotographerProfile.objects.create(user=self.user, terms_accepted_at=timezone.now(), **self._profile)
        return self.user

    def target(self, result: User) -> tuple[str, object]:
        return "user", self.user.pk

    def details(self, result: User) -> dict[str, Any]:
        return {"user_type": self.user.user_type, "terms_version": self._profile["terms_version"]}
