"""What needs somebody today."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import dashboard, pauses, pipeline, standing
from hiring.models import Application
from hiring.sla import Standing
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(client: Client) -> Client:
    manager = factories.people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


def _world() -> None:
    """At hour 50: one late, one fresh, one paused, one closed."""
    position, by = factories.requisition(), factories.people().coordinator
    factories.application(on=position, of=factories.candidate("Late"))
    factories.application(on=position, of=factories.candidate("Fresh"), started_at=hour(45))
    waits = factories.application(on=position, of=factories.candidate("Waits"), started_at=hour(44))
    pauses.pause(waits, reason="On holiday.", by=by, now=hour(46), review_at=hour(200))
    gone = factories.application(on=position, of=factories.candidate("Gone"))
    pipeline.withdraw(gone, by=by, reason="Another offer.", now=hour(2))


def test_coordinator_is_told_what_presses_late_first() -> None:
    _world()
    day = dashboard.today(factories.people().coordinator, now=hour(50))
    pressing = [(need.application.candidate.name, [one.kind for one in need.deadlines]) for need in day.mine]
    assert pressing == [("Late", ["screening_held", "take_home_sent"])]
    # Late: take-home back, live debugging, last round. Fresh: those and the first two. Waits: the pause's review.
    assert day.mine_later == 3 + 5 + 1


def test_manager_has_nothing_to_do_while_the_promise_is_far() -> None:
    _world()
    day = dashboard.today(factories.people().manager, now=hour(50))
    assert day.mine == []
    later = dashboard.today(factories.people().manager, now=hour(230))
    assert [need.application.candidate.name for need in later.mine] == ["Late"]


def test_clocks_run_out_in_their_order() -> None:
    _world()
    day = dashboard.today(factories.people().manager, now=hour(50))
    shown = [(clock.application.candidate.name, clock.face.standing) for clock in day.clocks]
    assert shown == [("Late", Standing.BREACHED), ("Fresh", Standing.IN_TIME), ("Waits", Standing.PAUSED)]


def test_standings_are_counted_for_all_and_by_requisition() -> None:
    _world()
    day = dashboard.today(factories.people().manager, now=hour(50))
    numbers = {"not_started": 0, "in_time": 1, "at_risk": 0, "breached": 1, "paused": 1}
    assert day.standings == numbers
    ((position, counted),) = [(each.requisition.title, each.standings) for each in day.positions]
    assert (position, counted) == ("AI infrastructure engineer", numbers)
    assert day.positions[0].running == 3


def test_column_of_the_database_says_what_the_clock_face_says() -> None:
    _world()
    factories.at_stage(Stage.HIRED, on=factories.requisition(clock_starts_on="screening"))
    factories.application(on=factories.requisition(clock_starts_on="screening"), of=factories.candidate("Not yet"))
    for hours in (46, 50, 200, 400):
        rows = Application.objects.with_people().with_next_deadline().annotate(said=standing.column(now=hour(hours)))
        for row in rows:
            assert row.said == standing.clock_face(row, now=hour(hours)).standing, (row.candidate.name, hours)


def test_loss_sums_each_ones_chance_of_having_left() -> None:
    position = factories.requisition()
    factories.application(on=position, of=factories.candidate("One day over"))
    factories.application(on=position, of=factories.candidate("Two days over"), started_at=hour(-24))
    factories.application(on=position, of=factories.candidate("In time"), started_at=hour(100))
    loss = dashboard.today(factories.people().manager, now=hour(13 * 24)).loss
    # 1 - 0.85 and 1 - 0.85²
    assert loss.beyond == 2
    assert loss.expected == pytest.approx(0.15 + 0.2775)


def test_loss_that_is_to_come_is_summed_over_all_that_are_open() -> None:
    position = factories.requisition()
    factories.at_stage(Stage.DECISION, on=position, of=factories.candidate("Near"))
    factories.application(on=position, of=factories.candidate("Hopeless"), started_at=hour(-60))
    factories.at_stage(Stage.OFFER, on=position, of=factories.candidate("Offered"))
    ahead = dashboard.today(factories.people().manager, now=hour(230)).ahead
    assert (ahead.running, ahead.in_danger) == (2, 1)
    # At least what the eleven days after day twelve cost that the plan still needs.
    assert 1 - 0.85**11 < ahead.expected_loss < 1.1


def test_reminders_that_went_out_are_shown_to_those_who_may_see_them() -> None:
    factories.application()
    sweep(by="test", now=hour(37))
    day = dashboard.today(factories.people().coordinator, now=hour(38))
    assert {(each.reminder.recipient.username, each.reminder.sent_at) for each in day.reminders} == {
        ("jonas", hour(37))
    }
    told = [(each.reminder.deadline_id, each.channels) for each in day.reminders]
    assert len(set(told)) == len(told), "the same by e-mail and in the inbox is told once"
    assert {channels for _deadline, channels in told} == {("email", "inbox")}
    assert dashboard.today(factories.people().interviewer, now=hour(38)).reminders == []


def test_own_candidacy_appears_nowhere() -> None:
    manager = factories.people().manager
    factories.application(of=factories.candidate("Mara herself", employee=manager))
    sweep(by="test", now=hour(230))
    day = dashboard.today(manager, now=hour(300))
    assert (day.mine, day.mine_later, day.clocks, day.reminders, day.loss.beyond) == ([], 0, [], [], 0)


def test_first_page_asks_as_often_with_many_as_with_one(mara: Client) -> None:
    asked = []
    with time_machine.travel(hour(50), tick=False):
        for number in (1, 14):
            position = factories.requisition(title=f"For {number}")
            for each in range(number):
                factories.application(on=position, of=factories.candidate(f"Candidate {number}-{each}"))
            sweep(by="test", now=hour(50))
            mara.get(reverse("admin:index"))
            with CaptureQueriesContext(connection) as queries:
                mara.get(reverse("admin:index"))
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_first_page_says_it_in_words_and_nothing_of_pay(mara: Client) -> None:
    factories.at_stage(Stage.OFFER, of=factories.candidate("Past day twelve"))
    with time_machine.travel(hour(300), tick=False):
        text = mara.get(reverse("admin:index")).content.decode()
    assert "of 1 open candidate past day 12" in text
    assert "each further day costs 15 %" in text
    assert "150,000" not in text
    assert "150000" not in text


def test_first_page_of_an_empty_house_says_so(mara: Client) -> None:
    text = mara.get(reverse("admin:index")).content.decode()
    for words in ("Nothing presses", "No application is open", "No requisition is open", "None has been sent yet"):
        assert words in text


def test_first_page_opens_for_somebody_who_may_see_nothing(client: Client) -> None:
    factories.application()
    client.force_login(factories.user("ivo", "Interviewer", is_staff=True))
    page: Any = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Ada Kovacs" not in page.content.decode()
