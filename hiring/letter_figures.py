"""What an offer's letter says of the offer: each value in words, each table in rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from benchmarks import packages
from benchmarks.models import CompanyGuide
from benchmarks.money import amount_text
from benchmarks.packages import Package
from hiring import offers

TO_BE_AGREED = "a day that we agree on"
OUR_COMPANY = "our company"
LEVEL_TO_BE_AGREED = "one that we agree on"
LABELS = ("Base salary", "Bonus", "Signing bonus", "Relocation allowance", "Equity that vests", "Total")

KINDS: dict[str, str] = {
    CompanyGuide.Equity.PRE_IPO: "shares",
    CompanyGuide.Equity.RSU_GROWTH_STAGE: "restricted stock units",
    CompanyGuide.Equity.RSU: "restricted stock units",
    CompanyGuide.Equity.OPTIONS: "stock options",
}
"""What a candidate calls each kind of equity."""


@dataclass(frozen=True)
class Table:
    """Rows of texts under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a letter names besides money. Instants in UTC; `zone` is the candidate's, in which they are written."""

    candidate: str
    position: str
    level: str
    region: str
    hiring_manager: str
    hiring_manager_email: str
    version: int
    dated: datetime
    zone: ZoneInfo
    company: str = ""
    starts_on: str = TO_BE_AGREED
    expires_at: datetime | None = None
    reference: str = ""
    contact: tuple[str, ...] = field(default=())


def values(facts: Facts, package: Package) -> dict[str, str]:
    """The text that each single name in the wording stands for. Amounts in whole units of the package's currency."""
    return {
        "candidate": facts.candidate,
        "company": facts.company or OUR_COMPANY,
        "position": facts.position,
        "level": facts.level or LEVEL_TO_BE_AGREED,
        "region": facts.region,
        "currency": package.currency,
        "base": _money(package.base, package),
        "bonus": _money(package.bonus, package),
        "equity": _money(package.equity_4yr, package),
        "equity_kind": KINDS.get(package.equity_kind, "equity"),
        "vesting": vesting_text(package),
        "signing": _money(package.signing, package),
        "relocation": _money(package.relocation, package),
        "annual": _money(package.annual, package),
        "first_year": _money(package.first_year, package),
        "starts_on": facts.starts_on,
        "expires": _expiry(facts),
        "date": day_text(facts.dated.astimezone(facts.zone)),
        "version": str(facts.version),
        "hiring_manager": facts.hiring_manager,
        "hiring_manager_email": facts.hiring_manager_email,
    }


def package_table(package: Package) -> Table:
    """What is offered, a row for each part that is not nothing."""
    rows = [("Base salary", _money(package.base, package), "a year")]
    if package.bonus:
        rows.append(("Bonus", _money(package.bonus, package), "a year"))
    if package.equity_4yr:
        rows.append(
            (
                ": ".join(filter(None, ("Equity", KINDS.get(package.equity_kind)))),
                _money(package.equity_4yr, package),
                f"over four years: {vesting_text(package)}",
            )
        )
    if package.equity_4yr and package.refresh_percent:
        percent = f"{package.refresh_percent.normalize():f} % of the first grant"
        rows.append(("Further equity", percent, "granted as year 2 begins"))
    if package.signing:
        rows.append(("Signing bonus", _money(package.signing, package), "once"))
    if package.relocation:
        rows.append(("Relocation allowance", _money(package.relocation, package), "once"))
    return Table(("Part", "Amount", "When"), tuple(rows))


def years_table(package: Package) -> Table:
    """Each part in each of the first four years, at face value; rows of nothing are left out."""
    years = packages.by_year(package)
    columns = [(year.base, year.bonus, year.signing, year.relocation, year.equity, year.total) for year in years]
    rows = [
        (label, *(amount_text(column[at], "").strip() for column in columns))
        for at, label in enumerate(LABELS)
        if any(column[at] for column in columns)
    ]
    notes = ("The further grant of equity is part of it from year 2 on.",) if package.refresh_percent else ()
    return Table((f"In {package.currency}", *(f"Year {year.number}" for year in years)), tuple(rows), notes)


def vesting_text(package: Package) -> str:
    """The schedule in words, such as `25, 25, 25, 25 % by year, nothing before month 12`."""
    shares = ", ".join(f"{share.normalize():f}" for share in package.vesting.shares)
    cliff = package.vesting.cliff_months
    return f"{shares} % by year" + (f", nothing before month {cliff}" if cliff else "")


def day_text(day: date) -> str:
    """A day such as `9 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def _expiry(facts: Facts) -> str:
    if facts.expires_at is None:
        return f"{offers.ANSWER_DAYS} days after it is sent"
    local = facts.expires_at.astimezone(facts.zone)
    return f"{day_text(local)}, {local:%H:%M} ({facts.zone.key})"


def _money(amount: Decimal, package: Package) -> str:
    return amount_text(amount, package.currency)
