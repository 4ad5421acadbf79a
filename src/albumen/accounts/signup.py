"""Signing up, whoever asks: django-allauth's own flow, as one transaction."""

from __future__ import annotations

from typing import Any

from allauth.account.internal import flows
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


def sign_up(request: HttpRequest, form: Any, redirect_url: str | None = None) -> HttpResponse | None:
    """Make the account a valid form asks for, or write to the owner of the address that has one already.

    User, type, profile and the e-mail with the code are stored together or not at all. Both cases look the same to
    who asks, and take the same time.

    Returns:
        What django-allauth's flow answers (for pages).
    """
    if not form.account_already_exists:
        try:
            with transaction.atomic():
                user, response = form.try_save(request)
                return response or flows.signup.complete_signup(request, user=user, redirect_url=redirect_url)
        except ImmediateHttpResponse as error:
            return error.response
        except IntegrityError:  # somebody else took the address a moment ago
            form.account_already_exists = True
    make_password(form.cleaned_data.get("password1") or form.cleaned_data.get("password"))
    with transaction.atomic():
        return form.try_save(request)[1]
