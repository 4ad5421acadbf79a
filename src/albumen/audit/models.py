"""Who did what to which thing, when. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One action that was carried out. Holds names of things, never biometrics."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = (models.Index(fields=["target_type", "target_id"]),)

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"
