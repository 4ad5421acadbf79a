from django.apps import AppConfig


class UpgradesConfig(AppConfig):
    name = "albumen.upgrades"
    label = "upgrades"
    verbose_name = "Upgrades of models"
