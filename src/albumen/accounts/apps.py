from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "albumen.accounts"
    label = "accounts"
    verbose_name = "Accounts"
