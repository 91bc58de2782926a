from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "sepakat.web.scores"
    label = "scores"
