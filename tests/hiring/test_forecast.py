"""How likely a promise is kept: the arithmetic by hand, and what must hold of it for any history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiring import assumptions, forecast, sla
from hiring.assumptions import Assumption, Basis
from hiring.forecast import Forecast, Odds, Outlook, Path, Rest, foresee
from hiring.step_lengths import STEPS, Step, lengths
from tests.factories import START, hour

HOUR, DAY = 3600, 86400
EVERY_STEP_A_DAY = dict.fromkeys(STEPS, [24.0] * 5)
FIVE = {Step.OFFER: [10, 20, 30, 40, 50]}


def odds(history: Mapping[Step, Sequence[float]] | None = None) -> Odds:
    """Of a history in hours."""
    return Odds(
        lengths({step: [each * HOUR for each in found] for step, found in (history or {}).items()}, sla.Policy())
    )


def path(step: Step = STEPS[0], *, now: float, since: float = 0, **values: object) -> Path:
    known = Path(
        started_at=START,
        promise_due_at=hour(288),
        step=step,
        last=step,
        before=(),
        since=hour(since),
        paused=timedelta(),
        ready_at=hour(now),
    )
    return replace(known, **values)


def seen(step: Step = STEPS[0], *, of: Odds, now: float, since: float = 0, **values: object) -> Forecast:
    return foresee(path(step, now=now, since=since, **values), of, now=hour(now))


# By hand --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "done", "probability", "loss", "days", "outlook"),
    [
        (0, 168, 1, 0, 0, Outlook.LIKELY),
        (120, 288, 1, 0, 0, Outlook.LIKELY),  # at the very instant is in time
        (144, 312, 0, 0.15, 1, Outlook.UNLIKELY),  # a day late: 1 - 0.85
        (168, 336, 0, 0.2775, 2, Outlook.UNLIKELY),  # two: 1 - 0.85²
    ],
)
def test_steps_that_always_took_a_day_end_after_as_many_days(since, done, probability, loss, days, outlook):
    found = seen(of=odds(EVERY_STEP_A_DAY), now=since, since=since)
    assert found.done_at == hour(done)
    assert (found.probability, found.outlook) == (probability, outlook)
    assert found.expected_loss == pytest.approx(loss)
    assert found.vacancy_days == pytest.approx(days)


def test_last_step_counts_the_lengths_that_are_in_time():
    found = seen(Step.OFFER, of=odds(FIVE), now=250, since=250)
    assert found.done_at == hour(280)
    assert found.probability == pytest.approx(3 / 5)
    # 40 and 50 hours end 2 and 12 hours after the promise.
    assert found.vacancy_days == pytest.approx((2 + 12) / 24 / 5)
    assert found.expected_loss == pytest.approx((2 - 0.85 ** (2 / 24) - 0.85 ** (12 / 24)) / 5)
    assert (found.outlook, found.text) == (Outlook.UNCERTAIN, "in time: uncertain, 60 %")


def test_step_that_runs_already_has_only_the_longer_lengths_left():
    found = seen(Step.OFFER, of=odds(FIVE), now=275, since=250)
    assert found.probability == pytest.approx(1 / 3)
    assert found.done_at == hour(290)  # median of 30, 40, 50
    assert found.outlook == Outlook.UNLIKELY


def test_step_that_outlasted_all_lengths_counts_as_if_it_began_now():
    found = seen(Step.OFFER, of=odds(FIVE), now=260, since=200)
    assert found.probability == pytest.approx(2 / 5)  # 10 and 20 hours from now
    assert found.done_at == hour(290)


def test_booked_date_holds_and_one_that_has_passed_is_now():
    of = odds({**EVERY_STEP_A_DAY, Step.OFFER: [10, 20, 30, 40, 50]})
    booked = seen(Step.SCALE_ARCHITECTURE_HELD, of=of, now=200, since=190, booked_at=hour(235))
    assert booked.done_at == hour(235 + 24 + 30)
    assert booked.probability == pytest.approx(2 / 5, abs=0.05)  # 259 + 10 or 20 hours; drawn
    passed = seen(Step.SCALE_ARCHITECTURE_HELD, of=of, now=200, since=190, booked_at=hour(100))
    assert passed.done_at == hour(200 + 24 + 30)


def test_without_a_history_the_planned_date_is_the_middle():
    plan = odds()
    assert seen(of=plan, now=0, planned_at=hour(48)).done_at == hour(288)
    early = seen(Step.TAKE_HOME_RETURNED, of=plan, now=20, since=20, planned_at=hour(144))
    assert early.done_at == hour(288)
    snapped = seen(of=plan, now=0, planned_at=hour(33))
    assert snapped.done_at == hour(33 + 240)
    late = seen(Step.TAKE_HOME_RETURNED, of=plan, now=140, since=140, planned_at=hour(144))
    assert late.done_at == hour(140 + 96 + 144), "4 hours are less than half of the budget"
    assert seen(of=plan, now=0, planned_at=hour(48)).probability == pytest.approx(0.5, abs=0.05)


def test_pause_ends_with_its_review_and_its_time_does_not_count():
    # Paused at 260, ten hours after the step began; reviewed at 270.
    found = seen(
        Step.OFFER, of=odds(FIVE), now=265, since=250, paused_at=hour(260), ready_at=hour(270)
    )  # 0, 10, 20, 30, 40 hours are left then
    assert found.done_at == hour(290)
    assert found.probability == pytest.approx(2 / 5)
    ended = seen(Step.OFFER, of=odds(FIVE), now=270, since=250, paused=timedelta(hours=10))
    assert ended.probability == found.probability


def test_broken_promise_has_no_probability_left_but_a_loss():
    found = seen(Step.OFFER, of=odds({Step.OFFER: [0] * 5}), now=312, since=300)
    assert (found.probability, found.outlook, found.text) == (0, Outlook.BROKEN, "promise broken")
    assert found.expected_loss == pytest.approx(0.15)
    assert found.percent_text == "0 %"
    assert seen(Step.OFFER, of=odds({Step.OFFER: [0] * 5}), now=288, since=288).outlook == Outlook.BROKEN


def test_loss_begins_on_day_twelve_whatever_the_policy_promises():
    found = seen(Step.OFFER, of=odds({Step.OFFER: [24] * 5}), now=240, since=240, promise_due_at=hour(250))
    assert (found.probability, found.expected_loss) == (0, 0)
    assert found.vacancy_days == pytest.approx(14 / 24)
    found = seen(Step.OFFER, of=odds({Step.OFFER: [24] * 5}), now=288, since=288, promise_due_at=hour(400))
    assert found.probability == 1
    assert found.expected_loss == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0, "< 1 %"), (0.004, "< 1 %"), (0.01, "1 %"), (0.994, "99 %"), (0.996, "> 99 %"), (1, "> 99 %")],
)
def test_percentages_never_claim_certainty(probability, text):
    found = seen(of=odds(), now=0)
    assert replace(found, probability=probability).percent_text == text
    assert replace(found, expected_loss=0.0001).loss_text == "< 1 %"
    assert replace(found, expected_loss=0.126).loss_text == "13 %"


def test_draws_come_close_to_all_combinations():
    decision, offer = [4, 8, 15, 16, 42], [3, 14, 15, 92, 65]
    found = seen(Step.DECISION, of=odds({Step.DECISION: decision, Step.OFFER: offer}), now=240, since=240)
    exact = sum(one + other <= 48 for one, other in product(decision, offer)) / 25
    assert found.probability == pytest.approx(exact, abs=0.03)
    late = [max(0, one + other - 48) for one, other in product(decision, offer)]
    assert found.vacancy_days == pytest.approx(sum(late) / 25 / 24, rel=0.1)
    assert found.expected_loss == pytest.approx(sum(1 - 0.85 ** (each / 24) for each in late) / 25, rel=0.1)


# Assumptions ----------------------------------------------------------------------------------------------------------


def test_assumptions_name_the_basis_of_each_step_that_is_left():
    found = seen(Step.DECISION, of=odds(FIVE), now=222, since=216, planned_at=hour(240))
    told = assumptions.of(found)
    assert told.steps == (
        Assumption(Step.DECISION, Basis.PLAN, typical=timedelta(hours=24), lasted=timedelta(hours=6)),
        Assumption(Step.OFFER, Basis.HISTORY, finished=5, typical=timedelta(hours=30)),
    )
    assert (told.draws, told.seed, told.enough) == (1000, 12, 5)


def test_assumptions_of_a_booking_say_what_it_overtakes():
    before = (Step.LIVE_DEBUGGING_HELD,)
    found = seen(Step.SCALE_ARCHITECTURE_HELD, of=odds(), now=150, booked_at=hour(200), before=before)
    assert [(one.step, one.basis, one.booked_at) for one in assumptions.of(found).steps[:2]] == [
        (Step.LIVE_DEBUGGING_HELD, Basis.BEFORE_BOOKED, None),
        (Step.SCALE_ARCHITECTURE_HELD, Basis.BOOKED, hour(200)),
    ]


def test_assumptions_leave_out_what_is_done_ahead_of_its_turn():
    found = seen(Step.SCREENING_HELD, of=odds(), now=0, last=Step.TAKE_HOME_SENT)
    assert [one.step for one in assumptions.of(found).steps] == [Step.SCREENING_HELD, *STEPS[2:]]
    assert found.done_at == hour(48 + 96 + 48 + 48 + 24 + 24)


def test_assumptions_tell_when_a_step_outlasted_its_history():
    (told,) = assumptions.of(seen(Step.OFFER, of=odds(FIVE), now=260, since=200)).steps
    assert told == Assumption(
        Step.OFFER,
        Basis.HISTORY,
        finished=5,
        typical=timedelta(hours=30),
        lasted=timedelta(hours=60),
        is_overdrawn=True,
    )


# For any history ------------------------------------------------------------------------------------------------------

HOURS = st.lists(st.integers(0, 400), min_size=5, max_size=12)
HISTORIES = st.dictionaries(st.sampled_from(STEPS), HOURS)
SECONDS = st.integers(0, 500 * HOUR)
NAMES = st.sampled_from(STEPS)


@settings(max_examples=60, deadline=None)
@given(HISTORIES, NAMES, SECONDS, st.none() | SECONDS, st.none() | SECONDS, SECONDS)
def test_figures_stay_within_their_limits_and_come_out_the_same_again(history, step, since, planned, booked, now):
    given_path = path(
        step,
        now=max(since, now) / HOUR,
        since=since / HOUR,
        planned_at=None if planned is None else hour(planned / HOUR),
        booked_at=None if booked is None else hour(booked / HOUR),
    )
    found = foresee(given_path, odds(history), now=given_path.ready_at)
    assert 0 <= found.probability <= 1
    assert -1e-9 <= found.expected_loss <= 1
    assert found.vacancy_days >= 0
    assert found.done_at >= given_path.ready_at
    assert foresee(given_path, odds(history), now=given_path.ready_at) == found


@settings(max_examples=100, deadline=None)
@given(HISTORIES, NAMES, SECONDS, st.tuples(SECONDS, SECONDS).map(sorted))
def test_later_booking_never_raises_the_probability(history, step, now, booked):
    of = odds(history)
    early, late = (seen(step, of=of, now=now / HOUR, booked_at=hour(each / HOUR)) for each in booked)
    assert late.probability <= early.probability
    assert late.expected_loss >= early.expected_loss - 1e-9
    assert late.vacancy_days >= early.vacancy_days
    assert late.done_at >= early.done_at


@settings(max_examples=200, deadline=None)
@given(
    history=HISTORIES,
    step=NAMES,
    since=SECONDS,
    planned=st.none() | SECONDS,
    booked=st.none() | SECONDS,
    review=st.none() | SECONDS,
    instants=st.tuples(SECONDS, SECONDS).map(sorted),
)
def test_more_elapsed_time_never_raises_the_probability(history, step, since, planned, booked, review, instants):
    of, found = odds(history), []
    for now in (max(each, since) for each in instants):
        known = path(
            step,
            now=max(now, review or 0) / HOUR,
            since=since / HOUR,
            paused_at=None if review is None else hour(since / HOUR),
            planned_at=None if planned is None else hour(planned / HOUR),
            booked_at=None if booked is None else hour(booked / HOUR),
        )
        found.append(foresee(known, of, now=hour(now / HOUR)))
    early, late = found
    assert late.probability <= early.probability
    assert late.vacancy_days >= early.vacancy_days - 1e-9
    assert late.expected_loss >= early.expected_loss - 1e-9


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 60 * DAY), min_size=1, max_size=30),
    st.lists(st.integers(-40 * DAY, 40 * DAY), min_size=1, max_size=5),
    st.integers(-5 * DAY, 5 * DAY),
)
def test_sums_say_what_adding_up_every_draw_says(drawn, slacks, calm):
    in_time, beyond, lost = Rest.of(drawn, typical=0).outcome(slacks, calm=calm)
    pairs = list(product(drawn, slacks))
    late = [sla.PROMISE_DAYS + (length - slack - calm) / DAY for length, slack in pairs]
    assert in_time == pytest.approx(sum(length <= slack for length, slack in pairs) / len(pairs))
    assert beyond == pytest.approx(sum(max(0, length - slack) for length, slack in pairs) / len(pairs))
    assert lost == pytest.approx(sum(1 - sla.survival(days) for days in late) / len(pairs), abs=1e-6)


def test_one_policy_is_drawn_once_for_any_number_of_applications(monkeypatch):
    drawn = []

    class Counting(Random):
        def choices(self, *values, k, **options):
            drawn.append(k)
            return super().choices(*values, k=k, **options)

    monkeypatch.setattr(forecast, "Random", Counting)
    of = odds()
    for each in range(500):
        seen(of=of, now=each / 10)
    assert drawn == [1000] * 7
