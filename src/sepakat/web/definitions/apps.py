from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "sepakat.web.definitions"
    label = "definitions"
    default_auto_field = "django.db.models.BigAutoField"
