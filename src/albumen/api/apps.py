from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "albumen.api"
    label = "albumen_api"
