from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes our Celery application the current one in every process: without it, wake-ups go nowhere."""

    name = "albumen.config"
    label = "albumen_config"

    def ready(self) -> None:
        from albumen.config import celery  # noqa: F401
