from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "albumen.guests"
    label = "guests"
