"""The Celery application: it wakes workers, and holds nothing that could be lost."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")

app = Celery("albumen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _make_folders(sender: Celery, **_: object) -> None:
    options = sender.conf.broker_transport_options or {}
    for key in ("data_folder_in", "control_folder"):
        if key in options:
            Path(str(options[key])).mkdir(parents=True, exist_ok=True)
