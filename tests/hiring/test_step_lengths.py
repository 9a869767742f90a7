"""How long each step takes: this team's history where there is enough of it, else the plan."""

from hiring.sla import Policy
from hiring.step_lengths import Lengths, Step, about, budgets, lengths, median

HOUR = 3600


def test_budgets_are_what_the_plan_leaves_between_one_step_and_the_next():
    assert budgets(Policy()) == {
        Step.SCREENING_HELD: 48,
        Step.TAKE_HOME_SENT: 0,
        Step.TAKE_HOME_RETURNED: 96,
        Step.LIVE_DEBUGGING_HELD: 48,
        Step.SCALE_ARCHITECTURE_HELD: 48,
        Step.DECISION: 24,
        Step.OFFER: 24,
    }


def test_budgets_of_a_policy_that_leaves_steps_out_are_nothing_for_these():
    found = budgets(Policy(promise_hours=100, decision_hours=10, budgets={"live_debugging_held": (0, 60)}))
    assert list(found.values()) == [0, 0, 0, 60, 0, 10, 30]
    assert sum(budgets(Policy(promise_hours=60, budgets={"live_debugging_held": (0, 60)})).values()) == 84


def test_history_counts_from_five_finished_steps_on():
    four, five = [9.0, 7.0, 8.0, 6.0], [9.0, 7.0, 8.0, 6.0, -3.0]
    assert lengths({Step.DECISION: four}, Policy())[Step.DECISION] == Lengths(about(24 * HOUR), 0, 24 * HOUR)
    assert lengths({Step.DECISION: five}, Policy())[Step.DECISION] == Lengths((0, 6, 7, 8, 9), 5, 24 * HOUR)


def test_plan_is_spread_from_half_to_one_and_a_half_around_its_median():
    spread = about(100)
    assert len(spread) == 20
    assert (spread[0], spread[-1]) == (52, 148)  # the middle of the first and of the last twentieth
    assert median(spread) == 100


def test_median_lies_between_the_two_in_the_middle():
    assert median((1, 2, 9)) == 2
    assert median((1, 2, 4, 9)) == 3
