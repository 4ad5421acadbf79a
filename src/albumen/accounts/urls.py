"""Pages for logging in and everything about it: django-allauth's, with sign-up pages for both types of users."""

from django.urls import include, path

from albumen.accounts import pages

urlpatterns = [
    path("", pages.home, name="account_home"),
    path("terms/", pages.terms, name="account_terms"),
    path("signup/", pages.choose_signup, name="account_signup"),
    path("signup/guest/", pages.guest_signup, name="account_signup_guest"),
    path("signup/photographer/", pages.photographer_signup, name="account_signup_photographer"),
    path("", include("allauth.urls")),
]
