"""Libraries on their way from one generation of models to another, and what each generation made of who is who."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from albumen.guests.models import Selfie
from albumen.identifiers import new_id
from albumen.photos.models import Library, ModelVersion, Photo


class UpgradeState(models.TextChoices):
    FILLING = "filling", "The new models look at what is there"
    COMPARING = "comparing", "Being compared"
    READY = "ready", "Can be switched"
    SWITCHED = "switched", "The new models decide, the old ones are kept"
    DROPPING = "dropping", "The old generation is being destroyed"
    ABORTING = "aborting", "The new generation is being destroyed"
    DONE = "done", "Over: the new models alone"
    ABORTED = "aborted", "Given up: the old models alone"


class Upgrade(models.Model):
    """One library's way from the packs it has to other ones. Which of the two decides is written at the library.

    Attributes:
        old_packs, new_packs: names of the packs of both generations, in the order of ``Library.packs``.
        revision: rises with every change of state, so that nobody decides about what they did not look at.
        total: photos and selfies that the new models had to look at when it began.
        summary: what would change (``comparing``); empty until it was compared.
        compared_revision: the library's ``face_revision`` when it was compared.
        keep_until: when the old generation is destroyed by itself; null while it is not to be.
        finished_at: when nothing of it was left to do; null while it is open, of which there is one for a library.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="upgrades", db_index=False)
    old_packs = models.JSONField()
    new_packs = models.JSONField()
    state = models.CharField(max_length=10, choices=UpgradeState.choices, default=UpgradeState.FILLING)
    revision = models.PositiveIntegerField(default=1)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    total = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    compared_revision = models.PositiveBigIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True, help_text="Why it could not be compared.")
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    switched_at = models.DateTimeField(null=True, blank=True)
    rolled_back_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["library"], condition=Q(finished_at=None), name="one_upgrade_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=["library", "-created_at", "-id"], name="upgrade_of_library"),
            models.Index(fields=["state", "keep_until"], name="upgrade_kept_until"),
        )

    def __str__(self) -> str:
        return f"{', '.join(self.old_packs)} to {', '.join(self.new_packs)} ({self.state})"


class Unseen(models.Model):
    """A photo or a selfie that the generation beside has not looked at yet; the row goes when it has.

    Attributes:
        error_code, error: why it cannot be looked at; it holds nothing up then.
    """

    upgrade = models.ForeignKey(Upgrade, on_delete=models.CASCADE, related_name="unseen", db_index=False)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.CASCADE, related_name="+")
    selfie = models.ForeignKey(Selfie, null=True, on_delete=models.CASCADE, related_name="+")
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "unseen"
        constraints = (
            models.UniqueConstraint(fields=["upgrade", "photo"], name="photo_unseen_once"),
            models.UniqueConstraint(fields=["upgrade", "selfie"], name="selfie_unseen_once"),
        )
        indexes = (models.Index(fields=["upgrade", "error_code", "id"], name="unseen_of_upgrade"),)

    def __str__(self) -> str:
        return f"{self.photo_id or self.selfie_id} of {self.upgrade_id}"


class Side(models.TextChoices):
    OLD = "old", "As it was before the switch"
    NEW = "new", "As the new models see it"


class Guesses(models.Model):
    """Who the faces of a library are by one generation, before what people said: as ``people.Proposal`` holds it.

    Attributes:
        faces, places, probabilities, people: see ``people.models.Proposal``.
        prior, model: of the clustering they came of.
    """

    upgrade = models.ForeignKey(Upgrade, on_delete=models.CASCADE, related_name="guesses", db_index=False)
    side = models.CharField(max_length=3, choices=Side.choices)
    faces = models.BinaryField(default=bytes)
    places = models.BinaryField(default=bytes)
    probabilities = models.BinaryField(default=bytes)
    people = models.BinaryField(default=bytes)
    prior = models.FloatField(null=True)
    model = models.ForeignKey(ModelVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    face_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "guesses"
        constraints = (models.UniqueConstraint(fields=["upgrade", "side"], name="guesses_once"),)

    def __str__(self) -> str:
        return f"{self.side} guesses of {self.upgrade_id}"
