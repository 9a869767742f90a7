"""Premiums are percentages of the band, added; every step is shown; an open top stays open."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks import bands, premiums
from benchmarks.models import Premium

pytestmark = pytest.mark.usefixtures("market")


def _apply(*slugs: str, level: str = "senior", region: str = "germany") -> premiums.Adjusted:
    held = Premium.objects.in_bulk(field_name="slug")
    return premiums.apply(bands.quote(level, region, date(2026, 3, 2)), [held[slug] for slug in slugs])


def test_apply_adds_percentages_of_the_band_step_by_step() -> None:
    found = _apply("gpu_scale_1000_plus", "cuda_kernel_optimization")
    assert [(step.slug, step.added_low, step.added_high) for step in found.steps] == [
        ("gpu_scale_1000_plus", Decimal(32_500), Decimal(68_000)),
        ("cuda_kernel_optimization", Decimal(19_500), Decimal(42_500)),
    ]
    assert found.steps[0].text == (
        "+25–40 % of EUR 130,000–170,000: +EUR 32,500 at the lower end, +EUR 68,000 at the upper"
    )
    assert (found.low, found.high, found.range_text) == (Decimal(182_000), Decimal(280_500), "EUR 182,000–280,500")


def test_apply_without_premiums_is_the_band() -> None:
    assert (_apply().low, _apply().high, _apply().steps) == (130_000, 170_000, ())


def test_apply_keeps_words_where_there_is_no_percentage() -> None:
    found = _apply("autonomous_vehicle_or_quant")
    assert (found.low, found.high, found.open_top) == (130_000, 170_000, False)
    assert found.steps[0].text == "close behind AI labs"


def test_apply_opens_the_top_where_there_is_no_ceiling() -> None:
    found = _apply("llm_serving_100k_rps")
    assert found.range_text == "EUR 130,000–170,000+"
    assert found.steps[0].text == "no ceiling; total above USD 600,000"


def test_apply_keeps_an_open_top_open() -> None:
    found = _apply("ai_lab_or_hyperscaler", level="head_vp", region="us_remote")
    assert found.range_text == "USD 442,000–800,000+"


@pytest.mark.parametrize(
    ("slugs", "code"),
    [
        (("gpu_scale_1000_plus", "gpu_scale_1000_plus"), "premium_twice"),
        (("ai_lab_or_hyperscaler", "traditional_enterprise"), "two_employers"),
    ],
)
def test_apply_refuses_what_cannot_both_be(slugs: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _apply(*slugs)
    assert refused.value.code == code
