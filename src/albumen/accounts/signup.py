"""Signing up, whoever asks: django-allauth's own flow, as one transaction."""

from __future__ import annotations

from http import HTTPStatus
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
        What django-allauth's flow answers (for pages); with status 429 an e-mail went to this address a moment ago,
        and nothing is stored.
    """
    try:
        if not form.account_already_exists:
            try:
                return _open(request, form, redirect_url)
            except IntegrityError:  # somebody else took the address a moment ago
                form.account_already_exists = True
        make_password(form.cleaned_data.get("password1") or form.cleaned_data.get("password"))
        with transaction.atomic():
            return form.try_save(request)[1]
    except ImmediateHttpResponse as error:  # how the headless flow says that it stops
        return error.response


def _open(request: HttpRequest, form: Any, redirect_url: str | None) -> HttpResponse:
    with transaction.atomic():
        user, answer = form.try_save(request)
        answer = answer or flows.signup.complete_signup(request, user=user, redirect_url=redirect_url)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # the flow of pages returns it
            raise ImmediateHttpResponse(answer)
        return answer
