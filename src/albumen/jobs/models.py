"""Work that must be done, as rows: they are the truth, Celery is only the alarm clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from albumen.identifiers import new_id


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Queue(models.TextChoices):
    INFERENCE = "inference", "Inference"
    IO = "io", "Files and mail"


class Priority(models.IntegerChoices):
    """Smaller is sooner."""

    SOMEBODY_WAITS = 0, "Somebody waits for it"
    SOON = 10, "Soon"
    NORMAL = 20, "Normal"
    BACKGROUND = 30, "In the background"


class Job(models.Model):
    """One piece of work.

    At most one job of a kind and key *waits* at a time, so asking twice is asking once; a second may wait while one
    runs, because what it is about may have changed since the running one looked.

    Attributes:
        scope: the library (or other thing) it belongs to, for progress and for deleting with it.
        lease_until: when a running job counts as lost unless its worker renews it.
        claim: token of the worker that runs it; only its holder may finish it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict, blank=True)
    queue = models.CharField(max_length=20, choices=Queue.choices)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    scope = models.UUIDField(null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="Progress: pieces done.")
    total = models.PositiveIntegerField(default=0, help_text="Progress: pieces in all; 0 when not known.")
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True, help_text="The sentence a person sees.")
    traceback = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="waiting"), name="job_waits_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["queue", "priority", "run_after"], condition=Q(state="waiting"), name="job_next"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_lease"),
            models.Index(fields=["scope", "kind", "state"], name="job_scope"),
            models.Index(fields=["state", "finished_at"], name="job_history"),
            models.Index(fields=["-created_at"], name="job_recent"),
            models.Index(fields=["state", "-id"], name="job_list_state"),
            models.Index(fields=["kind", "-id"], name="job_list_kind"),
            models.Index(fields=["scope", "-id"], name="job_list_scope"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
