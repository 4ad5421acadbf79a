"""Write down what was found in a photo, in place of what was found before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from albumen.audit.action import Action
from albumen.config.worded import Worded
from albumen.events.models import Event
from albumen.find.describing import describe
from albumen.find.kinds import DESCRIBE, TOGETHER
from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.jobs.enqueue import Ask, enqueue, enqueue_each
from albumen.people.counting import count_people, people_of_faces
from albumen.people.drawn import DRAWN, drawn_faces
from albumen.people.expecting import comparing, expect_faces, expect_new_faces
from albumen.people.file_names import keep_names
from albumen.people.holding import hold
from albumen.people.kinds import LOOK
from albumen.people.ledger import spoken_of
from albumen.photos.doomed import doom
from albumen.photos.found_rows import face_row, write_embeddings
from albumen.photos.ingest_faces import SAME_FACE, FoundFace, FoundFaces, pair_up
from albumen.photos.kinds import LARGE_PREVIEW
from albumen.photos.models import Embedding, Face, Library, LibraryKind, ModelVersion, Photo, PhotoState
from albumen.photos.storage_keys import PREVIEW_SIZES
from albumen.upgrades.missing import settle_generations

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a photo.

    Attributes:
        width, height: pixels of the upright original.
        media_type: by its bytes.
        fields: what the file itself says (``metadata_fields.fields_of``).
        previews: storage keys by size.
        thumbhash: base64.
        found: its faces.
        models: the row of each pack's version, by the pack's name.
        named: faces with names in the file's own metadata (``imaging.xmp.regions.Measured`` as JSON).
    """

    width: int
    height: int
    media_type: str
    fields: dict[str, Any]
    previews: dict[str, str]
    thumbhash: str
    found: FoundFaces
    models: dict[str, ModelVersion]
    named: dict[str, Any] | None = None


