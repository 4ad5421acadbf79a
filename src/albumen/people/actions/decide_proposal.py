"""Carrying out a clustering that was looked at, or forgetting it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.jobs import clock
from albumen.people.actions.propose import EMPTIED
from albumen.people.applying import begin_applying
from albumen.people.errors import ProposalNotFoundError, ProposalOverError, ProposalUnfinishedError
from albumen.people.models import Proposal, ProposalState
from albumen.people.queries import libraries_of


class _Decide(Action[Proposal]):
    def __init__(self, actor: Any, proposal: Proposal) -> None:
        super().__init__(actor)
        self.identifier: UUID = proposal.pk
        self.library: UUID = proposal.library_id

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def held(self) -> Proposal:
        """The proposal, held until the transaction ends.

        Raises:
            ProposalNotFoundError: it is gone.
        """
        rows = Proposal.objects.select_for_update(of=("self",)).filter(pk=self.identifier)
        found: Proposal | None = rows.defer("faces", "places", "probabilities", "people").first()
        if found is None:
            raise ProposalNotFoundError
        return found

    def target(self, result: Proposal) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: Proposal) -> dict[str, Any]:
        return {"proposal": str(result.pk)}


class ApplyProposal(_Decide):
    """Have what it proposes carried out. Corrections made since it was computed win.

    Raises:
        ProposalUnfinishedError, ProposalOverError: there is nothing to apply.
    """

    name: ClassVar[str] = "people.apply"

    def perform(self) -> Proposal:
        proposal = self.held()
        if proposal.state == ProposalState.WAITING:
            raise ProposalUnfinishedError
        if proposal.state != ProposalState.READY:
            raise ProposalOverError("There is nothing to apply any more.")
        begin_applying(proposal)
        proposal.state = ProposalState.APPLYING
        return proposal


class DiscardProposal(_Decide):
    """Forget it; nothing changes.

    Raises:
        ProposalOverError: it was decided already.
    """

    name: ClassVar[str] = "people.discard"

    def perform(self) -> Proposal:
        proposal = self.held()
        if proposal.state not in (ProposalState.WAITING, ProposalState.READY):
            raise ProposalOverError("This preview was decided already.")
        Proposal.objects.filter(pk=proposal.pk).update(
            state=ProposalState.DISCARDED, finished_at=clock.now(), **EMPTIED
        )
        proposal.state = ProposalState.DISCARDED
        return proposal
