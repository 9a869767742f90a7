"""Which database a rehearsal writes to: one in memory, made for it, gone with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import override_settings

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Point the default connection at an empty SQLite in memory with the reference data; no mail leaves meanwhile."""
    kept = connections.databases[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS].close()
    scratch = {**kept, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}, "CONN_MAX_AGE": None}
    _point_at(scratch)
    try:
        with override_settings(EMAIL_BACKEND=NO_MAIL, MIGRATION_MODULES=_no_migrations()):
            call_command("migrate", run_syncdb=True, verbosity=0)
            call_command("load_reference", stdout=StringIO())
            yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        _point_at(kept)


def _no_migrations() -> dict[str, None]:
    """An empty database needs the tables as they are, not the way to them: that takes seconds less."""
    return dict.fromkeys((app.label for app in apps.get_app_configs()), None)


def _point_at(database: dict[str, object]) -> None:
    connections.databases[DEFAULT_DB_ALIAS] = database
    del connections[DEFAULT_DB_ALIAS]
