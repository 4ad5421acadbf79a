"""Some of the faces that a clustering would move, to be looked at before it is applied."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import numpy as np

from albumen.people.models import Assignment, Proposal, ProposalState
from albumen.photos.models import Face

SHOWN = 4
"""Faces shown for each part of a split."""

_ASKED = 40
"""Faces looked up for each person who would get some: they come from several people."""

_MOST = 4000
_AT_ONCE = 500


def moved_samples(proposal: Proposal) -> dict[tuple[UUID, UUID], list[Face]]:
    """Up to ``SHOWN`` faces of each pair (who they are, who they would be) that the splits of a proposal tell of.

    Empty once it was decided: what would be written is kept no longer.
    """
    if proposal.state != ProposalState.READY:
        return {}
    wanted = {
        (UUID(split["person"]), UUID(part["person"]))
        for split in proposal.summary.get("splits", [])
        for part in split["parts"]
        if part["person"] != split["person"]
    }
    if not wanted:
        return {}
    target = _targets(proposal, {into for _, into in wanted})
    found: dict[tuple[UUID, UUID], list[Face]] = defaultdict(list)
    faces = list(target)[:_MOST]
    for start in range(0, len(faces), _AT_ONCE):
        rows = Assignment.objects.filter(face__in=faces[start : start + _AT_ONCE], photo__binned_at=None)
        for row in rows.order_by("-face__quality", "face").select_related("face__photo"):
            pair = (row.person_id, target[row.face_id])
            if pair in wanted and len(found[pair]) < SHOWN:
                found[pair].append(row.face)
    return found


def _targets(proposal: Proposal, people: set[UUID]) -> dict[int, UUID]:
    """Some faces that would be one of these people, and which of them."""
    faces = np.frombuffer(bytes(proposal.faces), "<i8")
    places = np.frombuffer(bytes(proposal.places), "<i4")
    keys = bytes(proposal.people)
    known = [UUID(bytes=keys[at : at + 16]) for at in range(0, len(keys), 16)]
    return {
        face: person
        for number, person in enumerate(known)
        if person in people
        for face in faces[places == number][:_ASKED].tolist()
    }
