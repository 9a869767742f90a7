"""The Celery application: it reads its options from the settings and leaves logging to Django."""

import os

from celery.signals import setup_logging

from config.publishing import Publisher

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Publisher("twelve")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_djangos_logging(**_kwargs: object) -> None:
    """A receiver on this signal is enough: Celery then configures no logging of its own."""
