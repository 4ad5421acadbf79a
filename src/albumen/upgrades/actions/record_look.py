"""Write down what the generation beside sees in a photo, and leave everything else as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import F

from albumen.audit.action import Action
from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.jobs.enqueue import Ask, enqueue_each
from albumen.people.drawn import DRAWN, drawn_faces
from albumen.people.expecting import comparing, expect_faces
from albumen.people.holding import hold
from albumen.people.looking import box_of
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.found_rows import face_row, write_embeddings
from albumen.photos.ingest import models_of
from albumen.photos.ingest_faces import SAME_FACE, FoundFace, pair_up
from albumen.photos.models import Embedding, Face, Library, LibraryKind, Photo
from albumen.photos.showing import show_again
from albumen.upgrades.filling import seen
from albumen.upgrades.missing import PacksChangedError

if TYPE_CHECKING:
    from albumen.upgrades.looking import Seen


class RecordLook(Action[None]):
    """Faces that are there get another embedding each, found again by their place; new ones come as nobody's.

    Rows, what people said, matches and who decides are not touched. Where a pack that looked has come to decide
    meanwhile, the faces are compared with the people and shown to the guests again. Called inside the transaction that
    finishes the job; system only. Nothing is written where the packs look at this library no longer, or the photo is
    gone.

    Raises:
        PacksChangedError: a face was drawn meanwhile, or the photo was analysed anew; it is to be looked at again.
    """

    name: ClassVar[str] = "upgrade.look"

    def __init__(self, photo: Photo, seen: Seen) -> None:
        super().__init__(None)
        self.photo, self.seen = photo, seen

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> None:
        library_id = self.photo.library_id
        hold(library_id)
        photo = Photo.objects.select_for_update(of=("self",), no_key=True).filter(pk=self.photo.pk).first()
        library = Library.objects.select_for_update(of=("self",), no_key=True).filter(pk=library_id).first()
        wanted = {*library.packs, *library.beside} if library else set()
        if photo is None or not wanted.issuperset(self.seen.packs):
            return
        if not libraries_to_encode().filter(pk=library_id).exists():
            return
        if wanted - {*photo.analysed_with, *self.seen.packs}:
            raise PacksChangedError("The photo was analysed anew while it was looked at.")
        if self.seen.packs:
            drawn = list(drawn_faces(photo.pk))
            if not {face.pk for face in drawn} <= self.seen.drawn.keys():
                raise PacksChangedError("A face was drawn in the photo while it was looked at.")
            self._write(photo, drawn)
            if library is not None and {*library.packs} & {*self.seen.packs}:
                self._show(library)
        seen(library_id, photo=photo.pk)

    def _show(self, library: Library) -> None:
        """Have faces that those who decide had not seen compared with everybody, people and guests."""
        asked = []
        if expect_faces(library.pk, [self.photo.pk]):
            asked.append(comparing(library.pk))
        show_again(Photo.objects.filter(pk=self.photo.pk))
        if library.kind == LibraryKind.EVENT:
            asked.append(Ask(MATCH_LIBRARY, library.pk, {"library": str(library.pk)}, after=GATHER))
        enqueue_each(asked, scope=library.pk)

    def _write(self, photo: Photo, drawn: list[Face]) -> None:
        found = self.seen.found.faces
        models = models_of(self.seen.found.packs)
        Embedding.objects.filter(photo=photo, model__pack__in=self.seen.packs).delete()
        there = list(photo.faces.exclude(found_by=DRAWN).order_by("pk"))
        boxes = [box_of(face) for face in there]
        places = dict(pair_up([face.box for face in found], boxes, SAME_FACE))
        at_drawn = {
            index
            for index, _ in pair_up([face.box for face in found], [box_of(face) for face in drawn], SAME_FACE)
        }
        rows: list[tuple[Face, FoundFace]] = []
        new: list[Face] = []
        for index, face in enumerate(found):
            if index in places:
                rows.append((there[places[index]], face))
            elif index not in at_drawn:
                new.append(face_row(photo, face))
                rows.append((new[-1], face))
        Face.objects.bulk_create(new)
        rows += [(face, look) for face in drawn if (look := self.seen.drawn.get(face.pk)) is not None]
        write_embeddings(photo, rows, models)
        photo.analysed_with = {
            **photo.analysed_with,
            **{name: version for name, (version, _) in self.seen.found.packs.items()},
        }
        photo.face_count += len(new)
        photo.save(update_fields=["analysed_with", "face_count"])
        count = F("face_count") + (len(new) if photo.binned_at is None else 0)
        Library.objects.filter(pk=photo.library_id).update(
            face_revision=F("face_revision") + 1, face_count=count
        )
        if new and expect_faces(photo.library_id, [photo.pk]):
            enqueue_each([comparing(photo.library_id)], scope=photo.library_id)
