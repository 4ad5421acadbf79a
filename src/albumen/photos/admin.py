"""Libraries and photos in the admin: how they are, what failed and why; what failed can be tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from albumen.errors import AlbumenError
from albumen.photos.actions.retry_photo import RetryPhoto
from albumen.photos.models import Face, Library, ModelVersion, Photo


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at: rows are made and changed by actions alone."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    """State and failure of every photo; the picture itself is its owner's business."""

    list_display = (
        "filename",
        "library",
        "state",
        "error_code",
        "error",
        "face_count",
        "received_at",
        "binned_at",
    )
    list_filter = ("state", "error_code", "media_type")
    list_select_related = ("library",)
    search_fields = ("=id", "=library__id", "=sha256", "filename")
    search_help_text = "Id, library, SHA-256, or a part of the name"
    ordering = ("-id",)
    actions = ("retry",)

    @admin.action(description="Try again", permissions=["retry"])
    def retry(self, request: HttpRequest, photos: Any) -> None:
        count = 0
        for photo in photos:
            try:
                RetryPhoto(request.user, photo.pk).execute()
                count += 1
            except AlbumenError as error:
                self.message_user(request, f"{photo.filename}: {error.sentence}", messages.WARNING)
        self.message_user(request, f"{count} wait again.")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("photos.change_photo"))


@admin.register(Library)
class LibraryAdmin(ReadOnlyAdmin):
    """How full libraries are, and with which packs they are analysed."""

    list_display = (
        "id",
        "kind",
        "owner",
        "packs",
        "photo_count",
        "byte_count",
        "face_revision",
        "created_at",
    )
    list_filter = ("kind",)
    list_select_related = ("owner",)
    search_fields = ("=id", "owner__email")
    ordering = ("-id",)


@admin.register(Face)
class FaceAdmin(ReadOnlyAdmin):
    """Where faces are and how useful; not who they are."""

    list_display = ("id", "photo", "found_by", "score", "quality", "created_at")
    list_filter = ("found_by",)
    list_select_related = ("photo",)
    search_fields = ("=photo__id",)
    ordering = ("-id",)
    exclude = ("landmarks",)


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    """Versions of packs whose embeddings are kept."""

    list_display = ("pack", "version", "dimension")
