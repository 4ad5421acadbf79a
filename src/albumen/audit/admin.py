"""The audit in the admin: to be read, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from albumen.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """Who did what to which thing, when."""

    list_display = ("at", "actor", "action", "target_type", "target_id")
    list_select_related = ("actor",)
    list_filter = ("target_type",)
    search_fields = ("=action", "=target_id", "=actor__email")
    date_hierarchy = None
    ordering = ("-at",)
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
