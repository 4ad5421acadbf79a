"""The ASGI application that Granian serves."""

import multiprocessing
import os

import django

from albumen.config import tied

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")

if os.environ.get("ALBUMEN_SUPERVISED"):
    # Granian's workers would outlive a Granian that is killed, and keep its port.
    granian = multiprocessing.parent_process()
    tied.tie(os.getppid() if granian is None or granian.pid is None else granian.pid)

django.setup(set_prefix=False)

from albumen.config.body_limit import limited  # noqa: E402 - needs the settings
from albumen.config.handler import Handler  # noqa: E402

application = limited(Handler())
