from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "sepakat.web.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sepakat.web.programmes import folder

        folder.path()  # from now on the catalogue sees the regions' own programmes
