"""Where Albumen differs from django-allauth's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest

from albumen.accounts.models import UserType

if TYPE_CHECKING:
    from albumen.accounts.models import User


class Site:
    """This site as e-mails name it: by its setting, never by what a request claims."""

    name = "Albumen"
    domain = urlsplit(settings.ALBUMEN_SITE_URL).netloc


class AccountAdapter(DefaultAccountAdapter):
    """Guests by default, addresses of clients that cannot be forged, e-mails that name the right site."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Every sign-up makes a guest; only the form with the terms turns it into a photographer."""
        user.user_type = UserType.GUEST
        return super().save_user(request, user, form, commit=commit)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Address of who asks; from X-Forwarded-For only as many steps back as there are proxies of ours."""
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        forwarded = request.headers.get("x-forwarded-for", "").split(",")
        candidate = forwarded[-proxies] if 0 < proxies <= len(forwarded) else ""
        for address in (candidate, request.META.get("REMOTE_ADDR") or ""):
            if found := clean_client_ip(address):
                return found
        return "0.0.0.0"  # noqa: S104 - nobody: a local socket has no address

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "current_site": Site})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth puts the Host header into it, whose port anyone may choose: a new budget for each port.
        return str(credentials.get("email", "")).strip().lower()
