"""What an offer says: its terms, checked field by field."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from benchmarks import premiums
from benchmarks.models import CompanyGuide, Level, Premium, Region
from benchmarks.packages import Package
from benchmarks.vesting import EVEN, Vesting
from hiring import offer_amounts
from hiring.models import Offer, Requisition

TEXT_LENGTH = 300
LONGEST_CLIFF = 48
MOST_REFRESH = Decimal(1000)
LATEST_START = timedelta(days=2 * 365)
"""Nobody is offered a first day later than that: it is a slip of the pen."""
ANYWHERE = timedelta(hours=12)
"""A day is over once it is over everywhere, twelve hours after UTC's."""
MONEY = ("base", "bonus", "equity_4yr", "signing", "relocation")
PERCENTS = {"refresh_percent": MOST_REFRESH, "discount_percent": Decimal(100)}
MONEY_FIELDS = (
    "currency",
    "base",
    "bonus",
    "equity_kind",
    "equity_4yr",
    "vesting",
    "cliff_months",
    "refresh_percent",
    "discount_percent",
    "signing",
    "relocation",
    "level",
    "region",
    "premiums",
)
"""What is offered, with the range that it is held against: a change makes another version."""
APPROVED_FIELDS = frozenset((*MONEY_FIELDS, "exception_reason"))
"""What approvers answer for: a change takes their answers back."""


@dataclass(frozen=True)
class Terms:
    """What an offer says. Amounts are units of `currency`: base and bonus a year, equity over four years, signing and
    relocation once. `vesting` is the share of the grant in each of four years, in per cent; `premiums` are slugs.

    Without level or region the offer takes those of its requisition.
    """

    currency: str
    base: Decimal
    bonus: Decimal = Decimal(0)
    equity_kind: str = ""
    equity_4yr: Decimal = Decimal(0)
    vesting: tuple[Decimal, Decimal, Decimal, Decimal] = EVEN
    cliff_months: int = 12
    refresh_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    signing: Decimal = Decimal(0)
    relocation: Decimal = Decimal(0)
    level: Level | None = None
    region: Region | None = None
    premiums: tuple[str, ...] = ()
    starts_on: date | None = None
    expires_at: datetime | None = None
    note: str = ""
    exception_reason: str = ""


def of(offer: Offer) -> Terms:
    """The terms that an offer stands for."""
    one, two, three, four = (Decimal(str(share)) for share in offer.vesting)
    same = {
        field.name: getattr(offer, field.name) for field in fields(Terms) if field.name not in ("vesting", "premiums")
    }
    return Terms(vesting=(one, two, three, four), premiums=tuple(offer.premiums), **same)


def write(terms: Terms, offer: Offer) -> None:
    """Set the offer's columns to checked terms. The caller saves."""
    for field in fields(Terms):
        setattr(offer, field.name, getattr(terms, field.name))
    offer.vesting = [int(share) if share == int(share) else str(share) for share in terms.vesting]
    offer.premiums = list(terms.premiums)


def changed(before: Terms, after: Terms) -> frozenset[str]:
    """The names of the fields in which terms differ."""
    return frozenset(field.name for field in fields(Terms) if getattr(before, field.name) != getattr(after, field.name))


def package(terms: Terms | Offer) -> Package:
    """The money of an offer as the modeller reckons with it."""
    terms = of(terms) if isinstance(terms, Offer) else terms
    return Package(
        currency=terms.currency,
        base=terms.base,
        bonus=terms.bonus,
        equity_kind=terms.equity_kind,
        equity_4yr=terms.equity_4yr,
        vesting=Vesting(terms.vesting, terms.cliff_months),
        refresh_percent=terms.refresh_percent,
        signing=terms.signing,
        relocation=terms.relocation,
        discount_percent=terms.discount_percent,
    )


def completed(terms: Terms, requisition: Requisition) -> Terms:
    """The terms with texts trimmed, with the requisition's level and region where they name none."""
    return replace(
        terms,
        level=terms.level or requisition.level,
        region=terms.region or requisition.region,
        note=terms.note.strip(),
        exception_reason=terms.exception_reason.strip(),
    )


