"""The pages of this room that are not django-allauth's own."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.views import SignupView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from albumen.accounts.forms import GuestSignupForm, PhotographerSignupForm
from albumen.accounts.signup import sign_up
from albumen.accounts.terms import current_terms


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where a login ends: who one is, and what can be changed."""
    return render(request, "accounts/home.html")


@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    """The terms for photographers."""
    return render(request, "accounts/terms.html", {"terms": current_terms()})


@login_not_required
def choose_signup(request: HttpRequest) -> HttpResponse:
    """Guest or photographer."""
    return render(request, "accounts/choose_signup.html")


class _TypedSignupView(SignupView):
    template_name = "accounts/signup.html"
    heading = ""
    lead = ""

    def get_form_class(self) -> Any:
        return self.form_class

    def form_valid(self, form: Any) -> HttpResponse:
        response = sign_up(self.request, form, redirect_url=self.get_success_url())
        if response is None:
            raise RuntimeError("django-allauth's flow ended without an answer")
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, lead=self.lead, terms=current_terms(), **context
        )


class GuestSignupView(_TypedSignupView):
    """Sign-up as a guest."""

    form_class = GuestSignupForm
    heading = "Sign up as a guest"
    lead = "Get the photos you are in from events you were at."


class PhotographerSignupView(_TypedSignupView):
    """Sign-up as a photographer."""

    form_class = PhotographerSignupForm
    heading = "Sign up as a photographer"
    lead = "Give the photos of your events to the people in them."


guest_signup = GuestSignupView.as_view()
photographer_signup = PhotographerSignupView.as_view()
