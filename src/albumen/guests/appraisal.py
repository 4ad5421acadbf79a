"""From faces that resemble guests to matches: the one place where matches are made and released by the machine.

Selfies shown to photos that are there and photos shown to guests who are there end here alike, and each guest's
matches are judged as a whole: the outcome follows from the guest's selfies, the faces, the size of the event and what
people decided, not from what came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from albumen.events.models import Event, ReviewPolicy
from albumen.events.queries import active_registrations
from albumen.guests.children import Marked, careful_faces, marked_faces
from albumen.guests.counting import match_counts
from albumen.guests.faces import PhotoFaces, References, faces_by_key, references_of
from albumen.guests.judging import Judge, Judged
from albumen.guests.kinds import GATHER, MATCH_LIBRARY
from albumen.guests.locking import hold_matches
from albumen.guests.models import Match, MatchState, Registration, Search
from albumen.guests.vouching import vouched_for
from albumen.jobs import clock
from albumen.jobs.enqueue import enqueue
from albumen.photos.models import ModelVersion

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from albumen.engine.types import FloatArray

CHECK, LIKELY, CERTAIN = 1, 2, 3
"""Places in ``engine.matching.LEVELS``."""

UNDECIDED = Q(
    verdict="",
    denied_at=None,
    decided_by=None,
    state__in=(MatchState.RELEASED, MatchState.WAITING, MatchState.VOID),
)
"""What nobody decided, as a condition of a query; agrees with :func:`is_decided`. The machine asks it
again when it writes, so that it writes over no decision even if it forgot to hold the matches since it read them."""

RECONSIDER = "reconsider"
"""``Registration.judged_for`` of guests whose releases may rest on a face that was denied since."""

_FIELDS = (
    "face",
    "probability",
    "level",
    "scores",
    "evidence",
    "reliable",
    "reference_revision",
    "state",
    "released_at",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one guest.

    Attributes:
        faces: keys of faces that may be new matches.
        revision: ``Registration.reference_revision`` that they were found with.
        lowest: lowest level of which matches are made; None for what the guest's own searches asked for.
        least: lowest probability of which matches are made.
        prune: a selfie was taken back: matches that nobody decided and that follow no longer go, or wait again.
        keep: somebody took their word back: whatever is there stays, at least for the host to look at.
    """

    faces: frozenset[int]
    revision: int
    lowest: int | None = None
    least: float = 0.0
    prune: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Appraisal:
    """The best face of each photo beside one guest; ``match`` is None where no match was made of it."""

    match: list[Match | None]
    similarity: FloatArray
    reliable: NDArray[np.bool_]
    judged: Judged


@dataclass(slots=True)
class Writes:
    """Matches that are to be made, changed and deleted; and the state each had by the machine, were none kept."""

    create: list[Match] = field(default_factory=list)
    change: list[Match] = field(default_factory=list)
    delete: list[UUID] = field(default_factory=list)
    by_machine: dict[UUID, Any] = field(default_factory=dict)


def appraise(
    event_id: UUID, judge: Judge, models: list[ModelVersion], questions: Mapping[UUID, Question]
) -> dict[UUID, Appraisal]:
    """Judge everything that is known of these guests and write their matches, in one transaction.

    Left out, with nothing written for them: guests who withdrew, left or were removed, whose selfies changed since the
    question, and all of an event that guests have no access to.
    """
    with transaction.atomic():
        guests: dict[UUID, Registration] = {
            guest.pk: guest
            for guest in Registration.objects.select_for_update(of=("self",))
            .filter(pk__in=active_registrations().filter(event=event_id).values("pk"))
            .filter(pk__in=list(questions), removed_at=None)
            .exclude(consent_version="")
            .order_by("pk")
            if guest.reference_revision == questions[guest.pk].revision
        }
        # Read after the guests were held, as whoever has other packs decide holds them.
        event = Event.objects.select_related("library").filter(pk=event_id).first()
        if event is None or not guests or not judge.decides(event.library.packs):
            return {}
        # Held, so that nobody decides about a match between this look at it and what is written about it.
        matches = hold_matches(Match.objects.filter(registration__in=list(guests)))
        answers, writes = weigh(event, judge, models, guests, questions, matches)
        _write(writes, guests)
        Registration.objects.filter(pk__in=list(answers)).update(
            judged_for=judged_for(judge, event), **match_counts()
        )
    return answers


