"""What the demo knows of the market: a made-up survey with a cell too thin to show, rates of made-up days."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from benchmarks import exports
from benchmarks.models import ExchangeRate
from benchmarks.surveys import columns, importing
from hiring.models import User

SURVEY = "Demo survey, made up"
SOURCE = "made up for the demo"
AGE = timedelta(days=200)
"""The survey is so old, so that its figures are seen aged."""

ROWS = (
    ("mid", "germany", "base", "EUR", 99_000, 112_000, 126_000, 139_000, 96, 21),
    ("senior", "germany", "base", "EUR", 128_000, 144_000, 160_000, 178_000, 64, 18),
    ("staff_principal", "germany", "base", "EUR", 158_000, 181_000, 204_000, 226_000, 8, 6),
    ("head_vp", "germany", "base", "EUR", 188_000, 219_000, 251_000, 280_000, 3, 3),
    ("senior", "us_remote", "base", "USD", 208_000, 241_000, 272_000, 301_000, 188, 41),
    ("staff_principal", "us_remote", "base", "USD", 265_000, 318_000, 366_000, 412_000, 74, 27),
)
"""Level, region, measure, currency, the four percentiles, people, companies: of invented people."""

RATES = (("EUR", "USD", "1.16"), ("GBP", "EUR", "1.14"), ("GBP", "USD", "1.32"))


def fill(people: dict[str, User], *, now: datetime) -> None:
    """Bring in the survey and enter the rates, as the hiring manager would."""
    rows = [("", *row[:4], "year", *row[4:]) for row in ROWS]
    importing.bring(
        exports.csv_file(columns.NAMES, rows),
        file="demo-survey.csv",
        name=SURVEY,
        effective_on=_day(now - AGE),
        by=people["mara"],
        now=now,
    )
    ExchangeRate.objects.bulk_create(
        ExchangeRate(base=base, quote=quote, rate=Decimal(rate), on=_day(now - timedelta(days=2)), source=SOURCE)
        for base, quote, rate in RATES
    )


def _day(moment: datetime) -> date:
    return moment.date()
