"""What the ledger says of each reminder."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import acknowledging, deadlines, ledger, overriding, pauses, pipeline
from hiring.models import Application, Deadline, Message, Reminder
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db


def _page(application: Application, kind: str, *, at: float, reader=None) -> ledger.Page:
    pages = ledger.of_application(application, reader=reader or people().coordinator, now=hour(at))
    return next(page for page in pages if page.deadline.kind == kind)


def _line(application: Application, kind: str, rung: str, *, at: float, role: str = "", channel: str = "email"):
    """The screening is planned for hour 48: at risk from hour 36, 12 h late at hour 60."""
    lines = _page(application, kind, at=at).lines
    return next(
        one
        for one in lines
        if (one.reminder.rung, one.reminder.channel) == (rung, channel) and role in ("", one.reminder.role)
    )


@pytest.mark.parametrize(
    ("kind", "rung", "words"),
    [
        ("screening_held", "at risk", "when three quarters of its time are used"),
        ("screening_held", "due", "when it is due"),
        ("screening_held", "12 h late", "12 h after it is due"),
        ("promise", "promise broken", "when it is due"),
    ],
)
def test_why_a_reminder_is_due_is_told_by_the_rung_of_its_policy(kind: str, rung: str, words: str) -> None:
    line = _line(factories.application(), kind, rung, at=1)
    assert line.rule == words
    assert line.reminder.policy_version == line.reminder.deadline.application.policy.version


def test_a_rung_that_comes_again_is_told_with_its_own_hours() -> None:
    application = factories.at_stage(Stage.SCREENING)
    deadlines.open_scorecard(
        application, subject="card:1", owner=people().interviewer, interview_ended_at=hour(5), by=None, now=hour(5)
    )
    # 49 h after it is due, then each 24 h: the third is due 97 h after.
    line = _line(application, "scorecard", "scorecard late no. 3", at=6)
    assert line.rule == "97 h after it is due"
    assert line.what == "Scorecard of Priya"


def test_a_rung_that_its_policy_does_not_have_is_told_as_that() -> None:
    reminder = Reminder(rung="made up", policy_version=7)
    assert ledger.rule(reminder, {7: {"due": {"start": "due", "hours": 0}}}) == "a rung that its policy does not have"
    assert ledger.rule(reminder, {}) == "a rung that its policy does not have"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, ""),
        (0.5, ""),
        (45, "45 min later"),
        (-90, "1 h 30 min earlier"),
        (-600, "10 h earlier"),
        (4320, "3 days later"),
    ],
)
def test_how_far_it_was_moved(minutes: float, words: str) -> None:
    assert ledger.moved(Reminder(nominal_at=hour(0), due_at=hour(0) + timedelta(minutes=minutes))) == words


def test_until_it_goes_out_the_role_is_told_with_who_has_it() -> None:
    line = _line(factories.application(), "screening_held", "12 h late", role="hiring_manager", at=1)
    assert line.to == "hiring manager (now Mara)"
    application = factories.application(of=factories.candidate("Two"))
    application.deadlines.update(owner=None)
    line = _line(application, "screening_held", "at risk", at=1)
    assert line.to == "owner (now nobody: the next in line)"


def test_what_went_out_is_told_with_its_person_its_message_and_what_comes_next() -> None:
    application = factories.application()
    sweep(by="test", now=hour(37))
    line = _line(application, "screening_held", "at risk", at=38)
    assert (line.to, line.result) == ("Jonas, as owner", "accepted")
    assert line.message
    assert line.message.provider_message_id
    assert line.following
    assert (line.following.rung, line.following_text) == ("due", "“due” to owner (now Jonas)")
    assert not line.is_pending


def test_what_is_to_come_says_so_and_what_is_due_waits_for_the_engine() -> None:
    application = factories.application()
    assert _line(application, "screening_held", "due", at=47).result == "to come"
    assert _line(application, "screening_held", "due", at=49).result == "due: the engine takes it at its next look"


def test_what_was_suppressed_says_why_and_what_comes_next() -> None:
    application = factories.application()
    waits = _line(application, "screening_held", "at risk", at=1).reminder
    overriding.suppress(waits, reason="She called this morning.", by=people().coordinator, now=hour(2))
    line = _line(application, "screening_held", "at risk", at=3)
    assert line.result == "not sent: She called this morning."
    assert line.is_over
    assert line.following
    assert line.following.rung == "due"


def test_what_a_closed_application_took_back_says_so() -> None:
    application = factories.application()
    pipeline.withdraw(application, by=people().coordinator, reason="Another offer.", now=hour(2))
    page = _page(application, "screening_held", at=3)
    assert {line.result for line in page.lines} == {"not sent: closed"}
    assert page.following is None


def test_what_was_given_up_says_what_the_other_side_said() -> None:
    application = factories.application()
    sweep(by="test", now=hour(37))
    refused = "550 5.1.1 no such mailbox here"
    Message.objects.filter(channel="email").update(state="dead", last_error=refused, attempt=3)
    Reminder.objects.filter(channel="email", state="sent").update(state="dead", why=refused)
    line = _line(application, "screening_held", "at risk", at=38)
    assert line.result == refused
    assert line.is_over


def test_what_perhaps_arrived_is_not_told_as_sent() -> None:
    application = factories.application()
    sweep(by="test", now=hour(37))
    Message.objects.filter(channel="email").update(state="ambiguous")
    line = _line(application, "screening_held", "at risk", at=38)
    assert line.result == "perhaps sent: nobody knows whether it arrived"


@pytest.mark.parametrize(
    ("attempt", "words"), [(0, "on its way"), (1, "on its way, tried once"), (3, "on its way, tried 3 times")]
)
def test_what_is_on_its_way_says_how_often_it_was_tried(attempt: int, words: str) -> None:
    reminder = Reminder(state="queued", message=Message(attempt=attempt))
    assert ledger.result(reminder, now=hour(0)) == words


def test_who_is_on_it_stands_there_as_long_as_it_holds() -> None:
    application = factories.application()
    deadline = application.deadlines.get(kind="screening_held")
    acknowledging.acknowledge(deadline, by=people().manager, until=hour(20), now=hour(10))
    acknowledging.acknowledge(deadline, by=people().coordinator, until=hour(30), now=hour(11))
    page = _page(application, "screening_held", at=12)
    assert page.on_it
    assert (page.on_it.user, page.on_it.until) == (people().coordinator, hour(30))
    assert _page(application, "screening_held", at=31).on_it is None


def test_pages_of_what_still_runs_come_first_each_with_a_count_of_its_reminders() -> None:
    application = factories.application()
    deadlines.meet(application, "screening_held", at=hour(10), by=None)
    pages = ledger.of_application(application, reader=people().manager, now=hour(12))
    assert [page.deadline.kind for page in pages if not page.is_open] == ["screening_held"]
    assert pages[-1].deadline.kind == "screening_held"
    assert [page.deadline.due_at for page in pages[:-1]] == sorted(page.deadline.due_at for page in pages[:-1])
    ended, promise = pages[-1], next(page for page in pages if page.deadline.kind == "promise")
    assert ended.tally == f"{len(ended.lines)} cancelled"
    assert promise.tally == f"{len(promise.lines)} pending"
    assert {line.to for line in ended.lines} == {"owner", "coordinator", "hiring manager"}


def test_what_the_reader_works_on_blind_is_not_on_a_page_with_the_name() -> None:
    application = factories.at_stage(Stage.TAKE_HOME)
    for person in (people().interviewer, people().second):
        deadlines.open_scorecard(
            application,
            subject=f"card:{person.pk}",
            owner=person,
            interview_ended_at=hour(30),
            by=None,
            nameless=True,
            now=hour(30),
        )
    seen = ledger.of_application(application, reader=people().interviewer, now=hour(31))
    assert [page.what for page in seen if page.deadline.kind == "scorecard"] == ["Scorecard of Tomas"]
    own = Reminder.objects.filter(deadline__owner=people().interviewer)
    names = {line.candidate for line in ledger.read(ledger.with_rows(own), reader=people().interviewer, now=hour(31))}
    assert names == {f"Candidate A{application.pk}"}


def test_it_is_read_in_as_many_queries_for_one_deadline_as_for_all() -> None:
    application = factories.application()
    sweep(by="test", now=hour(37))
    people()
    asked = []
    for kept in (Deadline.objects.none(), Deadline.objects.exclude(kind="screening_held")):
        with CaptureQueriesContext(connection) as queries:
            pages = ledger.of_application(application, reader=people().coordinator, now=hour(38))
        asked.append((len(pages), len(queries)))
        Reminder.objects.filter(deadline__in=kept).delete()
        kept.delete()
    with CaptureQueriesContext(connection) as queries:
        pages = ledger.of_application(application, reader=people().coordinator, now=hour(38))
    asked.append((len(pages), len(queries)))
    assert [pages for pages, _queries in asked] == [7, 7, 1]
    assert len({queries for _pages, queries in asked}) == 1


def test_what_an_earlier_plan_had_is_told_apart_and_what_was_sent_is_not() -> None:
    application = factories.application()
    sweep(by="test", now=hour(37))
    pauses.pause(application, reason="other", by=people().coordinator, now=hour(38))
    pauses.resume(application, by=people().coordinator, now=hour(40))
    page = _page(application, "screening_held", at=41)
    assert {line.reminder.plan for line in page.earlier} == {1}
    assert {line.reminder.state for line in page.earlier} == {"cancelled"}
    assert {line.reminder.state for line in page.current if line.reminder.plan == 1} == {"sent"}
    assert len(page.current) + len(page.earlier) == len(page.lines)
