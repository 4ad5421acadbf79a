"""Libraries, photos, the faces in them and their embeddings, and uploads on their way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from albumen.identifiers import new_id


class LibraryKind(models.TextChoices):
    EVENT = "event", "Event"
    PERSONAL = "personal", "Personal"


class Library(models.Model):
    """A set of photos in which faces are compared; nothing is ever compared across libraries.

    Attributes:
        packs: names of the model packs, the first of which finds the faces and decides alone when it is the only one.
        photo_count, byte_count, face_count: photos that are there, bytes of their originals and faces found in them,
            kept in the transactions that change them, so that quotas and dashboards cost no counting.
        face_revision: rises with every change to the faces; galleries and answers are valid for one revision.
        beside: packs of another generation, which look at every photo too and decide nothing (``upgrades``).
        releases_kept_at: what was released to guests until then stays theirs, whatever other models say of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="libraries")
    kind = models.CharField(max_length=10, choices=LibraryKind.choices)
    packs = models.JSONField(default=list)
    beside = models.JSONField(default=list, blank=True)
    releases_kept_at = models.DateTimeField(null=True, blank=True)
    max_photos = models.PositiveIntegerField(null=True, blank=True)
    max_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    photo_count = models.PositiveIntegerField(default=0)
    byte_count = models.PositiveBigIntegerField(default=0)
    face_count = models.PositiveIntegerField(default=0)
    face_revision = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return f"{self.kind} library {self.id}"


