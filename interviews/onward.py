"""When a critical red flag lets a candidate go no further."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import history, offers, pipeline
from hiring.models import Application, Offer, RoundResult, User
from hiring.stages import Round
from interviews import flags, rounds
from interviews.models import Scorecard


@transaction.atomic
def advance(
    application: Application, *, by: User | None, believed: str | None = None, now: datetime | None = None
) -> Application:
    """`pipeline.advance`, refused while a critical red flag stands (see `refuse_flagged`)."""
    refuse_flagged(history.locked(application), by=by)
    return pipeline.advance(application, by=by, believed=believed, now=now)


@transaction.atomic
def conclude(
    application: Application,
    round: Round,
    *,
    verdict: RoundResult.Verdict,
    passed: bool,
    by: User | None,
    reason: str = "",
    onward: bool = False,
    now: datetime | None = None,
) -> RoundResult:
    """`rounds.conclude`, whose refusal names no flag to somebody who may not read it yet."""
    application = history.locked(application)
    if passed and _hidden(application, by=by):
        refuse_flagged(application, by=by)
    return rounds.conclude(
        application, round, verdict=verdict, passed=passed, by=by, reason=reason, onward=onward, now=now
    )


@transaction.atomic
def make_offer(
    application: Application,
    *,
    currency: str,
    base: Decimal,
    by: User | None,
    bonus: Decimal = Decimal(0),
    equity_4yr: Decimal = Decimal(0),
    signing: Decimal = Decimal(0),
    note: str = "",
    now: datetime | None = None,
) -> Offer:
    """`offers.make_offer`, amounts as there, refused while a critical red flag stands (see `refuse_flagged`)."""
    refuse_flagged(history.locked(application), by=by)
    return offers.make_offer(
        application,
        currency=currency,
        base=base,
        bonus=bonus,
        equity_4yr=equity_4yr,
        signing=signing,
        note=note,
        by=by,
        now=now,
    )


def refuse_flagged(application: Application, *, by: User | None) -> None:
    """Refuse with `critical_flag` while one stands; `own_scorecard_missing` where the caller may not read its card."""
    if _hidden(application, by=by):
        raise ValidationError(
            "Something in the scorecards that you may not read yet stands in the way: submit your own first.",
            code="own_scorecard_missing",
        )
    if standing := list(flags.blocking(application)):
        codes = ", ".join(str(flag.definition) for flag in standing)
        raise ValidationError(
            f"A critical red flag stands in the way: {codes}. The hiring manager can waive it with a reason.",
            code="critical_flag",
        )


def _hidden(application: Application, *, by: User | None) -> bool:
    if by is None:
        return False
    readable = Scorecard.objects.readable_by(by).filter(interview__application=application)
    return flags.blocking(application).exclude(scorecard__in=readable.values("pk")).exists()
