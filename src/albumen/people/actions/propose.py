"""Having all faces of a library clustered anew: to be looked at first, or at once."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.engine.clustering import ALGORITHMS, UnknownAlgorithmError
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Priority
from albumen.people.holding import hold
from albumen.people.kinds import CLUSTER
from albumen.people.models import Assignment, Proposal, ProposalState, Sorting
from albumen.people.queries import libraries_of
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.models import Library

KEPT = 20
"""Clusterings that are remembered for each library after they were decided."""

UNFINISHED: list[Any] = [ProposalState.WAITING, ProposalState.READY]


class Propose(Action[Proposal]):
    """Ask for a clustering; one that waits or was not decided yet is discarded for it.

    Args:
        actor: the owner; None when the night does it.
        library: whose faces.
        algorithm: one of ``engine.clustering.ALGORITHMS``; that of the library when empty.
        apply_at_once: carry it out as soon as it is computed.

    Raises:
        UnknownAlgorithmError: there is no such algorithm.
    """

    name: ClassVar[str] = "people.propose"

    def __init__(
        self, actor: Any, library: UUID, algorithm: str = "", *, apply_at_once: bool = False
    ) -> None:
        super().__init__(actor)
        if algorithm:
            check_algorithm(algorithm)
        self.library, self.algorithm, self.apply_at_once = library, algorithm, apply_at_once

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Proposal:
        sorting = hold(self.library)
        earlier = Proposal.objects.filter(library=self.library, state__in=UNFINISHED)
        earlier.update(state=ProposalState.DISCARDED, finished_at=clock.now(), **EMPTIED)
        actor: Any = self.actor
        proposal = Proposal.objects.create(
            library_id=self.library,
            algorithm=self.algorithm or sorting.algorithm,
            apply_at_once=self.apply_at_once,
            actor=actor,
        )
        over = Proposal.objects.filter(library=self.library, finished_at__isnull=False)
        kept = list(over.order_by("-created_at", "-id").values_list("pk", flat=True)[:KEPT])
        over.exclude(pk__in=kept).exclude(state__in=[ProposalState.READY, ProposalState.APPLYING]).delete()
        background: Any = Priority.BACKGROUND
        enqueue(
            CLUSTER,
            proposal.pk,
            scope=self.library,
            actor=actor,
            priority=background if actor is None else None,
        )
        return proposal

    def target(self, result: Proposal) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: Proposal) -> dict[str, Any]:
        return {"proposal": str(result.pk), "algorithm": result.algorithm, "at_once": result.apply_at_once}


EMPTIED = {"faces": b"", "places": b"", "probabilities": b"", "people": b""}


def check_algorithm(name: str) -> None:
    """Raise UnknownAlgorithmError before any work is done."""
    if name not in ALGORITHMS:
        raise UnknownAlgorithmError(f"There is no clustering algorithm called {name!r}.")


def propose_for_changed() -> int:
    """Ask for every library whose faces changed since they were clustered; how many."""
    asked = 0
    for library in libraries_to_encode().filter(face_count__gt=0).order_by("pk"):
        if _changed(library):
            asked += propose_where_nobody_looks(library.pk)
    return asked


def propose_where_nobody_looks(library: UUID) -> bool:
    """Ask for a clustering that is carried out by itself; a preview that somebody looks at just now stays instead."""
    open_ones = Proposal.objects.filter(library=library, state__in=[*UNFINISHED, ProposalState.APPLYING])
    if open_ones.exists():
        return False
    Propose(None, library, apply_at_once=True).execute()
    return True


def _changed(library: Library) -> bool:
    sorting = Sorting.objects.filter(pk=library.pk).first()
    if sorting is None or sorting.clustered_revision != library.face_revision:
        return True
    return bool(Assignment.objects.filter(library=library, pending=True).exists())
