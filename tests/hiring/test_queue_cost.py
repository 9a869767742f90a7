"""What a look costs follows from what is due, not from what was sent before: counted by PostgreSQL, page by page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hiring import endpoints, queueing
from hiring.models import Message, Reminder, WebhookEndpoint
from hiring.outbox import announcing, delivery, under_way
from tests import factories
from tests.factories import people

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DUE = 100
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOST_PAGES = 50
MOST_MORE_PAGES = 3

REMINDERS = """
INSERT INTO hiring_reminder (deadline_id, plan, policy_version, rung, rank, role, channel, recipient_id, manner,
                             nominal_at, due_at, state, why, message_id, sent_at)
SELECT %(deadline)s::bigint + n / 30 * (%(state)s::varchar = 'sent')::int, n, 1, 'due', 2, 'owner', 'email',
       %(person)s, 'breach', at, at, %(state)s::varchar, '',
       CASE WHEN %(state)s::varchar = 'sent' THEN %(message)s::bigint END,
       CASE WHEN %(state)s::varchar = 'sent' THEN at END
FROM (SELECT n, %(at)s::timestamptz + %(step)s::interval * n AS at
      FROM generate_series(%(first)s::int, %(last)s::int) n) AS rows
"""
MESSAGES = """
INSERT INTO hiring_message (idem_key, letter, recipient_id, channel, payload, state, created_at, next_at, attempt,
                            lease_owner, overtaken, repeats, provider_message_id, accepted_at, last_error,
                            settled_reason)
SELECT 'key ' || n, 'reminders', %(person)s, 'email', '{}', %(state)s::varchar, at, at, 0, '', 0, 0, '',
       CASE WHEN %(state)s::varchar = 'sent' THEN at END, '', ''
FROM (SELECT n, %(at)s::timestamptz + %(step)s::interval * n AS at
      FROM generate_series(%(first)s::int, %(last)s::int) n) AS rows
"""


class Cost(NamedTuple):
    """What a claim touched, in pages of 8 kB."""

    pages: int
    """To find the rows and read them."""
    all_pages: int
    """With the lock on each row as well."""
    index: str
    rows: int


@pytest.fixture
def own_database() -> Iterator[None]:
    """A copy of the test's database that may grow and is thrown away: the real tables with all their indexes."""
    tested = str(connection.settings_dict["NAME"])
    own = f"{tested}_million"
    connection.close()  # nobody may use what is copied
    with connection._nodb_cursor() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{own}"')
        server.execute(f'CREATE DATABASE "{own}" TEMPLATE "{tested}"')
        connection.settings_dict["NAME"] = own
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = tested
            server.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


