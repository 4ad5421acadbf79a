"""Events: a date, a place, a library of photos, and who may come."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from albumen.identifiers import new_id
from albumen.photos.models import Library, Photo


class ReviewPolicy(models.TextChoices):
    REVIEW = "review", "I look at likely matches before guests see them"
    RELEASE = "release", "Likely matches are released at once"


class Event(models.Model):
    """An occasion whose photos go to the people in them.

    Its state follows from its dates (``events.states``): upcoming until it starts, live until it ends, delivered until
    ``available_until``, then expired.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="events")
    library = models.OneToOneField(Library, on_delete=models.PROTECT, related_name="event")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=12, unique=True, help_text="What guests type to join.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=60, help_text="IANA name, Europe/Berlin.")
    venue = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=300, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    cover = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    listed = models.BooleanField(default=False, help_text="Shown in the list of events anyone can see.")
    registration_opens_at = models.DateTimeField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField()
    review_policy = models.CharField(max_length=10, choices=ReviewPolicy.choices, default=ReviewPolicy.REVIEW)
    guests_may_download_originals = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its biometric data was destroyed."
    )
    binned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["owner", "starts_at", "id"], name="event_of_owner"),
            models.Index(fields=["listed", "starts_at", "id"], name="event_listed"),
            models.Index(fields=["available_until"], name="event_expiry"),
            models.Index(fields=["binned_at"], condition=Q(binned_at__isnull=False), name="event_bin"),
            models.Index(
                fields=["owner", "binned_at", "id"],
                condition=Q(binned_at__isnull=False),
                name="event_bin_of_owner",
            ),
        )

    def __str__(self) -> str:
        return self.name
