"""Guests of events: their registration and consent, their selfies, what was searched and what was found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from albumen.events.models import Event
from albumen.identifiers import new_id
from albumen.photos.models import Face, ModelVersion, Photo


class Registration(models.Model):
    """A guest of an event. Without consent nothing biometric is kept or compared.

    One that ended stays where people said "this is not the guest" of photos, so that this holds if they join again.

    Attributes:
        consent_version: version of the consent text that was accepted; empty before consent and after withdrawal.
        reference_revision: rises with every change to the guest's selfies.
        judged_for: size of the event, policy and packs that the levels of the matches are true for.
        released_count, waiting_count: matches in these states, counted anew in every transaction that changes them
            (``guests.counting``).
        review_all: the guest replaced every selfie by others that nothing of them could be compared with, so the host
            looks at every photo before the guest does.
        child, child_by_host: the face to be found is a child's, as the guest or the host said; each takes back their
            own word only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    joined_at = models.DateTimeField(auto_now_add=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When the host or the guest ended it.")
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When the guest ended it; they may join again."
    )
    reference_revision = models.PositiveIntegerField(default=0)
    judged_for = models.CharField(max_length=300, blank=True)
    released_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    review_all = models.BooleanField(
        default=False, help_text="All selfies were replaced: every match waits for the host."
    )
    child = models.BooleanField(default=False, help_text="A child's face, as the guest said.")
    child_by_host = models.BooleanField(default=False, help_text="A child's face, as the host said.")
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When the guest last looked at the photos."
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "user"], name="registration_once"),)
        indexes = (
            models.Index(fields=["event", "joined_at", "id"], name="registration_list"),
            models.Index(fields=["user", "joined_at"], name="registration_of_user"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} at {self.event_id}"

    @property
    def of_a_child(self) -> bool:
        """Whether anybody said that the face is a child's: then more evidence is needed for a release."""
        return self.child or self.child_by_host


class SelfieState(models.TextChoices):
    RECEIVED = "received", "Being looked at"
    READY = "ready", "In use"
    REFUSED = "refused", "Cannot be used"


class Selfie(models.Model):
    """A picture a guest showed of themselves; destroyed with consent, with the event, and when it expires."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="selfies")
    image = models.CharField(max_length=300, help_text="Storage key.")
    crop = models.CharField(
        max_length=300, blank=True, help_text="Storage key of the face alone, for reviews."
    )
    state = models.CharField(max_length=10, choices=SelfieState.choices, default=SelfieState.RECEIVED)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    faces_seen = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["registration", "created_at"], name="selfie_of_guest"),
            models.Index(fields=["expires_at"], name="selfie_expiry"),
        )

    def __str__(self) -> str:
        return f"selfie {self.id}"


class ShownVerdict(models.TextChoices):
    USED = "used", "In use, or was until it was destroyed"
    REFUSED = "refused", "Cannot be used"
    ANOTHER_PERSON = "another_person", "Not the person of the guest's other selfies"


class ShownSelfie(models.Model):
    """That somebody showed a selfie at an event, and what was said of it; nothing of the picture.

    Outlives selfie, consent and registration, so that deleting a selfie, withdrawing or leaving gives nobody
    another try; destroyed with the account and with the event.

    Attributes:
        selfie: id of the selfie, which may be gone.
        verdict: empty until a worker looked at it, and for ever where it was taken back before.
    """

    selfie = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=ShownVerdict.choices, blank=True)

    class Meta:
        verbose_name_plural = "shown selfies"
        indexes = (
            models.Index(fields=["user", "at"], name="shown_by_user"),
            models.Index(fields=["event", "user", "verdict"], name="shown_at_event"),
        )

    def __str__(self) -> str:
        return f"selfie of {self.user_id} at {self.event_id}"


class ReferenceFace(models.Model):
    """The embedding of a selfie's face by one pack, raw little-endian float32."""

    selfie = models.ForeignKey(Selfie, on_delete=models.CASCADE, related_name="references")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="references")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    vector = models.BinaryField()
    usefulness = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["selfie", "model"], name="reference_once"),)
        indexes = (models.Index(fields=["event", "model", "registration"], name="reference_of_event"),)

    def __str__(self) -> str:
        return f"reference of {self.registration_id}"


