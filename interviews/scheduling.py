"""When the rounds of an application take place, and what their end sets off."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import access, clock, deadlines, history
from hiring.models import Application, ApplicationEvent, Deadline, User
from hiring.outbox import announcing
from hiring.outbox.catalogue import Value
from hiring.stages import FINAL_ROUND, Round, Stage
from interviews.models import Interview, Scorecard

STANDING = (Interview.State.PLANNED, Interview.State.HELD)


def card_subject(card: Scorecard) -> str:
    """The name under which hiring keeps the deadline of a scorecard."""
    return f"scorecard:{card.pk}"


def which(interview: Interview) -> dict[str, Value]:
    """Which interview it is, as other systems are told."""
    return {"interview_id": interview.pk, "round": interview.round}


def named(card: Scorecard) -> dict[str, Value]:
    """Which scorecard it is, as other systems are told."""
    return {"scorecard_id": card.pk, **which(card.interview)}


@transaction.atomic
def book(
    application: Application,
    round: Round,
    *,
    starts_at: datetime,
    ends_at: datetime,
    interviewers: Sequence[User],
    by: User | None,
    location: str = "",
    now: datetime | None = None,
) -> Interview:
    """Book a round with its interviewers, each with a scorecard to fill in. For the take-home: send it, due at the end.

    Refuses with `closed_stage`, `paused`, `round_is_past`, `round_booked`, `no_interviewers`, `own_candidacy`,
    `ends_before_it_starts`, `before_the_application`, `inactive_interviewer`.
    """
    access.require(by, "interviews.add_interview")
    now = now or clock.database_now()
    application = history.locked_running(application)
    _check_people(application, interviewers)
    _check_times(application, starts_at, ends_at)
    order = list(Stage)
    if order.index(Stage(round)) < order.index(Stage(application.stage)):
        raise ValidationError(f"{Round(round).label} lies behind {application.candidate}.", code="round_is_past")
    if application.interviews.filter(round=round, state__in=STANDING).exists():
        raise ValidationError(
            f"{Round(round).label} is booked already: move that booking, or call it off first.", code="round_booked"
        )
    interview = Interview.objects.create(
        application=application,
        round=round,
        starts_at=starts_at,
        ends_at=ends_at,
        location=location,
        created_at=now,
        updated_at=now,
    )
    for person in dict.fromkeys(interviewers):
        Scorecard.objects.create(interview=interview, interviewer=person, created_at=now, updated_at=now)
    if round == Round.TAKE_HOME:
        deadlines.meet(application, Deadline.Kind.TAKE_HOME_SENT, at=min(starts_at, now), by=by)
    _agree(application, interview, interviewers[0])
    line = _write(application, interview, "book", by=by, now=now)
    announcing.tell(line, {"interview.scheduled": _agreed(interview)})
    return interview


@transaction.atomic
def move(
    interview: Interview, *, starts_at: datetime, ends_at: datetime, by: User | None, now: datetime | None = None
) -> Interview:
    """Give a booked round another time.

    Refuses with `not_planned`, `ends_before_it_starts`, `before_the_application`, `closed_stage`.
    """
    access.require(by, "interviews.change_interview")
    now = now or clock.database_now()
    application = history.locked_open(interview.application)
    interview = _planned(interview)
    _check_times(application, starts_at, ends_at)
    interview.starts_at, interview.ends_at, interview.updated_at = starts_at, ends_at, now
    interview.save(update_fields=["starts_at", "ends_at", "updated_at"])
    if ends_at > now:
        _await_no_more(application, interview, by=by, now=now, why="the interview was moved")
    first = interview.scorecards.select_related("interviewer").order_by("pk").first()
    if first is not None:
        _agree(application, interview, first.interviewer)
    line = _write(application, interview, "move", by=by, now=now)
    announcing.tell(line, {"interview.rescheduled": _agreed(interview)})
    return interview


@transaction.atomic
def finish(
    interview: Interview, *, by: User | None, ended_at: datetime | None = None, now: datetime | None = None
) -> Interview:
    """Say that a round has ended (take-home: has come back). Scorecards fall due; after the last round, the decision.

    `ended_at` is the actual end, now unless another is given. Refuses with `not_planned`, `ends_in_the_future`,
    `before_the_application`, `closed_stage`. Interviewers may say it of their own interviews.
    """
    now = now or clock.database_now()
    application = history.locked_open(interview.application)
    interview = _planned(interview)
    if by is not None and not interview.scorecards.filter(interviewer=by).exists():
        access.require(by, "hiring.move_application")
    ended_at = ended_at or now
    if ended_at > now:
        raise ValidationError({"ended_at": ValidationError("The end lies in the future.", code="ends_in_the_future")})
    _check_after_application(application, "ended_at", ended_at)
    interview.starts_at = min(interview.starts_at, ended_at)
    interview.state, interview.ended_at, interview.updated_at = Interview.State.HELD, ended_at, now
    interview.save(update_fields=["state", "ended_at", "starts_at", "updated_at"])
    for kind in deadlines.ROUND_KINDS[Round(interview.round)]:
        deadlines.meet(application, kind, at=ended_at, by=by)
    for card in interview.scorecards.filter(state=Scorecard.State.DRAFT).select_related("interviewer"):
        deadlines.open_scorecard(
            application,
            subject=card_subject(card),
            owner=card.interviewer,
            interview_ended_at=ended_at,
            nameless=interview.round == Round.TAKE_HOME,
            by=by,
            now=now,
        )
    if interview.round == FINAL_ROUND:
        deadlines.start_decision(application, ended_at=ended_at, by=by, now=now)
    _write(application, interview, "finish", by=by, now=now)
    return interview


@transaction.atomic
def call_off(
    interview: Interview, *, reason: str, by: User | None, did_not_happen: bool = False, now: datetime | None = None
) -> Interview:
    """Cancel a booked round, or say that it did not take place. Its scorecards are not awaited any more.

    Refuses with `not_planned`, `reason_required`. Interviewers may say of their own that it did not take place.
    """
    now = now or clock.database_now()
    application = history.locked(interview.application)
    interview = _planned(interview)
    if by is not None and not interview.scorecards.filter(interviewer=by).exists():
        access.require(by, "interviews.change_interview")
    interview.close_reason = history.reason_given(reason)
    interview.state = Interview.State.NO_SHOW if did_not_happen else Interview.State.CANCELLED
    interview.updated_at = now
    interview.save(update_fields=["state", "close_reason", "updated_at"])
    _await_no_more(application, interview, by=by, now=now, why="the interview did not take place")
    for kind in deadlines.ROUND_KINDS[Round(interview.round)]:
        party = deadlines.PARTIES.get(kind, Deadline.Party.COORDINATOR)
        deadlines.hand_over(application, kind, party=party, owner=deadlines.owner_of(party, application))
    line = _write(application, interview, "call_off", by=by, now=now, reason=interview.close_reason)
    called_off: dict[str, Value] = {**which(interview), "did_not_happen": did_not_happen}
    announcing.tell(line, {"interview.cancelled": called_off})
    return interview


def seats_changed(interview: Interview, *, now: datetime) -> None:
    """Note that a scorecard of the interview is in, or awaited no more: what is told of its panel is another thing."""
    Interview.objects.filter(pk=interview.pk).update(updated_at=now)


def _await_no_more(application: Application, interview: Interview, *, by: User | None, now: datetime, why: str) -> None:
    """Take back that scorecards are awaited, which an interview that is over by the calendar begins by itself."""
    for card in interview.scorecards.filter(state=Scorecard.State.DRAFT):
        deadlines.cancel(application, Deadline.Kind.SCORECARD, subject=card_subject(card), at=now, by=by, why=why)


def _agree(application: Application, interview: Interview, interviewer: User) -> None:
    """It is the interviewer's turn at the agreed start; of a take-home, the candidate's until its agreed end."""
    party, owner, at = Deadline.Party.INTERVIEWER, interviewer, interview.starts_at
    if interview.round == Round.TAKE_HOME:
        party, at = Deadline.Party.CANDIDATE, interview.ends_at
        owner = deadlines.owner_of(party, application)
    for kind in deadlines.ROUND_KINDS[Round(interview.round)]:
        deadlines.hand_over(application, kind, party=party, owner=owner, booked_for=at)


def _planned(interview: Interview) -> Interview:
    interview = (
        Interview.objects.select_for_update(of=("self",))
        .select_related("application__requisition")
        .get(pk=interview.pk)
    )
    if interview.state != Interview.State.PLANNED:
        raise ValidationError(f"This interview is {interview.get_state_display().lower()} already.", code="not_planned")
    return interview


def _check_people(application: Application, interviewers: Sequence[User]) -> None:
    if not interviewers:
        raise ValidationError(
            {"interviewers": ValidationError("Name at least one interviewer.", code="no_interviewers")}
        )
    for person in interviewers:
        if person.pk == application.candidate.employee_id:
            raise PermissionDenied("Nobody interviews themselves.")
        if not person.is_active:
            raise ValidationError({"interviewers": ValidationError(f"{person} has left.", code="inactive_interviewer")})


def _check_times(application: Application, starts_at: datetime, ends_at: datetime) -> None:
    _check_after_application(application, "starts_at", starts_at)
    if ends_at <= starts_at:
        raise ValidationError(
            {"ends_at": ValidationError("The end lies before the start.", code="ends_before_it_starts")}
        )


def _check_after_application(application: Application, field: str, at: datetime) -> None:
    if at < application.applied_at:
        problem = ValidationError(
            f"That is before the application came in, on {application.applied_at:%d %b %Y}.",
            code="before_the_application",
        )
        raise ValidationError({field: problem})


def _write(
    application: Application, interview: Interview, verb: str, *, by: User | None, now: datetime, reason: str = ""
) -> ApplicationEvent:
    data = {
        "interview": interview.pk,
        "round": interview.round,
        "starts_at": interview.starts_at.isoformat(),
        "ends_at": interview.ends_at.isoformat(),
    }
    return history.write(application, f"{verb}_interview", by=by, now=now, reason=reason, data=data)


def _agreed(interview: Interview) -> dict[str, Value]:
    return {**which(interview), "starts_at": interview.starts_at, "ends_at": interview.ends_at}
