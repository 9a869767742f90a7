"""A quote shows how a range comes about: band, premiums, industry; what is open stays open; where an amount stands."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import band_changes, premiums, quotes
from benchmarks.bands import Quote
from benchmarks.models import Level, Premium, Region, Survey, SurveyRow
from benchmarks.positions import Standing, position

DAY = date(2026, 3, 2)
GPU, KERNELS, SERVING = "gpu_scale_1000_plus", "cuda_kernel_optimization", "llm_serving_100k_rps"
LAB, QUANT, ENTERPRISE = "ai_lab_or_hyperscaler", "autonomous_vehicle_or_quant", "traditional_enterprise"


def _survey_row(
    *,
    name: str = "Pay Survey",
    effective_on: date = DAY,
    people: int = 40,
    currency: str = "EUR",
    unit: int = 1_000,
    measure: str = "base",
) -> None:
    survey = Survey.objects.create(name=name, effective_on=effective_on, imported_at=datetime(2026, 3, 2, tzinfo=UTC))
    SurveyRow.objects.create(
        survey=survey,
        line=2,
        level=Level.objects.get(slug="senior"),
        region=Region.objects.get(slug="germany"),
        currency=currency,
        measure=measure,
        p25=Decimal(120 * unit),
        p50=Decimal(140 * unit),
        p75=Decimal(160 * unit),
        p90=Decimal(200 * unit),
        people=people,
        companies=12,
    )


# By hand: low + low x (sum of the lower per cents), high + high x (sum of the upper ones).
# GPU scale 25-40 %, with kernels 15-25 % 40-65 %, with an AI lab 30-60 % 70-125 %.
CELLS = [
    ("junior", "germany", "EUR 75,000–95,000", "EUR 93,750–133,000", "EUR 105,000–156,750", "EUR 127,500–213,750"),
    ("mid", "germany", "EUR 100,000–130,000", "EUR 125,000–182,000", "EUR 140,000–214,500", "EUR 170,000–292,500"),
    ("senior", "germany", "EUR 130,000–170,000", "EUR 162,500–238,000", "EUR 182,000–280,500", "EUR 221,000–382,500"),
    ("staff_principal", "germany", "EUR 160,000–210,000", "EUR 200,000–294,000", "EUR 224,000–346,500",
     "EUR 272,000–472,500"),
    ("head_vp", "germany", "EUR 190,000–260,000", "EUR 237,500–364,000", "EUR 266,000–429,000", "EUR 323,000–585,000"),
    ("junior", "uk_netherlands", "GBP 60,000–80,000", "GBP 75,000–112,000", "GBP 84,000–132,000",
     "GBP 102,000–180,000"),
    ("mid", "uk_netherlands", "GBP 80,000–105,000", "GBP 100,000–147,000", "GBP 112,000–173,250",
     "GBP 136,000–236,250"),
    ("senior", "uk_netherlands", "GBP 105,000–140,000", "GBP 131,250–196,000", "GBP 147,000–231,000",
     "GBP 178,500–315,000"),
    ("staff_principal", "uk_netherlands", "GBP 130,000–175,000", "GBP 162,500–245,000", "GBP 182,000–288,750",
     "GBP 221,000–393,750"),
    ("head_vp", "uk_netherlands", "GBP 155,000–210,000", "GBP 193,750–294,000", "GBP 217,000–346,500",
     "GBP 263,500–472,500"),
    ("junior", "us_remote", "USD 130,000–160,000", "USD 162,500–224,000", "USD 182,000–264,000",
     "USD 221,000–360,000"),
    ("mid", "us_remote", "USD 160,000–210,000", "USD 200,000–294,000", "USD 224,000–346,500", "USD 272,000–472,500"),
    ("senior", "us_remote", "USD 210,000–280,000", "USD 262,500–392,000", "USD 294,000–462,000",
     "USD 357,000–630,000"),
    ("staff_principal", "us_remote", "USD 270,000–380,000", "USD 337,500–532,000", "USD 378,000–627,000",
     "USD 459,000–855,000"),
    ("head_vp", "us_remote", "USD 340,000–500,000+", "USD 425,000–700,000+", "USD 476,000–825,000+",
     "USD 578,000–1,125,000+"),
]  # fmt: skip


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(("level", "region", "band", "with_gpu", "with_kernels", "at_a_lab"), CELLS)
def test_quoted_gives_every_cell_with_its_premiums(
    level: str, region: str, band: str, with_gpu: str, with_kernels: str, at_a_lab: str
) -> None:
    found = quotes.quoted(level, region, on=DAY, premiums=[GPU, KERNELS], industry=LAB)
    assert [step.after_text for step in found.steps] == [band, with_gpu, with_kernels, at_a_lab, at_a_lab]
    assert found.adjusted.range_text == at_a_lab
    assert quotes.quoted(level, region, on=DAY).adjusted.range_text == band


@pytest.mark.usefixtures("market")
def test_quoted_shows_each_step_in_words_with_its_figures() -> None:
    found = quotes.quoted("senior", "germany", on=DAY, premiums=[GPU, KERNELS], industry=LAB)
    assert [(step.kind, step.label, step.text) for step in found.steps] == [
        ("band", "Senior, Germany", "EUR 130,000–170,000"),
        ("premium", "Has run clusters of 1,000 GPUs or more", "+25–40 % of the band: +EUR 32,500 … +EUR 68,000"),
        ("premium", "Optimises CUDA kernels", "+15–25 % of the band: +EUR 19,500 … +EUR 42,500"),
        ("industry", "Industry: AI lab or hyperscaler", "+30–60 % of the band: +EUR 39,000 … +EUR 102,000"),
        ("range", "Range", "EUR 221,000–382,500"),
    ]
    assert [(int(step.low), int(step.high)) for step in found.steps] == [
        (130_000, 170_000), (32_500, 68_000), (19_500, 42_500), (39_000, 102_000), (221_000, 382_500),
    ]  # fmt: skip
    assert [step.source for step in found.steps] == [
        "AI infrastructure hiring guide 2026, in force from 2026-01-01",
        *["AI infrastructure hiring guide 2026"] * 3,
        "",
    ]
    assert found.combination == (
        "Each percentage is taken of the band itself; the amounts are added, not multiplied with one another."
    )


@pytest.mark.usefixtures("market")
def test_quoted_names_the_middle_of_the_range_with_premiums() -> None:
    found = quotes.quoted("senior", "germany", on=DAY, premiums=[GPU, KERNELS]).adjusted
    assert (found.mid, found.mid_label) == (Decimal(231_250), "middle of the range with premiums")
    alone = quotes.quoted("senior", "germany", on=DAY).adjusted
    assert (alone.mid, alone.mid_label) == (Decimal(150_000), "middle of the range")
    top = quotes.quoted("head_vp", "us_remote", on=DAY).adjusted
    assert (top.mid, top.mid_label) == (Decimal(420_000), "middle of the printed range, its top is open")
    more = quotes.quoted("head_vp", "us_remote", on=DAY, premiums=[GPU]).adjusted
    assert (more.mid, more.mid_label) == (Decimal(562_500), "middle of the range with premiums, its top is open")


@pytest.mark.usefixtures("market")
def test_quoted_keeps_an_open_top_open_at_each_step() -> None:
    found = quotes.quoted("head_vp", "us_remote", on=DAY, premiums=[GPU], industry=LAB)
    assert [step.open_top for step in found.steps] == [True] * 4
    assert [step.text for step in found.steps] == [
        "USD 340,000–500,000+",
        "+25–40 % of the band: +USD 85,000 … +USD 200,000+",
        "+30–60 % of the band: +USD 102,000 … +USD 300,000+",
        "USD 527,000–1,000,000+",
    ]


@pytest.mark.usefixtures("market")
def test_quoted_opens_the_top_from_the_premium_on_that_has_no_ceiling() -> None:
    found = quotes.quoted("senior", "germany", on=DAY, premiums=[SERVING, GPU])
    assert [(step.slug, step.open_top) for step in found.steps] == [
        ("", False), (GPU, False), (SERVING, True), ("", True),
    ]  # fmt: skip
    assert found.steps[2].text == "no ceiling; total above USD 600,000: adds no amount, opens the top"
    assert found.adjusted.range_text == "EUR 162,500–238,000+"


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(
    ("slug", "words"), [(QUANT, "close behind AI labs"), (ENTERPRISE, "at or slightly below market")]
)
def test_quoted_says_an_industry_without_a_percentage_in_words(slug: str, words: str) -> None:
    found = quotes.quoted("senior", "germany", on=DAY, industry=slug)
    assert found.steps[1].kind == "industry"
    assert found.steps[1].text == f"{words}: adds no amount"
    assert found.adjusted.range_text == "EUR 130,000–170,000"


@pytest.mark.usefixtures("market")
def test_a_kind_of_employer_among_the_premiums_is_the_industry() -> None:
    among = quotes.quoted("senior", "germany", on=DAY, premiums=[LAB, GPU])
    assert among == quotes.quoted("senior", "germany", on=DAY, premiums=[GPU], industry=LAB)
    assert [step.kind for step in among.steps] == ["band", "premium", "industry", "range"]


@pytest.mark.usefixtures("market")
def test_a_superseded_band_is_quoted_for_its_days() -> None:
    band_changes.supersede(
        level=Level.objects.get(slug="senior"),
        region=Region.objects.get(slug="germany"),
        currency="EUR",
        low=Decimal(140_000),
        high=Decimal(185_000),
        source="Own survey",
        effective_from=date(2026, 7, 1),
        by=None,
    )
    before = quotes.quoted("senior", "germany", on=date(2026, 6, 30), premiums=[GPU])
    assert before.adjusted.range_text == "EUR 162,500–238,000"
    assert before.steps[0].source == "AI infrastructure hiring guide 2026, in force from 2026-01-01 until 2026-07-01"
    after = quotes.quoted("senior", "germany", on=date(2026, 7, 1), premiums=[GPU])
    assert after.adjusted.range_text == "EUR 175,000–259,000"
    assert after.steps[0].source == "Own survey, in force from 2026-07-01"


@pytest.mark.usefixtures("market")
def test_quoted_places_an_amount_in_the_range_with_premiums() -> None:
    found = quotes.quoted("senior", "germany", on=DAY, premiums=[GPU, KERNELS], amount=Decimal(231_250), currency="EUR")
    assert found.position is not None
    assert (found.position.compa_ratio, found.position.range_penetration) == (Decimal(1), Decimal("0.5"))
    assert found.position.standing == Standing.INSIDE
    assert found.position.text == (
        "inside the range; compa-ratio 1.000; 50.0 % of the way from the lower to the upper end"
    )
    low = quotes.quoted("senior", "germany", on=DAY, premiums=[GPU], amount=Decimal(150_000)).position
    assert low is not None
    assert (low.standing, low.in_band, low.currency) == (Standing.BELOW, False, "EUR")
    assert quotes.quoted("senior", "germany", on=DAY).position is None


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(
    ("level", "region", "given", "code", "message"),
    [
        ("wizard", "germany", {}, "unknown_level", "There is no level “wizard”."),
        ("senior", "mars", {}, "unknown_region", "There is no region “mars”."),
        ("senior", "germany", {"on": date(2025, 12, 31)}, "no_band", "No band is in force"),
        ("senior", "germany", {"premiums": ["charm"]}, "unknown_premium", "There is no premium “charm”. Known: gpu_"),
        ("senior", "germany", {"industry": "circus"}, "unknown_industry",
         "There is no kind of employer “circus”. Known: ai_lab_or_hyperscaler, autonomous_vehicle_or_quant, "
         "traditional_enterprise."),
        ("senior", "germany", {"industry": GPU}, "unknown_industry", f"There is no kind of employer “{GPU}”."),
        ("senior", "germany", {"premiums": [GPU, GPU]}, "premium_twice", "The same premium is given twice."),
        ("senior", "germany", {"premiums": [LAB], "industry": LAB}, "premium_twice", "The same premium is given"),
        ("senior", "germany", {"premiums": [LAB], "industry": QUANT}, "two_employers", "Only one kind of employer"),
        ("senior", "germany", {"premiums": [LAB, QUANT]}, "two_employers", "Only one kind of employer"),
        ("senior", "germany", {"amount": Decimal(1), "currency": "USD"}, "currency_mismatch", "An amount in USD"),
    ],
)  # fmt: skip
def test_quoted_refuses_what_it_does_not_know(
    level: str, region: str, given: dict[str, object], code: str, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        quotes.quoted(level, region, **({"on": DAY} | given))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert refused.value.messages[0].startswith(message)


@pytest.mark.usefixtures("market")
def test_a_retired_premium_is_no_longer_known() -> None:
    Premium.objects.filter(slug=GPU).update(retired_at=datetime(2026, 2, 1, tzinfo=UTC))
    with pytest.raises(ValidationError) as refused:
        quotes.quoted("senior", "germany", on=DAY, premiums=[GPU])
    assert refused.value.code == "unknown_premium"


@pytest.mark.usefixtures("market")
def test_the_percentile_is_that_of_the_survey_with_the_most_people() -> None:
    _survey_row(name="Small", people=20, unit=2_000)
    _survey_row(name="Large", people=200)
    _survey_row(name="Tiny", people=2, unit=3_000)
    _survey_row(name="Dollars", people=900, currency="USD")
    found = quotes.quoted("senior", "germany", on=DAY, premiums=[GPU], amount=Decimal(150_000))
    assert [one.survey for one in found.market] == ["Dollars", "Large", "Small", "Tiny"]
    assert found.percentile is not None
    assert found.percentile_from is not None
    # 150,000 is half of the way from P50 140,000 to P75 160,000
    assert (found.percentile.percent, found.percentile_from.survey) == (Decimal("62.5"), "Large")
    in_each = [quotes.percentile_in(found.position, one) for one in found.market]
    assert [one and one.text for one in in_each] == [None, "between P50 and P75, about P62", "below P25", None]


@pytest.mark.usefixtures("market")
def test_surveys_of_total_pay_are_told_and_no_base_is_held_against_them() -> None:
    _survey_row(name="Totals", people=900, measure="total")
    _survey_row(name="Bases", unit=2_000)
    found = quotes.quoted("senior", "germany", on=DAY, amount=Decimal(150_000))
    assert [[one.survey for one in each] for each in (found.market, found.market_total)] == [["Bases"], ["Totals"]]
    assert found.percentile_from is not None
    assert (found.percentile_from.survey, found.percentile and found.percentile.text) == ("Bases", "below P25")


@pytest.mark.usefixtures("market")
def test_no_survey_gives_no_percentile() -> None:
    found = quotes.quoted("senior", "germany", on=DAY, amount=Decimal(150_000))
    assert (found.market, found.percentile, found.percentile_from) == ((), None, None)
    _survey_row(people=4)
    assert quotes.quoted("senior", "germany", on=DAY, amount=Decimal(150_000)).percentile is None
    assert quotes.quoted("senior", "germany", on=DAY).percentile is None


@pytest.mark.usefixtures("market")
def test_quoted_takes_as_many_queries_with_three_premiums_as_with_none() -> None:
    def asked(*slugs: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            quotes.quoted("senior", "germany", on=DAY, premiums=slugs, amount=Decimal(150_000))
        return len(captured)

    none = asked()
    for number in range(3):
        _survey_row(name=f"Survey {number}")
    assert none == asked(GPU, KERNELS, SERVING) == 6


def _quote(low: int, width: int, *, open_top: bool = False) -> Quote:
    return Quote(
        level="senior",
        level_title="Senior",
        region="germany",
        region_title="Germany",
        currency="EUR",
        period="year",
        low=Decimal(low),
        high=Decimal(low + width),
        open_top=open_top,
        source="Guide",
        effective_from=date(2026, 1, 1),
        on=DAY,
    )


def _premium(number: int, percents: tuple[Decimal, Decimal] | None, no_ceiling: bool) -> Premium:
    low, high = percents or (None, None)
    return Premium(
        slug=f"p{number}", title=f"P{number}", kind="skill", percent_low=low, percent_high=high, no_ceiling=no_ceiling
    )


PERCENT = st.decimals(0, 300, places=3)
PERCENTS = st.none() | st.tuples(PERCENT, PERCENT).map(lambda ends: (min(ends), max(ends)))
PREMIUMS = st.lists(st.tuples(PERCENTS, st.booleans()), max_size=5).map(
    lambda given: [_premium(number, *each) for number, each in enumerate(given)]
)
QUOTES = st.builds(_quote, st.integers(1, 900_000), st.integers(1, 900_000), open_top=st.booleans())


@given(quote=QUOTES, chosen=PREMIUMS, data=st.data())
def test_the_order_of_premiums_does_not_matter(quote: Quote, chosen: list[Premium], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(chosen))
    one, other = premiums.apply(quote, chosen), premiums.apply(quote, shuffled)
    assert (one.low, one.high, one.open_top) == (other.low, other.high, other.open_top)


@given(quote=QUOTES, chosen=PREMIUMS)
def test_more_premiums_never_mean_less(quote: Quote, chosen: list[Premium]) -> None:
    found = [premiums.apply(quote, chosen[:count]) for count in range(len(chosen) + 1)]
    for less, more in pairwise(found):
        assert less.low <= more.low
        assert less.high <= more.high
        assert more.open_top >= less.open_top
    assert all(each.low < each.high for each in found)


@given(quote=QUOTES, chosen=PREMIUMS)
def test_an_open_top_stays_open(quote: Quote, chosen: list[Premium]) -> None:
    found = premiums.apply(quote, chosen)
    assert found.open_top == (quote.open_top or any(premium.no_ceiling for premium in chosen))
    above = position(found.high + 1, "EUR", found)
    assert above.in_band == found.open_top


@given(low=st.integers(1, 900_000), width=st.integers(1, 900_000), raised=st.integers(0, 900_000), chosen=PREMIUMS)
def test_a_higher_band_never_gives_a_lower_range(low: int, width: int, raised: int, chosen: list[Premium]) -> None:
    one, other = premiums.apply(_quote(low, width), chosen), premiums.apply(_quote(low + raised, width), chosen)
    assert one.low <= other.low
    assert one.high <= other.high


@pytest.mark.usefixtures("market")
def test_the_order_in_which_premiums_are_named_does_not_show() -> None:
    for pair in combinations((GPU, KERNELS, SERVING, LAB, "equity_example"), 2):
        assert quotes.quoted("mid", "us_remote", on=DAY, premiums=pair) == quotes.quoted(
            "mid", "us_remote", on=DAY, premiums=pair[::-1]
        )


def test_an_hour_is_paid_to_the_cent() -> None:
    hourly = Quote(**(_quote(60, 30).__dict__ | {"period": "hour"}))
    found = premiums.apply(hourly, [_premium(1, (Decimal(25), Decimal("12.5") * 2), False)])
    assert (found.low, found.high) == (Decimal("75.00"), Decimal("112.50"))
    assert premiums.apply(hourly, [_premium(1, (Decimal("33.3"), Decimal("33.3")), False)]).low == Decimal("79.98")


def test_a_premium_with_an_upper_end_only_adds_nothing_to_the_lower() -> None:
    up_to = Premium(slug="x", title="X", kind="skill", percent_low=None, percent_high=Decimal(20))
    found = premiums.apply(_quote(100_000, 50_000), [up_to])
    assert found.range_text == "EUR 100,000–180,000"
    assert found.steps[0].text.startswith("+0–20 % of EUR 100,000–150,000: ")
