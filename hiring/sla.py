"""The arithmetic of the twelve-day promise, without database or clock.

Every figure is elapsed time in hours, added in UTC, so that no change of summer time moves a date.
Sources: the hiring guide (12 days at the most, decision within 24 h of the final round, 15 % of the pipeline lost with
each day after the twelfth) together with the product's planned budget of the stages.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hiring.working_time import NoWorkingTime, WorkingTime

log = logging.getLogger(__name__)

PROMISE_HOURS = 288
DECISION_HOURS = 24
SCORECARD_HOURS = 24
APPROVAL_HOURS = 24
"""Our default for somebody who is asked to approve an offer: no source names one, the decision has as long."""
PAUSE_REVIEW_DAYS = 3
AT_RISK_SHARE = 0.75
LEAST_SHARE = 0.25
"""Of a window that has to be left when its end moves into working time."""
SURVIVAL_PER_DAY = 0.85
PROMISE_DAYS = PROMISE_HOURS // 24

# Budget of each planned step: (from, by), hours from the start of the clock.
BUDGETS: dict[str, tuple[int, int]] = {
    "screening_held": (0, 48),
    "take_home_sent": (0, 48),
    "take_home_returned": (48, 144),
    "live_debugging_held": (144, 192),
    "scale_architecture_held": (192, 240),
    "decision_planned": (240, 264),
}
PLANNED = frozenset(BUDGETS)
"""Kinds that a pause moves. The promise, the decision and scorecards run on."""


class Standing(StrEnum):
    """How an application stands against its clock."""

    NOT_STARTED = "not_started"
    IN_TIME = "in_time"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Policy:
    """One immutable set of promises. Hours are elapsed hours; shares are parts of one."""

    promise_hours: int = PROMISE_HOURS
    decision_hours: int = DECISION_HOURS
    scorecard_hours: int = SCORECARD_HOURS
    pause_review_days: int = PAUSE_REVIEW_DAYS
    at_risk_share: float = AT_RISK_SHARE
    budgets: dict[str, tuple[int, int]] = field(default_factory=lambda: dict(BUDGETS))

    def __post_init__(self) -> None:
        for kind, (begins, ends) in self.budgets.items():
            if not 0 <= begins < ends <= self.promise_hours:
                raise ValueError(f"budget {kind}: {begins}-{ends} h does not lie inside 0-{self.promise_hours} h")


@dataclass(frozen=True)
class Window:
    """The time that one obligation has: it begins, comes to be at risk, is due."""

    begins_at: datetime
    at_risk_at: datetime
    due_at: datetime

    def moved(self, by: timedelta) -> "Window":
        """The same window, later by a length of time."""
        return Window(self.begins_at + by, self.at_risk_at + by, self.due_at + by)

    def due_by(self, due_at: datetime, *, at_risk_share: float = AT_RISK_SHARE) -> "Window":
        """The window that begins then and ends at another time, at risk after its share of what that leaves."""
        return Window(self.begins_at, self.begins_at + (due_at - self.begins_at) * at_risk_share, due_at)


def window(begins_at: datetime, hours: float, *, at_risk_share: float = AT_RISK_SHARE) -> Window:
    """The window of so many elapsed hours from an instant."""
    length = timedelta(hours=hours)
    return Window(begins_at, begins_at + length * at_risk_share, begins_at + length)


def plan(started_at: datetime, policy: Policy, working: WorkingTime | None = None) -> dict[str, Window]:
    """The planned windows of a clock that starts then, by kind in the order of the process, the promise at the end.

    With a working time each planned date moves to the last working instant before it, never to a later one; not
    before its window begins. The promise is elapsed time, which no calendar moves.
    """
    share = policy.at_risk_share
    windows = {
        kind: within(
            window(started_at + timedelta(hours=begins), ends - begins, at_risk_share=share), working, share=share
        )
        for kind, (begins, ends) in sorted(policy.budgets.items(), key=lambda item: (item[1], item[0]))
    }  # sorted, as PostgreSQL keeps the keys of JSON in an order of its own
    return {**windows, "promise": promise_window(started_at, policy)}


def within(nominal: Window, working: WorkingTime | None, *, share: float = AT_RISK_SHARE) -> Window:
    """A window that ends in working time: at the last open instant before its end.

    Where that would leave less than a quarter of the window, as to somebody accepted on a Friday evening, it keeps its
    own end: late from the beginning is nobody's fault.
    """
    if working is None:
        return nominal
    try:
        due_at = working.last_open(nominal.due_at)
    except NoWorkingTime as problem:  # a calendar that was emptied since: late by the clock is better than not due
        log.warning("a planned date keeps its time: %s", problem)
        return nominal
    if due_at - nominal.begins_at < (nominal.due_at - nominal.begins_at) * LEAST_SHARE:
        return nominal
    return nominal.due_by(due_at, at_risk_share=share)


def paused_seconds(since: datetime, until: datetime) -> int:
    """The length of a pause in whole seconds: how many beginnings of a second lie in it.

    Counted so, not rounded, two pauses that follow each other have together the length of the one that they are.
    """
    return max(0, _second(until) - _second(since))


def _second(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def promise_window(started_at: datetime, policy: Policy) -> Window:
    """The promise: 288 elapsed hours from the start of the clock, whatever is paused meanwhile."""
    return window(started_at, policy.promise_hours, at_risk_share=policy.at_risk_share)


def decision_window(final_round_ended_at: datetime, policy: Policy) -> Window:
    """The offer decision: 24 elapsed hours from the actual end of the final round."""
    return window(final_round_ended_at, policy.decision_hours, at_risk_share=policy.at_risk_share)


def days(length: timedelta) -> float:
    """A length of time in days of 24 elapsed hours."""
    return length / timedelta(days=1)


def day_number(elapsed: timedelta) -> int:
    """The day that people name: the first 24 hours are day 1; never less than 1."""
    return max(1, int(elapsed // timedelta(days=1)) + 1)


def survival(elapsed_days: float) -> float:
    """Expected share (0..1) of the pipeline still there: 1 up to day twelve, then 0.85 for each day more, compounding.

    Source: the guide's 15 % a day after the maximum. It does not say whether the loss compounds: this is our reading.
    """
    return float(SURVIVAL_PER_DAY ** max(0.0, elapsed_days - PROMISE_DAYS))
