import pytest

from hiring import row_updates
from hiring.models import Message, Reminder
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db


def test_write_gives_each_row_its_own_values_in_one_statement(django_assert_num_queries):
    factories.application()
    first, second, third = Reminder.objects.order_by("pk")[:3]
    message = Message.objects.create(
        idem_key="a", letter="reminders", recipient=people().manager, created_at=hour(1), next_at=hour(1)
    )
    rows = [
        {"id": first.pk, "state": "queued", "why": "It's “due”, 100 %", "due_at": hour(3), "message_id": message.pk},
        {"id": second.pk, "state": "dead", "why": "", "due_at": hour(4.5), "message_id": None},
    ]
    with django_assert_num_queries(1):
        row_updates.write(Reminder, rows, ["state", "why", "due_at", "message_id"])
    found = Reminder.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    assert list(found.values_list("state", "why", "due_at", "message")) == [
        ("queued", "It's “due”, 100 %", hour(3), message.pk),
        ("dead", "", hour(4.5), None),
    ]
    before = Reminder.objects.filter(pk=third.pk).values().get()
    third.refresh_from_db()
    assert (third.state, third.due_at) == ("pending", before["due_at"])


def test_what_was_written_is_found_by_its_time():
    """On SQLite an instant is a text: spelled otherwise it would compare wrongly."""
    factories.application()
    one = Reminder.objects.order_by("pk").first()
    row_updates.write(Reminder, [{"id": one.pk, "due_at": hour(0.25)}], ["due_at"])
    assert list(Reminder.objects.filter(due_at=hour(0.25))) == [one]
    assert list(Reminder.objects.filter(due_at__lte=hour(0.25))) == [one]


def test_write_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        row_updates.write(Reminder, [], ["state"])


def test_write_refuses_a_column_that_does_not_exist():
    with pytest.raises(KeyError):
        row_updates.write(Reminder, [{"id": 1, "colour": "red"}], ["colour"])
