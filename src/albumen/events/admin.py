"""Events for administrators; what changes them goes through the same actions as everything else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from albumen.errors import AlbumenError
from albumen.events.actions.administer import DeleteAsAdministrator, RestoreAsAdministrator
from albumen.events.kinds import CLOSE_EVENTS
from albumen.events.models import Event
from albumen.events.numbers import with_numbers
from albumen.events.states import EventState, in_state, state_of
from albumen.jobs.enqueue import enqueue


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*EventState.choices, ("bin", "Deleted, can be restored")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.value() == "bin":
            return queryset.filter(binned_at__isnull=False)
        if self.value() in EventState.values:
            return queryset.filter(in_state(self.value(), timezone.now()), binned_at=None)
        return queryset


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ("name", "owner", "starts_at", "state", "photos", "guests", "released", "available_until")
    list_filter = (StateFilter, "listed")
    list_select_related = ("owner", "library")
    search_fields = ("name", "code", "owner__email")
    date_hierarchy = "starts_at"
    show_full_result_count = False
    actions = ("delete_events", "restore_events", "close_expired")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return with_numbers(super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(field.name for field in Event._meta.fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # photographers make events, with their library

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the action below deletes files and people's data too, and can be undone

    @admin.display(description="state")
    def state(self, event: Event) -> str:
        return "deleted" if event.binned_at else str(state_of(event, timezone.now()).label)

    @admin.display(description="photos")
    def photos(self, event: Event) -> int:
        return int(event.library.photo_count)

    @admin.display(description="guests", ordering="guest_count")
    def guests(self, event: Any) -> int:
        return int(event.guest_count)

    @admin.display(description="released", ordering="released_count")
    def released(self, event: Any) -> int:
        return int(event.released_count)

    @admin.action(description="Delete (can be restored for a while)", permissions=("change",))
    def delete_events(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._each(request, queryset, DeleteAsAdministrator, "deleted")

    @admin.action(description="Restore", permissions=("change",))
    def restore_events(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self._each(request, queryset, RestoreAsAdministrator, "restored")

    @admin.action(description="Destroy biometric data of all expired events now", permissions=("change",))
    def close_expired(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        enqueue(CLOSE_EVENTS, "all", actor=request.user)
        self.message_user(request, "It was asked for; the job list shows how it goes.")

    def _each(self, request: HttpRequest, queryset: QuerySet[Event], action: Any, done: str) -> None:
        count = 0
        for event in queryset.select_related("owner"):
            try:
                action(request.user, event).execute()
                count += 1
            except AlbumenError as error:
                self.message_user(request, f"{event.name}: {error}", messages.ERROR)
        self.message_user(request, f"{count} {done}.")
