"""Doing a search: a guest's selfies against every photo of the event."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings

from albumen.errors import AlbumenError
from albumen.events.queries import active_registrations
from albumen.guests.appraisal import CERTAIN, CHECK, LIKELY, Appraisal, Question, appraise
from albumen.guests.errors import ConsentMissingError, SelfieMissingError
from albumen.guests.faces import References, model_versions, references_of
from albumen.guests.judging import Judge
from albumen.guests.models import Registration, Search, SearchState, Selfie, SelfieState
from albumen.guests.selfie_intake import take_in
from albumen.jobs import clock
from albumen.jobs.errors import TransientError
from albumen.photos.doomed import doom
from albumen.photos.generations import looking_packs
from albumen.photos.models import Embedding, Library, ModelVersion, Photo, PhotoState

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob

LOWEST = {"strict": CERTAIN, "balanced": LIKELY, "broad": CHECK, "": CHECK}
"""Lowest level of which a search makes matches, by its strictness; empty: by probability."""


HITS_KEPT = 1_000
"""Hits kept with a search, the surest; more of them are counted, and are in the list of matches."""


class SelfiesChangedError(TransientError):
    """The guest's selfies changed while they were compared."""

    code = "selfies_changed"


def search(job: RunningJob) -> None:
    """Look at the search's selfie if it is new, then compare; the results and the end of the job in one transaction.

    Raises:
        TransientError: something is away, or the selfies changed; it is done again.
    """
    began = time.monotonic()
    asked = Search.objects.select_related("registration__event__library", "selfie").filter(pk=job.key).first()
    if asked is None:
        doom(job.payload.get("files", []))
        return
    _forget_erased(job, asked)
    Search.objects.filter(pk=asked.pk).update(state=SearchState.RUNNING)
    try:
        _check_access(asked.registration)
        selfie = asked.selfie
        if selfie is not None and selfie.state == SelfieState.RECEIVED:
            take_in(selfie, looking_packs(asked.registration.event.library))
        elif selfie is not None and selfie.state == SelfieState.REFUSED:
            raise _as_written(selfie)
        _compare(job, asked, began)
    except TransientError:
        raise
    except AlbumenError as error:
        with job.finishing():
            fail(asked.pk, error.code, error.sentence)


def fail(identifier: Any, code: str, sentence: str) -> None:
    """Write down that a search came to nothing."""
    Search.objects.filter(pk=identifier, state__in=[SearchState.WAITING, SearchState.RUNNING]).update(
        state=SearchState.FAILED, error_code=code[:60], error=sentence, finished_at=clock.now()
    )


def _forget_erased(job: RunningJob, asked: Search) -> None:
    """Files that an attempt stored for a selfie which was erased meanwhile must go, whoever wrote them last."""
    files = job.payload.get("files", [])
    if files and asked.selfie is None:
        doom(files)


def _check_access(guest: Registration) -> None:
    there = active_registrations().filter(pk=guest.pk).values_list("consent_version", flat=True).first()
    if not there:
        raise ConsentMissingError


def _as_written(selfie: Selfie) -> AlbumenError:
    error = AlbumenError(selfie.error, advice=selfie.advice)
    error.code = selfie.error_code
    return error


