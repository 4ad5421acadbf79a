"""Who a request comes from: Django's sessions and allauth's accounts, asked in queries that are worded once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from albumen.accounts.models import User
from albumen.config.worded import Worded

_SESSION = Worded(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_key", "session_data", "expire_date"
    ),
    key=str,
    now=datetime,
)
_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
_USER = Worded(lambda key: User.objects.filter(pk=key).values_list(*_COLUMNS), key=UUID)


class SessionStore(DatabaseSessions):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        rows = _SESSION.rows(key=self.session_key, now=timezone.now()) if self.session_key else []
        if not rows:
            self._session_key = None
            return None
        key, data, expires = rows[0]
        return Session(session_key=key, session_data=data, expire_date=expires)


class Backend(AuthenticationBackend):
    """Accounts by e-mail address."""

    def get_user(self, user_id: UUID) -> User | None:
        """The user of a session; None when there is none or they may not log in."""
        rows = _USER.rows(key=user_id)
        user: User | None = User.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None
