from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "albumen.events"
    label = "events"
