from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "albumen.web"
    label = "albumen_web"
