"""Celery for beat alone: it reads the timetable and sends names of tasks, so it loads no models and half the memory."""

from celery import Celery

app = Celery("twelve", fixups=[])
app.config_from_object("config.settings", namespace="CELERY")
