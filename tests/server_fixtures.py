"""Fixtures of the server's tests: people, logged-in clients, jobs done on the spot by the real claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from albumen.accounts.models import User
    from albumen.events.models import Event


@pytest.fixture
def ana(db: None) -> User:
    """Ana, a photographer."""
    import factories

    return factories.photographer("ana")


@pytest.fixture
def bo(db: None) -> User:
    """Bo, a guest."""
    import factories

    return factories.guest("bo")


@pytest.fixture
def cy(db: None) -> User:
    """Cy, another guest."""
    import factories

    return factories.guest("cy")


@pytest.fixture
def party(ana: User) -> Event:
    """An event of Ana's that goes on right now, analysed with the built-in pack."""
    import factories

    return factories.event(ana)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser that is logged in as somebody."""
    from django.test import Client

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="albumen.accounts.sessions.Backend")
        return client

    return log_in


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Do everything that waits and is due, in this process, as workers would; returns how many jobs were run.

    Nobody waits for photos to gather: they are matched, described and their faces assigned at once, after everything
    else.
    """
    from albumen.find.kinds import DESCRIBE
    from albumen.guests.kinds import GATHER, MATCH_LIBRARY
    from albumen.jobs import clock
    from albumen.jobs.models import Job, Queue, State
    from albumen.jobs.worker import run_waiting
    from albumen.people.kinds import ASSIGN, IMPORT_NAMES

    def run() -> int:
        count = 0
        gathering = Job.objects.filter(
            kind__in=[MATCH_LIBRARY.name, ASSIGN.name, DESCRIBE.name, IMPORT_NAMES.name],
            state=State.WAITING,
            attempts=0,
        )
        while True:
            ran = sum(run_waiting(queue) for queue in Queue.values)
            now = clock.now()
            soon = gathering.filter(run_after__gt=now, run_after__lte=now + GATHER).update(run_after=now)
            if not ran and not soon:
                return count
            count += ran

    return run


@pytest.fixture(autouse=True)
def _media(request: pytest.FixtureRequest, tmp_path: pytest.TempPathFactory) -> None:
    """Each test of the server has its own storage and spool, and wakes nobody."""
    if "db" not in request.fixturenames and "transactional_db" not in request.fixturenames:
        return
    settings = request.getfixturevalue("settings")
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "albumen.config.local_storage.DurableFileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "media")},  # type: ignore[operator]
    }
    # The manifest of static files is made when a site is set up, which tests of pages do not need.
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages
    settings.ALBUMEN_DATA = tmp_path
    settings.ALBUMEN_UPLOAD_SPOOL = tmp_path / "uploads"  # type: ignore[operator]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
