"""What the machine asks people about people, and the classifier that asks; answers are statements of the log."""

from __future__ import annotations

from django.db import models

from albumen.identifiers import new_id
from albumen.photos.models import Face, Library, ModelVersion


class DuplicateState(models.TextChoices):
    OPEN = "open", "Nobody said yet"
    SAME = "same", "They are the same"
    NOT_SAME = "not_same", "They are two"
    GONE = "gone", "No question any more"


class Duplicate(models.Model):
    """Two people of a library who may be the same.

    Attributes:
        one, other: they; the lower id first, so that each pair is there once.
        probability: that they are the same, 0 to 1, as computed with ``model``.
        faces: keys of the faces of each that resemble the other most, ``[[of one, ...], [of other, ...]]``.
        state: follows from what stands in the log and from who is there (``duplicate_states``).
        skips: how often somebody put the question off; those that were not come first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="duplicates", db_index=False)
    one = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    probability = models.FloatField()
    faces = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    skips = models.PositiveIntegerField(default=0)
    model = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),)
        indexes = (
            models.Index(fields=["library", "state", "skips", "-probability", "id"], name="duplicate_list"),
            models.Index(fields=["other"], name="duplicate_of_other"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id} ({self.state})"


class Classifier(models.Model):
    """What tells the named people of a library apart, and when it was asked for and made.

    The weights are biometric: they go when their library's people are destroyed. They hold for one model version.

    Attributes:
        version: rises with every training.
        asked_at: set while a training is wanted: from the word that it shall learn until it did.
        trained_at: null before the first.
        too_few: names did not suffice the last time.
        model: of the embeddings that it reads.
        people: persons with a score, 16 bytes each.
        weights: a row for each of them, float32, little-endian.
        slope, offset, ceiling: what a best score says (``classifying.Evidence``).
        people_count, face_count: how many people and faces it was trained on.
        known_count, found, mistaken: faces of people who were there, in cross-validation; the part that was known;
            the part that was taken for somebody else.
        stranger_count, taken: faces of people who were not; the part that was taken for somebody.
        statement, face_revision: the last statement, and the library's ``face_revision``, that it knows of.
    """

    library = models.OneToOneField(
        Library, primary_key=True, on_delete=models.CASCADE, related_name="classifier"
    )
    version = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    trained_at = models.DateTimeField(null=True, blank=True)
    too_few = models.BooleanField(default=False)
    model = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    people = models.BinaryField(default=bytes, blank=True)
    weights = models.BinaryField(default=bytes, blank=True)
    slope = models.FloatField(default=0.0)
    offset = models.FloatField(default=0.0)
    ceiling = models.FloatField(default=0.0)
    people_count = models.PositiveIntegerField(default=0)
    face_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    found = models.FloatField(default=0.0)
    mistaken = models.FloatField(default=0.0)
    stranger_count = models.PositiveIntegerField(default=0)
    taken = models.FloatField(default=0.0)
    statement = models.PositiveBigIntegerField(default=0)
    face_revision = models.PositiveBigIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"classifier of {self.library_id}"


class SuggestionKind(models.TextChoices):
    JOIN = "join", "The face may be this person"
    DOUBT = "doubt", "The face may not be this person"


class SuggestionState(models.TextChoices):
    OPEN = "open", "To be answered"
    CONFIRMED = "confirmed", "Somebody said yes"
    REJECTED = "rejected", "Somebody said no"
    MOOT = "moot", "Somebody said something else of the face"


class Suggestion(models.Model):
    """A face that the classifier asks about: whether it is, or still is, a person. Answers are statements of the log.

    Attributes:
        meant: the person as the classifier knew them.
        person: under whom they go on.
        probability: that the face is this person, 0 to 1.
        state: follows from what stands in the log (``suggested``).
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+", db_index=False)
    face = models.ForeignKey(Face, on_delete=models.CASCADE, related_name="+")
    meant = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=5, choices=SuggestionKind.choices)
    state = models.CharField(max_length=10, choices=SuggestionState.choices, default=SuggestionState.OPEN)
    probability = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["face", "meant"], name="suggestion_once"),)
        indexes = (
            models.Index(
                fields=["library", "state", "kind", "-probability", "-id"], name="suggestion_likely"
            ),
            models.Index(fields=["person", "state", "kind", "-probability", "-id"], name="suggestion_of"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: face {self.face_id}, {self.person_id}"
