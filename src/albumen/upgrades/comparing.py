"""What a switch would change: people, guests' matches, and faces that only one generation finds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from albumen.events.models import Event
from albumen.guests.foreseeing import EXAMPLES, Foreseen, foresee
from albumen.jobs import clock
from albumen.people.clustering import Computed, compute, make_missing_rows
from albumen.people.models import Sorting
from albumen.people.voices import voices_among
from albumen.photos.models import Embedding, Face, Library, LibraryKind, ModelVersion, PhotoState
from albumen.upgrades.guesses import read_guesses
from albumen.upgrades.models import Guesses, Side, Unseen, Upgrade, UpgradeState

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob

PEOPLE_SHARE = 0.6
"""Part of the work that clustering is counted as, for progress."""


def compare_generations(job: RunningJob) -> None:
    """Compute it beside everything; nothing is held, nothing but the upgrade changes.

    Raises:
        PeoplePackError, PackUnfittedError: the new packs cannot say who somebody is.
    """
    upgrade = Upgrade.objects.select_related("library").filter(pk=job.key).first()
    if upgrade is None or upgrade.state != UpgradeState.COMPARING:
        return
    library = upgrade.library
    revision = library.face_revision
    make_missing_rows(library)
    voices = voices_among(upgrade.new_packs)
    algorithm = Sorting.objects.filter(pk=library.pk).values_list("algorithm", flat=True).first()
    computed = compute(
        library,
        voices,
        algorithm or "default",
        lambda part: job.progress(round(100 * PEOPLE_SHARE * part), 100),
    )
    foreseen = _guests(upgrade, job)
    summary = {
        "people": computed.summary,
        "guests": _told(foreseen) if foreseen is not None else None,
        "faces": _faces(library, upgrade),
        "unseen": _unseen(upgrade),
    }
    with job.finishing():
        held = Upgrade.objects.select_for_update(of=("self",)).filter(
            pk=upgrade.pk, state=UpgradeState.COMPARING
        )
        if held.first() is None:
            return  # given up meanwhile
        _keep(upgrade, computed, voices.model)
        Upgrade.objects.filter(pk=upgrade.pk).update(
            state=UpgradeState.READY,
            revision=F("revision") + 1,
            summary=summary,
            compared_at=clock.now(),
            compared_revision=revision,
        )


def _keep(upgrade: Upgrade, computed: Computed, model: ModelVersion) -> None:
    Guesses.objects.filter(upgrade=upgrade, side=Side.NEW).delete()
    Guesses.objects.create(
        upgrade=upgrade,
        side=Side.NEW,
        faces=computed.faces.astype("<i8").tobytes(),
        places=computed.places.astype("<i4").tobytes(),
        probabilities=computed.probabilities.astype("<f4").tobytes(),
        people=b"".join(person.bytes for person in computed.people),
        prior=computed.prior,
        model=model,
        face_count=computed.face_count,
    )


def _guests(upgrade: Upgrade, job: RunningJob) -> Foreseen | None:
    """What guests would get; None where there are none, as in a personal library."""
    if upgrade.library.kind != LibraryKind.EVENT:
        return None
    event = Event.objects.select_related("library").get(library=upgrade.library_id)
    done = 100 * PEOPLE_SHARE

    def tell(part: float) -> None:
        job.progress(round(done + (100 - done) * part), 100)

    return foresee(event, upgrade.library.packs, upgrade.new_packs, tell)


def _told(foreseen: Foreseen) -> dict[str, Any]:
    told = asdict(foreseen)
    told["examples"] = {
        kind: [
            {"face": face, "level": level, "probability": round(probability, 4)}
            for face, level, probability in rows
        ]
        for kind, rows in foreseen.examples.items()
    }
    return told


def _faces(library: Library, upgrade: Upgrade) -> dict[str, Any]:
    """How many faces both generations can compare, and each alone, with some of the best that only one has."""
    there = Face.objects.filter(library=library, photo__state=PhotoState.READY, photo__binned_at=None)
    by_old, by_new = Exists(_seen_by(upgrade.old_packs)), Exists(_seen_by(upgrade.new_packs))
    only_old, only_new = there.filter(by_old, ~by_new), there.filter(~by_old, by_new)
    return {
        "both": there.filter(by_old, by_new).count(),
        "only_old": only_old.count(),
        "only_new": only_new.count(),
        "examples": {"only_old": _best(only_old), "only_new": _best(only_new)},
    }


def _seen_by(packs: list[str]) -> QuerySet[Embedding]:
    models = ModelVersion.objects.filter(pack__in=packs[:1])
    return Embedding.objects.filter(face=OuterRef("pk"), model__in=list(models))


def _best(faces: QuerySet[Face]) -> list[int]:
    return list(faces.order_by("-quality", "pk").values_list("pk", flat=True)[:EXAMPLES])


def _unseen(upgrade: Upgrade) -> dict[str, int]:
    """Photos and selfies that the new packs can make nothing of."""
    failed = Unseen.objects.filter(upgrade=upgrade).exclude(error_code="")
    return {
        "photos": failed.filter(photo__isnull=False).count(),
        "selfies": failed.filter(selfie__isnull=False).count(),
    }


def snapshot(upgrade: Upgrade) -> None:
    """Keep who every face was taken for, so that a roll-back brings exactly that back. ``Sorting`` is held."""
    sorting = Sorting.objects.get(pk=upgrade.library_id)
    number: dict[UUID, int] = {}
    faces, places, probabilities = read_guesses(upgrade.library_id, number)
    Guesses.objects.filter(upgrade=upgrade, side=Side.OLD).delete()
    Guesses.objects.create(
        upgrade=upgrade,
        side=Side.OLD,
        faces=faces.astype("<i8").tobytes(),
        places=places.astype("<i4").tobytes(),
        probabilities=probabilities.astype("<f4").tobytes(),
        people=b"".join(person.bytes for person in number),
        prior=sorting.prior,
        model=sorting.clustered_model,
        face_count=sorting.clustered_faces,
    )