def weigh(
    event: Event,
    judge: Judge,
    models: list[ModelVersion],
    guests: Mapping[UUID, Registration],
    questions: Mapping[UUID, Question],
    matches: Iterable[Match],
) -> tuple[dict[UUID, Appraisal], Writes]:
    """What becomes of all matches of these guests; nothing is written. Those that change are changed in memory."""
    references = references_of(guests, models, event=event.pk)
    rows: dict[UUID, dict[UUID, Match]] = {guest: {} for guest in guests}
    for match in matches:
        rows[match.registration_id][match.photo_id] = match
    known = faces_by_key(_wanted(rows, questions, guests), models)
    marked = marked_faces(known)
    lowest = _standing_levels(guests)
    writes, moment = Writes(), clock.now()
    answers = {}
    for guest in guests.values():
        person = references.get(guest.pk)
        if person is None:
            continue
        question = questions[guest.pk]
        names = frozenset(pack.name for pack in judge.packs)
        scribe = _Scribe(event, guest, question, lowest[guest.pk], names, writes, moment)
        answers[guest.pk] = _of_guest(judge, person, known, marked, rows[guest.pk], question, scribe)
    return answers, writes


def judged_for(judge: Judge, event: Event) -> str:
    """What levels and states of an event's matches follow from, besides the faces themselves."""
    packs = " ".join(f"{pack.name}@{pack.version}" for pack in judge.packs)
    fusions = " ".join("+".join(sorted(fusion.names)) for fusion in judge.fusions)
    return f"{judge.size} {event.review_policy} {packs} {fusions} child {judge.caution:g}"[:300]


def reconsider(guests: Iterable[UUID]) -> None:
    """Have all matches of these guests judged again, who are held: a face that may have vouched for others
    (``engine.expansion``) was denied. What it alone made certain waits then, unless somebody decided about it."""
    held = Registration.objects.filter(pk__in=list(guests))
    held.update(judged_for=RECONSIDER)
    for library in sorted(set(held.values_list("event__library_id", flat=True))):
        enqueue(MATCH_LIBRARY, library, {"library": str(library)}, scope=library, after=GATHER)


def is_decided(match: Match) -> bool:
    """Whether a person said anything about it: then no machine touches it."""
    return bool(
        match.verdict
        or match.denied_at
        or match.decided_by_id
        or match.state in (MatchState.REJECTED, MatchState.HIDDEN)
    )


def state_by_machine(level: int, policy: Any, careful: bool = False) -> Any:
    """The state of a match that nobody decided: certain is released, likely only where the host chose so, and never
    where a child's face is."""
    released = level >= CERTAIN or (level == LIKELY and policy == ReviewPolicy.RELEASE and not careful)
    return MatchState.RELEASED if released else MatchState.WAITING


def _wanted(
    rows: Mapping[UUID, Mapping[UUID, Match]],
    questions: Mapping[UUID, Question],
    guests: Iterable[UUID],
) -> set[int]:
    wanted = {match.face_id for mine in rows.values() for match in mine.values() if match.face_id is not None}
    for guest in guests:
        wanted |= questions[guest].faces
    return wanted


def _standing_levels(guests: Iterable[UUID]) -> dict[UUID, int]:
    """Lowest level of which each guest's matches are made without asking: likely, unless they searched broadly."""
    broad = set(
        Search.objects.filter(registration__in=list(guests), strictness="broad").values_list(
            "registration_id", flat=True
        )
    )
    return {guest: CHECK if guest in broad else LIKELY for guest in guests}


def _of_guest(
    judge: Judge,
    person: References,
    known: PhotoFaces,
    marked: Marked,
    rows: dict[UUID, Match],
    question: Question,
    scribe: _Scribe,
) -> Appraisal:
    said = {match.face_id: match for match in rows.values() if match.face_id is not None}
    places = known.at(question.faces | set(said))
    similarity = known.similarity(person, places)
    best = _best_of_each_photo(judge, known, places, similarity)
    places, similarity = places[best], similarity[best]
    reliable = known.reliable[places]
    faceless = {photo: match for photo, match in rows.items() if match.face_id is None}
    careful = careful_faces(judge, scribe.guest, similarity, reliable, marked[places])
    denied = _denied(known, places, said, faceless)
    sure = vouched_for(judge, person, known, places, denied)
    if careful.any() and judge.caution:
        sure &= ~careful | vouched_for(judge, person, known, places, denied, stricter=True)
    judged = judge.judge(similarity, reliable, sure, careful)
    made: list[Match | None] = []
    for index, place in enumerate(places.tolist()):
        face = _Face(
            int(known.face[place]),
            known.photo[place],
            int(judged.level[index]),
            float(judged.probability[index]),
            float(judged.evidence[index]),
            bool(reliable[index, known.present[place]].all()),
            bool(careful[index]),
            {
                pack.name: round(float(value), 4)
                for pack, value in zip(judge.packs, similarity[index], strict=True)
                if not np.isnan(value)
            },
        )
        made.append(scribe.put(rows.get(face.photo), face))
    seen = {known.photo[place] for place in places.tolist()}
    scribe.drop(match for photo, match in rows.items() if photo not in seen)
    return Appraisal(made, similarity, reliable, judged)


