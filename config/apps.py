"""The wiring as an app: its templates, static files and commands are found, and Django knows the Celery application."""

from django.apps import AppConfig

from config.celery import app as celery_app


class WiringConfig(AppConfig):
    name = "config"
    verbose_name = "Twelve"
    celery = celery_app
