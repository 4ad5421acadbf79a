"""Which function does which kind of job.

Each application's ``handlers`` module registers its own; they are imported when a worker starts, never by the web.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import autodiscover_modules

from albumen.jobs.errors import UnknownKindError
from albumen.jobs.models import Priority, Queue

if TYPE_CHECKING:
    from albumen.jobs.running import RunningJob


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: where it runs, how urgent it is, how often it is tried, how long one try may take (seconds)."""

    name: str
    queue: Queue
    priority: Priority
    attempts: int | None = None
    longest: float | None = None


KINDS: dict[str, Kind] = {}
HANDLERS: dict[str, Callable[[RunningJob], None]] = {}
GIVING_UP: dict[str, Callable[[RunningJob, str, str], None]] = {}


def kind(
    name: str,
    queue: Any,
    priority: Any = None,
    *,
    attempts: int | None = None,
    longest: float | None = None,
) -> Kind:
    """Declare a kind of job.

    Args:
        name: ``noun.verb``.
        queue: a :class:`Queue`. (Without types for Django, mypy takes its members for tuples.)
        priority: a :class:`Priority`, normal when None.
        attempts: instead of the setting ALBUMEN_JOB_ATTEMPTS.
        longest: seconds after which its worker counts as hung, instead of ALBUMEN_JOB_LONGEST_SECONDS.
    """
    usual: Any = Priority.NORMAL
    return KINDS.setdefault(
        name, Kind(name, queue, usual if priority is None else priority, attempts, longest)
    )


def kind_named(name: str) -> Kind:
    """The kind of this name, from whichever application declares it in its ``kinds``.

    Raises:
        UnknownKindError: none does.
    """
    autodiscover_modules("kinds")
    if name not in KINDS:
        raise UnknownKindError(f"There is no kind of job called {name!r}.")
    return KINDS[name]


def handles(kind: Kind) -> Callable[[Callable[[RunningJob], None]], Callable[[RunningJob], None]]:
    """Register the function that does jobs of a kind. It may run again after a crash: it must bear that."""

    def register(function: Callable[[RunningJob], None]) -> Callable[[RunningJob], None]:
        HANDLERS[kind.name] = function
        return function

    return register


def gives_up(
    kind: Kind,
) -> Callable[[Callable[[RunningJob, str, str], None]], Callable[[RunningJob, str, str], None]]:
    """Register what follows when a job of a kind fails for good: called with the job, a code and a sentence.

    It runs in the transaction that marks the job as failed.
    """

    def register(function: Callable[[RunningJob, str, str], None]) -> Callable[[RunningJob, str, str], None]:
        GIVING_UP[kind.name] = function
        return function

    return register
