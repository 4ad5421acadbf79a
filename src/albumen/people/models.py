"""The people of a library, who each face is, and the log of what was said about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from albumen.identifiers import new_id
from albumen.people.questions import Classifier as Classifier
from albumen.people.questions import Duplicate as Duplicate
from albumen.people.questions import DuplicateState as DuplicateState
from albumen.people.questions import Suggestion as Suggestion
from albumen.people.questions import SuggestionKind as SuggestionKind
from albumen.people.questions import SuggestionState as SuggestionState
from albumen.people.said import Kind
from albumen.photos.models import Face, Library, ModelVersion, Photo

NAME_LENGTH = 200


class Sorting(models.Model):
    """How the people of a library are sorted; held by every transaction that changes them.

    Attributes:
        algorithm: of a full clustering, one of ``engine.clustering.ALGORITHMS``.
        revision: rises with every change to who is who.
        prior: part of the pairs of faces that were one person when all were clustered; how much evidence one needs
            to join a person follows from it. Null before.
        clustered_model: the model version that it was found with.
        names_from_files: whether names of faces in files become names here; null for what the kind of library does:
            personal ones take them, events do not.
        clustered_at, clustered_faces, clustered_revision: when, how many faces there were, and the library's
            ``face_revision`` then.
        compared_model, compared_prior, compared_at: with which model version and ``prior`` people were compared with
            each other last, and when.
    """

    library = models.OneToOneField(
        Library, primary_key=True, on_delete=models.CASCADE, related_name="sorting"
    )
    algorithm = models.CharField(max_length=30, default="default")
    revision = models.PositiveBigIntegerField(default=0)
    prior = models.FloatField(null=True, blank=True)
    names_from_files = models.BooleanField(null=True, blank=True)
    clustered_model = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    clustered_at = models.DateTimeField(null=True, blank=True)
    clustered_faces = models.PositiveIntegerField(default=0)
    clustered_revision = models.PositiveBigIntegerField(null=True, blank=True)
    compared_model = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    compared_prior = models.FloatField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"people of {self.library_id}"


class Person(models.Model):
    """Somebody in the photos of a library, with or without a name.

    Name, ``hidden``, ``deleted``, ``child`` and ``merged_into`` follow from the log and are written here to be searched
    by.

    Attributes:
        sort_name: the name as lists are ordered and searched by.
        cover: the face shown for the person.
        face_count, photo_count: faces and photos that are there (not in the bin), counted anew in every transaction
            that changes them.
        looks, compared: the first rises whenever the person gains or loses a face or comes back into the lists; the
            second is what it was when the person was compared with the others of the library.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="people", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    sort_name = models.CharField(max_length=2 * NAME_LENGTH, blank=True)
    hidden = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    child = models.BooleanField(
        default=False, help_text="A child: photos of them are released with more evidence."
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    cover = models.ForeignKey(Face, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    face_count = models.PositiveIntegerField(default=0)
    photo_count = models.PositiveIntegerField(default=0)
    looks = models.PositiveBigIntegerField(default=1)
    compared = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "people"
        indexes = (
            models.Index(fields=["library", "-photo_count", "id"], name="person_by_size"),
            models.Index(fields=["library", "sort_name", "id"], name="person_by_name"),
            models.Index(
                fields=["library", "id"], condition=Q(looks__gt=F("compared")), name="person_to_compare"
            ),
        )

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"


class By(models.TextChoices):
    """Why a face is somebody."""

    NOBODY = "", "Nobody"
    SAID = "said", "Somebody said so"
    CLUSTER = "cluster", "When all faces were clustered"
    ARRIVAL = "arrival", "When it arrived"
    CLASSIFIER = "classifier", "By the classifier of named people"


class Assignment(models.Model):
    """Who a face is. Every face has one row, made with it.

    Attributes:
        guess: by the machine, before what people said; ``guessed_by`` says when it was made.
        probability: of the guess, 0 to 1.
        person: who it is: follows from the guess and from what was said (``deriving``).
        why: by whom ``person`` was decided.
        seeds: good enough to found a person; the others only join those who are there.
        pending: waits to be compared with the people of the library.
        sort_at: the photo's, so that the photos of a person are read in their order.
    """

    face = models.OneToOneField(Face, primary_key=True, on_delete=models.CASCADE, related_name="assignment")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+", db_index=False)
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    guess = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    guessed_by = models.CharField(max_length=10, choices=By.choices, default=By.NOBODY, blank=True)
    probability = models.FloatField(default=0.0)
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assignments",
        db_index=False,
    )
    why = models.CharField(max_length=10, choices=By.choices, default=By.NOBODY, blank=True)
    seeds = models.BooleanField(default=False)
    pending = models.BooleanField(default=True)
    sort_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["person", "photo"], name="assignment_of_person"),
            # A search asks who is in a photo of very many photos: the index alone answers.
            models.Index(fields=["photo", "person"], name="assignment_of_photo"),
            models.Index(fields=["person", "sort_at", "photo"], name="assignment_in_order"),
            models.Index(fields=["library", "face"], name="assignment_of_library"),
            models.Index(fields=["library", "face"], condition=Q(person=None), name="assignment_nobody"),
            models.Index(fields=["library", "face"], condition=Q(pending=True), name="assignment_pending"),
        )

    def __str__(self) -> str:
        return f"face {self.face_id} is {self.person_id}"


