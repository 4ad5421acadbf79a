"""What the API itself remembers: which creations were already answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One creation that a client named, and its answer once there is one.

    Attributes:
        caller: SHA-256 of who asked: the account, and the access token if one was used.
        digest: SHA-256 of what was asked for; the same key with other contents is refused.
        status: None while it is being done.
        started_at: when it was begun; one that began long ago and has no answer died with its process.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    caller = models.CharField(max_length=64)
    operation = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    attempt = models.UUIDField(help_text="Who works on it; only its holder writes the answer.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["caller", "operation", "key"], name="idempotency_key_once"),
        )

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
