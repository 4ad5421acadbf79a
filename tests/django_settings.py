"""Albumen's settings on throw-away data, loaded before any conftest: pytest-django reads settings that early."""

import os

from tests import databases

databases.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"  # what processes that tests start shall use

from albumen.config.settings import *  # noqa: E402, F403
