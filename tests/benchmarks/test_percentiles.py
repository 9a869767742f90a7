"""Percentiles come with sample and days, aged; a sample that is too small shows no number."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import percentiles
from benchmarks.models import Level, MarketPolicy, Region, Survey, SurveyRow
from benchmarks.percentiles import Confidence, PercentileAt, Percentiles

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)
FOUR_YEARS_ON = date(2030, 1, 1)


def survey(name: str = "Kestrel", effective_on: date = SINCE) -> Survey:
    return Survey.objects.create(name=name, effective_on=effective_on, imported_at=datetime(2026, 1, 2, tzinfo=UTC))


def row(of: Survey, *, level: str = "senior", region: str = "germany", **changed: Any) -> SurveyRow:
    given = {
        "line": 2,
        "currency": "EUR",
        **dict.fromkeys(("p25", "p50", "p75", "p90")),
        "p25": Decimal(120_000),
        "p50": Decimal(140_000),
        "p75": Decimal(160_000),
        "p90": Decimal(180_000),
        "people": 40,
        "companies": 12,
        **changed,
    }
    places = {"level": Level.objects.get(slug=level), "region": Region.objects.get(slug=region)}
    return SurveyRow.objects.create(survey=of, **places, **given)


def only(on: date = SINCE) -> Percentiles:
    (found,) = percentiles.market("senior", "germany", on=on)
    return found


def test_market_gives_percentiles_with_source_and_sample() -> None:
    row(survey(), role="ML engineer")
    assert only() == Percentiles(
        level="senior",
        region="germany",
        measure="base",
        currency="EUR",
        p25=Decimal(120_000),
        p50=Decimal(140_000),
        p75=Decimal(160_000),
        p90=Decimal(180_000),
        people=40,
        companies=12,
        is_sufficient=True,
        survey="Kestrel",
        effective_on=SINCE,
        aged_to=SINCE,
        aging_percent=Decimal(3),
        period="year",
        role="ML engineer",
        confidence=Confidence.FIRM,
    )


def test_market_ages_to_the_day_at_the_policys_rate() -> None:
    """Four years at 3 % are 1.12550881, in whole units of a year's pay."""
    row(survey())
    found = only(FOUR_YEARS_ON)
    assert [found.p25, found.p50, found.p75, found.p90] == [135_061, 157_571, 180_081, 202_592]
    assert found.text == (
        "P25 EUR 135,061, P50 EUR 157,571, P75 EUR 180,081, P90 EUR 202,592 a year; 40 people in 12 companies; "
        "Kestrel, as of 2026-01-01, aged to 2030-01-01 at 3 % a year"
    )
    MarketPolicy.objects.create(aging_percent=Decimal(0), pk=1)
    assert only(FOUR_YEARS_ON).p50 == 140_000


def test_market_keeps_the_cents_of_an_hour() -> None:
    row(survey(), period="hour", p25=Decimal("61.50"), p50=Decimal(70), p75=None, p90=None)
    found = only(FOUR_YEARS_ON)
    assert (found.p25, found.p50, found.p75) == (Decimal("69.22"), Decimal("78.79"), None)


@pytest.mark.parametrize(
    ("people", "companies", "least", "confidence"),
    [
        (5, 5, 5, Confidence.THIN),
        (9, 30, 5, Confidence.THIN),
        (10, 10, 5, Confidence.FIRM),
        (4, 5, 5, Confidence.INSUFFICIENT),
        (5, 4, 5, Confidence.INSUFFICIENT),
        (None, 5, 5, Confidence.INSUFFICIENT),
        (5, None, 5, Confidence.INSUFFICIENT),
        (None, None, 0, Confidence.UNKNOWN),
        (1, 1, 0, Confidence.FIRM),
    ],
)
def test_sample_decides_whether_there_are_figures(
    people: int | None, companies: int | None, least: int, confidence: Confidence
) -> None:
    """A sample that nobody states has nobody in it, unless the policy asks for nobody."""
    MarketPolicy.objects.create(pk=1, least_people=least, least_companies=least)
    row(survey(), people=people, companies=companies)
    found = only()
    assert found.confidence is confidence
    assert found.is_sufficient == (confidence is not Confidence.INSUFFICIENT)
    assert bool(found.points) == found.is_sufficient


def test_insufficient_sample_shows_no_number_of_pay() -> None:
    row(survey(), people=3, companies=None)
    found = only(FOUR_YEARS_ON)
    assert (found.p25, found.p50, found.p75, found.p90, found.points) == (None, None, None, None, ())
    assert found.text == (
        "insufficient: 3 people, at least 5 wanted; not stated how many companies, at least 5 wanted; "
        "3 people, companies not stated; Kestrel, as of 2026-01-01, aged to 2030-01-01 at 3 % a year"
    )
    assert percentiles.percentile_of(Decimal(150_000), found) is None
    assert not any(figure in repr(found) for figure in ("120000", "140000", "160000", "180000"))


