"""Django's settings. What differs between machines is an environment variable: .env.example lists them all."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry

from config import embedded
from config.api_settings import REST_FRAMEWORK as REST_FRAMEWORK
from config.api_settings import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.env import BASE_DIR as BASE_DIR
from config.env import env
from config.schedule import BEAT_SCHEDULE
from config.unfold import UNFOLD as UNFOLD

# The machine ---------------------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", embedded.secret_key() if DEBUG else None)
SITE_URL = env.origin("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}" if DEBUG else None)
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "", *(["localhost", "[::1]"] if DEBUG else [])]
)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", [SITE_URL])

# The site ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "interviews",
    "hiring",
    "benchmarks",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hiring.middleware.TimeZoneMiddleware",
    "hiring.middleware.GlanceMiddleware",
    "hiring.api.rate_limits.RateLimitHeaders",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

# Static files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = embedded.STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG  # WhiteNoise then reads the apps' own folders, nothing is collected
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# The database --------------------------------------------------------------------------------------------------------
if postgres := env.database("DATABASE_URL"):
    DATABASES: dict[str, dict[str, Any]] = {"default": postgres}
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What is said again and again is planned once in each connection. Off behind a pooler that does not know of it.
    if env.flag("PREPARE_STATEMENTS", True):
        prepared = {"server_side_binding": True, "prepare_threshold": 5}
        DATABASES["default"]["OPTIONS"] = {**postgres.get("OPTIONS", {}), **prepared}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": embedded.state_dir() / "db.sqlite3",
            "OPTIONS": {
                # A transaction takes the write lock when it begins and waits for it: one that reads first
                # and writes later would fail at once instead. For the same reason no ATOMIC_REQUESTS.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8000;",
            },
        },
    }

# The process: what is asked before a candidate goes on (hiring.guards); hiring itself knows nothing of interviews
NEXT_STEP_GUARDS = ["interviews.flags.refuse_flagged"]
ERRANDS = [  # done at each look of the reminder engine
    "interviews.awaited.await_scorecards",
    "interviews.ats.orders.notice_results",
    "hiring.offer_expiry.expire_due",
    "hiring.lateness.announce",
    "interviews.overdue.announce",
    "hiring.idempotency.forget",
]
# What else is removed when a candidate is erased (hiring.erasing)
ERASERS = ["interviews.erasing.erase", "hiring.admin.log_entries.erase"]
# Letters to candidates, each with what finds its words when it is sent (hiring.outbox.to_candidates)
CANDIDATE_LETTERS = {"assessment_ordered": "interviews.ats.telling.words"}
# Which findings a reader may not know yet (hiring.disclosure)
UNREAD_FINDINGS = "interviews.visibility.unread"

# People --------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "hiring.User"
AUTHENTICATION_BACKENDS = ["hiring.granting.RolesBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Mail ----------------------------------------------------------------------------------------------------------------
MAILBOX = DEBUG and not env.text("EMAIL_URL", "")  # the built-in mailbox page, in development only
EMAIL_BACKEND = "hiring.outbox.mailbox.MailboxBackend" if MAILBOX else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
if not MAILBOX:
    globals().update(env.mail("EMAIL_URL"))
COMPANY_NAME = env.text("COMPANY_NAME", "")  # as candidates read it in their letters
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Twelve <twelve@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Other ways out: a chat that takes incoming webhooks; addresses of other systems, registered in the admin -------------
CHAT_WEBHOOK_URL = env.address("CHAT_WEBHOOK_URL")
CHAT_FORMAT = env.choice("CHAT_FORMAT", "slack", ("slack", "teams"))
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE", False)

# The reminder engine -------------------------------------------------------------------------------------------------
# What this machine saw of which database, kept outside of it: tells a restored copy. None: not watched.
HEARTBEAT_FILE: Path | None = env.path("HEARTBEAT_FILE", embedded.STATE_DIR / "heartbeat.json")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")

# The API: how many calls a key may make a minute (0: as many as it likes), counted in the broker's server -------------
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 600)

# Celery: no result backend, outcomes are rows; no task has an eta, due times are rows --------------------------------
CELERY_BROKER_URL = env.redis("REDIS_URL") or embedded.broker_url()
# Who does not answer at once is not asked again: the call goes on uncounted.
API_COUNTER_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": embedded.counter_url(CELERY_BROKER_URL),
        "KEY_PREFIX": "twelve",
        "OPTIONS": API_COUNTER_OPTIONS,
    }
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # after 100 the worker would give up for good
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # above every time limit: a task that runs longer would run twice
    "unacked_restore_interval": 5,  # tasks of a dead worker come back within seconds of that timeout ...
    "unacked_restore_throttle": 1,  # ... as every sweep looks for them; by default each tenth does
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_DEFAULT_QUEUE = "twelve"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # KiB
# True kills a worker when Redis restarts (celery issue 7185); with False the task in flight ends, once.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(embedded.STATE_DIR / "beat-schedule")

# Transport security: on unless this is a development machine ---------------------------------------------------------
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz(/sla)?$", r"^metrics$"]  # asked from within, past the proxy
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", False)
# Whether the neighbours under the same domain speak HTTPS only is not for this site to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logging: one line for each event, to the console --------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%H:%M:%S"}},
    "filters": {"refusals": {"()": "config.logs.OneLineForRefusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Two lines for each of the sweeps, four times a minute, hide what matters.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
