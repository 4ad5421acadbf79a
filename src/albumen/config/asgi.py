"""The ASGI application that Granian serves."""

import os

import django

from albumen.config import tied

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")

if os.environ.get("ALBUMEN_SUPERVISED"):
    tied.tie()  # Granian's workers would outlive a Granian that is killed, and keep its port

django.setup(set_prefix=False)

from albumen.config.body_limit import limited  # noqa: E402 - needs the settings
from albumen.config.handler import Handler  # noqa: E402

application = limited(Handler())
