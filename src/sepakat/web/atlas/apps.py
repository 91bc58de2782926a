from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "sepakat.web.atlas"
    label = "atlas"
