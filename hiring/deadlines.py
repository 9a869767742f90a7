"""Which deadlines an application has: written with the clock that starts them, ended by what fulfils them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from hiring import calendars, clock, reminders, sla, windows
from hiring.clock_fold import Name, as_data
from hiring.models import Application, ClockEvent, Deadline, User
from hiring.outbox import announcing
from hiring.outbox.catalogue import Value
from hiring.stages import Round

Kind, Party, State = Deadline.Kind, Deadline.Party, Deadline.State
RUNNING = (State.OPEN, State.PAUSED)

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
    Kind.OFFER_APPROVAL: Party.APPROVER,
    Kind.OFFER_ANSWER: Party.CANDIDATE,
}
OWNED_BY_NAME = (Party.INTERVIEWER, Party.APPROVER)


def start_clock(application: Application, *, started_at: datetime, by: User | None) -> list[Deadline]:
    """Start the clock of a locked application: its planned deadlines with their reminders, and the promise."""
    if application.clock_started_at != started_at:
        application.clock_started_at = started_at
        application.save(update_fields=["clock_started_at"])
    book = calendars.read()
    planned = windows.planned(application, book=book)
    made = Deadline.objects.bulk_create(fresh(application, kind, window) for kind, window in planned.items())
    note(application, ClockEvent.Kind.STARTED, at=started_at, by=by, planned=made)
    reminders.plan(made, application, book=book)
    return made


def meet(application: Application, kind: str, *, at: datetime, by: User | None, subject: str = "") -> bool:
    """Mark an obligation as done then, with no further reminders of it. False when it was not open any more."""
    standing = Deadline.objects.filter(application=application, kind=kind, subject=subject)
    done = standing.filter(state__in=RUNNING).update(state=State.DONE, done_at=at)
    if done:
        reminders.cancel(standing, why="done")
        note(application, ClockEvent.Kind.STAGE_DONE, at=at, by=by, kind=str(kind), subject=subject)
    return bool(done)


def start_decision(
    application: Application, *, ended_at: datetime, by: User | None, now: datetime | None = None
) -> Deadline | None:
    """Start the 24 elapsed hours of the offer decision at the actual end of the final round.

    The planned decision gives way to it. An end that is corrected later moves the deadline, of a decision that is
    made already as well: it stays made. Other systems are told now that it runs, not once it is over. None when the
    application is closed.
    """
    application.final_round_ended_at = ended_at
    application.save(update_fields=["final_round_ended_at"])
    _cancel(application, [Kind.DECISION_PLANNED], why="the 24-hour clock replaces it")
    window = sla.decision_window(ended_at, application.policy.as_policy())
    made = Deadline.objects.filter(application=application, kind=Kind.DECISION, state=State.DONE).first()
    if made and not application.is_closed:
        made.begins_at, made.at_risk_at, made.due_at = window.begins_at, window.at_risk_at, window.due_at
        made.save()
        note(application, ClockEvent.Kind.STARTED, at=ended_at, by=by, planned=[made], kind=made.kind, stays=True)
        return made
    now = now or clock.database_now()
    opened = _open(application, fresh(application, Kind.DECISION, window), at=ended_at, by=by, now=now)
    if opened is not None:
        runs: dict[str, Value] = {"deadline_id": opened.pk, "started_at": ended_at, "due_at": opened.due_at}
        announcing.announce("decision.due", application=application, data=runs, now=now)
    return opened


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
    awaited = fresh(application, Kind.SCORECARD, window, subject=subject, owner=owner)
    awaited.is_nameless = nameless
    return _open(application, awaited, at=interview_ended_at, by=by, now=now)


def open_approval(
    application: Application, *, subject: str, owner: User, by: User | None, now: datetime
) -> Deadline | None:
    """Start the 24 elapsed hours that somebody has to approve an offer. None when the application is closed."""
    share = application.policy.as_policy().at_risk_share
    window = sla.window(now, sla.APPROVAL_HOURS, at_risk_share=share)
    asked = fresh(application, Kind.OFFER_APPROVAL, window, subject=subject, owner=owner)
    return _open(application, asked, at=now, by=by, now=now)


def open_answer(application: Application, *, expires_at: datetime, by: User | None, now: datetime) -> Deadline | None:
    """Await the candidate's answer to an offer until it expires; anew when another version is extended."""
    share = application.policy.as_policy().at_risk_share
    window = sla.window(now, 0).due_by(expires_at, at_risk_share=share)
    return _open(application, fresh(application, Kind.OFFER_ANSWER, window), at=now, by=by, now=now)


def cancel(application: Application, kind: str, *, at: datetime, by: User | None, why: str, subject: str = "") -> None:
    """End an obligation that nobody has to fulfil any more."""
    if _cancel(application, [kind], why=why, subject=subject):
        note(application, ClockEvent.Kind.CANCELLED, at=at, by=by, kind=str(kind), subject=subject, why=why)


