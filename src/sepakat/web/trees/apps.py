from django.apps import AppConfig


class TreesConfig(AppConfig):
    name = "sepakat.web.trees"
    label = "trees"
    default_auto_field = "django.db.models.BigAutoField"
