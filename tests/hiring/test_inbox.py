"""What waits in somebody's inbox."""

import pytest
from django.db import connection

from hiring import acknowledging, deadlines, inbox, pauses
from hiring.models import InboxItem, Message, User
from hiring.sla import Standing
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db


def _entries(user: User, *, at: float) -> list[inbox.Entry]:
    return inbox.entries(inbox.items_of(user), reader=user, now=hour(at))


@pytest.fixture
def reminded() -> User:
    """Jonas, whom the engine reminded of the screening and the take-home at hour 37, and at hour 49."""
    factories.application()
    sweep(by="test", now=hour(37))
    sweep(by="test", now=hour(49))
    return people().coordinator


def test_newest_comes_first_and_reads_as_it_stands_now(reminded: User) -> None:
    entries = _entries(reminded, at=50)
    assert [entry.item.at for entry in entries] == [hour(49), hour(37)]
    assert entries[1].subject == "Screening held is late: Ada Kovacs (and 1 more)", "at risk when it was sent"
    assert [(line.standing, line.words) for line in entries[0].lines] == [(Standing.BREACHED, "late")] * 2


@pytest.mark.parametrize(("at", "standing"), [(38, Standing.AT_RISK), (48, Standing.BREACHED)])
def test_standing_of_a_line(reminded: User, at: float, standing: Standing) -> None:
    assert _entries(reminded, at=at)[0].lines[0].standing == standing


def test_what_ended_since_says_so(reminded: User) -> None:
    application = InboxItem.objects.first().message.reminders.first().deadline.application
    pauses.pause(application, reason="On holiday.", by=reminded, now=hour(50), review_at=hour(90))
    lines = _entries(reminded, at=51)[0].lines
    assert {(line.standing, line.words, line.may_take) for line in lines} == {(Standing.PAUSED, "paused", False)}


def test_unread_are_counted_until_they_are_marked(reminded: User) -> None:
    assert inbox.unread(reminded) == 2
    newest, _older = inbox.items_of(reminded)
    assert inbox.mark_read(newest, by=reminded, now=hour(50)) == 1
    assert inbox.mark_read(newest, by=reminded, now=hour(51)) == 0
    newest.refresh_from_db()
    assert newest.read_at == hour(50)
    assert inbox.unread(reminded) == 1
    assert inbox.mark_read(by=reminded, now=hour(52)) == 1
    assert inbox.unread(reminded) == 0


def test_nobody_marks_what_is_in_the_inbox_of_others(reminded: User) -> None:
    item = inbox.items_of(reminded)[0]
    assert inbox.mark_read(item, by=people().manager, now=hour(50)) == 0
    assert inbox.unread(reminded) == 2


def test_unread_are_found_by_the_index_of_unread_ones(reminded: User) -> None:
    """Among hundreds that were read, as after a year: the plan for a few rows tells nothing."""
    read = [
        Message(idem_key=f"read {n}", letter="reminders", recipient=reminded, created_at=hour(n), next_at=hour(n))
        for n in range(500)
    ]
    kept = Message.objects.bulk_create(read)
    InboxItem.objects.bulk_create(
        InboxItem(message=each, recipient=reminded, at=each.created_at, read_at=each.created_at) for each in kept
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # five pages are read faster than any index
    plan = InboxItem.objects.filter(recipient=reminded, read_at=None).order_by().explain()
    assert "unread_inbox_by_recipient" in plan


def test_nobody_reads_of_their_own_candidacy(reminded: User) -> None:
    candidate = InboxItem.objects.first().message.reminders.first().deadline.application.candidate
    candidate.employee = reminded
    candidate.save()
    for entry in _entries(reminded, at=50):
        assert entry.lines == ()
        assert "Ada" not in entry.subject


def test_what_is_reviewed_blind_has_no_name() -> None:
    application = factories.at_stage(Stage.TAKE_HOME)
    priya = people().interviewer
    deadlines.open_scorecard(
        application, subject="card:1", owner=priya, interview_ended_at=hour(30), by=None, nameless=True, now=hour(30)
    )
    sweep(by="test", now=hour(32))
    [entry] = _entries(priya, at=33)
    [line] = entry.lines
    assert line.is_nameless
    assert line.said.candidate == f"Candidate A{application.pk}"
    assert "Ada" not in entry.subject


def test_only_owners_and_those_who_move_applications_are_offered_to_be_on_it(reminded: User) -> None:
    assert all(line.may_take for line in _entries(reminded, at=50)[0].lines)
    deadline = _entries(reminded, at=50)[0].lines[0].deadline
    assert acknowledging.is_offered(deadline, to=people().manager)
    assert not acknowledging.is_offered(deadline, to=people().interviewer)
    deadline.owner = people().interviewer
    assert acknowledging.is_offered(deadline, to=people().interviewer)


def test_who_is_on_it_stands_beside_the_line(reminded: User) -> None:
    deadline = _entries(reminded, at=50)[0].lines[0].deadline
    acknowledging.acknowledge(deadline, by=reminded, now=hour(50))
    on_it = _entries(reminded, at=51)[0].lines[0].on_it
    assert on_it
    assert (on_it.user, on_it.until) == (reminded, hour(74))
    assert _entries(reminded, at=75)[0].lines[0].on_it is None


def test_items_are_read_in_as_many_queries_for_one_as_for_all(reminded: User, django_assert_num_queries) -> None:
    items = list(inbox.items_of(reminded))
    reminded.has_perm("hiring.move_application")
    for some in (items[:1], items):
        with django_assert_num_queries(2):
            inbox.entries(some, reader=reminded, now=hour(50))
