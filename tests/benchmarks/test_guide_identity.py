"""Formatting a band in any notation and reading it back is the identity."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.guides.findings import Band, Span
from benchmarks.guides.reader import read

HEAD = "# Data Engineer | Acme Labs Negotiation Guide\n\n"
WIDE = HEAD + "| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |\n|---|---|---|---|---|\n"


def _thousands(value: int) -> str:
    return f"{value // 1000}K"


def _millions(value: int) -> str:
    return f"{Decimal(value) / 10**6:f}M"


def _lakhs(value: int) -> str:
    return f"{Decimal(value) / 10**5:f}L"


@dataclass(frozen=True)
class Notation:
    """How a currency is printed: before the number, behind it, with which numbers, in steps of what."""

    code: str
    before: str
    behind: str = ""
    number: Callable[[int], str] = _thousands
    step: int = 1_000

    def one(self, value: int) -> str:
        return f"{self.before}{self.number(value)}{self.behind}"


def _with_commas(value: int) -> str:
    return f"{value:,}"


def _with_points(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _with_spaces(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _in_myriads(value: int) -> str:
    return f"{value // 10**4:,}"


def _lpa(value: int) -> str:
    return str(value // 10**5)


BEFORE = {"$": "USD", "£": "GBP", "EUR": "EUR", "C$": "CAD", "R$": "BRL", "PLN ": "PLN", "CHF ": "CHF", "DKK ": "DKK",
          "RON ": "RON", "₺": "TRY", "AED ": "AED", "SAR ": "SAR", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "R": "ZAR",
          "MX$": "MXN"}  # fmt: skip
IN_MILLIONS = {"KRW ": "KRW", "CNY ": "CNY", "JPY ": "JPY", "HUF ": "HUF"}
WHOLE = {"S$": "SGD", "₪": "ILS", "SEK ": "SEK", "US$": "USD"}
BEHIND = {" €": "EUR", " zł": "PLN", " NOK": "NOK", " Kč": "CZK"}
NOTATIONS = (
    *(Notation(code, sign) for sign, code in BEFORE.items()),
    *(Notation(code, sign, "", _millions) for sign, code in IN_MILLIONS.items()),
    *(Notation(code, sign, "", _with_commas) for sign, code in WHOLE.items()),
    *(Notation(code, "", sign, _with_spaces) for sign, code in BEHIND.items()),
    Notation("EUR", "€", "", _with_points),
    Notation("USD", "", " USD"),
    Notation("INR", "₹", "", _lakhs),
    Notation("INR", "₹", " LPA", _lpa, 10**5),
    Notation("JPY", "", "万円", _in_myriads, 10**4),
    Notation("KRW", "₩", "만", _in_myriads, 10**4),
)
DASHES = ("-", "–", " - ", " – ", "—", " to ")
PERIODS = {"": "", "/yr": "year", " per year": "year", " p.a.": "year", " per annum": "year"}
MONTHS = {"/mo": "month", " per month": "month"}
amounts = st.integers(10, 9_000).map(lambda thousands: thousands * 1_000)
notations = st.sampled_from(NOTATIONS)


@st.composite
def spans(draw: st.DrawFn, notation: Notation) -> tuple[Span, str]:
    """A range with how it is printed: two ends, a single value, or an open top."""
    low, high = sorted(draw(amounts) * (notation.step // 1_000) for _ in range(2))
    match draw(st.sampled_from(("range", "one", "open", "open range"))):
        case "range":
            text = f"{notation.one(low)}{draw(st.sampled_from(DASHES))}{notation.one(high)}"
            return (Decimal(low), Decimal(high)), text
        case "one":
            return (Decimal(low), Decimal(low)), notation.one(low)
        case "open":
            return (Decimal(low), None), f"{notation.one(low)}+"
        case _:
            return (Decimal(low), None), f"{notation.one(low)}–{notation.one(high)}+"


percents = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)


@given(st.data(), notations)
def test_band_of_a_wide_table_is_read_back(data: st.DataObject, notation: Notation) -> None:
    monthly = data.draw(st.booleans())
    (base, base_text), (equity, equity_text), (total, total_text) = (data.draw(spans(notation)) for _ in range(3))
    period = data.draw(st.sampled_from(sorted(MONTHS if monthly else PERIODS)))
    a_year = data.draw(st.booleans())
    low, high = data.draw(percents)
    bonus_text = data.draw(
        st.sampled_from((f"{low}–{high}%", f"{low}% - {high}%", f"{low}-{high}% target", f"{low} to {high} %"))
    )
    suffix = data.draw(st.sampled_from(("", "/4yr", " over 4 years"))) if not a_year else "/yr"
    row = f"| Some place | {base_text}{period} | {equity_text}{suffix} | {bonus_text} | {total_text}{period} |\n"
    guide = read((WIDE + row).encode())
    times = 4 if a_year else 1
    expected = Band(
        line=5, currency=notation.code, region="Some place", period="month" if monthly else "year", base=base,
        equity_4yr=(equity[0] and equity[0] * times, equity[1] and equity[1] * times),
        bonus_percent=(Decimal(low), Decimal(high)), total=total,
    )  # fmt: skip
    assert guide.problems == []
    (band,) = guide.bands
    band.sources.clear()
    assert band == expected


@given(st.data(), st.lists(notations, min_size=2, max_size=2, unique_by=lambda one: one.code))
def test_two_currencies_of_a_grid_are_read_back(data: st.DataObject, pair: list[Notation]) -> None:
    (one, one_text), (two, two_text) = (data.draw(spans(notation)) for notation in pair)
    guide = read((HEAD + f"| Level | Some place |\n|---|---|\n| Senior | {one_text} / {two_text} |\n").encode())
    assert [(band.currency, band.level, band.amount) for band in guide.bands] == [
        (pair[0].code, "Senior", one), (pair[1].code, "Senior", two),
    ]  # fmt: skip


@given(st.data(), notations)
def test_parts_in_rows_are_read_back(data: st.DataObject, notation: Notation) -> None:
    (base, base_text), (equity, equity_text) = (data.draw(spans(notation)) for _ in range(2))
    rows = [f"| Base Salary | {base_text} |\n", f"| RSU Grant (4-yr vest) | {equity_text} |\n", "| Bonus | — |\n"]
    order = data.draw(st.permutations(rows))
    guide = read((HEAD + "| Component | Some place |\n|---|---|\n" + "".join(order)).encode())
    assert [(band.line, band.currency, band.base, band.equity_4yr, band.bonus_percent) for band in guide.bands] == [
        (5 + order.index(rows[0]), notation.code, base, equity, None)
    ]
    assert guide.problems == []
