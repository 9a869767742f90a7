"""What a candidate says that they expect, or have been offered elsewhere."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.rivals import Rival
from hiring import access, clock, history, offer_amounts, offer_terms
from hiring.models import Application, Expectation, User

COMPANY_LENGTH = 120
Kind = Expectation.Kind
OWN_WORDS = {Kind.TARGET: "Their aim", Kind.FLOOR: "Their floor"}
"""What is said beside other offers of what the candidate asks, who names no company."""


@transaction.atomic
def state(
    application: Application,
    kind: Expectation.Kind,
    *,
    currency: str,
    by: User | None,
    base: Decimal | None = None,
    bonus: Decimal | None = None,
    equity_4yr: Decimal | None = None,
    signing: Decimal | None = None,
    total: Decimal | None = None,
    company: str = "",
    note: str = "",
    now: datetime | None = None,
) -> Expectation:
    """Write down what the candidate names: units of a currency, base, bonus and total a year, equity over four years,
    signing once; None is what they do not name. Another target or floor takes the place of the one before.

    Refuses with `closed_stage`, and by field with `unknown_kind`, `unknown_currency`, `amount_required`,
    `amount_not_positive`, `amount_too_large`, `amount_too_precise`, `total_below_its_parts`, `company_required`,
    `too_long`.
    """
    access.require(by, "hiring.add_expectation")
    now = now or clock.database_now()
    application = history.locked_open(application)
    amounts = {"base": base, "bonus": bonus, "equity_4yr": equity_4yr, "signing": signing, "total": total}
    company = history.fitting(company, "company", at_most=COMPANY_LENGTH)
    note = history.fitting(note, "note", at_most=offer_terms.TEXT_LENGTH)
    _check(kind, currency, amounts, company)
    if kind in (Kind.TARGET, Kind.FLOOR):
        application.expectations.filter(kind=kind, withdrawn_at=None).update(withdrawn_at=now)
    return Expectation.objects.create(
        application=application,
        kind=kind,
        company=company,
        currency=currency,
        note=note,
        stated_at=now,
        stated_by=by,
        **amounts,
    )


@transaction.atomic
def withdraw(expectation: Expectation, *, by: User | None, now: datetime | None = None) -> Expectation:
    """Note that it does not hold any more; it stays to be read. Refuses with `closed_stage`, `already_withdrawn`."""
    access.require(by, "hiring.change_expectation")
    now = now or clock.database_now()
    history.locked_open(expectation.application)
    expectation = Expectation.objects.get(pk=expectation.pk)
    if expectation.withdrawn_at is not None:
        raise ValidationError("It was withdrawn before.", code="already_withdrawn")
    expectation.withdrawn_at = now
    expectation.save(update_fields=["withdrawn_at"])
    return expectation


def standing(application: Application) -> list[Expectation]:
    """What holds: offers from elsewhere first, then the target, then the floor."""
    order = [Kind.COMPETING, Kind.TARGET, Kind.FLOOR]
    found = application.expectations.filter(withdrawn_at=None).order_by("pk")
    return sorted(found, key=lambda one: order.index(Kind(one.kind)))


def as_rivals(application: Application) -> list[Rival]:
    """What an offer is compared with: the total is what the candidate names, else what base, bonus and a quarter of
    the equity make a year; None where they leave base or equity unsaid: the parts that they name are compared then."""
    return [_rival(one) for one in standing(application)]


def _rival(one: Expectation) -> Rival:
    total = one.total
    if total is None and one.base is not None and one.equity_4yr is not None:
        total = one.base + (one.bonus or Decimal(0)) + one.equity_4yr / 4
    return Rival(
        kind=one.kind,
        name=one.company or OWN_WORDS.get(Kind(one.kind), one.get_kind_display()),
        detail=one.note,
        currency=one.currency,
        base=one.base,
        bonus=one.bonus,
        equity_4yr=one.equity_4yr,
        signing=one.signing,
        total=total,
        source=f"stated on {one.stated_at:%-d %B %Y}",
    )


def _check(kind: str, currency: str, amounts: dict[str, Decimal | None], company: str) -> None:
    wrong: dict[str, ValidationError] = {}
    if kind not in Kind.values:
        wrong["kind"] = ValidationError(f"“{kind}” is no kind of expectation.", code="unknown_kind")
    if kind == Kind.COMPETING and not company:
        wrong["company"] = ValidationError("Say who made the other offer.", code="company_required")
    if problem := offer_amounts.problem_of_currency(currency):
        wrong["currency"] = problem
    named = {name: amount for name, amount in amounts.items() if amount is not None}
    if not any(named.values()):
        wrong["total"] = ValidationError("Name one amount at least.", code="amount_required")
    for name, amount in named.items():
        if problem := offer_amounts.problem_of_amount(name, amount):
            wrong[name] = problem
    cash = sum((named.get(name, Decimal(0)) for name in ("base", "bonus")), Decimal(0))
    if not wrong and named.get("total", cash) < cash:
        message = f"A total of {named['total']:,.0f} is less than base and bonus, which make {cash:,.0f} a year."
        wrong["total"] = ValidationError(message, code="total_below_its_parts")
    if wrong:
        raise ValidationError(wrong)