class Statement(models.Model):
    """Something that somebody said. Rows are only ever added; ``said`` tells what they mean.

    Attributes:
        stands: whether nothing takes it back; the only thing about a row that changes.
        imported: a file said it, which somebody uploaded.
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="statements", db_index=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="said")
    other = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=NAME_LENGTH, blank=True)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    stands = models.BooleanField(default=True)
    imported = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=["library", "id"], name="statement_log"),
            models.Index(fields=["library", "id"], condition=Q(stands=True), name="statement_standing"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StatementFace(models.Model):
    """A face that a statement is about; it goes with the face.

    Attributes:
        before: whom the face was taken for when it was said.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="faces", db_index=False)
    face = models.ForeignKey(Face, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["statement", "face"], name="statement_face_once"),)

    def __str__(self) -> str:
        return f"face {self.face_id} in statement {self.statement_id}"


class ProposalState(models.TextChoices):
    WAITING = "waiting", "Being computed"
    READY = "ready", "To be looked at"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"
    FAILED = "failed", "Failed"


class Proposal(models.Model):
    """What clustering all faces anew would change. Corrections made meanwhile win when it is applied.

    Attributes:
        apply_at_once: nobody asked to look at it first.
        faces, places, people: the faces whose guess changes (int64), the place in ``people`` of the new one of each
            (int32, -1 for nobody) and ids of persons (16 bytes each), all little-endian; emptied when it is done with.
        probabilities: of the new guesses, float32.
        summary: what would change, in numbers and examples (``comparing``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    algorithm = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    apply_at_once = models.BooleanField(default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    faces = models.BinaryField(default=bytes, blank=True)
    places = models.BinaryField(default=bytes, blank=True)
    probabilities = models.BinaryField(default=bytes, blank=True)
    people = models.BinaryField(default=bytes, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    prior = models.FloatField(null=True, blank=True)
    model = models.ForeignKey(
        ModelVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    face_count = models.PositiveIntegerField(default=0)
    face_revision = models.PositiveBigIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["library", "-created_at", "-id"], name="proposal_of_library"),)

    def __str__(self) -> str:
        return f"proposal {self.pk} ({self.state})"


class FileNames(models.Model):
    """The names of faces that a file says: a photo's own metadata, or a sidecar file beside it.

    Attributes:
        photo: whose faces; null while the photo of a sidecar is not there.
        filename: of a sidecar, by which its photo is known; empty where the photo itself says it.
        digest: SHA-256 of what is said, so that nothing is said twice.
        regions: names and boxes as they were measured (``file_names``); emptied when they were read.
        waiting: not read yet.
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+", db_index=False)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64)
    regions = models.JSONField(default=dict, blank=True)
    waiting = models.BooleanField(default=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["photo", "filename"], condition=Q(photo__isnull=False), name="file_names_of_photo"
            ),
        )
        indexes = (models.Index(fields=["library", "waiting", "id"], name="file_names_waiting"),)

    def __str__(self) -> str:
        return f"names of {self.filename or self.photo_id}"


class PortraitState(models.TextChoices):
    WAITING = "waiting", "Waits until it was looked at"
    TAKEN = "taken", "The face in it is the person"
    NO_FACE = "no_face", "No face was found"
    SEVERAL = "several", "Several faces, none much larger than the others"
    SPOKEN_OF = "spoken_of", "The owner said before who the face is"
    FAILED = "failed", "Could not be used"


class Portrait(models.Model):
    """A photo that an administrator gave as one of a person, and what came of it.

    Attributes:
        upload: id of the upload that brings it, which is the photo's too unless the library had these bytes; null
            until there is one.
        photo: once it was looked at.
        face_count: how many faces were found in it.
        error_code, error: why it could not be used.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="portraits")
    filename = models.CharField(max_length=255)
    upload = models.UUIDField(null=True, blank=True)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=PortraitState.choices, default=PortraitState.WAITING)
    face_count = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.filename} of {self.person_id}"
