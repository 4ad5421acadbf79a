"""Destroying what packs saw that neither decide nor look any more, a few hundred rows at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from albumen.guests.models import Match, ReferenceFace
from albumen.jobs import clock
from albumen.people.counting import count_people, people_of_faces
from albumen.people.drawn import DRAWN
from albumen.people.holding import hold
from albumen.people.ledger import spoken_of
from albumen.people.models import Assignment
from albumen.photos.counting import count_faces
from albumen.photos.galleries import destroy_galleries
from albumen.photos.models import Embedding, Face, Library, ModelVersion, Photo
from albumen.upgrades.models import Upgrade, UpgradeState

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob

ROWS_AT_ONCE = 500


def dismantle(job: RunningJob) -> None:
    """Destroy the generation that goes; may be stopped anywhere and called again.

    The payload says how far it is with what is gone through rather than used up: faces and photos, by their keys.
    """
    upgrade = Upgrade.objects.select_related("library").filter(pk=job.key).first()
    ends = {UpgradeState.DROPPING: UpgradeState.DONE, UpgradeState.ABORTING: UpgradeState.ABORTED}
    if upgrade is None or upgrade.state not in ends:
        return
    library = upgrade.library
    names = _gone(upgrade)
    for place in _steps(library, names, job.payload):
        if job.turn_over():
            with job.continuing(place):
                return
    # The rows are gone for good: what a search built of them goes too. Galleries of the others are built again.
    destroy_galleries(library.pk)
    with job.finishing():
        Upgrade.objects.filter(pk=upgrade.pk, state=upgrade.state).update(
            state=ends[UpgradeState(upgrade.state)],
            revision=F("revision") + 1,
            summary={},
            finished_at=clock.now(),
        )


def _gone(upgrade: Upgrade) -> list[str]:
    """Packs of this upgrade that neither decide nor look any more."""
    library = upgrade.library
    both = dict.fromkeys([*upgrade.old_packs, *upgrade.new_packs])
    return [name for name in both if name not in (*library.packs, *library.beside)]


def _steps(library: Library, names: list[str], place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One short transaction after the other; yields where to go on."""
    models = list(ModelVersion.objects.filter(pack__in=names))
    references = ReferenceFace.objects.filter(event__library=library, model__in=models)
    embeddings = Embedding.objects.filter(library=library, model__in=models)
    while keys := list(references.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        ReferenceFace.objects.filter(pk__in=keys).delete()
        yield place
    while keys := list(embeddings.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        with transaction.atomic():
            hold(library.pk)
            Embedding.objects.filter(pk__in=keys).delete()
            # Galleries hold for one revision: this makes every compiled one worthless at once.
            Library.objects.filter(pk=library.pk).update(face_revision=F("face_revision") + 1)
        yield place
    while (face := _forget_faces(library.pk, names, int(place.get("face", 0)))) is not None:
        place = {**place, "face": face}
        yield place
    photo = UUID(place["photo"]) if "photo" in place else None
    while (photo := _forget_looks(library.pk, names, photo)) is not None:
        place = {**place, "photo": str(photo)}
        yield place


def _forget_faces(library: UUID, names: list[str], after: int) -> int | None:
    """Faces that only these packs found, that nobody spoke of, that are nobody's and no match shows; goes on by key."""
    with transaction.atomic():
        hold(library)
        keys = list(
            _nobodies(library, names).filter(pk__gt=after).values_list("pk", flat=True)[:ROWS_AT_ONCE]
        )
        if not keys:
            return None
        said = spoken_of(keys)
        gone = [key for key in keys if key not in said]
        if gone:
            photos = Counter(Face.objects.filter(pk__in=gone).values_list("photo_id", flat=True))
            held = Photo.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(photos))
            list(held.order_by("pk").values_list("pk"))
            people = people_of_faces(gone)
            Face.objects.filter(pk__in=gone).delete()
            for count in set(photos.values()):
                mine = [photo for photo, number in photos.items() if number == count]
                Photo.objects.filter(pk__in=mine).update(face_count=F("face_count") - count)
            count_people(people)
            count_faces(library)
        return keys[-1]


def _nobodies(library: UUID, names: list[str]) -> QuerySet[Face]:
    face = OuterRef("pk")
    return (
        Face.objects.filter(library=library, found_by__in=names)
        .exclude(found_by=DRAWN)
        .filter(
            ~Exists(Embedding.objects.filter(face=face)),
            ~Exists(Match.objects.filter(face=face)),
            ~Exists(Assignment.objects.filter(face=face, person__isnull=False)),
        )
        .order_by("pk")
    )


def _forget_looks(library: UUID, names: list[str], after: UUID | None) -> UUID | None:
    """Write down of some photos that these packs have not looked at them; goes on by key."""
    with transaction.atomic():
        rows = Photo.objects.select_for_update(of=("self",), no_key=True).filter(library=library)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        photos = list(rows.only("pk", "analysed_with").order_by("pk")[:ROWS_AT_ONCE])
        changed = [photo for photo in photos if photo.analysed_with.keys() & set(names)]
        for photo in changed:
            photo.analysed_with = {
                name: version for name, version in photo.analysed_with.items() if name not in names
            }
        Photo.objects.bulk_update(changed, ["analysed_with"], batch_size=200)
        return photos[-1].pk if photos else None
