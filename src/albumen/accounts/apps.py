from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "albumen.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from albumen.accounts.second_factor import remember_used_codes_as_long_as_they_fit

        remember_used_codes_as_long_as_they_fit()
