"""Doing the waiting jobs of a queue, one after the other."""

from __future__ import annotations

import faulthandler
import functools
import logging
import math
import os
import random
import socket
import threading
import time
import traceback as tracebacks
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.module_loading import autodiscover_modules

from albumen.errors import AlbumenError
from albumen.jobs import clock
from albumen.jobs.claims import claim, giving_up, put_back, renew
from albumen.jobs.errors import ClaimLostError, TransientError
from albumen.jobs.models import Job
from albumen.jobs.registry import GIVING_UP, HANDLERS, KINDS
from albumen.jobs.running import RunningJob

_LOG = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
LONGEST_FREE = timedelta(days=1)
"""How long a job may wait for what it needs before its attempts count after all."""

_STDERR = 2

HUNG = 75
"""Exit status of a worker whose job hung."""

STOP = threading.Event()
"""Set when this process is asked to end: it finishes the job in hand and takes no other."""


def name() -> str:
    """Who this worker is: what its supervisor calls it, else host and process."""
    return os.environ.get("ALBUMEN_WORKER") or f"{socket.gethostname()}:{os.getpid()}"


def run_waiting(queue: str, seconds: float = math.inf) -> int:
    """Do what waits in a queue until nothing is due; returns how many jobs were run.

    Args:
        queue: its name.
        seconds: take no other job after so long, for who listens to other messages as well.
    """
    from albumen.jobs.sweep import sweep_if_late  # it gives lost jobs up, which is done here

    load_handlers()
    ran = 0
    end = time.monotonic() + seconds
    while not STOP.is_set() and time.monotonic() < end:
        if not connection.in_atomic_block:
            close_old_connections()
            sweep_if_late()
        job = claim(queue, name())
        if job is None:
            break
        run(job)
        ran += 1
    return ran


def run(job: Job) -> None:
    """Do one claimed job, and write down how it ended."""
    handler = HANDLERS.get(job.kind)
    running = RunningJob(job)
    began = time.monotonic()
    try:
        if handler is None:
            raise TransientError(f"This worker does not know how to do {job.kind}.")
        with _kept_alive(job):
            handler(running)
        if not running.finished:
            with running.finishing():
                pass
    except ClaimLostError as error:
        _LOG.warning("%s", error)
    except TransientError as error:
        if error.free_after is not None and clock.now() - job.created_at < LONGEST_FREE:
            _end_free_attempt(job, error, error.free_after)
        else:
            _end_attempt(job, error.code, error.sentence, "", final=False)
    except AlbumenError as error:
        _end_attempt(job, error.code, error.sentence, "", final=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this attempt only
        _LOG.exception("%s %s failed", job.kind, job.key)
        sentence = f"Something unexpected happened ({type(error).__name__})."
        _end_attempt(job, "unexpected", sentence, tracebacks.format_exc(), final=False)
    else:
        _LOG.debug("%s %s in %.2f s", job.kind, job.key, time.monotonic() - began)


def _end_attempt(job: Job, code: str, sentence: str, traceback: str, *, final: bool) -> None:
    try:
        if final or job.attempts >= job.max_attempts:
            give_up(job, code, sentence, traceback)
        else:
            put_back(job, retry_delay(job.attempts), code, sentence, traceback)
    except ClaimLostError as error:
        _LOG.warning("%s", error)
    except Exception:  # noqa: BLE001 - whatever it is, the next job is not to blame
        # The job keeps its lease until that runs out: a sweep ends the attempt. The worker goes on with others.
        _LOG.exception("The end of %s %s could not be written down", job.kind, job.key)


def _end_free_attempt(job: Job, error: TransientError, after: timedelta) -> None:
    _LOG.warning("%s %s waits: %s", job.kind, job.key, error.sentence)
    try:
        put_back(job, after, error.code, error.sentence, counted=False)
    except ClaimLostError as lost:
        _LOG.warning("%s", lost)


def give_up(job: Job, code: str, sentence: str, traceback: str = "") -> None:
    """Mark the job as failed for good and let its kind draw the consequences, in one transaction."""
    _LOG.warning("%s %s failed for good: %s", job.kind, job.key, sentence)
    with giving_up(job, code, sentence, traceback):
        consequence = GIVING_UP.get(job.kind)
        if consequence is not None:
            consequence(RunningJob(job), code, sentence)


def retry_delay(attempt: int) -> timedelta:
    """How long to wait after the n-th failed attempt (from 1): doubling, at most ten minutes, spread by a quarter."""
    wait = min(FIRST_RETRY * 2 ** (attempt - 1), LONGEST_RETRY)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards nothing


@functools.cache
def load_handlers() -> None:
    """Import the ``handlers`` module of every application, once."""
    autodiscover_modules("handlers")


@contextmanager
def _kept_alive(job: Job) -> Iterator[None]:
    """Renew the lease from a thread while the handler works; inference and decoding let it run.

    Not for ever: a handler that takes longer than its kind may hangs, and nothing but the end of its process frees it.
    """
    done = threading.Event()
    every = settings.ALBUMEN_LEASE_SECONDS / 3
    longest = _longest(job)
    end = time.monotonic() + longest

    def renew_until_done() -> None:
        try:
            while not done.wait(max(0.0, min(every, end - time.monotonic()))):
                if time.monotonic() >= end:
                    _end_hung_process(job, longest)
                try:
                    if not renew(job):
                        break
                except Exception as error:  # noqa: BLE001 - the database may be away for a moment
                    _LOG.warning("The lease of %s %s was not renewed: %s", job.kind, job.key, error)
        finally:
            connection.close()
        # Somebody else has the job: nothing is to be renewed, but a handler that hangs hangs all the same.
        if not done.wait(max(0.0, end - time.monotonic())):
            _end_hung_process(job, longest)

    thread = threading.Thread(target=renew_until_done, name="lease", daemon=True)
    thread.start()
    # A handler that hangs in C with Python's lock held stops that thread too; this timer needs no lock.
    faulthandler.dump_traceback_later(longest + every, exit=True, file=_STDERR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        done.set()
        thread.join()


def _longest(job: Job) -> float:
    """Seconds that one try of a job may take."""
    kind = KINDS.get(job.kind)
    longest: float = settings.ALBUMEN_JOB_LONGEST_SECONDS
    return longest if kind is None or kind.longest is None else kind.longest


def _end_hung_process(job: Job, longest: float) -> None:
    """End this process at once: its supervisor starts another, and the job, no longer renewed, is tried again."""
    _LOG.critical("%s %s hangs: not done within %g s. This worker ends itself.", job.kind, job.key, longest)
    faulthandler.dump_traceback(file=_STDERR)
    logging.shutdown()
    os._exit(HUNG)
