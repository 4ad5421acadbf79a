"""Everything an event knows about faces and who they are, and its destruction, a few hundred rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from albumen.events.models import Event
from albumen.find.erasure import erase_wording
from albumen.find.models import Kind, LabelChange, SavedSearch, Term
from albumen.guests.erasure import erase_biometrics
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration, Search, Selfie
from albumen.people.holding import hold
from albumen.people.models import Classifier, FileNames, Person, Proposal, Sorting, Statement
from albumen.photos.galleries import destroy_galleries
from albumen.photos.models import Embedding, Face, Library
from albumen.upgrades.ending import end_upgrades

FACES_AT_ONCE = 500
GUESTS_AT_ONCE = 200
MATCHES_AT_ONCE = 1_000
PEOPLE_AT_ONCE = 500


def any_left(event: Event) -> bool:
    """Whether the event still knows a face."""
    return bool(holding().filter(pk=event.pk).exists())


def holding() -> QuerySet[Event]:
    """Events that still know faces: of their photos, of their guests, or what was found by comparing them; or names:
    of people, and what may be one, in labels and saved searches."""
    library, event = OuterRef("library_id"), OuterRef("pk")
    return Event.objects.filter(
        Exists(Face.objects.filter(library=library))
        | Exists(Embedding.objects.filter(library=library))
        | Exists(FileNames.objects.filter(library=library))
        | Exists(Person.objects.filter(library=library))
        | Exists(Classifier.objects.filter(library=library, people_count__gt=0))
        | Exists(Selfie.objects.filter(registration__event=event))
        | Exists(ReferenceFace.objects.filter(event=event))
        | Exists(Search.objects.filter(registration__event=event))
        | Exists(_telling_matches().filter(event=event))
        | Exists(Term.objects.filter(library=library, kind=Kind.LABEL))
        | Exists(LabelChange.objects.filter(library=library))
        | Exists(SavedSearch.objects.filter(library=library))
    )


def destroy(event: Event, enough: Callable[[], bool]) -> dict[str, int]:
    """Destroy all of it, in short transactions; may be stopped anywhere and called again.

    People go with what was said about them, names included, and so do labels and saved searches, which may be names.
    What stays: photos with what they say themselves and how many faces each had, registrations, and which photo was
    found for which guest, without scores, for the host's statistics.

    Args:
        event: whose.
        enough: asked after each transaction whether to stop there; the event is :func:`holding` until all is gone.

    Returns:
        How much of each kind was destroyed.
    """
    gone = dict.fromkeys(("faces", "guests", "matches", "people", "labels", "saved_searches"), 0)
    for kind, count in _steps(event):
        gone[kind] += count
        if enough():
            break
    # The rows are gone for good by now: what a search built of them meanwhile goes too, and nothing is built again.
    destroy_galleries(event.library_id)
    return gone


def _steps(event: Event) -> Iterator[tuple[str, int]]:
    """One short transaction after the other; yields how much of what it destroyed."""
    while ids := list(_guests_with_biometrics(event)[:GUESTS_AT_ONCE]):
        with transaction.atomic():
            erase_biometrics(ids, matches=False)
            Search.objects.filter(registration_id__in=ids).delete()
        yield "guests", len(ids)
    while ids := list(_telling_matches().filter(event=event).values_list("pk", flat=True)[:MATCHES_AT_ONCE]):
        Match.objects.filter(pk__in=ids).update(scores={}, probability=0.0, evidence=0.0, face=None)
        yield "matches", len(ids)
    Classifier.objects.filter(library=event.library_id).delete()
    while people := list(
        Person.objects.filter(library=event.library_id).values_list("pk", flat=True)[:PEOPLE_AT_ONCE]
    ):
        with transaction.atomic():
            hold(event.library_id)
            Person.objects.filter(pk__in=people).delete()
        yield "people", len(people)
    yield from erase_wording(event.library_id)
    end_upgrades(event.library_id)
    FileNames.objects.filter(library=event.library_id).delete()
    Sorting.objects.filter(library=event.library_id).delete()
    Proposal.objects.filter(library=event.library_id).delete()
    Statement.objects.filter(library=event.library_id).delete()
    while ids := list(
        Face.objects.filter(library=event.library_id).values_list("pk", flat=True)[:FACES_AT_ONCE]
    ):
        with transaction.atomic():
            hold(event.library_id)
            Face.objects.filter(pk__in=ids).delete()
            # Galleries hold for one revision: this makes every compiled one worthless at once.
            Library.objects.filter(pk=event.library_id).update(face_revision=F("face_revision") + 1)
        yield "faces", len(ids)


def _guests_with_biometrics(event: Event) -> QuerySet[Registration]:
    guest = OuterRef("pk")
    return (
        Registration.objects.filter(event=event)
        .filter(
            Exists(Selfie.objects.filter(registration=guest))
            | Exists(ReferenceFace.objects.filter(registration=guest))
            | Exists(Search.objects.filter(registration=guest))
        )
        .values_list("pk", flat=True)
    )


def _telling_matches() -> QuerySet[Match]:
    """Matches that say how alike faces are; in the order of the index of reviews."""
    return Match.objects.filter(state__in=MatchState.values, probability__gt=0.0)
