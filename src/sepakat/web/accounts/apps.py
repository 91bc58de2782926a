from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sepakat.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sepakat.web.accounts import happened  # noqa: F401 - its receivers tell the audit of sign-ins
