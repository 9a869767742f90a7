"""The verbs that the admin offers on applications."""

from typing import Any

from hiring import pauses, pipeline
from hiring.admin.asking import Pause, Reason, Verb
from hiring.models import Application, User
from hiring.stages import ONWARD, Stage


def _advance(row: Application, *, by: User, saw: str) -> Any:
    return pipeline.advance(row, by=by, believed=saw or None)


def _onward(row: Application) -> str:
    there = ONWARD.get(Stage(row.stage))
    return f"{row.get_stage_display()} → {there.label}" if there else row.get_stage_display()


def _stage(row: Application) -> str:
    return str(row.get_stage_display())


ADVANCE = Verb(
    "advance",
    "Move on",
    "Moved on",
    "Takes each candidate one stage further. A round has to be passed before it can be left this way.",
    _advance,
    icon="arrow_forward",
    saw=lambda row: row.stage,
    leads_to=_onward,
)
REJECT = Verb(
    "reject",
    "Reject",
    "Rejected",
    "Ends the application from our side. Its clock stops, and no reminder goes out any more.",
    lambda row, *, by, saw, reason: pipeline.reject(row, by=by, reason=reason),
    form=Reason,
    icon="block",
    danger=True,
    leads_to=_stage,
)
WITHDRAW = Verb(
    "withdraw",
    "Withdraw",
    "Withdrawn",
    "Ends the application from the candidate's side. Its clock stops, and no reminder goes out any more.",
    lambda row, *, by, saw, reason: pipeline.withdraw(row, by=by, reason=reason),
    form=Reason,
    icon="logout",
    danger=True,
    leads_to=_stage,
)
PAUSE = Verb(
    "pause",
    "Pause",
    "Paused",
    "Moves the planned dates. The promise of twelve days runs on, and so do the decision and scorecards that are due.",
    lambda row, *, by, saw, reason, review_at: pauses.pause(row, by=by, reason=reason, review_at=review_at),
    form=Pause,
    icon="pause",
    leads_to=_stage,
)
RESUME = Verb(
    "resume",
    "Resume",
    "Resumed",
    "Ends the pause. The planned dates move by its length.",
    lambda row, *, by, saw: pauses.resume(row, by=by),
    icon="play_arrow",
    leads_to=lambda row: f"paused: {row.pause_reason}" if row.paused_at else "",
)


def worth_offering(row: Application) -> set[str]:
    """The names of the verbs that a page shows for an application as it stands. The rule still has the last word."""
    if row.is_closed:
        return set()
    endings = {REJECT.name, WITHDRAW.name}
    if row.paused_at:
        return endings | {RESUME.name}
    running = {PAUSE.name} if row.clock_started_at else set()
    return endings | running | ({ADVANCE.name} if row.stage not in (Stage.DECISION, Stage.OFFER) else set())
