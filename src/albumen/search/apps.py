from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "albumen.search"
    label = "albumen_search"
