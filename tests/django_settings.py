"""Albumen's settings on throw-away data, loaded before any conftest: pytest-django reads settings that early."""

import os

from tests import databases

databases.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"  # what processes that tests start shall use

from albumen.config.settings import *  # noqa: E402, F403

if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file in WAL mode, as in use. In memory, connections share one cache: what the other one has locked is an error
    # at once, whatever the timeout, which no real site ever sees.
    DATABASES["default"]["TEST"] = {"NAME": str(ALBUMEN_DATA / "test.sqlite3")}  # noqa: F405

# Each test client would look through the checkout's built client, when there is one; what needs one has its own.
ALBUMEN_CLIENT = ALBUMEN_DATA / "no-client"  # noqa: F405
