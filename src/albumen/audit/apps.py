from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "albumen.audit"
    label = "audit"
    verbose_name = "Audit"
