from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "albumen.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from albumen.jobs import hooks  # noqa: F401
