"""What one cell states, and what it leaves in doubt."""

import pytest

from benchmarks.guides.cells import read_cell


@pytest.mark.parametrize(
    ("text", "hints", "place", "amounts"),
    [
        ("R$680K / $136K - R$925K / $185K", (), "", [("BRL", 680_000, 925_000), ("USD", 136_000, 185_000)]),
        ("NT$1.8M–NT$2.6M equivalent", (), "", [("TWD", 1_800_000, 2_600_000)]),
        ("$0-$40K (senior only)", (), "", [("USD", 0, 40_000)]),
        ("C$135K–$178K", (), "", [("CAD", 135_000, 178_000)]),
        ("$120K–$150K", ("CAD",), "", [("CAD", 120_000, 150_000)]),
        ("CAD $120K–$150K", (), "", [("CAD", 120_000, 150_000)]),
        ("$120K–$150K CAD", (), "", [("CAD", 120_000, 150_000)]),
        ("$150K - $180K (GBP equivalent)", ("GBP", "USD"), "", [("USD", 150_000, 180_000)]),
        ("£98K–£140K ($124K–$176K)", (), "", [("GBP", 98_000, 140_000), ("USD", 124_000, 176_000)]),
        ("kr 650K–kr 800K", (), "Stockholm office", [("SEK", 650_000, 800_000)]),
        ("¥800K–¥1.2M", (), "Shanghai", [("CNY", 800_000, 1_200_000)]),
        ("₹40–60 LPA", (), "", [("INR", 4_000_000, 6_000_000)]),
        ("up to $40K", (), "", [("USD", None, 40_000)]),
        ("120K–150K", ("CHF",), "", [("CHF", 120_000, 150_000)]),
        ("85,000–110,000", ("EUR",), "", [("EUR", 85_000, 110_000)]),
    ],
)  # fmt: skip
def test_cell_states_amounts(text: str, hints: tuple[str, ...], place: str, amounts: list[tuple[object, ...]]) -> None:
    cell = read_cell(text, hints, place)
    assert [(one.currency, *one.span) for one in cell.amounts] == amounts
    assert cell.doubts == ()


def test_cell_states_an_amount_and_a_percentage() -> None:
    cell = read_cell("$54K-$108K (30-50%)")
    assert ([one.span for one in cell.amounts], cell.percents) == ([(54_000, 108_000)], ((30, 50),))
    cell = read_cell("10% target ($16,000 – $20,000)")
    assert ([one.span for one in cell.amounts], cell.percents) == ([(16_000, 20_000)], ((10, 10),))


@pytest.mark.parametrize("text", ["", "—", "-", "N/A", "None", "n/a", "No bonus", "not offered"])
def test_cell_that_prints_nothing_has_no_doubt(text: str) -> None:
    cell = read_cell(text)
    assert (cell.nothing, cell.amounts, cell.doubts) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Discretionary", "words where an amount is expected"),
        ("EUR 110K–GBP 185K", "one end in EUR, the other in GBP"),
        ("$215K–$165K", "the lower figure lies above the upper one"),
        ("$165–$215", "an amount under 1,000 without a unit"),
        ("120K–150K", "an amount without a currency"),
        ("2–3 months", "a number without currency or percent sign"),
        ("kr 650K", "“kr” is a crown, the guide does not say of which country"),
        ("$100K and $120K", "a second amount in the same currency, left aside"),
        ("x" * 500, "the cell is too long to be an amount"),
        ("$999999999M", "too large to be pay"),
    ],
)
def test_cell_says_why_it_cannot_be_read(text: str, reason: str) -> None:
    assert reason in read_cell(text).doubts


def test_cell_reads_the_yen_and_tells_the_doubt() -> None:
    cell = read_cell("¥12M")
    assert [(one.currency, *one.span) for one in cell.amounts] == [("JPY", 12_000_000, 12_000_000)]
    assert cell.doubts == ("“¥” was taken for JPY: the guide does not say which",)


def test_cell_multiplies_plain_numbers_by_the_unit_of_the_heading() -> None:
    assert read_cell("165–215", ("USD",), "", 1_000).amounts[0].span == (165_000, 215_000)
    assert read_cell("165,000–215,000", ("USD",), "", 1_000).amounts[0].span == (165_000, 215_000)