class PhotoState(models.TextChoices):
    RECEIVED = "received", "Received"
    PROCESSING = "processing", "Being processed"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Photo(models.Model):
    """One photo: its original never changes, everything else is derived from it or said by people.

    Attributes:
        original: storage key of the original; chosen by us, never by the uploader.
        previews: storage keys by longest side, ``{"320": "…", "1280": "…", "2560": "…"}``.
        taken_at: instant, UTC; of a camera without zone, its clock read in the event's zone.
        sort_at: what lists are ordered by: when taken, else when received.
        binned_at: when it was deleted by a person; destroyed for good when the time for undo is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="photos")
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploaded_photos"
    )
    filename = models.CharField(max_length=255, help_text="As the uploader named it, made safe.")
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60, blank=True, help_text="By its bytes, never by its name.")
    original = models.CharField(max_length=300)
    previews = models.JSONField(default=dict, blank=True)
    thumbhash = models.CharField(max_length=60, blank=True, help_text="Base64.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    orientation = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="EXIF, 1 to 8, by which the original is turned upright."
    )

    state = models.CharField(max_length=10, choices=PhotoState.choices, default=PhotoState.RECEIVED)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    face_count = models.PositiveIntegerField(default=0)
    analysed_with = models.JSONField(
        default=dict, blank=True, help_text="Version of each pack that looked at it."
    )

    taken_at = models.DateTimeField(null=True, blank=True)
    taken_offset = models.SmallIntegerField(
        null=True, blank=True, help_text="Minutes east of UTC, if the file says."
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    altitude = models.FloatField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="Two letters, by the coordinates.")
    region = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)
    camera_make = models.CharField(max_length=100, blank=True)
    camera_model = models.CharField(max_length=100, blank=True)
    lens = models.CharField(max_length=100, blank=True)

    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    location = models.CharField(max_length=200, blank=True)
    photographer = models.CharField(max_length=200, blank=True)
    edited_fields = models.JSONField(
        default=list, blank=True, help_text="Fields a person set: no re-run touches them."
    )

    received_at = models.DateTimeField(auto_now_add=True)
    sort_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    matched_at = models.DateTimeField(
        null=True, blank=True, help_text="When its faces were shown to every guest."
    )
    described_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was written down what it is found by."
    )
    updated_at = models.DateTimeField(auto_now=True)
    binned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["library", "sha256"], condition=Q(binned_at=None), name="photo_once_in_library"
            ),
        )
        indexes = (
            models.Index(
                fields=["library", "sort_at", "id"], condition=Q(binned_at=None), name="photo_order"
            ),
            models.Index(fields=["library", "state", "id"], condition=Q(binned_at=None), name="photo_state"),
            models.Index(
                fields=["library", "state", "sort_at", "id"],
                condition=Q(binned_at=None),
                name="photo_state_order",
            ),
            # Progress is counted of it alone, every second: SQLite takes no partial index for one that covers a query.
            models.Index(fields=["library", "binned_at", "state", "matched_at"], name="photo_progress"),
            models.Index(fields=["library", "received_at"], name="photo_received"),
            # Whole answers of the dashboard: SQLite takes no partial index for one that covers a query.
            models.Index(fields=["library", "received_at", "face_count", "binned_at"], name="photo_arrival"),
            models.Index(fields=["uploader", "received_at"], name="photo_uploader"),
            # A sidecar file knows its photo by nothing but its name.
            models.Index(fields=["library", "filename"], condition=Q(binned_at=None), name="photo_filename"),
            models.Index(fields=["binned_at"], condition=Q(binned_at__isnull=False), name="photo_bin"),
            models.Index(
                fields=["library", "sort_at", "id"],
                condition=Q(binned_at__isnull=False),
                name="photo_bin_order",
            ),
            models.Index(
                fields=["library", "id"],
                condition=Q(state="ready", matched_at=None, binned_at=None),
                name="photo_unmatched",
            ),
            models.Index(
                fields=["library", "id"],
                condition=Q(described_at=None, binned_at=None),
                name="photo_undescribed",
            ),
            # How many faces are in it: searches walk through the photos with so many in the order of lists.
            models.Index(
                fields=["library", "face_count", "sort_at", "id"],
                condition=Q(binned_at=None),
                name="photo_faces_order",
            ),
        )

    def __str__(self) -> str:
        return self.filename


class Face(models.Model):
    """A face in a photo; where it is, not who it is.

    Attributes:
        left, top, width, height: box in fractions of the upright photo's width and height; may reach outside 0..1.
        landmarks: five points (x, y) in the same fractions, float32, 40 bytes, scheme of the pack that found it.
        found_by: name of the pack that found it, or ``person`` for a box drawn by hand.
    """

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="faces")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="faces")
    found_by = models.CharField(max_length=40)
    left = models.FloatField()
    top = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    landmarks = models.BinaryField(max_length=40)
    score = models.FloatField(help_text="Confidence of the detector, 0 to 1.")
    quality = models.FloatField(help_text="Expected usefulness for recognition, 0 to 1.")
    quality_parts = models.JSONField(
        default=dict, help_text="Size, sharpness, yaw, pitch, roll, exposure, visible."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"face {self.pk} in {self.photo_id}"


class ModelVersion(models.Model):
    """A pack in one version: embeddings compare only within one."""

    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    dimension = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["pack", "version"], name="model_version_once"),)

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class Embedding(models.Model):
    """What one pack says about one face: a unit vector, raw little-endian float32."""

    face = models.ForeignKey(Face, on_delete=models.CASCADE, related_name="embeddings")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    vector = models.BinaryField()
    usefulness = models.FloatField(help_text="Quality of the face as this pack sees it, 0 to 1.")
    reliable = models.BooleanField(help_text="Sharp enough for its similarity to count in full.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["face", "model"], name="embedding_once"),)
        indexes = (models.Index(fields=["library", "model", "id"], name="embedding_gallery"),)

    def __str__(self) -> str:
        return f"embedding of face {self.face_id}"


class UploadState(models.TextChoices):
    OPEN = "open", "Open"
    COMPLETE = "complete", "All bytes here"
    RECEIVED = "received", "Became a photo"
    DUPLICATE = "duplicate", "Was there already"
    REFUSED = "refused", "Refused"


class Upload(models.Model):
    """A tus upload: bytes on their way to becoming a photo. Its file lies in the spool under its id.

    Attributes:
        offset: bytes known to be on the disk; the file may be longer after a crash, never shorter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    metadata = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.OPEN)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["user", "state"], name="upload_of_user"),
            models.Index(fields=["library", "state"], name="upload_of_library"),
            models.Index(fields=["expires_at"], name="upload_expiry"),
        )

    def __str__(self) -> str:
        return self.filename


class DoomedFile(models.Model):
    """A stored file whose row is gone: written in the transaction that deletes the row, removed by a job after it.

    So a crash between the two leaves neither a row without a file nor a file nobody knows of.
    """

    key = models.CharField(max_length=300)
    after = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
