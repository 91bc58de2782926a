from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "sepakat.web.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sepakat.web.delivery import keeping
        from sepakat.web.names.signals import changed

        changed.connect(keeping.on_change, dispatch_uid="delivery-keeping")
