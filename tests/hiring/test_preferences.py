"""Who may set whose hours, what is refused, and that waiting reminders follow."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import refitting
from hiring.models import Deadline, Reminder, User, WorkCalendar
from hiring.preferences import set_preferences
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def waiting(kind: str, role: str, rung: str) -> Reminder:
    found = Reminder.objects.filter(deadline__kind=kind, role=role, rung=rung, channel="email", state="pending")
    return found.get()


def test_everybody_sets_their_own() -> None:
    priya = factories.people().interviewer
    japan = WorkCalendar.objects.get(slug="japan")
    away = {"away_from": date(2026, 12, 21), "away_until": date(2026, 12, 24)}
    hours = {"quiet_from": time(18), "quiet_until": time(9, 30)}
    set_preferences(priya, by=priya, time_zone="Asia/Tokyo", calendar=japan, **hours, **away)
    priya = User.objects.get(pk=priya.pk)
    assert (priya.time_zone, priya.calendar, priya.quiet_from, priya.quiet_until) == (
        "Asia/Tokyo",
        japan,
        time(18),
        time(9, 30),
    )
    assert (priya.away_from, priya.away_until) == (date(2026, 12, 21), date(2026, 12, 24))


def test_what_is_not_given_stays() -> None:
    priya = factories.people().interviewer
    set_preferences(priya, by=priya, time_zone="Asia/Tokyo")
    assert User.objects.get(pk=priya.pk).calendar == factories.always_open()


def test_others_need_the_permission() -> None:
    team = factories.people()
    with forbids():
        set_preferences(team.interviewer, by=team.manager, time_zone="Asia/Tokyo")
    root = factories.user("root", is_superuser=True)
    assert set_preferences(team.interviewer, by=root, time_zone="Asia/Tokyo").time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"time_zone": "Berlin"}, "unknown_time_zone"),
        ({"away_from": date(2026, 12, 21)}, "away_incomplete"),
        ({"away_until": date(2026, 12, 21)}, "away_incomplete"),
        ({"away_from": date(2026, 12, 21), "away_until": date(2026, 12, 20)}, "away_ends_first"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    priya = factories.people().interviewer
    with refuses(code):
        set_preferences(priya, by=priya, **changes)


def test_retired_calendar_is_kept_and_not_taken() -> None:
    priya, japan = factories.people().interviewer, WorkCalendar.objects.get(slug="japan")
    set_preferences(priya, by=priya, calendar=japan)
    japan.retired_at = factories.START
    japan.save()
    set_preferences(priya, by=priya, calendar=japan, time_zone="Asia/Tokyo")
    set_preferences(priya, by=priya, calendar=None)
    with refuses("retired_calendar"):
        set_preferences(priya, by=priya, calendar=japan)


def test_one_day_away_is_a_stretch_of_days() -> None:
    priya = factories.people().interviewer
    day = date(2026, 12, 21)
    assert set_preferences(priya, by=priya, away_from=day, away_until=day).away_until == day


def test_waiting_reminders_move_into_the_new_hours(django_capture_on_commit_callbacks: Any) -> None:
    """The screening is due on Wednesday 9:00 UTC, at risk on Tuesday 21:00: too late for who is quiet from 19 on."""
    factories.application()
    jonas = factories.people().coordinator
    assert waiting("screening_held", "owner", "at risk").due_at == hour(36)
    with django_capture_on_commit_callbacks(execute=True):
        set_preferences(jonas, by=jonas, quiet_from=time(19), quiet_until=time(8))
    moved = waiting("screening_held", "owner", "at risk")
    assert (moved.nominal_at, moved.due_at) == (hour(36), hour(34))


def test_reminders_of_others_and_deadlines_stay(django_capture_on_commit_callbacks: Any) -> None:
    factories.application()
    team = factories.people()
    before = list(Deadline.objects.order_by("pk").values())
    others = list(Reminder.objects.filter(role="hiring_manager").order_by("due_at").values_list("rung", "due_at"))
    with django_capture_on_commit_callbacks(execute=True):
        set_preferences(team.coordinator, by=team.coordinator, quiet_from=time(10), quiet_until=time(9))
    assert list(Deadline.objects.order_by("pk").values()) == before
    after = Reminder.objects.filter(role="hiring_manager").order_by("due_at").values_list("rung", "due_at")
    assert list(after) == others


def test_days_away_move_no_reminder(django_capture_on_commit_callbacks: Any) -> None:
    """Who gets it instead is found out when it goes out."""
    factories.application()
    jonas = factories.people().coordinator
    before = set(Reminder.objects.values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        set_preferences(jonas, by=jonas, away_from=date(2026, 9, 8), away_until=date(2026, 9, 9))
    assert set(Reminder.objects.values_list("pk", flat=True)) == before


def test_refit_twice_is_refit_once() -> None:
    factories.application()
    jonas = factories.in_office(factories.people().coordinator, time_zone="America/New_York")
    assert refitting.refit([jonas]) == 1
    once = set(Reminder.objects.values_list("deadline", "plan", "rung", "role", "channel", "due_at", "state"))
    assert refitting.refit([jonas]) == 1
    again = set(Reminder.objects.values_list("deadline", "plan", "rung", "role", "channel", "due_at", "state"))
    assert again == once


def test_refit_leaves_closed_and_paused_applications_alone() -> None:
    factories.at_stage(Stage.WITHDRAWN)
    assert refitting.refit(list(factories.people())) == 0


def test_what_went_out_does_not_come_again() -> None:
    factories.application()
    sweep(by="test", now=hour(37))
    sent = Reminder.objects.filter(state="sent").count()
    assert sent
    refitting.refit(list(factories.people()))
    sweep(by="test", now=hour(37) + timedelta(minutes=1))
    assert Reminder.objects.filter(state="sent").count() == sent


def test_nothing_changed_asks_little() -> None:
    priya = factories.people().interviewer
    with CaptureQueriesContext(connection) as asked:
        set_preferences(priya, by=priya, time_zone=priya.time_zone)
    assert not [one for one in asked if one["sql"].startswith("UPDATE")]