def _compare(job: RunningJob, asked: Search, began: float) -> None:
    guest = Registration.objects.filter(pk=asked.registration_id).first()
    if guest is None:
        raise SelfiesChangedError("The guest left while the selfies were compared.")
    library = asked.registration.event.library
    judge = Judge(library.packs, faces_in(library))
    models = model_versions(judge.packs)
    person = references_of([guest.pk], models, event=guest.event_id).get(guest.pk)
    if person is None:
        raise SelfieMissingError
    faces, compared = _resembling(library, judge, models, person)
    photos = Photo.objects.filter(library=library, state=PhotoState.READY, binned_at=None).count()
    question = Question(
        frozenset(faces),
        guest.reference_revision,
        lowest=LOWEST[asked.strictness],
        least=asked.probability or 0.0,
        prune=bool(job.payload.get("prune")),
    )
    job.progress(compared, compared)
    with job.finishing():
        answer = appraise(guest.event_id, judge, models, {guest.pk: question}).get(guest.pk)
        if answer is None:
            raise SelfiesChangedError("The selfies changed while they were compared.")
        counts, hits = _hits(asked, judge, answer)
        Search.objects.filter(pk=asked.pk).update(
            state=SearchState.DONE,
            error_code="",
            error="",
            used=_used(judge, answer),
            faces_compared=compared,
            photos_compared=photos,
            certain=counts[CERTAIN],
            likely=counts[LIKELY],
            check_count=counts[CHECK],
            duration_ms=round((time.monotonic() - began) * 1000),
            hits=hits,
            finished_at=clock.now(),
        )


def faces_in(library: Library) -> int:
    """How many faces a library has, as every comparison in it counts them."""
    return faces_seen_by(library, library.packs)


def faces_seen_by(library: Library, packs: list[str]) -> int:
    """The same if these packs decided."""
    if not packs:
        return 0
    return int(Embedding.objects.filter(library=library, model__pack=packs[0]).count())


def _resembling(
    library: Library, judge: Judge, models: list[ModelVersion], person: References
) -> tuple[set[int], int]:
    """Keys of the faces worth judging, and how many were compared."""
    from albumen.photos.galleries import gallery_for

    found: set[int] = set()
    compared = 0
    for index, model in enumerate(models):
        template = person.template(index)
        if template is None:
            continue
        gallery = gallery_for(library, model)
        compared = max(compared, len(gallery))
        if len(gallery):
            found.update(gallery.search(template[None], judge.least(index)).face.tolist())
    return found, compared


def _hits(asked: Search, judge: Judge, answer: Appraisal) -> tuple[dict[int, int], list[dict[str, Any]]]:
    """How many of each level, and what is kept of each, by the packs that were asked for, the surest first.

    Other packs than the event's own set only rank and count: what is released follows from all of them.
    """
    from albumen.engine.matching import LEVELS

    judged = answer.judged
    chosen = [index for index, pack in enumerate(judge.packs) if pack.name in asked.packs]
    if chosen and len(chosen) < len(judge.packs):
        part = Judge([judge.packs[index].name for index in chosen], judge.size)
        judged = part.judge(answer.similarity[:, chosen], answer.reliable[:, chosen])
    counts = {CHECK: 0, LIKELY: 0, CERTAIN: 0}
    hits: list[dict[str, Any]] = []
    for index, match in enumerate(answer.match):
        level, probability = int(judged.level[index]), float(judged.probability[index])
        if match is None or level < LOWEST[asked.strictness] or probability < (asked.probability or 0.0):
            continue
        counts[level] += 1
        hits.append(
            {
                "match": str(match.pk),
                "photo": str(match.photo_id),
                "probability": round(probability, 6),
                "level": LEVELS[level],
                "scores": {
                    pack.name: round(float(value), 4)
                    for pack, value in zip(judge.packs, answer.similarity[index], strict=True)
                    if value == value  # a pack that did not see the face says nothing
                },
            }
        )
    return counts, sorted(hits, key=lambda hit: (-hit["probability"], hit["match"]))[:HITS_KEPT]


def _used(judge: Judge, answer: Appraisal) -> dict[str, Any]:
    strategy = settings.ALBUMEN_SEARCH_STRATEGY
    return {
        "packs": {pack.name: pack.version for pack in judge.packs},
        "strategy": "compiled" if strategy == "auto" else strategy,
        "event_size": judge.size,
        "prior": round(answer.judged.prior, 6),
        "thresholds": {
            pack.name: {"certain": limit.certain, "likely": limit.likely, "check": limit.check}
            for pack, limit in zip(judge.packs, judge.thresholds, strict=True)
        },
    }
