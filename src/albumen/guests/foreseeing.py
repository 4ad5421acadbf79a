"""What would become of the guests' matches if other packs decided: the same judging, with nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from albumen.events.models import Event
from albumen.guests.appraisal import Question, Writes, is_decided, weigh
from albumen.guests.faces import References, faces_of_photos, model_versions, references_of
from albumen.guests.judging import Judge
from albumen.guests.models import Match, MatchState, ReferenceFace, Registration
from albumen.guests.searching import faces_seen_by
from albumen.guests.standing import PHOTOS_AT_ONCE, groups_of, resembling, revisions_of
from albumen.photos.models import Photo, PhotoState

if TYPE_CHECKING:
    from albumen.photos.models import ModelVersion

EXAMPLES = 12
"""Faces kept of each kind of change, the surest first."""


@dataclass(slots=True)
class Foreseen:
    """How many matches there would be of each kind.

    Attributes:
        guests: guests who agreed and are compared by the packs that decide.
        lost_guests: of these, guests of whose selfies the others have no face: nothing new would be found for them.
        released: matches that would be made and released at once.
        waiting: matches that would be made and wait for the host.
        raised: matches that wait now and would be released.
        gone: matches that wait now, that nobody decided, and that would not be made any more.
        doubted: released, decided by nobody, and the others would not release them.
        kept: released, and the others would release them too.
        decided: decided by somebody; they stay as they are.
        examples: for each of the kinds of change, (face, level, probability).
    """

    guests: int = 0
    lost_guests: int = 0
    released: int = 0
    waiting: int = 0
    raised: int = 0
    gone: int = 0
    doubted: int = 0
    kept: int = 0
    decided: int = 0
    examples: dict[str, list[tuple[int, str, float]]] = field(default_factory=dict)


def foresee(
    event: Event, deciding: list[str], packs: list[str], progress: Callable[[float], None] | None = None
) -> Foreseen:
    """Show every photo to every guest as ``packs`` see them.

    Args:
        event: with its library loaded.
        deciding: packs that decide now.
        packs: those that would.
        progress: told which part of the photos is done, 0 to 1.

    Raises:
        PackUnfittedError: none of the packs says what its similarities mean.
    """
    judge = Judge(packs, faces_seen_by(event.library, packs))
    models = model_versions(judge.packs)
    revisions = revisions_of(event)
    people = references_of(None, models, event=event.pk)
    people = {guest: person for guest, person in people.items() if guest in revisions}
    answer = Foreseen()
    _count_guests(answer, event, deciding, revisions, people)
    found = _candidates(event, judge, models, people, progress)
    questions = {
        guest: Question(frozenset(found.get(guest, ())), revisions[guest]) for guest in sorted(people)
    }
    for group in groups_of(questions):
        _foresee_group(answer, event, judge, models, group)
    for kind, rows in answer.examples.items():
        answer.examples[kind] = sorted(rows, key=lambda row: (-row[2], row[0]))[:EXAMPLES]
    return answer


def _count_guests(
    answer: Foreseen,
    event: Event,
    deciding: list[str],
    revisions: dict[UUID, int],
    people: dict[UUID, References],
) -> None:
    known = ReferenceFace.objects.filter(event=event, model__pack__in=deciding).order_by()
    now = set(known.values_list("registration_id", flat=True).distinct()) & revisions.keys()
    answer.guests, answer.lost_guests = len(now), len(now - people.keys())


def _candidates(
    event: Event,
    judge: Judge,
    models: list[ModelVersion],
    people: dict[UUID, References],
    progress: Callable[[float], None] | None,
) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = {}
    there = Photo.objects.filter(library=event.library, state=PhotoState.READY, binned_at=None)
    photos = list(there.order_by("pk").values_list("pk", flat=True)) if people else []
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        faces = faces_of_photos(photos[start : start + PHOTOS_AT_ONCE], models)
        for guest, keys in resembling(judge, faces, people).items():
            found.setdefault(guest, set()).update(keys)
        if progress is not None:
            progress(min(1.0, (start + PHOTOS_AT_ONCE) / len(photos)))
    return found


def _foresee_group(
    answer: Foreseen,
    event: Event,
    judge: Judge,
    models: list[ModelVersion],
    questions: dict[UUID, Question],
) -> None:
    guests = {guest.pk: guest for guest in Registration.objects.filter(pk__in=list(questions))}
    matches = list(Match.objects.filter(registration__in=list(guests)))
    before = {match.pk: match.state for match in matches}
    answer.decided += sum(is_decided(match) for match in matches)
    gone = {match.pk: (match.face_id, match.level, match.probability) for match in matches}
    _, writes = weigh(event, judge, models, guests, questions, matches)
    for match in writes.create:
        kind = "released" if match.state == MatchState.RELEASED else "waiting"
        _note(answer, kind, match)
    _judge_changed(answer, before, writes)
    for pk in writes.delete:
        answer.gone += 1
        _keep_example(answer, "gone", gone[pk])


def _judge_changed(answer: Foreseen, before: dict[UUID, Any], writes: Writes) -> None:
    for match in writes.change:
        would = writes.by_machine[match.pk]
        if before[match.pk] == MatchState.RELEASED:
            if would == MatchState.RELEASED:
                answer.kept += 1
            else:
                _note(answer, "doubted", match)
        elif match.state == MatchState.RELEASED:
            _note(answer, "raised", match)


def _note(answer: Foreseen, kind: str, match: Match) -> None:
    setattr(answer, kind, getattr(answer, kind) + 1)
    _keep_example(answer, kind, (match.face_id, match.level, match.probability))


def _keep_example(answer: Foreseen, kind: str, example: tuple[int | None, str, float]) -> None:
    face, level, probability = example
    if face is not None:
        answer.examples.setdefault(kind, []).append((face, level, probability))
