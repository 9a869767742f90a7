"""The arithmetic of the twelve-day promise, without database or clock.

Every figure is elapsed time in hours, added in UTC, so that no change of summer time moves a date.
Sources: the hiring guide (12 days at the most, decision within 24 h of the final round, 15 % of the pipeline lost with
each day after the twelfth) together with the product's planned budget of the stages.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

PROMISE_HOURS = 288
DECISION_HOURS = 24
SCORECARD_HOURS = 24
PAUSE_REVIEW_DAYS = 3
AT_RISK_SHARE = 0.75
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


def window(begins_at: datetime, hours: float, *, at_risk_share: float = AT_RISK_SHARE) -> Window:
    """The window of so many elapsed hours from an instant."""
    length = timedelta(hours=hours)
    return Window(begins_at, begins_at + length * at_risk_share, begins_at + length)


def plan(started_at: datetime, policy: Policy) -> dict[str, Window]:
    """The planned windows of a clock that starts then, by kind in the order of the process, the promise at the end."""
    windows = {
        kind: window(started_at + timedelta(hours=begins), ends - begins, at_risk_share=policy.at_risk_share)
        for kind, (begins, ends) in sorted(policy.budgets.items(), key=lambda item: (item[1], item[0]))
    }  # sorted, as PostgreSQL keeps the keys of JSON in an order of its own
    return {**windows, "promise": window(started_at, policy.promise_hours, at_risk_share=policy.at_risk_share)}


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
