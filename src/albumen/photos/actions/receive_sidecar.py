"""A sidecar whose bytes are all here becomes names of faces."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from albumen.audit.action import Action
from albumen.jobs.models import Job, State
from albumen.people.file_names import photos_named, put_down, takes_names
from albumen.photos.kinds import RECEIVE_UPLOAD
from albumen.photos.models import Upload, UploadState
from albumen.photos.sidecars import NamesNotWantedError, SeveralPhotosError, read_sidecar


class ReceiveSidecar(Action[bool]):
    """Keep what a sidecar says until the faces of its photo are known; whether it says anything new.

    Its photo is the one in the library of the same name, ``a.jpg`` for ``a.jpg.xmp`` and for ``a.xmp``; where it is not
    there yet it is waited for. The file itself is not kept.

    Args:
        upload: complete; it ends in the same transaction.
        spool_path: its bytes.

    Raises:
        XmpError, TooLargeError: it cannot be read.
        NamesNotWantedError: names in files do not count in this library.
        SeveralPhotosError: more than one photo is called like this.
    """

    name: ClassVar[str] = "sidecar.receive"

    def __init__(self, upload: Upload, spool_path: Path) -> None:
        super().__init__(upload.user)
        self.upload = upload
        self._measured = read_sidecar(spool_path)

    def permitted(self, actor: Any) -> bool:
        return bool(self.upload.library.owner_id == actor.pk)

    def perform(self) -> bool:
        upload = self.upload
        if not takes_names(upload.library):
            raise NamesNotWantedError("Names in files do not count here.")
        photos = photos_named(upload.library_id, [upload.filename]).get(upload.filename, [])
        if len(photos) > 1:
            raise SeveralPhotosError("Several photos are called like this file.")
        photo = photos[0] if photos else None
        new = bool(self._measured) and put_down(
            upload.library_id, photo, upload.filename, self._measured.as_json(), actor=upload.user_id
        )
        state = UploadState.RECEIVED if new else UploadState.DUPLICATE
        Upload.objects.filter(pk=upload.pk).update(state=state, photo=photo)
        Job.objects.filter(kind=RECEIVE_UPLOAD.name, key=str(upload.pk), state=State.WAITING).delete()
        return new

    def target(self, result: bool) -> tuple[str, object] | None:
        return ("library", self.upload.library_id) if result else None
