"""Django's PostgreSQL backend, reading instants in one step: its own way takes longer than the query they came from."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import AdaptersMap


class InstantLoader(BaseTzLoader):  # type: ignore[misc]
    """Reads a timestamptz. What Python's calendar does not know is left to Django's."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        """The aware instant, in UTC."""
        try:
            found = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)  # type: ignore[no-any-return]
        return found if found.tzinfo is UTC else found.astimezone(UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone is UTC:
            params["context"] = adapters = AdaptersMap(params["context"])
            adapters.register_loader("timestamptz", InstantLoader)
        return params
