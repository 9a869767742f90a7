"""config/settings.py: what a production machine gets, and what it is refused."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.env import BASE_DIR

PRODUCTION = {
    "ENV_FILE": "",
    "SECRET_KEY": "only for the check: 5up3rca11fragi1isticexpia1id0c10us-and-long",
    "SITE_URL": "https://twelve.example.com",
    "EMAIL_URL": "smtp+tls://twelve:password@smtp.example.com:587",
    "DATABASE_URL": "postgres://twelve:password@127.0.0.1:1/twelve",
    "REDIS_URL": "redis://redis.example.com:6379/0",
}
SHOW = "from django.conf import settings as s; print({names})"


def manage(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, *argv]
    return subprocess.run(command, cwd=BASE_DIR, env=inherited | environment, capture_output=True, text=True)


def shown(names: str, **environment: str) -> str:
    """Settings of a machine with this environment."""
    code = f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; {SHOW.format(names=names)}"
    done = manage("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "EMAIL_URL"])
def test_production_refuses_to_start_without(name: str):
    done = manage("manage.py", "check", **{**PRODUCTION, name: ""})
    assert done.returncode != 0
    assert done.stderr == f"{name} is required and not set. See .env.example.\n"


def test_production_is_the_default_and_secure():
    names = "s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS, s.MAILBOX"
    assert shown(names, **PRODUCTION) == "False True True 31536000 ['twelve.example.com'] False"


def test_production_sends_by_smtp_and_keeps_connections():
    names = "s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_USE_TLS, s.DATABASES['default']['CONN_HEALTH_CHECKS']"
    assert shown(names, **PRODUCTION) == "django.core.mail.backends.smtp.EmailBackend smtp.example.com True True"


def test_development_needs_nothing_but_debug(tmp_path):
    names = "s.SITE_URL, s.EMAIL_BACKEND, s.MAILBOX, s.CELERY_BROKER_URL, len(s.SECRET_KEY) > 50"
    assert shown(names, ENV_FILE="", DEBUG="true", PORT="8123", STATE_DIR=str(tmp_path)) == (
        "http://127.0.0.1:8123 hiring.outbox.mailbox.MailboxBackend True "
        f"redis+socket://{tmp_path}/redis.sock?virtual_host=0 True"
    )


def test_sqlite_waits_for_the_write_lock(tmp_path):
    names = "s.DATABASES['default']['OPTIONS']['transaction_mode'], s.DATABASES['default'].get('ATOMIC_REQUESTS')"
    assert shown(names, ENV_FILE="", DEBUG="true", STATE_DIR=str(tmp_path)) == "IMMEDIATE None"


def test_deployment_check_finds_nothing():
    done = manage("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_celery_loses_and_doubles_nothing():
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert not hasattr(settings, "CELERY_RESULT_BACKEND")
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
def test_healthz_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