def test_market_takes_the_newest_edition_of_each_survey() -> None:
    row(survey(effective_on=date(2025, 1, 1)), p50=Decimal(130_000))
    row(survey(effective_on=date(2026, 1, 1)), p50=Decimal(140_000))
    row(survey(effective_on=date(2027, 1, 1)), p50=Decimal(150_000))
    row(survey("Heron", date(2025, 6, 1)), p50=Decimal(135_000))
    found = percentiles.market("senior", "germany", on=date(2026, 1, 1))
    assert [(one.survey, one.effective_on) for one in found] == [
        ("Heron", date(2025, 6, 1)),
        ("Kestrel", date(2026, 1, 1)),
    ]
    assert percentiles.market("senior", "germany", on=date(2024, 12, 31)) == []


def test_market_leaves_out_a_survey_whose_newest_edition_lacks_the_cell() -> None:
    row(survey(effective_on=date(2025, 1, 1)))
    row(survey(effective_on=date(2026, 1, 1)), level="junior")
    assert percentiles.market("senior", "germany", on=SINCE) == []


def test_market_keeps_levels_regions_and_measures_apart() -> None:
    edition = survey()
    row(edition)
    row(edition, measure="total", p50=Decimal(150_000))
    row(edition, region="us_remote", currency="USD")
    row(edition, level="junior")
    in_germany = percentiles.market("senior", "germany", on=SINCE)
    assert [(one.measure, one.p50) for one in in_germany] == [("base", 140_000), ("total", 150_000)]
    assert [one.region for one in percentiles.market("senior", None, on=SINCE)] == ["germany", "germany", "us_remote"]
    assert percentiles.market("wizard", "germany", on=SINCE) == []


def test_market_asks_the_same_number_of_questions_for_any_number_of_rows(django_assert_num_queries: Any) -> None:
    for name in ("Kestrel", "Heron", "Plover"):
        row(survey(name))
    with django_assert_num_queries(2):
        assert len(percentiles.market("senior", "germany", on=SINCE)) == 3


def test_row_of_a_day_to_come_is_shown_as_printed() -> None:
    made = row(survey(effective_on=date(2027, 1, 1)))
    found = percentiles.of_row(made, MarketPolicy.current(), on=SINCE)
    assert (found.p50, found.aged_to) == (140_000, date(2027, 1, 1))


PRINTED = Percentiles(
    *("senior", "germany", "base", "EUR"),
    *map(Decimal, (120_000, 140_000, 160_000, 180_000)),
    *(40, 12, True, "Kestrel", SINCE, SINCE, Decimal(3)),
)


@pytest.mark.parametrize(
    ("amount", "percent", "low", "high", "text"),
    [
        (119_999, None, None, 25, "below P25"),
        (120_000, "25", 25, 25, "at P25"),
        (130_000, "37.5", 25, 50, "between P25 and P50, about P38"),
        (140_000, "50", 50, 50, "at P50"),
        (150_400, "63.0", 50, 75, "between P50 and P75, about P63"),
        (170_000, "82.5", 75, 90, "between P75 and P90, about P82"),
        (180_000, "90", 90, 90, "at P90"),
        (180_001, None, 90, None, "above P90"),
    ],
)
def test_percentile_of_an_amount(
    amount: int, percent: str | None, low: int | None, high: int | None, text: str
) -> None:
    found = percentiles.percentile_of(Decimal(amount), PRINTED)
    assert found == PercentileAt(Decimal(amount), None if percent is None else Decimal(percent), low, high)
    assert found.text == text


def test_percentile_of_an_amount_between_those_that_are_printed() -> None:
    sparse = Percentiles(**{**vars(PRINTED), "p50": None, "p90": None})
    found = percentiles.percentile_of(Decimal(140_000), sparse)
    assert found is not None
    assert (found.percent, found.text) == (Decimal(50), "between P25 and P75, about P50")
    above = percentiles.percentile_of(Decimal(200_000), sparse)
    assert above is not None
    assert above.text == "above P75"


def test_percentile_of_an_amount_on_a_flat_stretch_names_both_ends() -> None:
    flat = Percentiles(**{**vars(PRINTED), "p25": Decimal(140_000)})
    assert percentiles.percentile_of(Decimal(140_000), flat) == PercentileAt(Decimal(140_000), None, 25, 50)


def test_percentile_of_another_currency_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        percentiles.percentile_of(Decimal(150_000), PRINTED, currency="USD")
    assert refused.value.code == "currency_mismatch"
    assert percentiles.percentile_of(Decimal(150_000), PRINTED, currency="EUR") is not None


def test_percentile_of_another_period_is_not_known() -> None:
    by_the_hour = Percentiles(**{**vars(PRINTED), "period": "hour"})
    assert percentiles.percentile_of(Decimal(150_000), by_the_hour) is None


@given(st.lists(st.integers(100_000, 200_000), min_size=2, max_size=2))
def test_percentile_of_more_is_not_less(amounts: list[int]) -> None:
    def place(amount: int) -> Decimal:
        found = percentiles.percentile_of(Decimal(amount), PRINTED)
        assert found is not None
        if found.percent is not None:
            return found.percent
        return Decimal(0 if found.low is None else 100)

    less, more = sorted(amounts)
    assert place(less) <= place(more)
