from django.apps import AppConfig


class OwnFiguresConfig(AppConfig):
    name = "sepakat.web.own_figures"
    label = "own_figures"
    default_auto_field = "django.db.models.BigAutoField"
