"""Bands are never edited: a new one takes the old one's place, from a day on."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from benchmarks import band_changes, bands
from benchmarks.models import Level, Region, SalaryBand

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("market")


def _supersede(**changed: Any) -> SalaryBand:
    values = {
        "level": Level.objects.get(slug="senior"),
        "region": Region.objects.get(slug="germany"),
        "currency": "EUR",
        "low": Decimal(140_000),
        "high": Decimal(185_000),
        "source": "Own survey, June 2026",
        "effective_from": date(2026, 7, 1),
        "by": None,
        "now": NOW,
    }
    return band_changes.supersede(**{**values, **changed})


def test_supersede_closes_the_old_band_and_opens_the_new_one() -> None:
    _supersede()
    held = SalaryBand.objects.filter(level__slug="senior", region__slug="germany").order_by("effective_from")
    assert list(held.values_list("low", "high", "effective_from", "effective_to", "origin")) == [
        (130_000, 170_000, date(2026, 1, 1), date(2026, 7, 1), "reference"),
        (140_000, 185_000, date(2026, 7, 1), None, "manual"),
    ]
    assert bands.quote("senior", "germany", date(2026, 6, 30)).low == 130_000
    assert bands.quote("senior", "germany", date(2026, 7, 1)).low == 140_000


def test_supersede_on_the_first_day_of_a_band_leaves_one_in_force() -> None:
    _supersede(effective_from=date(2026, 1, 1))
    in_force = SalaryBand.objects.in_force(date(2026, 1, 1)).filter(level__slug="senior", region__slug="germany")
    assert [band.low for band in in_force] == [140_000]


def test_supersede_notes_who_entered_the_band(person: Callable[..., Any]) -> None:
    somebody = person("add_salaryband")
    band = _supersede(by=somebody)
    assert (band.entered_by, band.entered_at) == (somebody.username, NOW)


def test_supersede_refuses_who_may_not(person: Callable[..., Any]) -> None:
    with pytest.raises(PermissionDenied):
        _supersede(by=person("view_salaryband"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"currency": "USD"}, "currency_mismatch"),
        ({"low": Decimal(185_000)}, "low_above_high"),
        ({"low": Decimal(0)}, "low_above_high"),
        ({"effective_from": date(2025, 12, 31)}, "starts_before_open_band"),
    ],
)
def test_supersede_refuses_and_leaves_the_old_band(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _supersede(**changed)
    assert refused.value.code == code
    assert SalaryBand.objects.open().count() == SalaryBand.objects.count() == 15


def test_close_ends_a_band_and_never_before_it_begins() -> None:
    band = SalaryBand.objects.open().get(level__slug="senior", region__slug="germany")
    assert band_changes.close(band, on=date(2026, 6, 1)).effective_to == date(2026, 6, 1)
    coming = _supersede(effective_from=date(2026, 7, 1))
    assert band_changes.close(coming, on=date(2026, 6, 1)).effective_to == date(2026, 7, 1)
    assert not SalaryBand.objects.in_force(date(2026, 7, 1)).filter(pk=coming.pk).exists()


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"low": 9, "high": 9}, "band_low_is_positive_and_below_high"),
        ({"effective_to": date(2025, 1, 1)}, "band_ends_no_earlier_than_it_begins"),
    ],
)
def test_database_refuses_a_band_that_cannot_be(changed: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        SalaryBand.objects.open().filter(level__slug="senior").update(**changed)


def test_database_refuses_a_second_open_band() -> None:
    band = SalaryBand.objects.open().first()
    assert band is not None
    band.pk = None
    with pytest.raises(IntegrityError):
        band.save(force_insert=True)
