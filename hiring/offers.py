"""Who is offered what, and what they answer: an offer follows a decision to hire."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks import currencies
from hiring import access, clock, deadlines, guards, history, pipeline
from hiring.models import Application, Offer, User
from hiring.models import Decision as HiringDecision
from hiring.stages import Stage

NOTE_LENGTH = 300
MOST = Decimal(10) ** 10
"""Amounts lie below it: the column's ten digits before the point."""


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
    """Extend an offer in whole units of its currency: base and bonus a year, equity over four years, signing once.

    A further offer supersedes the one before. Refuses with `closed_stage`, `paused`, `not_decided`,
    `unknown_currency`, `amount_not_positive`, `amount_too_large`, `too_long` (the note), or what a guard says.
    """
    access.require(by, "hiring.add_offer")
    now = now or clock.database_now()
    application = history.locked_running(application)
    guards.refuse_blocked(application, by=by)
    decided = HiringDecision.objects.filter(application=application, outcome=HiringDecision.Outcome.HIRE).exists()
    if application.stage not in (Stage.DECISION, Stage.OFFER) or not decided:
        raise pipeline.MoveNotAllowed(
            "An offer follows the decision to hire, and that is not recorded yet.", code="not_decided"
        )
    check_amounts(currency=currency, base=base, bonus=bonus, equity_4yr=equity_4yr, signing=signing)
    note = history.fitting(note, "note", at_most=NOTE_LENGTH)
    standing = application.offers.filter(state=Offer.State.EXTENDED)
    standing.update(state=Offer.State.SUPERSEDED, answered_at=now)
    offer = Offer.objects.create(
        application=application,
        version=application.offers.count() + 1,
        currency=currency,
        base=base,
        bonus=bonus,
        equity_4yr=equity_4yr,
        signing=signing,
        note=note,
        extended_at=now,
        extended_by=by,
    )
    deadlines.meet(application, "promise", at=now, by=by)
    if application.stage == Stage.DECISION:
        pipeline.step(application, Stage.OFFER, verb="make_offer", by=by, now=now)
    else:
        history.write(application, "make_offer", by=by, now=now, data={"version": offer.version})
    return offer


@transaction.atomic
def accept(application: Application, *, by: User | None, now: datetime | None = None) -> Application:
    """The candidate accepts the offer that stands: hired. Refuses with `closed_stage`, `paused`, `no_offer`."""
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_running(application)
    answer(application, Offer.State.ACCEPTED, now=now)
    return pipeline.step(application, Stage.HIRED, verb="accept", by=by, now=now)


@transaction.atomic
def decline(application: Application, *, reason: str, by: User | None, now: datetime | None = None) -> Application:
    """The candidate declines the offer that stands; a further offer may follow.

    Refuses with `closed_stage`, `paused`, `no_offer`, `reason_required`, `too_long`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_running(application)
    reason = history.reason_given(reason)
    answer(application, Offer.State.DECLINED, now=now, reason=reason)
    history.write(application, "decline", by=by, now=now, reason=reason)
    return application


def answer(application: Application, state: Offer.State, *, now: datetime, reason: str = "") -> None:
    """Write the answer on the offer that stands. Refuses with `no_offer` when none does."""
    standing = application.offers.filter(state=Offer.State.EXTENDED)
    if not standing.update(state=state, answered_at=now, answer_reason=reason):
        raise ValidationError("There is no offer that waits for an answer.", code="no_offer")


def check_amounts(*, currency: str, **amounts: Decimal) -> None:
    """Refuse what is no offer, naming each field: `unknown_currency`, `amount_not_positive`, `amount_too_large`."""
    wrong: dict[str, ValidationError] = {}
    if not currencies.is_currency(currency):
        wrong["currency"] = ValidationError(
            f"“{currency}” is not a currency; write the three letters of ISO 4217, such as EUR.",
            code="unknown_currency",
        )
    for name, amount in amounts.items():
        if not amount.is_finite() or amount < 0 or (name == "base" and amount == 0):
            wrong[name] = ValidationError(f"{amount} is not an amount that can be offered.", code="amount_not_positive")
        elif amount >= MOST:
            wrong[name] = ValidationError(f"{amount} is too large: less than {MOST:,}.", code="amount_too_large")
    if wrong:
        raise ValidationError(wrong)
