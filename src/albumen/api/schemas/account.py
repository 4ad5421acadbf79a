"""What the account's operations take and give."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from albumen.api.auth import RESOURCES


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL characters are not allowed")
    return text.strip()


Text = Annotated[str, AfterValidator(_plain)]

Scope = Literal[
    "account:read",
    "account:write",
    "events:read",
    "events:write",
    "photos:read",
    "photos:write",
    "guests:read",
    "guests:write",
]
SCOPES = tuple(f"{resource}:{access}" for resource in RESOURCES for access in ("read", "write"))


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Avatar(Schema):
    """The profile picture."""

    state: Literal["none", "preparing", "ready", "failed"]
    error_code: str = ""
    error: str = Field("", description="Why the last upload cannot be used.")


class AccountOut(Schema):
    """Who is logged in."""

    id: UUID
    email: str = Field(description="Changed through /_allauth/browser/v1/account/email only.")
    display_name: str
    user_type: Literal["photographer", "guest"]
    is_staff: bool
    date_joined: datetime.datetime
    avatar: Avatar


class AccountEdit(_Strict):
    """What may be changed; the user type may not."""

    display_name: Text = Field(max_length=120)


class GuestSignup(_Strict):
    """Sign-up as a guest."""

    email: Text = Field(max_length=254)
    password: str = Field(min_length=1, max_length=500)
    display_name: Text = Field("", max_length=120)


class PhotographerFields(_Strict):
    """What a photographer tells about the business."""

    business_name: Text = Field(min_length=1, max_length=200)
    contact_email: Text = Field("", max_length=254)
    phone: Text = Field("", max_length=40)
    website: Text = Field("", max_length=200)
    address: Text = Field("", max_length=500)
    events_per_month: int = Field(0, ge=0, le=1000, description="Expected workload.")


class PhotographerSignup(PhotographerFields):
    """Sign-up as a photographer."""

    email: Text = Field(max_length=254)
    password: str = Field(min_length=1, max_length=500)
    display_name: Text = Field("", max_length=120)
    terms_version: Text = Field(
        min_length=1,
        max_length=20,
        description="Version of the terms (GET /account/terms) that was accepted.",
    )


class SignedUp(Schema):
    """What to do next; the same whether or not the address was known."""

    next: Literal["verify_email"] = Field(
        "verify_email",
        description="Send the code from the e-mail to POST /_allauth/browser/v1/auth/email/verify, same cookies.",
    )


class PhotographerEdit(PhotographerFields):
    """The profile anew."""

    accept_terms: Text | None = Field(
        None, max_length=20, description="Version of newer terms that is accepted with it."
    )


class PhotographerOut(Schema):
    """A photographer's profile, and which terms were accepted when."""

    business_name: str
    contact_email: str
    phone: str
    website: str
    address: str
    events_per_month: int
    terms_version: str
    terms_accepted_at: datetime.datetime


class TermsOut(Schema):
    """The terms for photographers that hold now; plain text, paragraphs with line breaks."""

    version: str
    date: datetime.date
    title: str
    text: str


class TokenCreate(_Strict):
    """An access token to be made."""

    name: Text = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=8)
    days: int = Field(90, ge=1, le=3660, description="Life in days; at most ALBUMEN_TOKEN_DAYS_MAX is given.")


class TokenOut(Schema):
    """An access token, without its secret."""

    id: UUID
    name: str
    hint: str = Field(description="Its first characters.")
    scopes: list[str]
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    last_used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None


class TokenMade(TokenOut):
    """A new access token, with its secret for the only time."""

    token: str


class AccountDelete(_Strict):
    """Confirmation of who asks, and of what goes."""

    password: str = Field("", max_length=500, description="Not needed after a login in the last minutes.")
    delete_events: bool = Field(False, description="Destroy my events and all their photos, too.")
