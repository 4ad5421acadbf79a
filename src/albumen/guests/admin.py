"""Guests for administrators: who takes part, what was searched, what was found. No picture of anybody, no vector."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from albumen.errors import AlbumenError
from albumen.guests.actions.administer import DestroySelfieAsAdministrator, EraseAsAdministrator
from albumen.guests.kinds import EXPIRE_SELFIES
from albumen.guests.models import Match, Registration, Search, Selfie
from albumen.jobs.enqueue import enqueue


class ReadOnly(admin.ModelAdmin):
    """Rows to look at; what changes them goes through actions."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Registration)
class RegistrationAdmin(ReadOnly):
    list_display = ("user", "event", "joined_at", "consent_version", "selfie_count", "removed_at", "seen_at")
    list_filter = (("consented_at", admin.EmptyFieldListFilter), ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "event")
    search_fields = ("user__email", "event__name", "event__code")
    fields = (
        "id",
        "user",
        "event",
        "joined_at",
        "consent_version",
        "consented_at",
        "withdrawn_at",
        "removed_at",
        "seen_at",
        "judged_for",
    )
    actions = ("erase",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).annotate(selfies_kept=Count("selfies"))

    @admin.display(description="selfies")
    def selfie_count(self, registration: Any) -> int:
        return int(registration.selfies_kept)

    @admin.action(description="Destroy everything known about their face")
    def erase(self, request: HttpRequest, chosen: QuerySet[Registration]) -> None:
        for registration in chosen:
            _do(self, request, EraseAsAdministrator(request.user, registration))


@admin.register(Selfie)
class SelfieAdmin(ReadOnly):
    list_display = ("id", "registration", "state", "error_code", "faces_seen", "created_at", "expires_at")
    list_filter = ("state", "error_code")
    list_select_related = ("registration",)
    search_fields = ("registration__user__email",)
    fields = (
        "id",
        "registration",
        "state",
        "error_code",
        "error",
        "advice",
        "faces_seen",
        "created_at",
        "expires_at",
    )
    actions = ("destroy", "expire_now")

    @admin.action(description="Destroy selfies, as if the guest had")
    def destroy(self, request: HttpRequest, chosen: QuerySet[Selfie]) -> None:
        for selfie in chosen.select_related("registration"):
            _do(self, request, DestroySelfieAsAdministrator(request.user, selfie))

    @admin.action(description="Look for expired selfies now")
    def expire_now(self, request: HttpRequest, chosen: QuerySet[Selfie]) -> None:
        enqueue(EXPIRE_SELFIES, "all")
        messages.success(request, "Expired selfies are being destroyed.")


@admin.register(Search)
class SearchAdmin(ReadOnly):
    list_display = (
        "id",
        "registration",
        "state",
        "strictness",
        "probability",
        "faces_compared",
        "certain",
        "likely",
        "check_count",
        "duration_ms",
        "created_at",
    )
    list_filter = ("state", "strictness", "error_code")
    list_select_related = ("registration",)
    search_fields = ("registration__user__email",)
    exclude = ("hits",)


@admin.register(Match)
class MatchAdmin(ReadOnly):
    list_display = ("id", "registration", "photo", "level", "probability", "state", "verdict", "decided_at")
    list_filter = ("state", "level", "verdict")
    list_select_related = ("registration", "photo")
    search_fields = ("registration__user__email", "photo__filename")


def _do(model_admin: Any, request: HttpRequest, action: Any) -> None:
    try:
        action.execute()
    except AlbumenError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        model_admin.message_user(request, "Done.", messages.SUCCESS)