def check(terms: Terms, *, now: datetime | None = None, days: Iterable[str] = ("starts_on", "expires_at")) -> None:
    """Refuse what is no offer, naming each field. Of `days` those fields are held against `now`, if it is given.

    Codes: `unknown_currency`, `amount_not_positive`, `amount_too_large`, `amount_too_precise`, `percent_out_of_range`,
    `vesting_not_whole`, `cliff_out_of_range`, `unknown_equity_kind`, `equity_of_no_kind`, `unknown_premium`,
    `premium_twice`, `two_employers`, `too_long`, and against `now` `expires_in_the_past`, `starts_in_the_past`,
    `starts_too_late`.
    """
    wrong: dict[str, ValidationError] = {}
    if problem := offer_amounts.problem_of_currency(terms.currency):
        wrong["currency"] = problem
    for name in MONEY:
        if problem := offer_amounts.problem_of_amount(name, getattr(terms, name)):
            wrong[name] = problem
    for name, most in PERCENTS.items():
        if problem := _of_percent(getattr(terms, name), most):
            wrong[name] = problem
    for name, problems in {
        "vesting": _of_vesting(terms.vesting),
        "cliff_months": _of_cliff(terms.cliff_months),
        "equity_kind": _of_equity_kind(terms),
        "premiums": _of_premiums(terms.premiums),
        "note": _of_text(terms.note),
        "exception_reason": _of_text(terms.exception_reason),
        "expires_at": _of_expiry(terms.expires_at, now) if "expires_at" in days else None,
        "starts_on": problem_of_start(terms.starts_on, now) if "starts_on" in days else None,
    }.items():
        if problems:
            wrong[name] = problems
    if wrong:
        raise ValidationError(wrong)


def past_expiry() -> ValidationError:
    """The refusal of an offer that would have run out before it reaches the candidate."""
    return ValidationError("The time for an answer must lie in the future.", code="expires_in_the_past")


def problem_of_start(starts_on: date | None, now: datetime | None) -> ValidationError | None:
    """What is wrong with a first day at an instant: `starts_in_the_past`, `starts_too_late`."""
    if starts_on is None or now is None:
        return None
    if starts_on < (now - ANYWHERE).date():
        return ValidationError("The first day lies in the past: agree on another one.", code="starts_in_the_past")
    if starts_on > (now + LATEST_START).date():
        return ValidationError("The first day lies more than two years ahead.", code="starts_too_late")
    return None


def _of_percent(percent: Decimal, most: Decimal) -> ValidationError | None:
    if percent.is_finite() and 0 <= percent <= most and percent == round(percent, 2):
        return None
    return ValidationError(f"{percent} %: give 0 to {most}, with two places at the most.", code="percent_out_of_range")


def _of_vesting(shares: Iterable[Decimal]) -> ValidationError | None:
    try:
        one, two, three, four = shares
        Vesting((one, two, three, four))
    except ValidationError as refused:
        return refused
    except ValueError:
        return ValidationError("Give the share of each of four years.", code="vesting_not_whole")
    return None


def _of_cliff(months: int) -> ValidationError | None:
    if 0 <= months <= LONGEST_CLIFF:
        return None
    return ValidationError(f"A cliff is 0 to {LONGEST_CLIFF} months.", code="cliff_out_of_range")


def _of_equity_kind(terms: Terms) -> ValidationError | None:
    kind = terms.equity_kind
    if kind == CompanyGuide.Equity.NONE and terms.equity_4yr:
        message = (
            f"No equity is offered, and {terms.equity_4yr:,.0f} of it: say of which kind, or leave the amount out."
        )
        return ValidationError(message, code="equity_of_no_kind")
    if not kind or kind in CompanyGuide.Equity.values:
        return None
    return ValidationError(f"“{kind}” is no kind of equity.", code="unknown_equity_kind")


def _of_premiums(slugs: tuple[str, ...]) -> ValidationError | None:
    known = {row.slug: row for row in Premium.objects.current().filter(slug__in=slugs)} if slugs else {}
    if unknown := [slug for slug in slugs if slug not in known]:
        return ValidationError(f"There is no premium “{unknown[0]}”.", code="unknown_premium")
    try:
        premiums.refuse_clashing([known[slug] for slug in slugs])
    except ValidationError as clash:
        return clash
    return None


def _of_text(text: str) -> ValidationError | None:
    if len(text.strip()) <= TEXT_LENGTH:
        return None
    return ValidationError(f"Say it in {TEXT_LENGTH} characters; these are {len(text)}.", code="too_long")


def _of_expiry(expires_at: datetime | None, now: datetime | None) -> ValidationError | None:
    return past_expiry() if expires_at and now and expires_at <= now else None
