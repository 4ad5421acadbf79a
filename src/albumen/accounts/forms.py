"""Sign-up of the two types of users: as forms for pages and as inputs for the API, both through django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from allauth.headless.account.inputs import SignupInput
from django import forms
from django.core.validators import URLValidator
from django.http import HttpRequest

from albumen.accounts.actions.open_account import OpenGuestAccount, OpenPhotographerAccount
from albumen.accounts.form_faults import faults_of
from albumen.accounts.models import User
from albumen.accounts.terms import current_terms
from albumen.errors import InvalidInputError


class GuestFields(forms.Form):
    """What a guest tells."""

    display_name = forms.CharField(
        max_length=120,
        required=False,
        label="Your name",
        help_text="Hosts of events you join see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        OpenGuestAccount(user, self.cleaned_data["display_name"]).execute()


class BusinessFields(forms.Form):
    """What a photographer tells about the business."""

    business_name = forms.CharField(
        max_length=200,
        label="Name of your business",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    contact_email = forms.EmailField(
        required=False, label="E-mail for clients", help_text="If it is not the one you log in with."
    )
    phone = forms.CharField(
        max_length=40, required=False, label="Phone", widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    website = forms.URLField(
        max_length=200,
        required=False,
        label="Website",
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    address = forms.CharField(
        max_length=500,
        required=False,
        label="Address",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    events_per_month = forms.IntegerField(
        min_value=0, max_value=1000, required=False, label="Events per month", help_text="About how many."
    )

    def clean_events_per_month(self) -> int:
        return self.cleaned_data["events_per_month"] or 0


class PhotographerFields(BusinessFields):
    """What a photographer tells, and that the terms are accepted as they are today."""

    display_name = forms.CharField(
        max_length=120,
        required=False,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    terms_version = forms.CharField(max_length=20, widget=forms.HiddenInput())

    def clean_terms_version(self) -> str:
        version: str = self.cleaned_data["terms_version"]
        if version != current_terms().version:
            raise forms.ValidationError("The terms have changed: read them again.", code="terms_outdated")
        return version

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        data = self.cleaned_data
        profile = {name: data[name] for name in (*BusinessFields.base_fields, "terms_version")}
        OpenPhotographerAccount(user, data["display_name"], profile).execute()


class GuestSignupInput(GuestFields, SignupInput):
    """A guest's sign-up through the API."""


class PhotographerSignupInput(PhotographerFields, SignupInput):
    """A photographer's sign-up through the API."""


class GuestSignupForm(GuestFields, SignupForm):
    """A guest's sign-up on our own page; also what django-allauth's plain page uses."""

    field_order = ("email", "password1", "display_name")


class PhotographerSignupForm(PhotographerFields, SignupForm):
    """A photographer's sign-up on our own page."""

    field_order = ("email", "password1", "business_name", "display_name")
    accept = forms.BooleanField(label="I have read the terms and accept them")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms_version"].initial = current_terms().version


def profile_fields(data: dict[str, Any]) -> dict[str, Any]:
    """The checked fields of a photographer's profile.

    Raises:
        InvalidInputError: some cannot be used; ``fields`` says which.
    """
    form = BusinessFields(data)
    if not form.is_valid():
        raise InvalidInputError("Something in the request cannot be used.", fields=faults_of(form))
    return dict(form.cleaned_data)
