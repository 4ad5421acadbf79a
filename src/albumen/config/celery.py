"""The Celery application: it wakes workers, and holds nothing that could be lost."""

import os

from celery import Celery

from albumen.config import folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")

folder_broker.register()
app = Celery("albumen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
