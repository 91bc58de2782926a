from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "sepakat.web.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from sepakat.web.learning.course import progress

        user_logged_in.connect(progress.merge, dispatch_uid="learning.merge")
