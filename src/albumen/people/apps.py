from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "albumen.people"
    label = "people"
    verbose_name = "people"
