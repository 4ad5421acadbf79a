"""Upgrades for administrators: which library is on its way, how far, and why it stands still."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

from albumen.engine.packs.catalogue import pack_names
from albumen.errors import AlbumenError
from albumen.photos.admin import LibraryAdmin, ReadOnlyAdmin
from albumen.photos.models import Library
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.models import Unseen, Upgrade
from albumen.upgrades.queries import progress_of


@admin.register(Upgrade)
class UpgradeAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "library",
        "packs",
        "state",
        "left",
        "created_at",
        "switched_at",
        "keep_until",
        "error_code",
    )
    list_filter = ("state", "error_code")
    list_select_related = ("library",)
    search_fields = ("=id", "=library__id", "library__owner__email")
    ordering = ("-id",)
    list_per_page = 20

    @admin.display(description="Packs")
    def packs(self, upgrade: Upgrade) -> str:
        return f"{', '.join(upgrade.old_packs)} → {', '.join(upgrade.new_packs)}"

    @admin.display(description="Left to look at")
    def left(self, upgrade: Upgrade) -> str:
        if upgrade.finished_at is not None:
            return ""
        progress = progress_of(upgrade)
        return f"{progress.left} of {progress.total}"


@admin.register(Unseen)
class UnseenAdmin(ReadOnlyAdmin):
    """What is still to be looked at, and what cannot be, and why."""

    list_display = ("id", "upgrade", "photo", "selfie", "error_code", "error")
    list_filter = ("error_code",)
    list_select_related = ("upgrade", "photo", "selfie")
    search_fields = ("=upgrade__id", "=photo__id")
    ordering = ("-id",)


class PackChoice(ActionForm):
    """Which models the chosen libraries are to be moved to."""

    pack = forms.ChoiceField(choices=[(name, name) for name in pack_names()], required=False)


class UpgradingLibraryAdmin(LibraryAdmin):
    """Libraries, which may be moved to other models."""

    list_display: Any = (*LibraryAdmin.list_display, "beside")
    actions = ("upgrade",)
    action_form = PackChoice

    @admin.action(description="Move to the models…", permissions=["upgrade"])
    def upgrade(self, request: HttpRequest, chosen: Any) -> None:
        """Start in the background; its owner compares and switches."""
        started = 0
        for library in chosen:
            try:
                StartUpgrade(request.user, library, [request.POST.get("pack", "")]).execute()
                started += 1
            except AlbumenError as error:
                self.message_user(request, f"{library}: {error}", messages.ERROR)
        self.message_user(request, f"{started} started.", messages.SUCCESS)

    def has_upgrade_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


admin.site.unregister(Library)
admin.site.register(Library, UpgradingLibraryAdmin)
