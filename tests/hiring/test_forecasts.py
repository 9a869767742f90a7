"""What the rows of applications say of their forecast: history, bookings, pauses, and how many questions that takes."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import assumptions, deadlines, forecast, forecasts, pauses, pipeline
from hiring.assumptions import Basis
from hiring.forecast import Forecast, Outlook
from hiring.models import Application, Deadline, Requisition
from hiring.stages import Round, Stage
from hiring.step_lengths import STEPS, Step
from tests import factories
from tests.bench import populate
from tests.factories import at_stage, hour, passed, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def position() -> Requisition:
    return factories.requisition()


def foreseen(application: Application, at: float) -> Forecast | None:
    row = Application.objects.get(pk=application.pk)
    return forecasts.of([row], now=hour(at)).get(row.pk)


def bases(found: Forecast | None) -> dict[Step, Basis]:
    assert found
    return {one.step: one.basis for one in assumptions.of(found).steps}


def history(position: Requisition, number: int, *, earlier: float = 1000) -> None:
    """So many who were hired: 24 h to the end of screening, 96 take-home, 48, 48, decision and offer after 16."""
    for each in range(number):
        at_stage(Stage.HIRED, on=position, of=factories.candidate(f"Hired {each}"), started_at=hour(-earlier))


def book(application: Application, kind: str, at: float | None) -> None:
    deadlines.hand_over(
        application,
        kind,
        party=Deadline.Party.INTERVIEWER,
        owner=people().interviewer,
        booked_for=None if at is None else hour(at),
    )


def test_without_a_history_the_plan_takes_all_of_its_twelve_days(position):
    found = foreseen(factories.application(on=position), 0)
    assert found
    assert found.done_at == hour(288)
    assert found.promise_due_at == hour(288)
    assert set(bases(found).values()) == {Basis.PLAN}


def test_five_who_were_hired_make_a_history_four_do_not(position):
    history(position, 4)
    application = factories.application(on=position)
    assert set(bases(foreseen(application, 0)).values()) == {Basis.PLAN}
    at_stage(Stage.HIRED, on=position, of=factories.candidate("Fifth"), started_at=hour(-1000))
    found = foreseen(application, 0)
    assert found
    assert [(one.basis, one.finished) for one in assumptions.of(found).steps] == [(Basis.HISTORY, 5)] * 7
    typical = [one.typical for one in assumptions.of(found).steps]
    assert typical == [timedelta(hours=each) for each in (24, 96, 0, 48, 48, 16, 0)]
    assert found.done_at == hour(232)
    assert (found.probability, found.outlook, found.expected_loss, found.vacancy_days) == (1, Outlook.LIKELY, 0, 0)


def test_history_knows_nothing_of_what_is_still_to_come(position):
    history(position, 5, earlier=115)
    found = foreseen(factories.application(on=position, started_at=hour(0)), 10)
    # By then the others had come to the end of their take-home, at their hour 120.
    assert set(list(bases(found).values())[:3]) == {Basis.HISTORY}
    assert set(list(bases(found).values())[3:]) == {Basis.PLAN}


def test_history_is_that_of_the_last_thirty(position, monkeypatch):
    monkeypatch.setattr(forecasts, "MOST_FINISHED", 5)
    history(position, 5, earlier=1000)
    for number in range(5):
        slow = factories.application(
            on=position, of=factories.candidate(f"Slow {number}"), started_at=hour(-500), by=people().coordinator
        )
        pipeline.advance(slow, by=people().coordinator, now=hour(-500))
        passed(slow, Round.SCREENING, now=hour(-400))
    found = foreseen(factories.application(on=position), 0)
    assert found
    assert assumptions.of(found).steps[0].typical == timedelta(hours=100)
    monkeypatch.setattr(forecasts, "MOST_FINISHED", 10)
    found = foreseen(factories.application(on=position, of=factories.candidate("Further")), 0)
    assert found
    assert assumptions.of(found).steps[0].typical == timedelta(hours=62)


def test_pauses_of_the_past_are_left_out_of_the_history(position):
    for number in range(5):
        made = at_stage(Stage.SCREENING, on=position, of=factories.candidate(f"Past {number}"), started_at=hour(-1000))
        pauses.pause(made, reason="Holiday.", by=people().coordinator, now=hour(-990), review_at=hour(-900))
        made = pauses.resume(made, by=people().coordinator, now=hour(-940))
        passed(made, Round.SCREENING, now=hour(-930))
    found = foreseen(factories.application(on=position), 0)
    assert found
    first = assumptions.of(found).steps[0]
    assert (first.finished, first.typical) == (5, timedelta(hours=20))


def test_each_step_that_is_done_moves_the_forecast(position):
    history(position, 5)
    application = at_stage(Stage.LIVE_DEBUGGING, on=position)  # since hour 120
    found = foreseen(application, 130)
    assert list(bases(found)) == list(STEPS[3:])
    assert found
    assert found.done_at == hour(120 + 48 + 48 + 16)
    assert assumptions.of(found).steps[0].lasted == timedelta(hours=10)


def test_decision_counts_from_the_end_of_the_final_round(position):
    application = at_stage(Stage.DECISION, on=position)  # which ended at hour 216
    found = foreseen(application, 216)
    assert list(bases(found)) == [Step.DECISION, Step.OFFER]
    assert found
    assert found.done_at == hour(216 + 24 + 24)
    assert found.outlook == Outlook.LIKELY
    pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(220))
    found = foreseen(application, 220)
    assert list(bases(found)) == [Step.OFFER]
    assert found
    assert found.done_at == hour(244)


def test_booked_date_takes_the_place_of_the_history(position):
    history(position, 5)
    application = at_stage(Stage.LIVE_DEBUGGING, on=position)
    book(application, "live_debugging_held", 190)
    found = foreseen(application, 130)
    assert bases(found)[Step.LIVE_DEBUGGING_HELD] == Basis.BOOKED
    assert found
    assert found.done_at == hour(190 + 48 + 16)
    book(application, "scale_architecture_held", 280)
    found = foreseen(application, 130)
    assert list(bases(found).items())[:2] == [
        (Step.LIVE_DEBUGGING_HELD, Basis.BEFORE_BOOKED),
        (Step.SCALE_ARCHITECTURE_HELD, Basis.BOOKED),
    ]
    assert found
    assert (found.done_at, found.probability) == (hour(280 + 16), 0)
    book(application, "scale_architecture_held", None)
    again = foreseen(application, 130)
    assert again
    assert again.done_at == hour(254)


def test_take_home_that_was_sent_ahead_of_the_screening_is_not_awaited(position):
    application = factories.application(on=position)
    deadlines.meet(application, "take_home_sent", at=hour(4), by=None)
    assert list(bases(foreseen(application, 5))) == [STEPS[0], *STEPS[2:]]


def test_pause_delays_until_its_review(position):
    history(position, 5)
    application = at_stage(Stage.LIVE_DEBUGGING, on=position)  # since hour 120
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(130), review_at=hour(200))
    found = foreseen(application, 140)
    assert found
    assert found.done_at == hour(200 + 38 + 48 + 16)
    overdue = foreseen(application, 210)
    assert overdue
    assert overdue.done_at == hour(210 + 38 + 48 + 16)
    pauses.resume(application, by=people().coordinator, now=hour(180))
    resumed = foreseen(application, 190)
    assert resumed
    assert resumed.done_at == hour(180 + 38 + 48 + 16)


def test_promise_that_is_broken_has_no_probability(position):
    application = at_stage(Stage.DECISION, on=position)
    found = foreseen(application, 300)
    assert found
    assert (found.probability, found.outlook) == (0, Outlook.BROKEN)
    assert found.expected_loss > 0.07


@pytest.mark.parametrize("stage", [Stage.OFFER, Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN])
def test_nothing_is_foreseen_once_the_offer_is_out_or_all_is_over(stage, position):
    assert foreseen(at_stage(stage, on=position), 260) is None


def test_nothing_is_foreseen_before_the_clock_starts():
    waiting = factories.requisition(clock_starts_on=Requisition.ClockStart.SCREENING)
    assert foreseen(factories.application(on=waiting), 100) is None


def test_total_adds_up_those_that_have_a_forecast(position):
    late = at_stage(Stage.DECISION, on=position, of=factories.candidate("Late"))
    fresh = factories.application(on=position, of=factories.candidate("Fresh"), started_at=hour(310))
    at_stage(Stage.OFFER, on=position, of=factories.candidate("Offered"))
    at_stage(Stage.HIRED, on=position, of=factories.candidate("Hired"))
    found = forecasts.total(Application.objects.all(), now=hour(312))
    both = [foreseen(each, 312) for each in (late, fresh)]
    assert (found.running, found.in_danger) == (2, 1)
    assert found.expected_loss == pytest.approx(sum(one.expected_loss for one in both if one))
    assert forecasts.total(Application.objects.none(), now=hour(312)) == forecasts.Total(0, 0, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_four_queries_for_one_application_and_for_three(number, position, django_assert_num_queries):
    history(position, 5)
    for each in range(number):
        at_stage(Stage.SCREENING, on=position, of=factories.candidate(f"Candidate {each}"))
    rows = list(Application.objects.filter(closed_at=None))
    with django_assert_num_queries(4):
        found = forecasts.of(rows, now=hour(30))
    assert len(found) == number
    with django_assert_num_queries(5):
        assert forecasts.total(Application.objects.all(), now=hour(30)).running == number


def test_five_hundred_take_the_queries_and_the_draws_of_one(position, monkeypatch):
    drawn = []

    class Counting(Random):
        def choices(self, *values, k, **options):
            drawn.append(k)
            return super().choices(*values, k=k, **options)

    monkeypatch.setattr(forecast, "Random", Counting)
    populate.applications(position, 600, now=hour(300))
    rows = list(Application.objects.exclude(stage=Stage.OFFER)[:500])
    asked = []
    for some in (rows[:1], rows):
        forecast.odds_of.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            found = forecasts.of(some, now=hour(300))
        assert len(found) == len(some)
        asked.append((len(queries), sum(drawn)))
        drawn.clear()
    assert asked == [(4, 7 * 1000)] * 2