class SearchState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Search(models.Model):
    """One run of a guest's question "which photos am I in?", with what it used and what came of it.

    Attributes:
        packs: names of the packs asked for.
        strictness: strict, balanced, broad, or empty when ``probability`` was given.
        probability: least probability asked for, 0 to 1.
        used: pack versions and strategy used, thresholds, prior.
        hits: ``[{"match": id, "photo": id, "probability": p, "level": "certain", "scores": {pack: similarity}}, …]``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="searches")
    selfie = models.ForeignKey(Selfie, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    packs = models.JSONField(default=list)
    strictness = models.CharField(max_length=10, blank=True)
    probability = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SearchState.choices, default=SearchState.WAITING)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    used = models.JSONField(default=dict, blank=True)
    faces_compared = models.PositiveIntegerField(default=0)
    photos_compared = models.PositiveIntegerField(default=0)
    certain = models.PositiveIntegerField(default=0)
    likely = models.PositiveIntegerField(default=0)
    check_count = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    hits = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "searches"
        indexes = (models.Index(fields=["registration", "-created_at"], name="search_of_guest"),)

    def __str__(self) -> str:
        return f"search {self.id}"


class MatchState(models.TextChoices):
    RELEASED = "released", "Released"
    WAITING = "waiting", "Waiting for review"
    REJECTED = "rejected", "Rejected"
    HIDDEN = "hidden", "Hidden by the guest"
    VOID = "void", "Of something that is no face"


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", "The host says yes"
    REJECTED = "rejected", "The host says no"


class Match(models.Model):
    """A photo a guest is probably in. What a person decided is never changed by a later run.

    Attributes:
        level: certain, likely or check.
        scores: similarity by each pack, ``{"standard": 0.61}``.
        evidence: log-likelihood ratio of all packs together; the probability follows from it and from how many
            photos the guest seems to be in.
        reliable: whether the face is sharp enough for its similarity to count in full.
        reference_revision: of the registration, when the face was compared.
        verdict: what the host said; empty before.
        denied_at: when the guest said "not me".
        decided_by: who of the two decided last; None when the machine did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="matches")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="matches")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="matches")
    face = models.ForeignKey(Face, null=True, on_delete=models.SET_NULL, related_name="+")
    probability = models.FloatField()
    level = models.CharField(max_length=10)
    scores = models.JSONField(default=dict)
    evidence = models.FloatField(default=0.0)
    reliable = models.BooleanField(default=True)
    reference_revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MatchState.choices)
    favourite = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    denied_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "matches"
        constraints = (models.UniqueConstraint(fields=["registration", "photo"], name="match_once"),)
        indexes = (
            models.Index(fields=["registration", "state", "-probability", "id"], name="match_of_guest"),
            models.Index(
                fields=["registration", "state", "-favourite", "-probability", "id"], name="match_favourites"
            ),
            models.Index(fields=["event", "state", "-probability", "id"], name="match_review"),
            models.Index(
                fields=["event", "state", "-decided_at", "id"],
                condition=Q(decided_at__isnull=False),
                name="match_decided",
            ),
            models.Index(fields=["photo", "state"], name="match_of_photo"),
            models.Index(fields=["event", "state", "registration"], name="match_served"),
        )

    def __str__(self) -> str:
        return f"{self.registration_id} in {self.photo_id} ({self.state})"


class Download(models.Model):
    """Somebody took photos away: one, or a ZIP of many."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="downloads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    photos = models.PositiveIntegerField()
    originals = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["event", "at"], name="download_of_event"),)

    def __str__(self) -> str:
        return f"{self.photos} photos of {self.event_id}"
