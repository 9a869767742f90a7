"""What goes with each move of an application: the clocks, pauses and offers that it ends, who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from hiring import deadlines, history, offer_endings, pauses
from hiring.models import Application, User
from hiring.outbox import announcing
from hiring.outbox.catalogue import Value
from hiring.stages import CLOSED, Stage, may_move

ENDINGS = {
    Stage.HIRED: "application.hired",
    Stage.REJECTED: "application.rejected",
    Stage.WITHDRAWN: "application.withdrawn",
}


class MoveNotAllowed(ValidationError):
    """A move that the table of stages, or the state of the application, does not allow."""


def step(
    application: Application,
    there: Stage,
    *,
    verb: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
    tells: Mapping[str, Mapping[str, Value]] | None = None,
) -> Application:
    """One move of the table, on a row that the caller has locked. Closing stops every clock in the same breath.

    `tells`: what other systems are told of it besides the move, by event.
    """
    if not may_move(Stage(application.stage), there):
        raise MoveNotAllowed(
            f"From “{application.get_stage_display()}” there is no way to “{there.label}”.", code="no_such_move"
        )
    if there in CLOSED:
        deadlines.stop_all(application, now=now, by=by)
        pauses.end(application, now=now)
        tells = {**(tells or {}), **offer_endings.end(application, there, by=by, now=now, reason=reason)}
    left = history.enter(application, there, now=now, reason=reason)
    line = history.write(application, verb, by=by, now=now, from_stage=left, reason=reason, data=data)
    moved: dict[str, Value] = {"from_stage": left}
    if there not in ENDINGS:
        moved["to_stage"] = str(there)
    announcing.tell(line, {**(tells or {}), ENDINGS.get(there, "application.advanced"): moved})
    return application
