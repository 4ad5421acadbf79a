"""Putting labels on photos and taking them off, and remembering it for as long as it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from albumen.find.describing import Wanted, terms_of
from albumen.find.models import Kind, LabelChange, Posting, Term
from albumen.find.words import fold, searchable
from albumen.photos.models import Photo

_AT_ONCE = 500


def named_labels(library: UUID, names: Iterable[str], *, make: bool) -> list[Term]:
    """The labels of these names, one for names that differ in case alone; what is missing is made or left out."""
    wanted = {
        fold(name): Wanted(Kind.LABEL, fold(name), name, searchable(name) or fold(name)) for name in names
    }
    if make:
        terms_of(library, wanted.values())
    rows = Term.objects.filter(library=library, kind=Kind.LABEL, key__in=list(wanted))
    # Held, so that nobody deletes one while photos are given to it.
    return list(rows.order_by("key").select_for_update())


def put_on(labels: Sequence[Term], photos: Sequence[Photo]) -> dict[str, list[str]]:
    """Put these labels on these photos; answers which photos had them not, by the label's name."""
    there = _there(labels, photos)
    new = [
        Posting(term=label, photo=photo, sort_at=photo.sort_at, binned=photo.binned_at is not None)
        for label in labels
        for photo in photos
        if (label.pk, photo.pk) not in there
    ]
    Posting.objects.bulk_create(new, ignore_conflicts=True, batch_size=_AT_ONCE)
    return _by_name((posting.term.name, posting.photo_id) for posting in new)


def take_off(labels: Sequence[Term], photos: Sequence[Photo]) -> dict[str, list[str]]:
    """Take these labels off these photos; answers which photos had them, by the label's name."""
    names = {label.pk: label.name for label in labels}
    there = sorted(_there(labels, photos))
    ids = [photo.pk for photo in photos]
    for start in range(0, len(ids), _AT_ONCE):
        Posting.objects.filter(term__in=list(names), photo__in=ids[start : start + _AT_ONCE]).delete()
    return _by_name((names[term], photo) for term, photo in there)


def remember(
    library: UUID,
    actor: Any,
    *,
    added: Mapping[str, list[str]] | None = None,
    removed: Mapping[str, list[str]] | None = None,
) -> LabelChange:
    """Keep what changed; what is too old to be taken back is forgotten."""
    forget_old()
    return LabelChange.objects.create(
        library_id=library,
        actor=actor,
        added=dict(added or {}),
        removed=dict(removed or {}),
        at=timezone.now(),
    )


def forget_old() -> None:
    """Forget what cannot be taken back any more."""
    LabelChange.objects.filter(at__lte=since()).delete()


def since() -> Any:
    """Changes after this moment can be taken back."""
    return timezone.now() - timedelta(seconds=settings.ALBUMEN_UNDO_SECONDS)


def _there(labels: Sequence[Term], photos: Sequence[Photo]) -> set[tuple[int, UUID]]:
    found: set[tuple[int, UUID]] = set()
    ids = [photo.pk for photo in photos]
    for start in range(0, len(ids), _AT_ONCE):
        rows = Posting.objects.filter(
            photo__in=ids[start : start + _AT_ONCE], term__in=[t.pk for t in labels]
        )
        found |= set(rows.values_list("term_id", "photo_id"))
    return found


def _by_name(pairs: Iterable[tuple[str, UUID]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, photo in pairs:
        found.setdefault(name, []).append(str(photo))
    return found
