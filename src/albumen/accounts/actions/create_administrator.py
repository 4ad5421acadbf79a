"""The administrator of a new site."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from albumen.accounts.models import User
from albumen.audit.action import Action


class CreateAdministrator(Action[User | None]):
    """An administrator with a verified address, if the site has none yet; the system itself asks for it.

    Somebody who has an account with this address already becomes the administrator, with the new password.
    """

    name = "administrator.create"

    def __init__(self, email: str, password: str) -> None:
        super().__init__(None)
        self._email = email
        self._password = password

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> User | None:
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return None
        user = User.objects.filter(email__iexact=self._email).first()
        if user is None:
            user = User.objects.create_superuser(self._email, self._password, display_name="Administrator")
        else:
            user.is_staff = user.is_superuser = user.is_active = True
            user.set_password(self._password)
            user.save()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        return user

    def target(self, result: User | None) -> tuple[str, object] | None:
        return None if result is None else ("user", result.pk)
