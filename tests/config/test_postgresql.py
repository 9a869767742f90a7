"""config/postgresql: instants are read as Django reads them, and said again statements are planned once."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

from config.postgresql.base import InstantLoader

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

INSTANTS = [
    "2026-11-20 09:00:00+00",
    "2026-11-20 09:00:00.5+00",
    "1970-01-01 00:00:00.000001+00",
    "0001-01-01 00:00+00",
]


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_is_read_with_its_microseconds_in_utc(text: str):
    with connection.cursor() as cursor:
        assert isinstance(cursor.cursor.adapters.get_loader(1184, 0), type)
        assert cursor.cursor.adapters.get_loader(1184, 0) is InstantLoader
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [text])
        found, missing = cursor.fetchone()
    assert (found, missing) == (datetime.fromisoformat(text), None)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["infinity", "12026-01-01 00:00+00", "0044-03-15 00:00+00 BC"])
def test_what_the_calendar_does_not_know_is_refused_as_by_django(text: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        with pytest.raises(DataError):
            cursor.fetchone()


def test_a_session_in_another_zone_is_read_right():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kolkata'")
        cursor.execute("SELECT '2026-11-20 09:00:00+00'::timestamptz")
        assert cursor.fetchone()[0] == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_statement_is_planned_once_from_its_sixth_time_on():
    with connection.cursor() as cursor:
        for number in range(7):
            cursor.execute("SELECT %s::int + 1 AS planned_once", [number])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%planned_once%"])
        assert cursor.fetchone()[0] == 1
