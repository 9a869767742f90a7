"""What somebody who books a round is told of its consequences: nothing of it is refused."""

from zoneinfo import ZoneInfo

from hiring import calendars, deadlines, sla
from hiring.models import Deadline
from hiring.stages import FINAL_ROUND, Round
from interviews.models import Interview


def warnings(interview: Interview) -> list[str]:
    """What a booking would make late, or let end when nobody works. Empty when all is well."""
    return _late(interview) + _decision_without_workday(interview)


def _late(interview: Interview) -> list[str]:
    """Planned deadlines of the round that lie before its end."""
    kinds = deadlines.ROUND_KINDS[Round(interview.round)]
    late = interview.application.deadlines.filter(
        kind__in=kinds, state=Deadline.State.OPEN, due_at__lt=interview.ends_at
    )
    return [
        f"“{deadline.get_kind_display()}” was planned for {deadline.due_at:%a %d %b %H:%M} UTC, before this ends."
        for deadline in late
    ]


def _decision_without_workday(interview: Interview) -> list[str]:
    """The offer decision runs in elapsed hours: after a final round on a Friday it falls due on a Saturday."""
    if interview.round != FINAL_ROUND:
        return []
    application = interview.application
    requisition, policy = application.requisition, application.policy.as_policy()
    due = sla.decision_window(interview.ends_at, policy).due_at.astimezone(ZoneInfo(requisition.time_zone))
    if calendars.read().of_requisition(requisition).works_on(due.date()):
        return []
    return [
        f"The offer decision will be due {policy.decision_hours} hours after the end, on {due:%A %d %b at %H:%M} "
        f"({requisition.time_zone}): no working day there. Book the round earlier, or plan who decides on that day."
    ]