class RecordAnalysis(Action[bool]):
    """Make a photo ready: previews, metadata, faces and embeddings, and have the faces shown to the guests.

    Faces of an earlier run keep their row where a new one covers the same place, so that matches keep their face and
    people theirs.
    What a person set stays. Called inside the transaction that finishes the job; system only. Tells whether the photo
    is still there: nothing is written for one that was deleted meanwhile.
    """

    name = "photo.record_analysis"

    def __init__(self, photo: Photo, analysis: Analysis) -> None:
        super().__init__(None)
        self.photo, self.analysis = photo, analysis
        self._faces = self._counted = self._kept_for_words = self._drawn = 0

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return False

    def perform(self) -> bool:
        before = _LOOKED_AT.rows(key=self.photo.pk)
        if before and before[0][0]:  # there are faces, and perhaps people
            hold(self.photo.library_id)
        photo: Photo | None = _HELD.first(key=self.photo.pk)
        if photo is None:
            return False
        photo.library = self.photo.library
        outdated = set(photo.previews.values()) - set(self.analysis.previews.values())
        event = self.photo.library.kind == LibraryKind.EVENT
        closed = event and Event.objects.filter(library=photo.library_id, closed_at__isnull=False).exists()
        if closed:
            # It closed while the networks looked: what they saw is forgotten.
            self.analysis = replace(self.analysis, found=FoundFaces([], {}))
        counted = photo.face_count
        values = self._say(photo)
        if (
            photo.described_at is not None
        ):  # new photos are described together with others that come with them
            describe([photo])
        self._write_faces(photo)
        self._write_photo(photo, values)
        library = Library.objects.filter(pk=photo.library_id)
        more = photo.face_count - counted
        library.update(face_revision=F("face_revision") + 1, face_count=Greatest(F("face_count") + more, 0))
        if not closed:
            # Read after the library's row was written: whoever starts, switches or ends an upgrade holds it.
            settle_generations(photo, set(self.analysis.found.packs))
        if self.analysis.named:
            keep_names(self.photo.library, photo, self.analysis.named)
        enqueue_each(self._to_do(photo), scope=photo.library_id)
        doom(outdated)
        return True

    def _to_do(self, photo: Photo) -> Iterator[Ask]:
        """What is done after the photo is ready."""
        if self._faces:
            yield comparing(photo.library_id)
        if photo.described_at is None:
            yield Ask(DESCRIBE, photo.library_id, after=TOGETHER)
        if self.photo.library.kind == LibraryKind.EVENT:
            yield Ask(MATCH_LIBRARY, photo.library_id, {"library": str(photo.library_id)}, after=GATHER)
        if str(PREVIEW_SIZES[-1]) not in self.analysis.previews:
            yield Ask(LARGE_PREVIEW, photo.pk, {"photo": str(photo.pk)})

    def _say(self, photo: Photo) -> dict[str, Any]:
        """Tell the photo what its file says, but for what a person set; answers what that was, by field."""
        done = self.analysis
        values = {name: value for name, value in done.fields.items() if name not in photo.edited_fields}
        if "taken_at" in photo.edited_fields:
            values.pop("taken_offset", None)
        if "latitude" in photo.edited_fields:
            for name in ("country", "region", "city"):
                values.pop(name, None)
        for name, value in values.items():
            setattr(photo, name, value)
        photo.sort_at = photo.taken_at or photo.received_at
        return values

    def _write_photo(self, photo: Photo, values: dict[str, Any]) -> None:
        done = self.analysis
        photo.width, photo.height, photo.media_type = done.width, done.height, done.media_type
        photo.previews, photo.thumbhash = done.previews, done.thumbhash
        photo.state, photo.error_code, photo.error = PhotoState.READY, "", ""
        photo.face_count = self._counted
        photo.analysed_with = {name: version for name, (version, _) in done.found.packs.items()}
        photo.ready_at = photo.ready_at or timezone.now()
        photo.matched_at = None
        photo.save(update_fields=(*_PHOTO_WRITTEN, *values))

    def _write_faces(self, photo: Photo) -> None:
        found = self._besides_drawn(photo)
        # Faces come in the transaction that writes who looked for them: before that there are none to be found.
        there = list(photo.faces.exclude(found_by=DRAWN).order_by("pk")) if photo.analysed_with else []
        boxes = [(face.left, face.top, face.width, face.height) for face in there]
        pairs = dict(pair_up([face.box for face in found], boxes, SAME_FACE))
        rows = [face_row(photo, face) for face in found]
        for index, old in pairs.items():
            rows[index].pk, rows[index].created_at = there[old].pk, there[old].created_at
        if there:
            kept = {there[old].pk for old in pairs.values()}
            self._forget([face.pk for face in there if face.pk not in kept])
            Embedding.objects.filter(face__in=kept).delete()
            Face.objects.bulk_update([rows[index] for index in pairs], _FACE_FIELDS)
        Face.objects.bulk_create([row for index, row in enumerate(rows) if index not in pairs])
        self._counted = len(rows) + self._kept_for_words + self._drawn
        embeddings = write_embeddings(photo, zip(rows, found, strict=True), self.analysis.models)
        if photo.analysed_with:
            self._faces = expect_faces(photo.library_id, [photo.pk])
        else:
            self._faces = expect_new_faces(photo, rows, {row.face_id for row in embeddings})

    def _besides_drawn(self, photo: Photo) -> list[FoundFace]:
        """What was found where nobody drew a face. The packs look at those that were drawn by themselves."""
        found = self.analysis.found.faces
        drawn = list(drawn_faces(photo.pk)) if photo.analysed_with else []
        for face in drawn:
            enqueue(LOOK, face.pk, scope=photo.library_id)
        self._drawn = len(drawn)
        boxes = [(face.left, face.top, face.width, face.height) for face in drawn]
        twice = {index for index, _ in pair_up([face.box for face in found], boxes, SAME_FACE)}
        return [face for index, face in enumerate(found) if index not in twice]

    def _forget(self, gone: list[int]) -> None:
        """Faces that are found no longer, but for those of which somebody said who they are, or that they are none."""
        if not gone:
            return
        kept = spoken_of(gone)
        gone = [face for face in gone if face not in kept]
        self._kept_for_words = len(kept)
        people = people_of_faces(gone)
        Face.objects.filter(pk__in=gone).delete()
        count_people(people)


_PHOTO_READ = (
    "library_id",
    "filename",
    "title",
    "description",
    "location",
    "photographer",
    "camera_make",
    "camera_model",
    "taken_offset",
    "country",
    "region",
    "city",
    "sort_at",
    "edited_fields",
    "previews",
    "analysed_with",
    "face_count",
    "taken_at",
    "received_at",
    "ready_at",
    "described_at",
)
_LOOKED_AT = Worded(lambda key: Photo.objects.filter(pk=key).values_list("analysed_with"), key=UUID)
_HELD = Worded(
    lambda key: (
        Photo.objects.select_for_update(of=("self",))
        .filter(pk=key, binned_at=None)
        .only(*_PHOTO_READ)
        .order_by()
    ),
    key=UUID,
)
_PHOTO_WRITTEN = (
    "width",
    "height",
    "media_type",
    "previews",
    "thumbhash",
    "state",
    "error_code",
    "error",
    "face_count",
    "analysed_with",
    "sort_at",
    "ready_at",
    "matched_at",
    "updated_at",
    "described_at",
)
_FACE_FIELDS = (
    "found_by",
    "left",
    "top",
    "width",
    "height",
    "landmarks",
    "score",
    "quality",
    "quality_parts",
)