@pytest.fixture
def fill(own_database: None) -> Callable[..., None]:
    """Insert rows by their numbers, foreign keys unseen: the database is thrown away."""
    application, person = factories.application(), people().coordinator
    Reminder.objects.all().delete()
    sent = {"state": "sent", "created_at": NOW, "next_at": NOW, "accepted_at": NOW}
    message = Message.objects.create(idem_key="one", letter="reminders", recipient=person, **sent)
    ids = {"deadline": application.deadlines.all()[0].pk, "person": person.pk, "message": message.pk}

    def insert(statement: str, first: int, last: int, *, state: str, at: datetime, step: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            values = {"first": first, "last": last, "state": state, "at": at, "step": step}
            cursor.execute(statement, ids | values)

    return insert


@contextmanager
def later_indexed(table: str) -> Iterator[None]:
    """For a large fill: the indexes that no claim uses go, and are made again at the end, which takes a quarter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, o.conname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid "
            "LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.contype = 'u' "
            "WHERE i.indrelid = %s::regclass AND NOT i.indisprimary AND i.indpred IS NULL",
            [table],
        )
        found = cursor.fetchall()
        for index, constraint, _definition in found:
            what = f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"' if constraint else f'DROP INDEX "{index}"'
            cursor.execute(what)
        yield
        for _index, _constraint, definition in found:
            cursor.execute(definition)


def cost(claim: Callable[[], object], table: str) -> Cost:
    """What PostgreSQL says of the claim from a table, which is undone. Twice: the first time warms the caches."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        claim()
        transaction.set_rollback(True)
    (statement,) = [
        query["sql"] for query in captured if f'FROM "{table}"' in (sql := query["sql"]) and "SKIP LOCKED" in sql
    ]
    for _time in range(2):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
            ((plan,),) = cursor.fetchone()
            transaction.set_rollback(True)
    locking = scan = plan["Plan"]
    while "Plans" in scan:
        (scan,) = scan["Plans"]
    return Cost(_pages(scan), _pages(locking), scan.get("Index Name", scan["Node Type"]), int(locking["Actual Rows"]))


def _pages(node: dict[str, Any]) -> int:
    return int(node["Shared Hit Blocks"] + node["Shared Read Blocks"])


def tidy() -> None:
    """As autovacuum does."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE hiring_reminder, hiring_message")


def test_claiming_reminders_costs_what_is_due_among_a_million_and_three(fill):
    """A lock on a row is one or two visits more to a page that was read already: PostgreSQL counts them all."""

    def claim() -> Cost:
        tidy()
        return cost(lambda: queueing.queue_due(now=NOW), "hiring_reminder")

    fill(REMINDERS, 1, DUE, state="pending", at=NOW, step="-1 second")
    fill(REMINDERS, 10_001, 20_000, state="pending", at=NOW, step="1 minute")
    with later_indexed("hiring_reminder"):
        fill(REMINDERS, 1_000_001, 2_000_000, state="sent", at=NOW, step="-1 minute")
    among_one = claim()
    with later_indexed("hiring_reminder"):
        fill(REMINDERS, 2_000_001, 4_000_000, state="sent", at=NOW, step="-1 minute")
    among_three = claim()

    for found in (among_one, among_three):
        assert (found.index, found.rows) == ("pending_reminder_by_due", DUE)
        assert found.pages <= MOST_PAGES
        assert found.all_pages <= found.pages + 2 * DUE
    assert abs(among_three.pages - among_one.pages) <= MOST_MORE_PAGES


def test_leasing_messages_costs_what_is_ready_among_a_million(fill):
    fill(MESSAGES, 1, DUE, state="ready", at=NOW, step="-1 second")
    with later_indexed("hiring_message"):
        fill(MESSAGES, 1_000_001, 2_000_000, state="sent", at=NOW, step="-1 minute")
    tidy()
    found = cost(lambda: delivery.lease(now=NOW), "hiring_message")
    assert (found.index, found.rows) == ("ready_message_by_next_at", delivery.BATCH)
    assert found.pages <= MOST_PAGES


def test_leasing_looks_past_what_waits_for_a_system_that_rests(fill):
    resting, _secret = endpoints.register(url="https://example.com/1", by=None, now=NOW)
    well, _secret = endpoints.register(url="https://example.com/2", by=None, now=NOW)
    fill(MESSAGES, 1, 50_000, state="ready", at=NOW, step="-1 second")
    Message.objects.update(recipient=None, endpoint=resting)
    announcing.ping(well, now=NOW)
    WebhookEndpoint.objects.filter(pk=resting.pk).update(rests_until=NOW + timedelta(minutes=1))
    fill(MESSAGES, 100_001, 100_000 + DUE, state="ready", at=NOW, step="-1 second")
    fill(MESSAGES, 200_001, 250_000, state="sent", at=NOW, step="-1 minute")
    Message.objects.filter(state="sent").update(recipient=None, endpoint=well)
    fill(MESSAGES, 300_001, 350_000, state="sent", at=NOW, step="-1 minute")
    tidy()
    letters = cost(lambda: delivery.lease(now=NOW), "hiring_message")
    assert (letters.index, letters.rows) == ("ready_message_by_next_at", delivery.BATCH)
    post = cost(lambda: under_way.lease(now=NOW, may_go_on=lambda: True), "hiring_message")
    assert (post.index, post.rows) == ("ready_message_by_endpoint", 1)
    assert max(letters.pages, post.pages) <= MOST_PAGES
