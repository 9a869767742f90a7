"""The list page, the admin's list and the API's list of applications, at growing sizes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hiring import access, tokens
from hiring.models import User
from tests.bench import populate
from tests.bench.measure import Row, compare
from tests.factories import people, requisition, user

# One page of fifty, newest first, with the people beside each row and its first open deadline.
BARE = """
SELECT a.*, c.*, r.*, l.*, p.*, m.first_name, o.first_name,
       (SELECT d.kind FROM hiring_deadline d WHERE d.application_id = a.id AND d.state = 'open'
        ORDER BY d.due_at, d.id LIMIT 1),
       (SELECT d.due_at FROM hiring_deadline d WHERE d.application_id = a.id AND d.state = 'open'
        ORDER BY d.due_at, d.id LIMIT 1),
       (SELECT d.party FROM hiring_deadline d WHERE d.application_id = a.id AND d.state = 'open'
        ORDER BY d.due_at, d.id LIMIT 1)
FROM hiring_application a
JOIN hiring_candidate c ON c.id = a.candidate_id
JOIN hiring_requisition r ON r.id = a.requisition_id
JOIN hiring_slapolicy l ON l.id = a.policy_id
JOIN benchmarks_level p ON p.id = r.level_id
JOIN hiring_user m ON m.id = r.hiring_manager_id
JOIN hiring_user o ON o.id = r.coordinator_id
ORDER BY a.created_at DESC, a.id DESC
LIMIT 50
"""


def rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    """A row for each door and size."""
    opened, now = requisition(), datetime.now(UTC)
    manager = people().manager
    manager.is_staff = True
    manager.save()
    page = Client()
    page.force_login(manager)
    service = user("ats", access.INTEGRATION, kind=User.Kind.SERVICE)
    _token, key = tokens.issue(service, name="bench", scopes=["applications:read"])
    api = Client(headers={"authorization": f"Bearer {key}"})
    doors = (
        ("list page", page, "/applications/"),
        ("admin list", page, "/admin/hiring/application/"),
        ("API list of 50", api, "/api/v1/applications/?limit=50"),
    )
    for size in sizes:
        populate.applications(opened, size, now=now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for what, client, address in doors:
            get = _getting(client, address)
            with CaptureQueriesContext(connection) as captured:
                get()
            yield compare(what, size, get, bare, queries=len(captured))


def bare() -> list[tuple[object, ...]]:
    """The rows of one list, by hand."""
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        return cursor.fetchall()


def _getting(client: Client, address: str) -> Callable[[], None]:
    def get() -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code, response.content[:300])

    return get
