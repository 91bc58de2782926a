from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "sepakat.web.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
