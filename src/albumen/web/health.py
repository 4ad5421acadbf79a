"""/healthz says that the process lives; /readyz, whether everything it needs works."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_LOG = logging.getLogger(__name__)

_KEPT_SECONDS = 10.0
_PROBE = "health/probe"
WORKERS_LATE = timedelta(minutes=5)
"""A job that is due this long and not begun means that no worker is there for it."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether database, migrations, storage, broker, cache and workers do what they should; 503 if not."""
    checks: dict[str, str] = {}
    for name, check in CHECKS.items():
        known = name in NEED_DATABASE and checks["database"] != "ok"
        checks[name] = "not known without the database" if known else _outcome(name, check)
    ready = all(outcome == "ok" for outcome in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "failing", "checks": checks}, status=200 if ready else 503
    )


def _outcome(name: str, check: Callable[[], str | None]) -> str:
    try:
        return check() or "ok"
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is that it does not work
        _LOG.warning("readyz: %s: %s", name, error)
        return f"does not work ({type(error).__name__})"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


_migrated = False


def _migrations() -> str | None:
    """Once all are applied they stay so for the life of this process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return f"{len(missing)} not applied: run albumen manage migrate"
        _migrated = connection.alias == DEFAULT_DB_ALIAS
    return None


_stored_until: dict[str, float] = {}


def _storage() -> None:
    """Writes and removes a file; what worked is believed for ten seconds, as probes come often."""
    backend = repr(settings.STORAGES["default"])
    if _stored_until.get(backend, 0.0) > time.monotonic():
        return
    name = default_storage.save(_PROBE, ContentFile(b"ok"))
    default_storage.delete(name)
    _stored_until[backend] = time.monotonic() + _KEPT_SECONDS


def _broker() -> str | None:
    if not settings.ALBUMEN_BROKER_URL:
        folder = settings.BROKER_FOLDER
        return None if not folder.exists() or folder.is_dir() else "the broker's folder is no folder"
    import redis

    with redis.Redis.from_url(
        settings.ALBUMEN_BROKER_URL, socket_connect_timeout=2, socket_timeout=2
    ) as client:
        client.ping()
    return None


def _cache() -> str | None:
    """Limits on tries are counted in it."""
    cache.set("health-probe", "ok", 60)
    return None if cache.get("health-probe") == "ok" else "keeps nothing"


def _workers() -> str | None:
    from albumen.jobs import clock
    from albumen.jobs.models import Job, State

    late = Job.objects.filter(state=State.WAITING, run_after__lt=clock.now() - WORKERS_LATE)
    queues = sorted(set(late.order_by().values_list("queue", flat=True).distinct()))
    busy = set(
        Job.objects.filter(state=State.RUNNING, lease_until__gte=clock.now())
        .order_by()
        .values_list("queue", flat=True)
        .distinct()
    )
    missing = [queue for queue in queues if queue not in busy]
    return f"nobody works on: {', '.join(missing)}" if missing else None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": _database,
    "migrations": _migrations,
    "storage": _storage,
    "broker": _broker,
    "cache": _cache,
    "workers": _workers,
}

NEED_DATABASE = {"migrations", "workers"}
"""Checks that would wait for a database that is known to be away."""
