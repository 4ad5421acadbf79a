from django.apps import AppConfig


class FindConfig(AppConfig):
    name = "albumen.find"
    label = "find"
    verbose_name = "finding"
