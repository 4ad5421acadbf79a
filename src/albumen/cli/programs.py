"""Which processes a site consists of."""

from __future__ import annotations

import os
import sys
from typing import Any

from albumen.cli.cores import cores
from albumen.cli.supervisor import Program

NICENESS = 10
"""Added to workers that look at photos, so that pages stay quick while an event comes in."""

_CELERY = (sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "albumen.config.celery")
_ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VIPS_CONCURRENCY",
    )
}

_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20)}
"""glibc gives a picture's memory back to the kernel after each photo, which clears it for the next: a third of the time
of a large preview at 12 megapixels. Up to 128 MB are kept instead."""

_RETURNED_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 20), "MALLOC_TRIM_THRESHOLD_": str(2 << 20)}
"""Each thread of a web process has a heap of its own, and by itself glibc keeps blocks of megabytes there once it has
seen a few: 3 to 4 MB more for one thread after the other, whenever Python builds its table of interned strings anew
(``pathlib`` interns every part of a path). They are given back."""


def programs(settings: Any, instance: str) -> list[Program]:
    """The programs of the roles this machine has.

    Args:
        settings: Django's.
        instance: name of this site, part of its workers' names.
    """
    found: list[Program] = []
    if "web" in settings.ALBUMEN_ROLES:
        found.append(_web(settings))
    if "inference" in settings.ALBUMEN_ROLES:
        count = settings.ALBUMEN_WORKERS or cores()
        found += [_worker("inference", n, instance, NICENESS) for n in range(1, count + 1)]
    if "io" in settings.ALBUMEN_ROLES:
        found += [_worker("io", n, instance, 0) for n in range(1, settings.ALBUMEN_IO_WORKERS + 1)]
    if "beat" in settings.ALBUMEN_ROLES:
        command = (*_CELERY, "beat", "--pidfile", "", "--loglevel", "WARNING")
        found.append(Program("beat", command, _ONE_THREAD))
    return found


def _web(settings: Any) -> Program:
    command = (
        *(sys.executable, "-m", "granian", "albumen.config.asgi:application"),
        *("--interface", "asginl", "--no-ws"),
        *("--host", settings.ALBUMEN_HOST, "--port", str(settings.ALBUMEN_PORT)),
        *("--workers", str(settings.ALBUMEN_WEB_WORKERS or min(2, cores()))),
        *("--runtime-threads", str(settings.ALBUMEN_WEB_THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", str(max(1, settings.ALBUMEN_STOP_SECONDS // 2))),
        *("--log-level", "warning"),
    )
    return Program("web", command, {"ALBUMEN_SUPERVISED": "1"} | _unless_set(_RETURNED_MEMORY))


def _worker(queue: str, number: int, instance: str, niceness: int) -> Program:
    name = f"{queue}-{number}"
    command = (
        *(*_CELERY, "worker", "-P", "solo", "-Q", queue, "-n", f"{name}@{instance}"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
    )
    environment = {**_ONE_THREAD, "ALBUMEN_WORKER": f"{name}@{instance}"}
    if queue == "inference":
        # A job that a power failure undoes waits again, and each commit of a web process or of the other workers
        # brings all that came before it to the disk too. Those remove files and answer uploads: they stay with FULL.
        environment |= _unless_set(_KEPT_MEMORY)
        environment["ALBUMEN_SQLITE_SYNCHRONOUS"] = os.environ.get("ALBUMEN_SQLITE_SYNCHRONOUS", "NORMAL")
    return Program(name, command, environment, niceness)


def _unless_set(usual: dict[str, str]) -> dict[str, str]:
    """These variables; whoever runs the site may have set others."""
    return {name: os.environ.get(name, value) for name, value in usual.items()}
