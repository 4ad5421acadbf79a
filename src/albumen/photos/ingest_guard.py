"""What a stranger's file may cost the process that decodes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from albumen.imaging.limits import Limits


@contextmanager
def guarded(limits: Limits) -> Iterator[None]:
    """Within it this process may take ``limits.worker_memory`` more than it holds; a worker does not hang in a decoder.

    Memory beyond the limit fails in the decoder and costs the photo. A decoder that hangs costs the worker: the kernel
    ends it, its supervisor starts another, and the photo's lease brings the photo back, until its attempts are used up.

    Raises:
        OutOfMemoryError: the memory allowed did not do.
    """
    from albumen.imaging.errors import OutOfMemoryError

    _arm_if_worker()
    before = _limit_data(limits.worker_memory)
    try:
        yield
    except MemoryError as error:
        raise OutOfMemoryError("The picture needs more memory than a worker may take.") from error
    finally:
        if before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, before)


@cache
def _arm_if_worker() -> None:
    """Make deadlines fatal where somebody starts another process: never in tests, commands or the web."""
    if not is_worker():
        return
    from albumen.imaging import deadline

    deadline.arm()


def is_worker() -> bool:
    """Whether this process does jobs for a living and is replaced when it dies."""
    if os.environ.get("ALBUMEN_WORKER"):
        return True
    from celery import current_task

    return bool(
        current_task and not current_task.request.called_directly and not current_task.request.is_eager
    )


def _limit_data(more: int) -> tuple[int, int] | None:
    """Limit this process's data to what it has now and ``more`` bytes; the limits before, None where unchanged."""
    try:
        import resource

        # In pages: size, resident, shared, text, lib, data and stack (proc(5)).
        held = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except (ImportError, OSError):
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = held + more
    if any(limit != resource.RLIM_INFINITY and limit <= most for limit in (soft, hard)):
        return None
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    return soft, hard
