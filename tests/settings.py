"""The settings under test: the production ones, with what would be slow or would leave the machine replaced."""

import os

# The developer's .env has no say here; DATABASE_URL and REDIS_URL of the process do.
os.environ.update(ENV_FILE="", DEBUG="false", SITE_URL="https://twelve.example.com", EMAIL_URL="smtp://localhost:9")
os.environ["SECRET_KEY"] = "a key of the test suite, long enough and used nowhere else: 0123456789"

from config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "twelve.example.com"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # static files straight from the apps, nothing is collected
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False  # the live server speaks plain HTTP
CELERY_TASK_ALWAYS_EAGER = False
HEARTBEAT_FILE = None  # many databases under one clock that tests set
API_CALLS_PER_MINUTE = 0  # as many as a test likes
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
