"""Carrying out what a clustering proposes, a few faces at a time, under what stands at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.people.comparison_due import compare_soon
from albumen.people.effects import rows_of_photos, write
from albumen.people.holding import hold
from albumen.people.kinds import APPLY, ASSIGN
from albumen.people.ledger import read_ledger
from albumen.people.models import Assignment, By, Person, Proposal, ProposalState, Sorting
from albumen.people.queries import spoken_of_people
from albumen.people.writing import write_guesses

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob

FACES_AT_ONCE = 1_000
"""Faces written in one transaction, so that others get to write in between."""

_KEYS_AT_ONCE = 500


def begin_applying(proposal: Proposal) -> None:
    """Have a proposal applied; call it in the transaction that decides so."""
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.APPLYING)
    enqueue(APPLY, proposal.pk, scope=proposal.library_id)


def apply_proposal(job: RunningJob) -> None:
    """Write the guesses, and who is who by them and by what stands when they are written.

    Corrections that were made since it was computed therefore win. It goes on where it was when it is interrupted.
    """
    proposal = Proposal.objects.filter(pk=job.key, state=ProposalState.APPLYING).first()
    if proposal is None:
        return
    faces = np.frombuffer(bytes(proposal.faces), "<i8")
    places = np.frombuffer(bytes(proposal.places), "<i4")
    probabilities = np.frombuffer(bytes(proposal.probabilities), "<f4")
    people = [UUID(bytes=bytes(proposal.people[at : at + 16])) for at in range(0, len(proposal.people), 16)]
    start = int(job.payload.get("at", 0))
    while start < len(faces):
        end = start + FACES_AT_ONCE
        with transaction.atomic():
            wanted = {
                face: (people[place] if place >= 0 else None, probability)
                for face, place, probability in zip(
                    faces[start:end].tolist(),
                    places[start:end].tolist(),
                    probabilities[start:end].tolist(),
                    strict=True,
                )
            }
            if not _apply(proposal, wanted):
                return
        start = end
        job.progress(min(start, len(faces)), len(faces))
        if start < len(faces) and job.turn_over():
            with job.continuing({"at": start}):
                return
    with job.finishing():
        _finish(proposal)


def _apply(proposal: Proposal, wanted: dict[int, tuple[UUID | None, float]]) -> bool:
    """Write these guesses; False when the library's people were destroyed meanwhile, as when an event closes."""
    library = proposal.library_id
    if not Proposal.objects.filter(pk=proposal.pk, state=ProposalState.APPLYING).exists():
        return False
    hold(library)
    ledger = read_ledger(library)
    rows = Assignment.objects.filter(library=library, face__in=list(wanted))
    there: dict[int, UUID] = dict(rows.values_list("face_id", "photo_id"))
    people = {person for face, (person, _) in wanted.items() if person is not None and face in there}
    Person.objects.bulk_create(
        [Person(pk=person, library_id=library) for person in sorted(people)],
        ignore_conflicts=True,
        batch_size=_KEYS_AT_ONCE,
    )
    # Of what somebody spoke of since, the guess from before stays beside that.
    free = [face for face in there if face not in ledger.said.pinned]
    write_guesses(
        (face, person, str(By.CLUSTER), probability) if person else (face, None, "", 0.0)
        for face, (person, probability) in ((face, wanted[face]) for face in free)
    )
    write(rows_of_photos(set(there.values())), ledger.said)
    Sorting.objects.filter(pk=library).update(revision=F("revision") + 1)
    return True


def _finish(proposal: Proposal) -> None:
    """Remember what it was made of, and forget people who have no face left and of whom nobody spoke."""
    library = proposal.library_id
    hold(library)
    Proposal.objects.filter(pk=proposal.pk).update(
        state=ProposalState.APPLIED,
        faces=b"",
        places=b"",
        probabilities=b"",
        people=b"",
        finished_at=clock.now(),
    )
    Sorting.objects.filter(pk=library).update(
        prior=proposal.prior,
        clustered_model=proposal.model_id,
        clustered_at=clock.now(),
        clustered_faces=proposal.face_count,
        clustered_revision=proposal.face_revision,
    )
    forget_nobodies(library)
    compare_soon(library)
    if Assignment.objects.filter(library=library, pending=True).exists():
        enqueue(ASSIGN, library, scope=library)


def forget_nobodies(library: UUID) -> int:
    """Delete people without a face, here or in the bin, of whom nobody ever spoke; how many."""
    taken = Assignment.objects.filter(Q(guess=OuterRef("pk")) | Q(person=OuterRef("pk")))
    nobody = Person.objects.filter(~Exists(taken), library=library, face_count=0)
    gone = list(nobody.exclude(pk__in=spoken_of_people(library).values("pk")).values_list("pk", flat=True))
    for start in range(0, len(gone), _KEYS_AT_ONCE):
        Person.objects.filter(pk__in=gone[start : start + _KEYS_AT_ONCE]).delete()
    return len(gone)
