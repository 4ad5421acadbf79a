"""Having other packs decide in a library, in the one transaction that the caller has open."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from django.db.models import F

from albumen.events.models import Event
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.people.actions.propose import EMPTIED
from albumen.people.applying import begin_applying
from albumen.people.kinds import ASSIGN
from albumen.people.models import Assignment, By, Proposal, ProposalState, Sorting
from albumen.photos.locking import hold_all
from albumen.photos.models import Library, LibraryKind, Photo
from albumen.upgrades.guesses import read_guesses
from albumen.upgrades.models import Guesses, Upgrade

_UNDECIDED = (ProposalState.WAITING, ProposalState.READY, ProposalState.APPLYING)


def decide_by(library: Library, packs: list[str], beside: list[str], *, keep_releases: bool) -> None:
    """From now on these packs say who is who and which photos are a guest's; event, guests and people are held.

    Every photo is shown to the guests anew, faces that are nobody's are compared again, and clusterings that were
    computed by others are forgotten.

    Args:
        library: held.
        packs: those that decide.
        beside: those that only look.
        keep_releases: what is released to guests stays theirs; else what they have not seen yet is judged anew.
    """
    now = clock.now()
    Library.objects.filter(pk=library.pk).update(
        packs=packs,
        beside=beside,
        face_revision=F("face_revision") + 1,
        releases_kept_at=now if keep_releases else None,
    )
    Proposal.objects.filter(library=library, state__in=_UNDECIDED).update(
        state=ProposalState.DISCARDED, finished_at=now, **EMPTIED
    )
    nobody = Assignment.objects.filter(library=library, person=None, pending=False)
    nobody.exclude(why=By.SAID).update(pending=True)
    Sorting.objects.filter(pk=library.pk).update(revision=F("revision") + 1)
    if library.kind == LibraryKind.EVENT:
        # Whoever shows photos to guests just now compares the event's revision before it writes that it did.
        Event.objects.filter(library=library).update(revision=F("revision") + 1)
        shown = Photo.objects.filter(library=library, matched_at__isnull=False)
        hold_all(shown)
        shown.update(matched_at=None)
        enqueue(MATCH_LIBRARY, library.pk, {"library": str(library.pk)}, scope=library.pk)


def take_guesses(upgrade: Upgrade, kept: Guesses | None, *, differing: bool) -> None:
    """Have the faces of a library be taken for whom a generation took them, as a clustering is applied.

    Faces that are nobody's after that are compared with everybody.

    Args:
        upgrade: its library's people are held.
        kept: what that generation made of them; all stay whose they are when None.
        differing: leave out faces that are taken for the same person now.
    """
    if kept is None:
        enqueue(ASSIGN, upgrade.library_id, scope=upgrade.library_id)
        return
    faces = np.frombuffer(bytes(kept.faces), "<i8")
    places = np.frombuffer(bytes(kept.places), "<i4")
    probabilities = np.frombuffer(bytes(kept.probabilities), "<f4")
    if differing:
        chosen = _differing(upgrade, kept, faces, places)
        # Person by person, so that those who write it touch each person once or twice.
        chosen = chosen[np.argsort(places[chosen], kind="stable")]
        faces, places, probabilities = faces[chosen], places[chosen], probabilities[chosen]
    sorting = Sorting.objects.get(pk=upgrade.library_id)
    proposal = Proposal.objects.create(
        library_id=upgrade.library_id,
        algorithm=sorting.algorithm,
        state=ProposalState.READY,
        apply_at_once=True,
        actor=upgrade.actor,
        faces=faces.tobytes(),
        places=places.tobytes(),
        probabilities=probabilities.tobytes(),
        people=kept.people,
        prior=kept.prior,
        model=kept.model,
        face_count=kept.face_count,
        face_revision=upgrade.library.face_revision,
    )
    begin_applying(proposal)


def _differing(
    upgrade: Upgrade,
    kept: Guesses,
    faces: np.ndarray[tuple[int], np.dtype[np.int64]],
    places: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Places of the faces that are taken for somebody else now."""
    people = bytes(kept.people)
    number = {UUID(bytes=people[at : at + 16]): place for place, at in enumerate(range(0, len(people), 16))}
    there, taken, _ = read_guesses(upgrade.library_id, number)
    where = np.minimum(np.searchsorted(there, faces), len(there) - 1)
    current = np.where(there[where] == faces, taken[where], -1) if len(there) else np.full(len(faces), -1)
    return np.flatnonzero(current != places)
