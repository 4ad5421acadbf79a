"""Delete an account: nobody can use it from this moment on, and a job destroys all that belongs to it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from albumen.accounts.errors import LastAdministratorError, OwnsEventsError
from albumen.accounts.kinds import DESTROY_ACCOUNT
from albumen.accounts.models import AccessToken, User
from albumen.audit.action import Action
from albumen.events.models import Event
from albumen.jobs.enqueue import enqueue


class DeleteAccount(Action[User]):
    """Close the account at once and have everything of it destroyed (handlers.destruction).

    Sessions and tokens end, the e-mail address is free again, events vanish for their guests. Who asks must have
    shown that they are who they are; that is the door's to check.

    Args:
        delete_events: whether events and all their photos may be destroyed with it.

    Raises:
        OwnsEventsError: there are events, and ``delete_events`` is not set.
        LastAdministratorError: nobody could administer the site any more.
    """

    name = "account.delete"

    def __init__(self, actor: Any, user: User, *, delete_events: bool = False) -> None:
        super().__init__(actor)
        self._user = user
        self._delete_events = delete_events
        self._events = 0

    def permitted(self, actor: Any) -> bool:
        return bool(actor.pk == self._user.pk or actor.is_superuser)

    def perform(self) -> User:
        user = User.objects.select_for_update().get(pk=self._user.pk)
        events = Event.objects.filter(owner=user, binned_at=None)
        self._events = events.count()
        if self._events and not self._delete_events:
            raise OwnsEventsError(f"This account has {self._events} events.", values={"events": self._events})
        if user.is_superuser and not _other_administrator(user):
            raise LastAdministratorError("This is the only administrator.")
        now = timezone.now()
        events.update(binned_at=now)
        AccessToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        Session.objects.filter(
            session_key__in=list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
        ).delete()
        EmailAddress.objects.filter(user=user).delete()
        user.email = f"{user.pk}@deleted.invalid"
        user.display_name = ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
        enqueue(DESTROY_ACCOUNT, user.pk, scope=user.pk)
        return user

    def target(self, result: User) -> tuple[str, object]:
        return "user", self._user.pk

    def details(self, result: User) -> dict[str, Any]:
        return {"events": self._events}


def _other_administrator(user: User) -> bool:
    return bool(User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists())
