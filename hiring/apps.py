from django.apps import AppConfig


class HiringConfig(AppConfig):
    name = "hiring"
    verbose_name = "Hiring"
    default_auto_field = "django.db.models.BigAutoField"
