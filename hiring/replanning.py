"""What another version of the promises makes of the deadlines of an application that runs already."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, deadlines, history, reminders, sla, windows
from hiring.clock_fold import Name
from hiring.deadlines import Kind
from hiring.models import Application, ClockEvent, Deadline, SlaPolicy, User

State = Deadline.State
ROUND_OF = {kind: round for round, kinds in deadlines.ROUND_KINDS.items() for kind in kinds}


class Change(NamedTuple):
    """A deadline under the two policies: when it is due, None where it does not exist under one of them."""

    kind: str
    was: datetime | None
    will_be: datetime | None

    @property
    def text(self) -> str:
        """The name of the deadline."""
        return str(Kind(self.kind).label)


class _Plan(NamedTuple):
    kept: dict[Deadline, sla.Window]
    dropped: list[Deadline]
    added: dict[str, sla.Window]


def preview(application: Application, policy: SlaPolicy) -> list[Change]:
    """What would become of the deadlines that still run, in the order in which they are due. Writes nothing."""
    plan = _plan(application, policy)
    changes = [Change(one.kind, one.due_at, window.due_at) for one, window in plan.kept.items()]
    changes += [Change(one.kind, one.due_at, None) for one in plan.dropped]
    changes += [Change(kind, None, window.due_at) for kind, window in plan.added.items()]
    return sorted(changes, key=lambda change: change.will_be or change.was or clock.LATEST)


@transaction.atomic
def change_policy(
    application: Application, policy: SlaPolicy, *, reason: str, by: User | None, now: datetime | None = None
) -> Application:
    """Plan an application anew under another version of the promises, with the ladders of that version.

    What is done stays done. Refuses with `closed_stage`, `same_policy`, `reason_required`, `too_long`.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_open(application)
    if application.policy == policy:
        raise ValidationError(f"{application.candidate} runs under {policy} already.", code="same_policy")
    reason = history.reason_given(reason)
    before, application.policy = application.policy, policy
    if application.clock_started_at is not None:
        _carry_out(_plan(application, policy), application, before=before, by=by, now=now)
    data = {"from": before.version, "to": policy.version}
    history.write(application, "change_policy", by=by, now=now, reason=reason, data=data)
    return application


def _carry_out(plan: _Plan, application: Application, *, before: SlaPolicy, by: User | None, now: datetime) -> None:
    standing = Deadline.objects.filter(pk__in=[one.pk for one in (*plan.kept, *plan.dropped)])
    reminders.cancel(standing, why=f"planned anew under {application.policy}")
    for deadline, window in plan.kept.items():
        windows.replace(deadline, window)
    for deadline in plan.dropped:
        deadline.state = State.CANCELLED
    windows.save([*plan.kept, *plan.dropped])
    added = [deadlines.fresh(application, kind, window) for kind, window in plan.added.items()]
    for deadline in added:
        deadline.state = State.PAUSED if application.paused_at else State.OPEN
    added = Deadline.objects.bulk_create(added)
    reminders.replan([one for one in (*plan.kept, *added) if one.state == State.OPEN], application, now=now)
    deadlines.note(
        application,
        ClockEvent.Kind.POLICY_CHANGED,
        at=now,
        by=by,
        planned=[*plan.kept, *added],
        named=[list(Name(one.kind, one.subject)) for one in plan.dropped],
        **{"from": before.version, "to": application.policy.version},
    )


def _plan(application: Application, policy: SlaPolicy) -> _Plan:
    figures = policy.as_policy()
    planned = windows.planned(application, figures) if application.clock_started_at else {}
    found = list(application.deadlines.select_related("owner").order_by("pk"))
    running = [one for one in found if one.state in deadlines.RUNNING]
    kept, dropped = {}, []
    for deadline in running:
        window = _window(deadline, planned, figures)
        if window is None:
            dropped.append(deadline)
        else:
            kept[deadline] = window
    known = {one.kind for one in found}
    missing = {kind: window for kind, window in planned.items() if kind not in known}
    behind = set(application.results.values_list("round", flat=True)) if missing else set()
    added = {kind: window for kind, window in missing.items() if _is_ahead(kind, application, behind)}
    return _Plan(kept, dropped, added)


def _window(deadline: Deadline, planned: dict[str, sla.Window], figures: sla.Policy) -> sla.Window | None:
    """Its window under other figures; None for a step that is not planned there. A review keeps its date, and so do
    the approval of an offer and the answer to it."""
    match deadline.kind:
        case Kind.DECISION:
            return sla.decision_window(deadline.begins_at, figures)
        case Kind.SCORECARD:
            return sla.window(deadline.begins_at, figures.scorecard_hours, at_risk_share=figures.at_risk_share)
        case Kind.PAUSE_REVIEW | Kind.OFFER_APPROVAL | Kind.OFFER_ANSWER:
            return deadline.window
    return planned.get(deadline.kind)


def _is_ahead(kind: str, application: Application, behind: set[str]) -> bool:
    """Whether a step that was not planned so far is still to come."""
    if kind == Kind.DECISION_PLANNED:
        return application.final_round_ended_at is None
    return ROUND_OF[Kind(kind)] not in behind if kind in ROUND_OF else True
