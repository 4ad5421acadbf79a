"""Adding a person to a library, with photos of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from albumen.audit.action import Action, Permitted, Result, Stepwise
from albumen.errors import AlbumenError, Fault
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.name_person import NamePerson, clean_name
from albumen.people.errors import BadNameError, LibraryNotFoundError
from albumen.people.holding import hold
from albumen.people.kinds import PORTRAIT
from albumen.people.models import Person, Portrait
from albumen.people.portraits import WAIT, fail
from albumen.photos.actions.append_upload import AppendUpload, Transfer
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.models import Library, LibraryKind
from albumen.photos.upload_names import safe_filename


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that was sent: its name, its size in bytes, and the bytes."""

    filename: str
    size: int
    pieces: Iterator[bytes]


class _OfAdministrators(Permitted[Result]):
    """Only they may do it."""

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_superuser)


class _OfPortraits(_OfAdministrators[list[Portrait]]):
    name: ClassVar[str] = "person.portraits"

    def __init__(self, actor: Any, person: Person, pictures: Sequence[Picture]) -> None:
        super().__init__(actor)
        self.person, self.pictures = person, pictures


class _Announce(_OfPortraits, Action[list[Portrait]]):
    """Write down which photos of a person are coming, and have each looked after whatever happens."""

    def perform(self) -> list[Portrait]:
        names = [safe_filename(picture.filename) for picture in self.pictures]
        rows = [Portrait.objects.create(person=self.person, filename=name) for name in names]
        for row in rows:
            enqueue(PORTRAIT, row.pk, scope=self.person.library_id, after=WAIT)
        return rows

    def target(self, result: list[Portrait]) -> tuple[str, object]:
        return ("person", self.person.pk)

    def details(self, result: list[Portrait]) -> dict[str, Any]:
        return {"photos": len(result)}


class GivePortraits(_OfPortraits, Stepwise[list[Portrait]]):
    """Photos of a person, put into their library as its owner's uploads are; each is a transaction of its own.

    One that cannot be taken is told at its row and keeps no other back.

    Raises:
        LibraryNotFoundError: the library is closed or deleted.
    """

    def proceed(self) -> list[Portrait]:
        there = libraries_to_encode().select_related("owner", "event")
        library = there.filter(pk=self.person.library_id).first()
        if library is None:
            raise LibraryNotFoundError
        rows = _Announce(self.actor, self.person, self.pictures).execute()
        for row, picture in zip(rows, self.pictures, strict=True):
            try:
                _take_in(library, row, picture)
            except AlbumenError as error:
                fail(row.pk, error.code, error.sentence)
        return rows


def _take_in(library: Library, portrait: Portrait, picture: Picture) -> None:
    """As an upload of the owner's: on the disk before the row says so, and never lost from then on."""
    event = library.kind == LibraryKind.EVENT
    where = {"event": str(library.event.pk)} if event else {"library": str(library.pk)}
    with transaction.atomic():
        upload = CreateUpload(library.owner, picture.size, {**where, "filename": picture.filename}).execute()
        Portrait.objects.filter(pk=portrait.pk).update(upload=upload.pk)
    AppendUpload(library.owner, upload, Transfer(0, picture.size, picture.pieces)).execute()


class AddPerson(_OfAdministrators[Person], Action[Person]):
    """Somebody with a name, without a face yet; an administrator only.

    Raises:
        BadNameError: it cannot be a name.
        LibraryNotFoundError: the library is closed or deleted.
    """

    name: ClassVar[str] = "person.add"

    def __init__(self, actor: Any, library: Library, called: str) -> None:
        super().__init__(actor)
        self.library, self.called = library, clean_name(called)
        if not self.called:
            raise BadNameError("The person needs a name.", fields={"name": Fault("required", "A name.")})

    def perform(self) -> Person:
        hold(self.library.pk)
        if not libraries_to_encode().filter(pk=self.library.pk).exists():
            raise LibraryNotFoundError
        person = Person.objects.create(library=self.library)
        NamePerson(None, person, self.called).execute()
        return person

    def target(self, result: Person) -> tuple[str, object]:
        return ("person", result.pk)

    def details(self, result: Person) -> dict[str, Any]:
        return {"library": str(self.library.pk)}