def hand_over(
    application: Application,
    kind: str,
    *,
    party: Deadline.Party,
    owner: User | None,
    subject: str = "",
    booked_for: datetime | None = None,
) -> None:
    """Say whose turn it is for an open deadline, and for when it is agreed: for no time any more where none is given.

    Reminders of it that are still to come move into the hours of the new owner.
    """
    standing = Deadline.objects.filter(application=application, kind=kind, subject=subject, state__in=RUNNING)
    held = [one for one in standing if one.owner_id != (owner.pk if owner else None)]
    standing.update(party=party, owner=owner, booked_for=booked_for)
    for deadline in held:
        deadline.party, deadline.owner = party, owner
    reminders.place_anew(held, application)


def hold(application: Application, *, at: datetime, by: User | None, review_at: datetime, reason: str) -> None:
    """Pause the planned deadlines and open the one that guards the pause itself."""
    planned = Deadline.objects.filter(application=application, kind__in=sla.PLANNED, state=State.OPEN)
    reminders.cancel(planned, why="paused")
    planned.update(state=State.PAUSED)
    note(application, ClockEvent.Kind.PAUSED, at=at, by=by, reason=reason, review_at=review_at.isoformat())
    window = sla.window(at, 0).due_by(review_at)
    _open(application, fresh(application, Kind.PAUSE_REVIEW, window), at=at, by=by, now=at)


def release(application: Application, *, at: datetime, paused_for: timedelta, by: User | None) -> None:
    """Move the paused deadlines of an application that has counted its pause, each with the reminders before it."""
    _cancel(application, [Kind.PAUSE_REVIEW], why="the pause has ended")
    held = list(Deadline.objects.filter(application=application, state=State.PAUSED))
    planned = windows.planned(application)
    for deadline in held:
        deadline.state = State.OPEN
        windows.replace(deadline, planned.get(deadline.kind) or deadline.window.moved(paused_for))
    windows.save(held)
    reminders.replan(held, application, now=at)
    seconds = paused_for.total_seconds()
    note(application, ClockEvent.Kind.RESUMED, at=at, by=by, planned=held, paused_seconds=seconds)


def stop_all(application: Application, *, now: datetime, by: User | None) -> None:
    """End every obligation of an application that closes, and its pause. No reminder of it goes out afterwards."""
    ended = _cancel(application, list(Kind), why="closed", subject=None)
    paused = sla.paused_seconds(application.paused_at, now) if application.paused_at else 0
    if ended or application.paused_at:
        named = [list(name) for name in ended]
        note(application, ClockEvent.Kind.CANCELLED, at=now, by=by, named=named, closed=True, paused_seconds=paused)


def fresh(
    application: Application, kind: str, window: sla.Window, *, subject: str = "", owner: User | None = None
) -> Deadline:
    """A deadline that is not written yet, owned as its kind says; `owner` is the interviewer of a scorecard, the
    approver of an offer."""
    party = PARTIES.get(kind, Party.COORDINATOR)
    return Deadline(
        application=application,
        kind=kind,
        subject=subject,
        party=party,
        owner=owner if party in OWNED_BY_NAME else owner_of(party, application),
        **asdict(window),
    )


def owner_of(party: str, application: Application) -> User:
    """Who looks after what is a party's turn: the hiring manager after their own, else the coordinator."""
    requisition = application.requisition
    return requisition.hiring_manager if party == Party.HIRING_MANAGER else requisition.coordinator


def note(
    application: Application,
    event: str,
    /,
    *,
    at: datetime,
    by: User | None,
    planned: Iterable[Deadline] = (),
    **data: Any,
) -> None:
    """Write an event of the clock, with the windows of the deadlines that it planned."""
    if given := [as_data(Name(one.kind, one.subject), one.window) for one in planned]:
        data["windows"] = given
    ClockEvent.objects.create(application=application, kind=event, at=at, by=by, data=data)


def _open(
    application: Application, opened: Deadline, *, at: datetime, by: User | None, now: datetime | None = None
) -> Deadline | None:
    if application.is_closed:
        return None
    known = Deadline.objects.filter(application=application, kind=opened.kind, subject=opened.subject).first()
    if known:
        reminders.cancel(Deadline.objects.filter(pk=known.pk), why="moved")
        opened.pk, opened.plan = known.pk, known.plan + 1
    opened.save()
    if known and known.state == State.OPEN:
        reminders.replan([opened], application, now=now or clock.database_now())
    else:
        reminders.plan([opened], application)
    named = {"kind": str(opened.kind), "subject": opened.subject}
    note(application, ClockEvent.Kind.STARTED, at=at, by=by, planned=[opened], **named)
    return opened


def _cancel(application: Application, kinds: list[Any], *, why: str, subject: str | None = "") -> list[Name]:
    standing = Deadline.objects.filter(application=application, kind__in=kinds)
    if subject is not None:
        standing = standing.filter(subject=subject)
    reminders.cancel(standing, why=why)
    running = standing.filter(state__in=RUNNING)
    ended = [Name(kind, subject) for kind, subject in running.order_by("pk").values_list("kind", "subject")]
    running.update(state=State.CANCELLED)
    return ended
