"""Accounts in the admin, whose door is the same login with the same second factor."""

from __future__ import annotations

from typing import Any

from allauth.account import admin as account_admin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from albumen.accounts.actions.delete_account import DeleteAccount
from albumen.accounts.actions.revoke_token import RevokeToken
from albumen.accounts.models import AccessToken, PhotographerProfile, User
from albumen.errors import AlbumenError

admin.site.login = secure_admin_login(admin.site.login)
# What django-allauth registers shows secrets of second factors, keys of sessions, and lets addresses be swapped.
for _room, _model in (
    (account_admin, EmailAddress),
    (mfa_admin, Authenticator),
    (usersessions_admin, UserSession),
):
    if admin.site.is_registered(_model):  # it was, when its module above was imported
        admin.site.unregister(_model)
admin.site.site_header = admin.site.site_title = "Albumen"


class NewUserForm(forms.ModelForm):
    """A new user; the address counts as verified, for an administrator typed it."""

    password = forms.CharField(widget=forms.PasswordInput, strip=False)

    class Meta:
        model = User
        fields = ("email", "display_name", "user_type")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError("There is an account with this address.")
        return email

    def clean_password(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.set_password(self.cleaned_data["password"])
        if commit:
            user.save()
        return user


class ProfileInline(admin.StackedInline):
    """The business of a photographer; terms are accepted by the photographer alone."""

    model = PhotographerProfile
    can_delete = False
    extra = 0
    max_num = 0
    readonly_fields = ("terms_version", "terms_accepted_at")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Users. Accounts are deleted with everything of theirs by an action, never row by row."""

    add_form = NewUserForm
    list_display = ("email", "display_name", "user_type", "is_staff", "is_active", "date_joined")
    list_filter = ("user_type", "is_staff", "is_active")
    search_fields = ("email", "display_name")
    ordering = ("-date_joined",)
    show_full_result_count = False
    readonly_fields = ("id", "email", "user_type", "last_login", "date_joined", "avatar")
    fieldsets = (
        (None, {"fields": ("id", "email", "display_name", "user_type", "avatar", "password")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password", "display_name", "user_type")}),)
    actions = ("delete_accounts",)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [ProfileInline] if obj is not None and obj.is_photographer else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, "is_staff", "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only administrators change administrators: else staff could take over their accounts."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if not change:
                EmailAddress.objects.create(user=obj, email=obj.email, verified=True, primary=True)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if not request.user.is_superuser:
            actions.pop("delete_accounts", None)
        return actions

    @admin.action(description="Delete the accounts and everything of theirs, events and photos too")
    def delete_accounts(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            try:
                DeleteAccount(request.user, user, delete_events=True).execute()
            except AlbumenError as error:
                self.message_user(request, f"{user}: {error}", messages.ERROR)
            else:
                self.message_user(request, "The account is closed; its photos are being destroyed.")


@admin.register(AccessToken)
class AccessTokenAdmin(admin.ModelAdmin):
    """Access tokens: who has which, never what they are."""

    list_display = ("name", "user", "hint", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    fields = ("name", "user", "hint", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    readonly_fields = fields
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        return False

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[AccessToken]) -> None:
        revoked = sum(RevokeToken(request.user, token).execute() for token in tokens)
        self.message_user(request, f"{revoked} revoked.")


class _Looked(admin.ModelAdmin):
    """To be read only."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(EmailAddress)
class EmailAddressAdmin(_Looked):
    """Addresses of accounts, and whether they are verified."""

    list_display = ("email", "user", "primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(_Looked):
    """Second factors, without what is secret about them; deleting one helps a person who lost it."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__email",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