def _best_of_each_photo(
    judge: Judge, known: PhotoFaces, places: NDArray[np.intp], similarity: FloatArray
) -> list[int]:
    """One face of each photo, the one that resembles the guest most; a person is in a photo once."""
    judged = judge.judge(similarity, known.reliable[places])
    first = np.nan_to_num(similarity[:, 0], nan=-1.0)
    order = np.lexsort((known.face[places], -first, -judged.evidence, -judged.level))
    best: dict[UUID, int] = {}
    for index in order.tolist():
        best.setdefault(known.photo[int(places[index])], index)
    return sorted(best.values())


def _denied(
    known: PhotoFaces,
    places: NDArray[np.intp],
    said: Mapping[int | None, Match],
    faceless: Mapping[UUID, Match],
) -> NDArray[np.bool_]:
    """Faces that are not the guest, as somebody said: they speak for no others."""
    # A denial whose face is forgotten (after a withdrawal, a new analysis) is about the photo's face most like them.
    matches = [said.get(int(known.face[place])) or faceless.get(known.photo[place]) for place in places]
    hidden = (MatchState.REJECTED, MatchState.HIDDEN)
    return np.array([m is not None and m.state in hidden for m in matches], bool)


@dataclass(frozen=True, slots=True)
class _Face:
    key: int
    photo: UUID
    level: int
    probability: float
    evidence: float
    reliable: bool
    careful: bool
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Scribe:
    """Writes one guest's matches down."""

    event: Event
    guest: Registration
    question: Question
    standing: int
    packs: frozenset[str]
    writes: Writes
    moment: datetime

    def put(self, match: Match | None, face: _Face) -> Match | None:
        """The match of a photo as it is after this face, or None where there is none."""
        lowest = self.standing if self.question.lowest is None else self.question.lowest
        if match is None:
            if face.level < lowest or face.probability < self.question.least:
                return None
            match = Match(
                registration=self.guest, event=self.event, photo_id=face.photo, state=MatchState.WAITING
            )
            self.writes.create.append(match)
        elif is_decided(match):
            return match
        elif match.state == MatchState.VOID and (
            face.level < lowest or face.probability < self.question.least
        ):
            return None  # of another face than the one that was none; less would make no match either
        elif face.level < self.standing and (self.question.prune or self._was_for_others(match)):
            self.writes.delete.append(match.pk)
            return None
        else:
            self.writes.change.append(match)
        self._fill(match, face)
        return match

    def _was_for_others(self, match: Match) -> bool:
        """Whether it waits because of what packs said that decide no longer: then it waits for nothing."""
        waits = match.state == MatchState.WAITING and not self.question.keep
        return waits and bool(match.scores) and not self.packs & set(match.scores)

    def drop(self, matches: Iterable[Match]) -> None:
        """Matches whose face could not be compared: they go when the guest's selfies became fewer."""
        if self.question.prune:
            self.writes.delete += [match.pk for match in matches if not is_decided(match)]

    def _stays(self, match: Match) -> bool:
        """Whether a release stays though it would not be made now.

        What a guest has seen, and what was theirs when other packs came to decide, is not taken away without a reason
        they know: a selfie that they took back, or a "not me" or the host's no about a face that spoke for this one.
        What they have not seen yet follows the event as it grew or as its host changed it: there taking it back still
        protects somebody.
        """
        if self.question.prune or self.guest.judged_for == RECONSIDER:
            return False
        seen, released = self.guest.seen_at, match.released_at
        kept = self.event.library.releases_kept_at
        return released is not None and any(moment and moment >= released for moment in (seen, kept))

    def _fill(self, match: Match, face: _Face) -> None:
        from albumen.engine.matching import LEVELS

        if match.state == MatchState.VOID:
            match.released_at = None  # for what was no face; nothing speaks for keeping that
        state = state_by_machine(face.level, self.event.review_policy, face.careful)
        if self.guest.review_all:
            state = MatchState.WAITING
        self.writes.by_machine[match.pk] = state
        if match.state == MatchState.RELEASED and self._stays(match):
            state = MatchState.RELEASED
        if state == MatchState.RELEASED and match.released_at is None:
            match.released_at = self.moment
        elif state != MatchState.RELEASED:
            match.released_at = None
        match.state = state
        match.face_id = face.key
        match.level = LEVELS[max(face.level, CHECK)]
        match.probability, match.evidence = face.probability, face.evidence
        match.scores, match.reliable = face.scores, face.reliable
        match.reference_revision = self.guest.reference_revision


def _write(writes: Writes, guests: Iterable[UUID]) -> None:
    """Write what nobody decided about meanwhile, whether the matches were held since they were read or not."""
    undecided = Match.objects.filter(UNDECIDED)
    for start in range(0, len(writes.delete), 500):
        undecided.filter(pk__in=writes.delete[start : start + 500]).delete()
    Match.objects.bulk_create(writes.create, batch_size=500)
    still = {match.pk for match in hold_matches(undecided.filter(registration__in=list(guests)).only("pk"))}
    change = [match for match in writes.change if match.pk in still]
    # An upsert of rows that are held: bulk_update took most of the time. Other fields stay as they are.
    Match.objects.bulk_create(
        change, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS
    )
