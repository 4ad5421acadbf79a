"""The people of a library as the API tells them, and what their owner says about them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.photos import BoxOut
from albumen.people.file_names import believes_files
from albumen.people.logbook import Entry
from albumen.people.models import NAME_LENGTH, Assignment, Person, Proposal, Sorting, Statement
from albumen.photos.models import Face, Library, LibraryKind
from albumen.photos.serving import preview_versions

API = "/api/v1"

MOST_FACES = 1000
"""Faces that one request may name."""

Algorithm = Literal[
    "default",
    "chinese_whispers",
    "dbscan",
    "hdbscan",
    "kmeans",
    "infomap",
    "leiden",
    "average_linkage",
    "connected_components",
]
FaceId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Faces = Annotated[list[FaceId], Field(min_length=1, max_length=MOST_FACES)]


class LibraryOut(Schema):
    """A set of photos of one's own, of an event or without one."""

    id: UUID
    kind: Literal["event", "personal"]
    event: UUID | None
    photo_count: int
    waiting_count: int = Field(description="Photos that are not looked at yet.")
    byte_count: int
    face_count: int
    algorithm: Algorithm = Field(description="By which its faces are clustered.")
    clustered_at: datetime | None = Field(description="When all of them were clustered last.")
    names_from_files: bool = Field(description="Whether names of faces in uploaded files become names here.")


class CroppedOut(Schema):
    """A face: where it is, in which photo, and what is needed to cut it out of a preview."""

    id: int
    photo: UUID
    box: BoxOut
    width: int | None = Field(description="Pixels of the upright photo.")
    height: int | None
    thumbhash: str = Field(description="Of the photo, Base64.")
    previews: dict[str, str] = Field(description="Addresses of the photo's previews by longest side.")


class PersonOut(Schema):
    """Somebody in the photos of a library."""

    id: UUID
    library: UUID
    name: str = Field(description="Empty where nobody gave one.")
    hidden: bool
    child: bool = Field(description="A child: photos are released to guests with more evidence.")
    deleted: bool
    merged_into: UUID | None = Field(description="Under whom this person goes on.")
    face_count: int
    photo_count: int
    cover: CroppedOut | None


class PeopleCountsOut(Schema):
    """How many people there are in a library; it changes whenever their lists do."""

    named: int
    unnamed: int
    hidden: int
    faces: int = Field(description="Faces that are somebody, hidden or not.")


class PersonFaceOut(CroppedOut):
    """A face, and who it is taken for."""

    person: UUID | None
    why: Literal["", "said", "cluster", "arrival", "classifier"] = Field(
        description="said: somebody said so; cluster: when all faces were clustered; arrival: when it arrived; "
        "classifier: the classifier of named people was sure."
    )
    probability: float = Field(description="Of the machine's guess, 0 to 1.")
    quality: float


class StatementOut(Schema):
    """Something that was said."""

    id: int
    kind: Literal[
        "name",
        "merge",
        "not_same",
        "split",
        "is",
        "is_not",
        "hide",
        "unhide",
        "child",
        "not_child",
        "delete",
        "box",
        "wrong_detection",
        "twice",
        "undo",
    ]
    at: datetime
    person: UUID | None
    other: UUID | None = Field(description="Into whom the person was merged, or who is somebody else.")
    text: str = Field(description="The name that was given.")
    photo: UUID | None
    undoes: int | None = Field(description="The statement that was taken back.")
    stands: bool = Field(description="Whether it was not taken back.")
    imported: bool = Field(description="A file said it, that somebody uploaded.")


class LogEntryOut(StatementOut):
    """Something that was said, with whom and what it was about as they are now."""

    person_name: str = Field(description="Empty where the person has no name, or nobody was spoken of.")
    other_name: str
    face: CroppedOut | None = Field(description="One of the faces it is about, else that of the person.")
    faces: int = Field(description="How many faces it is about.")
    undone: StatementOut | None = Field(description="What was taken back; null unless it is an undo.")


class SaidOut(Schema):
    """What was said, and the person as they are now; take the statement back with `undo_statement`."""

    statement: StatementOut
    person: PersonOut | None


class DrawnOut(SaidOut):
    """What was said, and the face that came by it."""

    face: int


class DrawIn(Schema):
    """A face that no machine saw, and who it is: a person who is there, or a new one, with a name or without."""

    box: BoxOut
    person: UUID | None = None
    name: str = Field("", max_length=NAME_LENGTH, description="Of a new person.")


class NameIn(Schema):
    name: str = Field(max_length=NAME_LENGTH, description="Empty to take the name away.")


class MergeIn(Schema):
    into: UUID = Field(description="The person under whom both go on.")


class FacesIn(Schema):
    faces: Faces


class NewPersonIn(FacesIn):
    name: str = Field("", max_length=NAME_LENGTH)


class AlgorithmIn(Schema):
    algorithm: Algorithm


class NamesFromFilesIn(Schema):
    believed: bool


class ProposalIn(Schema):
    """How to cluster all faces anew."""

    algorithm: Algorithm | None = Field(None, description="That of the library when it is left out.")
    apply_at_once: bool = Field(False, description="Carry it out without showing it first.")


class MergeOut(Schema):
    person: UUID
    into: UUID
    faces: int


class PartOut(Schema):
    person: UUID
    faces: int


class SplitOut(Schema):
    person: UUID
    parts: list[PartOut]


