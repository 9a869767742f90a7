"""Which deadlines an application has: written with the clock that starts them, ended by what fulfils them."""

from datetime import datetime, timedelta
from typing import Any

from hiring import clock, reminders, sla
from hiring.models import Application, ClockEvent, Deadline, User
from hiring.stages import Round

Kind, Party, State = Deadline.Kind, Deadline.Party, Deadline.State

ROUND_KINDS: dict[Round, tuple[Deadline.Kind, ...]] = {
    Round.SCREENING: (Kind.SCREENING_HELD,),
    Round.TAKE_HOME: (Kind.TAKE_HOME_SENT, Kind.TAKE_HOME_RETURNED),
    Round.LIVE_DEBUGGING: (Kind.LIVE_DEBUGGING_HELD,),
    Round.SCALE_ARCHITECTURE: (Kind.SCALE_ARCHITECTURE_HELD,),
}
PARTIES: dict[str, Deadline.Party] = {
    Kind.PROMISE: Party.HIRING_MANAGER,
    Kind.TAKE_HOME_RETURNED: Party.CANDIDATE,
    Kind.DECISION_PLANNED: Party.HIRING_MANAGER,
    Kind.DECISION: Party.HIRING_MANAGER,
    Kind.SCORECARD: Party.INTERVIEWER,
}
PLANNED = frozenset(sla.BUDGETS)
"""Kinds that a pause moves. The promise, the decision and scorecards run on."""


def start_clock(application: Application, *, started_at: datetime, by: User | None) -> list[Deadline]:
    """Start the clock of a locked application: its planned deadlines with their reminders, and the promise."""
    application.clock_started_at = started_at
    application.save(update_fields=["clock_started_at"])
    _note(application, ClockEvent.Kind.STARTED, at=started_at, by=by)
    windows = sla.plan(started_at, application.policy.as_policy())
    made = Deadline.objects.bulk_create(_deadline(application, kind, window) for kind, window in windows.items())
    reminders.plan(made, application)
    return made


def meet(application: Application, kind: str, *, at: datetime, by: User | None, subject: str = "") -> bool:
    """Mark an obligation as done then, with no further reminders of it. False when it was not open any more."""
    standing = Deadline.objects.filter(application=application, kind=kind, subject=subject)
    done = standing.filter(state__in=[State.OPEN, State.PAUSED]).update(state=State.DONE, done_at=at)
    if done:
        reminders.cancel(standing, why="done")
        _note(application, ClockEvent.Kind.STAGE_DONE, at=at, by=by, kind=str(kind), subject=subject)
    return bool(done)


def start_decision(
    application: Application, *, ended_at: datetime, by: User | None, now: datetime | None = None
) -> Deadline | None:
    """Start the 24 elapsed hours of the offer decision at the actual end of the final round.

    The planned decision gives way to it. An end that is corrected later moves the deadline, of a decision that is
    made already as well: it stays made. None when the application is closed.
    """
    application.final_round_ended_at = ended_at
    application.save(update_fields=["final_round_ended_at"])
    _cancel(application, [Kind.DECISION_PLANNED], why="the 24-hour clock replaces it")
    window = sla.decision_window(ended_at, application.policy.as_policy())
    made = Deadline.objects.filter(application=application, kind=Kind.DECISION, state=State.DONE).first()
    if made and not application.is_closed:
        made.begins_at, made.at_risk_at, made.due_at = window.begins_at, window.at_risk_at, window.due_at
        made.save()
        return made
    return _open(application, _deadline(application, Kind.DECISION, window), at=ended_at, by=by, now=now)


def open_scorecard(
    application: Application,
    *,
    subject: str,
    owner: User,
    interview_ended_at: datetime,
    by: User | None,
    nameless: bool = False,
    now: datetime | None = None,
) -> Deadline | None:
    """Start the time that an interviewer has for a scorecard, 24 elapsed hours from the interview's end.

    `nameless`: its owner must not learn whom it is about.
    A scorecard that was done or called off is awaited again. None when the application is closed.
    """
    policy = application.policy.as_policy()
    window = sla.window(interview_ended_at, policy.scorecard_hours, at_risk_share=policy.at_risk_share)
    fresh = _deadline(application, Kind.SCORECARD, window, subject=subject, owner=owner)
    fresh.is_nameless = nameless
    return _open(application, fresh, at=interview_ended_at, by=by, now=now)


