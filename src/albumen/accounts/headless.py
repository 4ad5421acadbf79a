"""What django-allauth's headless interface says about a user."""

from __future__ import annotations

from typing import Any

from allauth.headless.adapter import DefaultHeadlessAdapter

from albumen.accounts.models import User


class HeadlessAdapter(DefaultHeadlessAdapter):
    """Adds the user type, by which the client chooses its pages."""

    def serialize_user(self, user: User) -> dict[str, Any]:
        return {
            **super().serialize_user(user),
            "id": str(user.pk),
            "user_type": user.user_type,
            "display_name": user.display_name,
        }