class ChangesOut(Schema):
    """What would change. Merges and splits are told one by one up to a hundred, the largest first."""

    faces: int = Field(description="Faces of the library.")
    clustered: int = Field(description="Of these, those good enough to be clustered.")
    moved: int = Field(
        description="Faces that would be somebody else, somebody for the first time, or nobody."
    )
    found: int = Field(description="Of these, faces that are nobody now.")
    lost: int = Field(description="Of these, faces that would be nobody.")
    made: int = Field(description="People who would be new.")
    emptied: int = Field(description="People who would have no face left.")
    merge_count: int
    split_count: int
    merges: list[MergeOut]
    splits: list[SplitOut]


class ProposalOut(Schema):
    """A clustering of all faces, before or after it is carried out."""

    id: UUID
    library: UUID
    algorithm: Algorithm
    state: Literal["waiting", "ready", "applying", "applied", "discarded", "failed"]
    created_at: datetime
    finished_at: datetime | None
    changes: ChangesOut | None = Field(description="Null until it is computed.")
    error_code: str
    error: str


class SampleOut(Schema):
    """Some faces of one person that would be another one."""

    person: UUID
    into: UUID
    faces: list[CroppedOut]


class ProposalDetailOut(ProposalOut):
    """A clustering with the people that its merges and splits name; people who would be new are not there yet."""

    people: list[PersonOut]
    samples: list[SampleOut] = Field(description="Of the parts of splits, while it is ready.")


def shown_library(library: Library, waiting: int) -> dict[str, Any]:
    """The fields of :class:`LibraryOut`; event and sorting must be loaded with it.

    Args:
        library: which.
        waiting: photos of it that are not looked at yet.
    """
    sorting: Sorting | None = getattr(library, "sorting", None)
    return {
        "id": library.pk,
        "kind": library.kind,
        "event": library.event.pk if library.kind == LibraryKind.EVENT else None,
        "photo_count": library.photo_count,
        "waiting_count": waiting,
        "byte_count": library.byte_count,
        "face_count": library.face_count,
        "algorithm": sorting.algorithm if sorting else "default",
        "clustered_at": sorting.clustered_at if sorting else None,
        "names_from_files": believes_files(library.kind, sorting.names_from_files if sorting else None),
    }


def shown_person(person: Person) -> dict[str, Any]:
    """The fields of :class:`PersonOut`; cover and its photo must be loaded with the person."""
    return {
        "id": person.pk,
        "library": person.library_id,
        "name": person.name,
        "hidden": person.hidden,
        "child": person.child,
        "deleted": person.deleted,
        "merged_into": person.merged_into_id,
        "face_count": person.face_count,
        "photo_count": person.photo_count,
        "cover": shown_crop(person.cover) if person.cover is not None else None,
    }


def shown_face(row: Assignment) -> dict[str, Any]:
    """The fields of :class:`PersonFaceOut`; face and photo must be loaded with the row."""
    return {
        **shown_crop(row.face),
        "person": row.person_id,
        "why": row.why,
        "probability": row.probability,
        "quality": row.face.quality,
    }


def shown_statement(statement: Statement) -> dict[str, Any]:
    """The fields of :class:`StatementOut`."""
    return {
        "id": statement.pk,
        "kind": statement.kind,
        "at": statement.at,
        "person": statement.person_id,
        "other": statement.other_id,
        "text": statement.text,
        "photo": statement.photo_id,
        "undoes": statement.undoes_id,
        "stands": statement.stands,
        "imported": statement.imported,
    }


def shown_entry(entry: Entry) -> dict[str, Any]:
    """The fields of :class:`LogEntryOut`."""
    statement = entry.statement
    about = entry.about
    cover = about.person.cover if about.person else None
    face = entry.face or cover
    return {
        **shown_statement(statement),
        "person_name": about.person.name if about.person else "",
        "other_name": about.other.name if about.other else "",
        "face": shown_crop(face) if face else None,
        "faces": entry.faces,
        "undone": shown_statement(about) if about.pk != statement.pk else None,
    }


def shown_sample(person: UUID, into: UUID, faces: list[Face]) -> dict[str, Any]:
    """The fields of :class:`SampleOut`; photos must be loaded with the faces."""
    return {"person": person, "into": into, "faces": [shown_crop(face) for face in faces]}


def shown_proposal(proposal: Proposal) -> dict[str, Any]:
    """The fields of :class:`ProposalOut`."""
    return {
        "id": proposal.pk,
        "library": proposal.library_id,
        "algorithm": proposal.algorithm,
        "state": proposal.state,
        "created_at": proposal.created_at,
        "finished_at": proposal.finished_at,
        "changes": proposal.summary or None,
        "error_code": proposal.error_code,
        "error": proposal.error,
    }


def shown_crop(face: Face) -> dict[str, Any]:
    """The fields of :class:`CroppedOut`; the photo must be loaded with the face."""
    address = f"{API}/photos/{face.photo_id}"
    return {
        "id": face.pk,
        "photo": face.photo_id,
        "box": {"left": face.left, "top": face.top, "width": face.width, "height": face.height},
        "width": face.photo.width,
        "height": face.photo.height,
        "thumbhash": face.photo.thumbhash,
        "previews": {
            str(size): f"{address}/preview/{size}?v={version}"
            for size, version in preview_versions(face.photo).items()
        },
    }
