"""Labels and saved searches for administrators: to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from albumen.find.models import Kind, Label, SavedSearch
from albumen.find.queries import number_of_photos
from albumen.photos.admin import ReadOnlyAdmin


@admin.register(Label)
class LabelAdmin(ReadOnlyAdmin):
    list_display = ("name", "library", "owner", "photos")
    list_select_related = ("library__owner",)
    search_fields = ("=library__id", "=library__owner__email", "key")
    search_help_text = "Library, its owner, or a part of the name"
    ordering = ("library", "key")
    fields = ("name", "library", "photos")
    readonly_fields = ("photos",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(kind=Kind.LABEL).annotate(photos=number_of_photos())

    @admin.display(description="owner")
    def owner(self, label: Any) -> str:
        return str(label.library.owner)

    @admin.display(description="photos")
    def photos(self, label: Any) -> int:
        return int(label.photos)


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    list_display = ("name", "library", "owner", "updated_at")
    list_select_related = ("library__owner",)
    search_fields = ("=id", "=library__id", "=library__owner__email", "key")
    search_help_text = "Id, library, its owner, or a part of the name"
    ordering = ("-id",)

    @admin.display(description="owner")
    def owner(self, search: SavedSearch) -> str:
        return str(search.library.owner)
