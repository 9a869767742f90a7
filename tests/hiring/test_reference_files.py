"""What the files of hiring say is what the database holds; people's own rows stay."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.reference import ReferenceFileError
from hiring import reference_files
from hiring.models import (
    ChecklistPoint,
    LandscapeCategory,
    MarketFact,
    RoleScope,
    SlaPolicy,
    SourcingChannel,
    WorkCalendar,
)
from hiring.working_time import public_holidays

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)

AS_BEFORE = [
    "role scopes: 0 new, 0 changed, 0 retired, 3 as before",
    "landscape categories: 0 new, 0 changed, 0 retired, 8 as before",
    "sourcing channels: 0 new, 0 changed, 0 retired, 6 as before",
    "checklist points: 0 new, 0 changed, 0 retired, 10 as before",
    "market facts: 0 new, 0 changed, 0 retired, 14 as before",
    "work calendars: 0 new, 0 changed, 0 retired, 25 as before",
    "SLA policy: version 1",
    "roles: 6",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], int]:
    """Replaces a text in a copy of the files, which the loader then reads; answers the line."""
    folder = Path(shutil.copytree(reference_files.DATA, tmp_path / "data"))
    monkeypatch.setattr(reference_files, "DATA", folder)

    def replace(name: str, before: str, after: str) -> int:
        text = (folder / name).read_text()
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1))
        return text[: text.index(before)].count("\n") + 1

    return replace


def test_load_a_second_time_changes_nothing() -> None:
    models = (RoleScope, LandscapeCategory, SourcingChannel, ChecklistPoint, MarketFact, WorkCalendar, SlaPolicy)
    before = [list(model.objects.values()) for model in models]
    assert reference_files.load(now=NOW) == AS_BEFORE
    assert [list(model.objects.values()) for model in models] == before


def test_load_brings_figures_exactly() -> None:
    fact = MarketFact.objects.get(slug="talent_pool_1000_gpu_people_below")
    assert (fact.low, fact.high, fact.bound, fact.unit) == (Decimal(5000), Decimal(5000), "below", "people")
    assert all(fact.source for fact in MarketFact.objects.all())


def test_load_brings_the_checklist_in_its_order() -> None:
    points = ChecklistPoint.objects.values_list("number", "slug")
    assert list(points) == [
        (1, "scope"),
        (2, "gpu_fleet"),
        (3, "workload"),
        (4, "salary_range"),
        (5, "serving_stack"),
        (6, "panel"),
        (7, "process"),
        (8, "success_metrics"),
        (9, "infrastructure_budget"),
        (10, "onboarding"),
    ]


def test_load_writes_what_changed_in_a_file(edit: Callable[[str, str, str], int]) -> None:
    edit("landscape.toml", '"TGI"', '"TGI 4"')
    assert reference_files.load(now=NOW)[1] == "landscape categories: 0 new, 1 changed, 0 retired, 7 as before"
    assert LandscapeCategory.objects.get(slug="llm_serving").leaders == ["vLLM", "NVIDIA Triton", "TGI 4"]


def test_load_retires_what_left_a_file_and_brings_it_back(edit: Callable[[str, str, str], int]) -> None:
    edit("sourcing_channels.toml", 'slug = "hpc"', 'slug = "supercomputing"')
    assert reference_files.load(now=NOW)[2] == "sourcing channels: 1 new, 0 changed, 1 retired, 5 as before"
    assert SourcingChannel.objects.get(slug="hpc").retired_at == NOW
    edit("sourcing_channels.toml", 'slug = "supercomputing"', 'slug = "hpc"')
    assert reference_files.load(now=NOW)[2] == "sourcing channels: 0 new, 1 changed, 1 retired, 5 as before"
    assert SourcingChannel.objects.get(slug="hpc").retired_at is None


def test_load_leaves_a_row_taken_over_by_hand(edit: Callable[[str, str, str], int]) -> None:
    scope = RoleScope.objects.get(slug="mlops")
    scope.eur_low = Decimal(95000)
    scope.take_over()
    scope.save()
    edit("role_scopes.toml", "eur_low = 90000", "eur_low = 91000")
    line = "role scopes: 0 new, 0 changed, 0 retired, 2 as before, 1 left as entered by hand"
    assert reference_files.load(now=NOW)[0] == line
    assert RoleScope.objects.get(slug="mlops").eur_low == Decimal(95000)


def test_load_refuses_an_unknown_field_with_file_and_line_and_writes_nothing(
    edit: Callable[[str, str, str], int],
) -> None:
    edit("role_scopes.toml", "eur_low = 90000", "eur_low = 91000")
    line = edit("market_facts.toml", "as_of", "as_off")
    with pytest.raises(ReferenceFileError) as refused:
        reference_files.load(now=NOW)
    assert refused.value.code == "reference_file"
    assert f"market_facts.toml:{line}: unknown field “as_off”, did you mean “as_of”?" in str(refused.value)
    assert RoleScope.objects.get(slug="mlops").eur_low == Decimal(90000)


def test_load_brings_calendars_with_their_week() -> None:
    israel, bavaria = (WorkCalendar.objects.get(slug=slug) for slug in ("israel", "germany_bavaria"))
    assert (israel.days, israel.opens, israel.closes) == ([6, 0, 1, 2, 3], time(9), time(18))
    assert (bavaria.country, bavaria.subdivision, bavaria.origin) == ("DE", "BY", "reference")


def test_every_calendar_has_public_holidays_in_the_coming_years() -> None:
    for calendar in WorkCalendar.objects.exclude(country=""):
        for year in range(NOW.year, NOW.year + 4):
            assert len(public_holidays(calendar.country, calendar.subdivision, year)) >= 8, (calendar, year)


def test_load_leaves_a_calendar_taken_over_by_hand(edit: Callable[[str, str, str], int]) -> None:
    france = WorkCalendar.objects.get(slug="france")
    france.opens = time(8)
    france.take_over()
    france.save()
    edit("calendars.toml", 'country = "FR"', 'country = "BE"')
    line = "work calendars: 0 new, 0 changed, 0 retired, 24 as before, 1 left as entered by hand"
    assert reference_files.load(now=NOW)[5] == line
    assert WorkCalendar.objects.get(slug="france").country == "FR"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('country = "FR"', 'country = "XX"', "No public holidays are known for “XX”"),
        (
            'subdivision = "BY"',
            'subdivision = "XY"',
            "“XY” is no part of DE with holidays of its own; write one of BB,",
        ),
        ("days = [6, 0, 1, 2, 3]", "days = [7, 0, 1, 2, 3]", "Write the working days as a list"),
        ("opens = 09:00:00", "opens = 19:00:00", "It has to open before it closes."),
        ("opens = 09:00:00", 'opens = "nine"', "opens"),
    ],
)
def test_load_refuses_a_calendar_that_cannot_be(
    before: str, after: str, told: str, edit: Callable[[str, str, str], int]
) -> None:
    edit("calendars.toml", before, after)
    with pytest.raises(ReferenceFileError) as refused:
        reference_files.load(now=NOW)
    assert "calendars.toml:" in str(refused.value)
    assert told in str(refused.value)
