"""The account of whoever asks: sign-up, profile, picture, access tokens, the end of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.internal import ratelimit
from allauth.headless.constants import Client
from allauth.headless.internal.decorators import mark_request_as_headless
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.utils import check_csrf

from albumen.accounts import queries
from albumen.accounts.actions.create_token import CreateToken
from albumen.accounts.actions.delete_account import DeleteAccount
from albumen.accounts.actions.delete_avatar import DeleteAvatar
from albumen.accounts.actions.edit_account import EditAccount
from albumen.accounts.actions.edit_photographer import EditPhotographer
from albumen.accounts.actions.put_avatar import PutAvatar
from albumen.accounts.actions.revoke_token import RevokeToken
from albumen.accounts.errors import (
    AlreadySignedInError,
    MailedAMomentAgoError,
    PasswordNeededError,
    PictureTooLargeError,
    TermsOutdatedError,
    TooManyRequestsError,
)
from albumen.accounts.form_faults import faults_of
from albumen.accounts.forms import GuestSignupInput, PhotographerSignupInput, profile_fields
from albumen.accounts.models import User
from albumen.accounts.signup import sign_up
from albumen.accounts.terms import current_terms
from albumen.api.auth import BrowserSession, CsrfError, signed_in
from albumen.api.pagination import Page, PageOf, page_of
from albumen.api.schemas.account import (
    AccountDelete,
    AccountEdit,
    AccountOut,
    GuestSignup,
    PhotographerEdit,
    PhotographerOut,
    PhotographerSignup,
    SignedUp,
    TermsOut,
    TokenCreate,
    TokenMade,
    TokenOut,
)
from albumen.api.schemas.problem import Problem
from albumen.errors import InvalidInputError, NotFoundError

router = Router(tags=["account"], auth=signed_in("account"))

_ONLY_BROWSER = [BrowserSession()]
"""An access token must not make tokens nor end the account."""


@router.get(
    "/account", operation_id="get_account", summary="Who I am", response={200: AccountOut, 401: Problem}
)
def get_account(request: HttpRequest) -> dict[str, Any]:
    return _account(_user(request))


@router.patch(
    "/account",
    operation_id="edit_account",
    summary="Change my name",
    response={200: AccountOut, (401, 403, 422): Problem},
)
def edit_account(request: HttpRequest, data: AccountEdit) -> dict[str, Any]:
    return _account(EditAccount(_user(request), data.display_name).execute())


@router.delete(
    "/account",
    auth=_ONLY_BROWSER,
    operation_id="delete_account",
    summary="Delete my account and everything of mine",
    response={204: None, (401, 403, 409, 422, 429): Problem},
)
def delete_account(request: HttpRequest, data: AccountDelete) -> Status[None]:
    """Needs the password, or a login a few minutes ago. Events go only when that is confirmed."""
    user = _user(request)
    _limit(request, "delete_account", user)
    if not did_recently_reauthenticate(request) and not _knows_password(user, data.password):
        raise PasswordNeededError("The password is missing or wrong.")
    DeleteAccount(user, user, delete_events=data.delete_events).execute()
    logout(request)
    return Status(204, None)


@router.get(
    "/account/terms",
    auth=None,
    operation_id="get_terms",
    summary="The terms for photographers",
    response={200: TermsOut, 503: Problem},
)
def get_terms(request: HttpRequest) -> Any:
    return current_terms()


@router.post(
    "/account/signup/guest",
    auth=None,
    operation_id="sign_up_guest",
    summary="Sign up as a guest",
    response={202: SignedUp, (403, 409, 422, 429): Problem},
)
def sign_up_guest(request: HttpRequest, data: GuestSignup) -> Status[SignedUp]:
    """Sends a code to the address. Needs a CSRF token; GET /_allauth/browser/v1/config gives the cookie."""
    return _sign_up(request, GuestSignupInput, data.dict())


@router.post(
    "/account/signup/photographer",
    auth=None,
    operation_id="sign_up_photographer",
    summary="Sign up as a photographer",
    response={202: SignedUp, (403, 409, 422, 429): Problem},
)
def sign_up_photographer(request: HttpRequest, data: PhotographerSignup) -> Status[SignedUp]:
    """Sends a code to the address. Needs a CSRF token; GET /_allauth/browser/v1/config gives the cookie."""
    return _sign_up(request, PhotographerSignupInput, data.dict())


@router.get(
    "/account/photographer",
    operation_id="get_photographer",
    summary="My business",
    response={200: PhotographerOut, (401, 403, 404): Problem},
)
def get_photographer(request: HttpRequest) -> Any:
    return queries.photographer_profile(_user(request))


@router.put(
    "/account/photographer",
    operation_id="put_photographer",
    summary="Change my business",
    response={200: PhotographerOut, (401, 403, 422): Problem},
)
def put_photographer(request: HttpRequest, data: PhotographerEdit) -> Any:
    fields = profile_fields(data.dict(exclude={"accept_terms"}))
    return EditPhotographer(_user(request), fields, data.accept_terms).execute()


@router.put(
    "/account/avatar",
    operation_id="put_avatar",
    summary="Upload my profile picture",
    response={202: AccountOut, (401, 403, 413, 415, 422, 429, 503, 507): Problem},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def put_avatar(request: HttpRequest) -> Status[dict[str, Any]]:
    """The body is the file. It is decoded by a worker and stored anew as a square JPEG without metadata."""
    user = _user(request)
    _limit(request, "put_avatar", user)
    most = settings.ALBUMEN_AVATAR_MAX_BYTES
    raw = request.read(most + 1)
    if len(raw) > most:
        raise PictureTooLargeError(f"A picture may have {most:,} bytes.", values={"most_bytes": most})
    return Status(202, _account(PutAvatar(user, raw).execute()))


@router.delete(
    "/account/avatar",
    operation_id="delete_avatar",
    summary="Remove my profile picture",
    response={204: None, (401, 403): Problem},
)
def delete_avatar(request: HttpRequest) -> Status[None]:
    DeleteAvatar(_user(request)).execute()
    return Status(204, None)


_PICTURE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The picture.",
            "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get(
    "/account/avatar",
    operation_id="get_avatar",
    summary="My profile picture",
    response={(401, 404): Problem},
    openapi_extra=_PICTURE,
)
def get_avatar(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    return _picture(queries.avatar_key(user, user.pk))


@router.get(
    "/users/{user_id}/avatar",
    operation_id="get_user_avatar",
    summary="The profile picture of a guest of my events",
    response={(401, 404): Problem},
    openapi_extra=_PICTURE,
)
def get_user_avatar(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _picture(queries.avatar_key(_user(request), user_id))


@router.get(
    "/account/tokens",
    operation_id="list_tokens",
    summary="My access tokens, the newest first",
    response={200: Page[TokenOut], (401, 422): Problem},
)
def list_tokens(request: HttpRequest, page: PageOf) -> dict[str, Any]:
    return page_of(queries.tokens_of(_user(request)), ("-created_at", "-id"), page)


@router.post(
    "/account/tokens",
    auth=_ONLY_BROWSER,
    operation_id="create_token",
    summary="Make an access token",
    response={201: TokenMade, (401, 403, 413, 422, 429): Problem},
)
def create_token(request: HttpRequest, data: TokenCreate, response: HttpResponse) -> Status[dict[str, Any]]:
    """The token is in this answer and never shown again. An access token cannot make others."""
    user = _user(request)
    _limit(request, "create_token", user)
    token, secret = CreateToken(user, data.name, list(data.scopes), data.days).execute()
    response["Cache-Control"] = "no-store"
    return Status(201, {**TokenOut.from_orm(token).dict(), "token": secret})


@router.delete(
    "/account/tokens/{token_id}",
    operation_id="revoke_token",
    summary="Revoke an access token",
    response={204: None, (401, 403, 404): Problem},
)
def revoke_token(request: HttpRequest, token_id: UUID) -> Status[None]:
    user = _user(request)
    RevokeToken(user, queries.own_token(user, token_id)).execute()
    return Status(204, None)


def _user(request: HttpRequest) -> User:
    user: User = request.user
    return user


def _account(user: User) -> dict[str, Any]:
    state = (
        "preparing"
        if user.avatar_raw
        else "failed"
        if user.avatar_error_code
        else "ready"
        if user.avatar
        else "none"
    )
    return {
        "id": user.pk,
        "email": user.email,
        "display_name": user.display_name,
        "user_type": user.user_type,
        "is_staff": user.is_staff,
        "date_joined": user.date_joined,
        "avatar": {"state": state, "error_code": user.avatar_error_code, "error": user.avatar_error},
    }


def _sign_up(request: HttpRequest, form_class: Any, data: dict[str, Any]) -> Status[SignedUp]:
    if check_csrf(request):
        raise CsrfError("The CSRF token is missing or wrong.")
    if request.user.is_authenticated:
        raise AlreadySignedInError("You are logged in.")
    _limit(request, "signup")
    mark_request_as_headless(request, Client.BROWSER)
    form = form_class(data=data)
    if not form.is_valid():
        raise _invalid(form)
    answer = sign_up(request, form)
    if answer is not None and answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise MailedAMomentAgoError("This address got an e-mail a moment ago.")
    return Status(202, SignedUp(next="verify_email"))


def _invalid(form: Any) -> InvalidInputError:
    """What a form found, as one of our errors."""
    fields = faults_of(form)
    family = TermsOutdatedError if form.has_error("terms_version", "terms_outdated") else InvalidInputError
    return family("Something in the request cannot be used.", fields=fields)


def _limit(request: HttpRequest, action: str, user: User | None = None) -> None:
    """Count one use of what ACCOUNT_RATE_LIMITS bounds."""
    if not ratelimit.consume(request, app="allauth.account", action=action, user=user):
        raise TooManyRequestsError("That was too often.")


def _knows_password(user: User, password: str) -> bool:
    if not password:
        return False
    try:
        return bool(get_adapter().reauthenticate(user, password))
    except ValidationError as error:  # too many wrong ones
        raise TooManyRequestsError("Too many wrong passwords.") from error


def _picture(key: str) -> HttpResponse:
    try:
        with default_storage.open(key) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise NotFoundError("There is no profile picture.") from error
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{key.rpartition("/")[2].removesuffix(".jpg")}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
