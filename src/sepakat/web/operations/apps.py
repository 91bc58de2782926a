from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "sepakat.web.operations"
    label = "operations"
