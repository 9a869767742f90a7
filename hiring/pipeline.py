"""The verbs that take an application through its stages."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, candidates, clock, deadlines, guards, history, moving, policies, uniqueness
from hiring.models import Application, Candidate, Decision, Requisition, RoundResult, User
from hiring.outbox import announcing
from hiring.outbox.catalogue import Value
from hiring.stages import FINAL_ROUND, ONWARD, ROUNDS, Round, Stage

POSITIVE = (RoundResult.Verdict.YES, RoundResult.Verdict.STRONG_YES)
DECISION_LENGTH, EXTERNAL_ID_LENGTH, SOURCE_SYSTEM_LENGTH = 1000, 120, 60


@transaction.atomic
def open_application(
    requisition: Requisition,
    candidate: Candidate,
    *,
    by: User | None,
    now: datetime | None = None,
    applied_at: datetime | None = None,
    external_id: str = "",
    source_system: str = "",
) -> Application:
    """Accept a candidate into the process of an open requisition, starting the clock where the requisition says so.

    Refuses with `requisition_not_open`, `candidate_erased`, `already_open`, `external_id_taken`,
    `applied_in_the_future`, `too_long`.
    """
    access.require(by, "hiring.add_application")
    now = now or clock.database_now()
    owners = Requisition.objects.select_related("hiring_manager", "coordinator")
    requisition = owners.select_for_update(of=("self",)).get(pk=requisition.pk)
    row = Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=candidate.pk)
    candidates.refuse_erased(row, field="candidate")
    if requisition.status != Requisition.Status.OPEN:
        raise history.refusal(
            "requisition",
            f"“{requisition}” is {requisition.get_status_display().lower()}: only an open requisition takes "
            "applications.",
            code="requisition_not_open",
        )
    if candidate.applications.filter(requisition=requisition).open().exists():
        raise history.refusal(
            "candidate", f"{candidate} already has an open application for “{requisition}”.", code="already_open"
        )
    external_id = history.fitting(external_id, "external_id", at_most=EXTERNAL_ID_LENGTH)
    source_system = history.fitting(source_system, "source_system", at_most=SOURCE_SYSTEM_LENGTH)
    known = Application.objects.filter(external_id=external_id, source_system=source_system)
    taken = history.refusal(
        "external_id", f"{source_system or 'This source'} has sent {external_id} before.", code="external_id_taken"
    )
    if external_id and known.exists():
        raise taken
    if applied_at and applied_at > now:
        raise history.refusal("applied_at", "An application cannot lie in the future.", code="applied_in_the_future")
    application = Application(
        requisition=requisition,
        candidate=candidate,
        stage_since=now,
        policy=policies.current(now=now),
        applied_at=applied_at or now,
        created_at=now,
        external_id=external_id,
        source_system=source_system,
    )
    starts = {
        Requisition.ClockStart.OPENED: now,
        Requisition.ClockStart.APPLIED: application.applied_at,
    }
    application.clock_started_at = started_at = starts.get(Requisition.ClockStart(requisition.clock_starts_on))
    with uniqueness.refused(taken, by_constraint="one_application_per_external_id_and_source_system"):
        line = history.write(application, "open_application", by=by, now=now)
    if started_at:
        deadlines.start_clock(application, started_at=started_at, by=by)
    opened: dict[str, Value] = {
        "candidate_id": candidate.pk,
        "stage": application.stage,
        "applied_at": application.applied_at,
        "clock_started_at": application.clock_started_at,
    }
    announcing.tell(line, {"application.opened": opened})
    return application


@transaction.atomic
def record_result(
    application: Application,
    round: Round,
    *,
    verdict: RoundResult.Verdict,
    passed: bool,
    by: User | None,
    now: datetime | None = None,
    reason: str = "",
) -> RoundResult:
    """Write down how the current round ended. A result against its verdict needs a reason.

    With the result of the final round the decision clock runs at the latest, where nobody has said when it ended.
    Refuses with `closed_stage`, `paused`, `not_in_this_round`, `result_recorded`, `reason_required`, `too_long`, and
    what a guard says to a pass.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_running(application)
    if application.stage != round:
        raise moving.MoveNotAllowed(
            f"{application.candidate} is at “{application.get_stage_display()}”, not in {Round(round).label}.",
            code="not_in_this_round",
        )
    if application.results.filter(round=round).exists():
        raise ValidationError(f"{Round(round).label} already has its result.", code="result_recorded")
    if passed:
        guards.refuse_blocked(application, by=by)
    against = passed != (verdict in POSITIVE)
    reason = (
        history.reason_given(reason) if against else history.fitting(reason, "reason", at_most=history.REASON_LENGTH)
    )
    result = RoundResult.objects.create(
        application=application, round=round, verdict=verdict, passed=passed, reason=reason, by=by, at=now
    )
    for kind in deadlines.ROUND_KINDS[Round(round)]:
        deadlines.meet(application, kind, at=now, by=by)
    if Stage(round) == FINAL_ROUND and application.final_round_ended_at is None:
        deadlines.start_decision(application, ended_at=now, by=by, now=now)
    data = {"round": str(round), "verdict": str(verdict), "passed": passed}
    history.write(application, "record_result", by=by, now=now, reason=reason, data=data)
    return result


