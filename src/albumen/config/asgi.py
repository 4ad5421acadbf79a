"""The ASGI application that Granian serves."""

import os

from django.core.asgi import get_asgi_application

from albumen.config import tied

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")

if os.environ.get("ALBUMEN_SUPERVISED"):
    tied.tie()  # Granian's workers would outlive a Granian that is killed, and keep its port

application = get_asgi_application()
