"""Jobs in the admin: what waits, runs and failed, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from albumen.errors import AlbumenError
from albumen.jobs.actions.cancel_job import CancelJob
from albumen.jobs.actions.retry_job import RetryJob
from albumen.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """To look at, retry and cancel; rows are made and changed by the system alone."""

    list_display = ("kind", "key", "state", "progress", "attempts", "queue", "created_at", "error")
    list_filter = ("state", "kind", "queue")
    search_fields = ("key", "kind", "error_code", "scope")
    search_help_text = "Key, kind, error code or library"
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("retry", "cancel")
    readonly_fields = tuple(field.name for field in Job._meta.fields)

    @admin.display(description="Progress")
    def progress(self, job: Job) -> str:
        return f"{job.done} of {job.total}" if job.total else ""

    @admin.action(description="Try again", permissions=["run"])
    def retry(self, request: HttpRequest, jobs: Any) -> None:
        self._each(request, jobs, RetryJob, "wait again")

    @admin.action(description="Cancel", permissions=["run"])
    def cancel(self, request: HttpRequest, jobs: Any) -> None:
        self._each(request, jobs, CancelJob, "cancelled")

    def _each(self, request: HttpRequest, jobs: Any, action: Callable[..., Any], done: str) -> None:
        count = 0
        for job in jobs:
            try:
                action(request.user, job).execute()
                count += 1
            except AlbumenError as error:
                self.message_user(request, f"{job.kind} {job.key}: {error.sentence}", messages.WARNING)
        self.message_user(request, f"{count} {done}.")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Who may only look is not offered to retry and cancel."""
        return bool(request.user.has_perm("jobs.change_job"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