@transaction.atomic
def advance(
    application: Application, *, by: User | None, now: datetime | None = None, believed: str | None = None
) -> Application:
    """Take the candidate one stage further. A round must be passed before it can be left this way.

    `believed` is the stage that the caller saw: another one is refused with `stage_changed`, so that a second
    click moves nobody twice. Refuses also with `closed_stage`, `paused`, `round_not_passed`, `not_decided`,
    `offer_needed`, `offer_not_accepted`, or what a guard says.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked(application)
    if believed is not None and believed != application.stage:
        raise moving.MoveNotAllowed(
            f"{application.candidate} is at “{application.get_stage_display()}” by now, not at “{believed}”.",
            code="stage_changed",
        )
    history.refuse_closed(application)
    history.refuse_paused(application)
    guards.refuse_blocked(application, by=by)
    here = Stage(application.stage)
    if here in ROUNDS and not application.results.filter(round=here, passed=True).exists():
        raise moving.MoveNotAllowed(
            f"{here.label} is not passed yet: record its result first, then move on.", code="round_not_passed"
        )
    if here == Stage.DECISION:
        decided = Decision.objects.filter(application=application).exists()
        raise moving.MoveNotAllowed(
            "An offer takes the candidate on from here." if decided else "Hire or not is not decided yet.",
            code="offer_needed" if decided else "not_decided",
        )
    if here == Stage.OFFER:
        raise moving.MoveNotAllowed("The offer is not accepted yet.", code="offer_not_accepted")
    if here == Stage.APPLIED and application.clock_started_at is None:
        deadlines.start_clock(application, started_at=now, by=by)
    return moving.step(application, ONWARD[here], verb="advance", by=by, now=now)


@transaction.atomic
def reject(application: Application, *, by: User | None, reason: str, now: datetime | None = None) -> Application:
    """End the application from our side; an offer that waits is rescinded.

    Refuses with `closed_stage`, `reason_required`, `too_long`.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_open(application)
    return moving.step(application, Stage.REJECTED, verb="reject", by=by, now=now, reason=history.reason_given(reason))


@transaction.atomic
def withdraw(application: Application, *, by: User | None, reason: str, now: datetime | None = None) -> Application:
    """End the application from the candidate's side; an offer that waits is declined.

    Refuses with `closed_stage`, `reason_required`, `too_long`.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_open(application)
    return moving.step(
        application, Stage.WITHDRAWN, verb="withdraw", by=by, now=now, reason=history.reason_given(reason)
    )


@transaction.atomic
def decide(
    application: Application,
    *,
    outcome: Decision.Outcome,
    reason: str,
    by: User | None,
    now: datetime | None = None,
    believed: datetime | None = None,
) -> Decision:
    """Hire or not. A decision against hiring rejects the candidate in the same breath.

    `believed` is the `updated_at` that the caller saw: another one is refused with `changed_meanwhile`. Refuses also
    with `closed_stage`, `paused`, `not_at_decision`, `already_decided`, `reason_required`, `too_long`.
    """
    access.require(by, "hiring.decide_application")
    now = now or clock.database_now()
    application = history.locked_running(application, believed=believed)
    if application.stage != Stage.DECISION:
        raise moving.MoveNotAllowed(
            f"{application.candidate} is at “{application.get_stage_display()}”: a decision follows the four rounds.",
            code="not_at_decision",
        )
    if Decision.objects.filter(application=application).exists():
        raise ValidationError("The decision is already recorded.", code="already_decided")
    reason = history.reason_given(reason, at_most=DECISION_LENGTH)
    decision = Decision.objects.create(application=application, outcome=outcome, reason=reason, by=by, at=now)
    for kind in ("decision", "decision_planned"):
        deadlines.meet(application, kind, at=now, by=by)
    short = reason[: history.REASON_LENGTH]
    line = history.write(application, "decide", by=by, now=now, reason=short, data={"outcome": str(outcome)})
    announcing.tell(line, {"decision.recorded": {"decision_id": decision.pk, "outcome": str(outcome)}})
    if outcome == Decision.Outcome.NO_HIRE:
        moving.step(application, Stage.REJECTED, verb="reject", by=by, now=now, reason=short)
    return decision
