from django.apps import AppConfig


class ErrorsConfig(AppConfig):
    name = "sepakat.web.errors"
    label = "targeting_errors"
    default_auto_field = "django.db.models.BigAutoField"
