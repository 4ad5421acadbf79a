"""Upgrades and models as the owner of a library may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from albumen.engine.packs.catalogue import all_packs
from albumen.engine.packs.spec import Pack
from albumen.engine.packs.store import Store
from albumen.jobs.models import Job, State
from albumen.people.models import Person, Proposal, ProposalState
from albumen.people.queries import own_library, people_named_by
from albumen.people.samples import moved_samples
from albumen.photos.models import Face, Library
from albumen.upgrades.errors import UpgradeNotFoundError, UpgradeUnfinishedError
from albumen.upgrades.filling import waiting
from albumen.upgrades.kinds import COMPARE
from albumen.upgrades.models import Guesses, Side, Unseen, Upgrade, UpgradeState


@dataclass(frozen=True, slots=True)
class PackHere:
    """A pack of the catalogue and whether it can be used on this server.

    Attributes:
        installed: every file is here.
        allowed: nobody has to accept its licence any more.
        calibrated: it can say who somebody is.
    """

    pack: Pack
    installed: bool
    allowed: bool
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upgrade is: photos and selfies in all, left, and not to be looked at; percent compared."""

    total: int
    left: int
    failed: int
    compared: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a switch would change, with the rows to show it by.

    Attributes:
        people: those whom merges and splits name, as far as they are there.
        samples: faces of each pair (who they are, who they would be) of splits.
        faces: those that the examples name, by key, with their photos.
    """

    upgrade: Upgrade
    people: list[Person]
    samples: dict[tuple[UUID, UUID], list[Face]]
    faces: dict[int, Face]


def packs_here() -> list[PackHere]:
    """Every pack of the catalogue."""
    store = Store()
    return [
        PackHere(
            pack,
            store.installed(pack),
            not pack.licence.non_commercial or store.accepted(pack) is not None,
            bool(pack.calibration and pack.thresholds),
        )
        for pack in all_packs()
    ]


def last_upgrade(user: Any, library_id: UUID) -> Upgrade:
    """The upgrade that one's own library is in, else the last one it was in.

    Raises:
        LibraryNotFoundError: it is not one's own.
        UpgradeNotFoundError: it was never in any.
    """
    library = own_library(user, library_id)
    rows = Upgrade.objects.filter(library=library).order_by("-created_at", "-id")
    found: Upgrade | None = rows.first()
    if found is None:
        raise UpgradeNotFoundError
    found.library = library
    return found


def progress_of(upgrade: Upgrade) -> Progress:
    """How far it is, by three counts in indexes."""
    left = waiting(upgrade).count()
    failed = Unseen.objects.filter(upgrade=upgrade).exclude(error_code="").count()
    compared = 0
    if upgrade.state == UpgradeState.COMPARING:
        jobs = Job.objects.filter(scope=upgrade.library_id, kind=COMPARE.name, state=State.RUNNING)
        done, total = jobs.values_list("done", "total").first() or (0, 0)
        compared = round(100 * done / total) if total else 0
    return Progress(max(upgrade.total, left), left, failed, compared)


def stale(upgrade: Upgrade, library: Library) -> bool:
    """Whether faces came or went since it was compared."""
    return upgrade.compared_revision is not None and upgrade.compared_revision != library.face_revision


def comparison_of(upgrade: Upgrade) -> Comparison:
    """What a switch would change.

    Raises:
        UpgradeUnfinishedError: it was not compared yet.
    """
    if not upgrade.summary:
        raise UpgradeUnfinishedError
    told = upgrade.summary
    proposal = _as_proposal(upgrade)
    keys = {key for rows in told["faces"]["examples"].values() for key in rows}
    if told["guests"]:
        keys |= {row["face"] for rows in told["guests"]["examples"].values() for row in rows}
    shown = Face.objects.filter(pk__in=keys, library=upgrade.library_id, photo__binned_at=None)
    return Comparison(
        upgrade,
        list(people_named_by(proposal).order_by("pk")),
        moved_samples(proposal) if upgrade.state == UpgradeState.READY else {},
        {face.pk: face for face in shown.select_related("photo").defer("landmarks")},
    )


def _as_proposal(upgrade: Upgrade) -> Proposal:
    """The clustering by the new models as if it was proposed, to be shown alike; never saved."""
    kept = Guesses.objects.filter(upgrade=upgrade, side=Side.NEW).first()
    proposal = Proposal(
        library_id=upgrade.library_id, state=ProposalState.READY, summary=upgrade.summary.get("people", {})
    )
    if kept is not None:
        proposal.faces, proposal.places, proposal.people = kept.faces, kept.places, kept.people
    return proposal
