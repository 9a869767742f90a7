"""Money in every notation is read back as it was written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.guides.cells import read_cell
from benchmarks.guides.notation import figures, general, number

SIGNS = {
    "$": "USD", "£": "GBP", "€": "EUR", "EUR": "EUR", "EUR ": "EUR", "₹": "INR", "INR ": "INR", "₪": "ILS",
    "KRW ": "KRW", "CNY ": "CNY", "C$": "CAD", "A$": "AUD", "S$": "SGD", "R$": "BRL", "HK$": "HKD", "NZ$": "NZD",
    "NT$": "TWD", "MX$": "MXN", "PLN ": "PLN", "CHF ": "CHF", "SEK ": "SEK", "DKK ": "DKK", "zł": "PLN",
    "₩": "KRW", "RM ": "MYR", "R": "ZAR", "GBP": "GBP", "AED ": "AED", "Rs ": "INR",
    "Rs. ": "INR", "₺": "TRY", "US$": "USD", "JPY ": "JPY",
}  # fmt: skip
DASHES = ["-", "–", " - ", " – ", "—", " to ", " — "]
UNITS = {"K": 1_000, "k": 1_000, "M": 1_000_000, "L": 100_000, " lakh": 100_000, "Cr": 10_000_000}


def _indian(value: int) -> str:
    head, tail = str(value)[:-3], str(value)[-3:]
    groups = []
    while len(head) > 2:
        head, group = head[:-2], head[-2:]
        groups.insert(0, group)
    return ",".join([*filter(None, [head]), *groups, tail])


GROUPINGS = {
    "comma": lambda value: f"{value:,}",
    "apostrophe": lambda value: f"{value:,}".replace(",", "'"),
    "space": lambda value: f"{value:,}".replace(",", " "),
    "no-break": lambda value: f"{value:,}".replace(",", "\u00a0"),
    "point": lambda value: f"{value:,}".replace(",", "."),
    "indian": _indian,
    "none": str,
}
whole = st.integers(min_value=1_000, max_value=99_999_999)
signs, dashes = st.sampled_from(sorted(SIGNS)), st.sampled_from(DASHES)


def _only(text: str) -> tuple[str, Decimal | None, Decimal | None]:
    cell = read_cell(text)
    assert (cell.doubts, len(cell.amounts), cell.percents) == ((), 1, ())
    return cell.amounts[0].currency, *cell.amounts[0].span


@given(whole, whole, signs, dashes, st.sampled_from(sorted(GROUPINGS)), st.booleans())
def test_range_with_separators_is_read_back(a: int, b: int, sign: str, dash: str, grouping: str, twice: bool) -> None:
    low, high = sorted((a, b))
    written = GROUPINGS[grouping]
    second = sign if twice else ""
    assert _only(f"{sign}{written(low)}{dash}{second}{written(high)}") == (SIGNS[sign], low, high)


@given(
    st.integers(1, 999),
    st.integers(1, 999),
    signs,
    dashes,
    st.sampled_from(sorted(UNITS)),
    st.booleans(),
    st.booleans(),
)
def test_range_with_units_is_read_back(
    a: int, b: int, sign: str, dash: str, unit: str, twice: bool, both_units: bool
) -> None:
    low, high = sorted((a, b))
    text = f"{sign}{low}{unit if both_units else ''}{dash}{sign if twice else ''}{high}{unit}"
    assert _only(text) == (SIGNS[sign], low * UNITS[unit], high * UNITS[unit])


@given(st.decimals(min_value="0.1", max_value="99.9", places=1), signs, st.sampled_from(["M", "L", "K"]), st.booleans())
def test_single_values_and_open_tops_are_read_back(value: Decimal, sign: str, unit: str, open_top: bool) -> None:
    amount = value * UNITS[unit]
    assert _only(f"{sign}{value}{unit}{'+' if open_top else ''}") == (SIGNS[sign], amount, None if open_top else amount)


@given(whole, whole, whole, whole, dashes, st.booleans())
def test_two_currencies_in_one_cell_are_read_back(a: int, b: int, c: int, d: int, dash: str, crossed: bool) -> None:
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    text = f"£{a:,} / ${c:,}{dash}£{b:,} / ${d:,}" if crossed else f"£{a:,}{dash}£{b:,} / ${c:,}{dash}${d:,}"
    cell = read_cell(text)
    assert [(one.currency, one.span) for one in cell.amounts] == [("GBP", (a, b)), ("USD", (c, d))]
    assert cell.doubts == ()


@given(
    st.integers(0, 300), st.integers(0, 300), st.sampled_from(["-", "–", " - ", " to "]), st.booleans(), st.booleans()
)
def test_percentages_are_read_back(a: int, b: int, dash: str, both: bool, target: bool) -> None:
    low, high = sorted((a, b))
    cell = read_cell(f"{low}{'%' if both else ''}{dash}{high}%{' target' if target else ''}")
    assert (cell.percents, cell.amounts, cell.doubts) == (((low, high),), (), ())


@given(whole, whole, st.sampled_from(["/yr", "/mo", "/hr", "/4yr", " per year", " over 4 years"]))
def test_periods_are_read_back(a: int, b: int, suffix: str) -> None:
    low, high = sorted((a, b))
    cell = read_cell(f"${low:,}–${high:,}{suffix}")
    expected = {"/yr": ("year", 0), " per year": ("year", 0), "/mo": ("month", 0), "/hr": ("hour", 0)}
    assert [(one.span, (one.period, one.years)) for one in cell.amounts] == [
        ((low, high), expected.get(suffix, ("", 4)))
    ]


@given(
    st.integers(0, 2_000_000), st.integers(0, 2_000_000), st.sampled_from("$€£₹₪"), st.sampled_from(["-", "–", " - "]),
    st.sampled_from(["K", ""]), st.booleans(),
)  # fmt: skip
def test_short_way_reads_what_the_full_grammar_reads(
    low: int, high: int, sign: str, dash: str, unit: str, comma: bool
) -> None:
    text = f"{sign}{low:,}{unit}{dash}{sign}{high:,}{unit}" if comma else f"{sign}{low}{unit}{dash}{sign}{high}{unit}"
    assert figures(text) == general(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("26,00,000", False, "2600000"),
        ("1,00,00,000", False, "10000000"),
        ("110.000", False, "110000"),
        ("1.000.000", False, "1000000"),
        ("1.125", True, "1.125"),
        ("1,2", True, "1.2"),
        ("1,175", True, "1175"),
        ("1.234,50", False, "1234.50"),
        ("40.6", True, "40.6"),
    ],
)
def test_number_tells_separators_from_decimal_marks(text: str, unit: bool, value: str) -> None:
    assert number(text, has_unit=unit) == Decimal(value)


@given(st.text(max_size=200))
def test_no_text_makes_a_cell_raise(text: str) -> None:
    read_cell(text)
