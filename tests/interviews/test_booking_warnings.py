from datetime import timedelta

import pytest

from hiring.models import WorkCalendar
from hiring.stages import Round, Stage
from interviews import booking_warnings, scheduling
from interviews.booking_warnings import warnings
from tests import factories
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import booked

pytestmark = pytest.mark.django_db


def test_a_booking_after_its_planned_day_warns():
    application = at_stage(Stage.SCREENING)
    assert warnings(booked(application)) == []
    late = scheduling.move(
        application.interviews.get(),
        starts_at=hour(47.8),
        ends_at=hour(47.8) + timedelta(minutes=30),
        by=people().coordinator,
        now=hour(20),
    )
    assert warnings(late) == ["“Screening held” was planned for Wed 09 Sep 09:00 UTC, before this ends."]


@pytest.fixture
def final_round():
    """Books the last round of a requisition in Berlin, from Monday to Friday; hour 0 is Monday, 11:00 there."""
    week = WorkCalendar.objects.create(slug="week", title="Week", country="DE")
    requisition = factories.requisition(calendar=week, time_zone="Europe/Berlin")
    application = at_stage(Stage.SCALE_ARCHITECTURE, on=requisition)
    return lambda at: booked(application, Round.SCALE_ARCHITECTURE, starts_at=hour(at))


def test_a_final_round_on_a_friday_warns_that_the_decision_is_due_on_a_saturday(final_round):
    assert booking_warnings.warnings(final_round(7.5 + 24 * 11)) == [
        "“Scale & architecture held” was planned for Thu 17 Sep 09:00 UTC, before this ends.",
        "The offer decision will be due 24 hours after the end, on Saturday 19 Sep at 19:00 (Europe/Berlin): no "
        "working day there. Book the round earlier, or plan who decides on that day.",
    ]


def test_a_final_round_on_a_thursday_warns_of_no_saturday(final_round):
    assert [text for text in booking_warnings.warnings(final_round(7.5 + 24 * 10)) if "decision" in text] == []


def test_the_day_is_the_one_on_the_team_s_clock(final_round):
    """Thursday, 22:30 in UTC, is Friday in Berlin."""
    late = final_round(24 * 3 + 13)
    assert len([text for text in warnings(late) if "Saturday 12 Sep at 00:30 (Europe/Berlin)" in text]) == 1


def test_other_rounds_start_no_decision():
    week = WorkCalendar.objects.create(slug="week", title="Week")
    application = at_stage(Stage.SCREENING, on=factories.requisition(calendar=week))
    friday = booked(application, starts_at=hour(4 * 24))
    assert not any("decision" in text for text in warnings(friday))