def cancel(application: Application, kind: str, *, at: datetime, by: User | None, why: str, subject: str = "") -> None:
    """End an obligation that nobody has to fulfil any more."""
    if _cancel(application, [kind], why=why, subject=subject):
        _note(application, ClockEvent.Kind.CANCELLED, at=at, by=by, kind=str(kind), subject=subject)


def hand_over(
    application: Application, kind: str, *, party: Deadline.Party, owner: User | None, subject: str = ""
) -> None:
    """Say whose turn it is for an open deadline, for example once an interview is booked."""
    standing = Deadline.objects.filter(application=application, kind=kind, subject=subject)
    standing.filter(state__in=[State.OPEN, State.PAUSED]).update(party=party, owner=owner)


def hold(application: Application, *, at: datetime, by: User | None, review_at: datetime, reason: str) -> None:
    """Pause the planned deadlines and open the one that guards the pause itself."""
    planned = Deadline.objects.filter(application=application, kind__in=PLANNED, state=State.OPEN)
    reminders.cancel(planned, why="paused")
    planned.update(state=State.PAUSED)
    _note(application, ClockEvent.Kind.PAUSED, at=at, by=by, reason=reason, review_at=review_at.isoformat())
    window = sla.window(at, (review_at - at) / timedelta(hours=1))
    _open(application, _deadline(application, Kind.PAUSE_REVIEW, window), at=at, by=by, now=at)


def release(application: Application, *, at: datetime, paused_for: timedelta, by: User | None) -> None:
    """Move the paused deadlines by the length of the pause, each with the reminders that it had still before it."""
    _cancel(application, [Kind.PAUSE_REVIEW], why="the pause has ended")
    held = list(Deadline.objects.filter(application=application, state=State.PAUSED))
    for deadline in held:
        moved = deadline.window.moved(paused_for)
        deadline.begins_at, deadline.at_risk_at, deadline.due_at = moved.begins_at, moved.at_risk_at, moved.due_at
        deadline.state, deadline.plan = State.OPEN, deadline.plan + 1
        deadline.save()
    reminders.replan(held, application, now=at)
    _note(application, ClockEvent.Kind.RESUMED, at=at, by=by, paused_seconds=paused_for.total_seconds())


def stop_all(application: Application, *, now: datetime, by: User | None) -> None:
    """End every obligation of an application that closes. No reminder of it goes out afterwards."""
    if _cancel(application, list(Kind), why="closed", subject=None):
        _note(application, ClockEvent.Kind.CANCELLED, at=now, by=by)


def _open(
    application: Application, fresh: Deadline, *, at: datetime, by: User | None, now: datetime | None = None
) -> Deadline | None:
    if application.is_closed:
        return None
    known = Deadline.objects.filter(application=application, kind=fresh.kind, subject=fresh.subject).first()
    if known:
        reminders.cancel(Deadline.objects.filter(pk=known.pk), why="moved")
        fresh.pk, fresh.plan = known.pk, known.plan + 1
    fresh.save()
    if known and known.state == State.OPEN:
        reminders.replan([fresh], application, now=now or clock.database_now())
    else:
        reminders.plan([fresh], application)
    _note(application, ClockEvent.Kind.STARTED, at=at, by=by, kind=str(fresh.kind), subject=fresh.subject)
    return fresh


def _deadline(
    application: Application, kind: str, window: sla.Window, *, subject: str = "", owner: User | None = None
) -> Deadline:
    party = PARTIES.get(kind, Party.COORDINATOR)
    requisition = application.requisition
    owners = {Party.HIRING_MANAGER: requisition.hiring_manager, Party.INTERVIEWER: owner}
    return Deadline(
        application=application,
        kind=kind,
        subject=subject,
        party=party,
        owner=owners.get(party, requisition.coordinator),
        begins_at=window.begins_at,
        at_risk_at=window.at_risk_at,
        due_at=window.due_at,
    )


def _cancel(application: Application, kinds: list[Any], *, why: str, subject: str | None = "") -> bool:
    standing = Deadline.objects.filter(application=application, kind__in=kinds)
    if subject is not None:
        standing = standing.filter(subject=subject)
    reminders.cancel(standing, why=why)
    return bool(standing.filter(state__in=[State.OPEN, State.PAUSED]).update(state=State.CANCELLED))


def _note(application: Application, event: ClockEvent.Kind, /, *, at: datetime, by: User | None, **data: Any) -> None:
    ClockEvent.objects.create(application=application, kind=event, at=at, by=by, data=data)
