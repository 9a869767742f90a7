"""What somebody is likely to be offered elsewhere, and how a package compares."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from benchmarks.conversion import Rates
from benchmarks.guide_matches import guides_at, source_of
from benchmarks.models import CompanyGuide, ExchangeRate, GuideBand, GuideLevel, GuidePosition
from benchmarks.packages import Package
from benchmarks.rivals import Compared, Rival, compare, from_guides

D = Decimal
DAY = date(2026, 11, 20)
Queries = Callable[[int], AbstractContextManager[Any]]


def guide(company: str, role: str = "DevOps Engineer", *, levels: tuple[str, ...] = ("Google L5",), **more: Any) -> Any:
    """A guide with a mapping, without bands."""
    made = CompanyGuide.objects.create(
        slug=f"{company}-{role}".casefold().replace(" ", "-"),
        title=f"{company}: {role}",
        company=company,
        role=role,
        currency="USD",
        file=f"guides/{company.casefold()}.md",
        **more,
    )
    GuideLevel.objects.bulk_create(GuideLevel(guide=made, position=at, text=text) for at, text in enumerate(levels))
    return made


def band(made: CompanyGuide, region: str, currency: str = "USD", *, level: str = "", line: int = 9, **more: Any) -> Any:
    more = more or {"total_low": D(200_000), "total_high": D(300_000)}
    return GuideBand.objects.create(guide=made, region=region, level=level, currency=currency, line=line, **more)


def places(rivals: list[Rival]) -> list[tuple[str, str]]:
    return [(rival.name, rival.detail.split(";")[0]) for rival in rivals]


# From the guides -----------------------------------------------------------------------------------------------------
def test_shipped_guides_are_rivals_of_the_level_of_their_mapping(market: None) -> None:
    found = from_guides("senior", "us_remote", role_words="Senior GPU Infrastructure Engineer")
    at = "GPU Cloud Infrastructure Engineer"
    file = "guides/coreweave_gpu_cloud_infrastructure_engineer.toml"
    why = "; this level by “Google L5 Systems Engineer”"
    lines = [rival.source.removeprefix(f"{file}:") for rival in found]
    assert all(line.isdigit() for line in lines)
    assert found == [
        Rival(
            kind="guide",
            name="CoreWeave",
            detail=f"{at}, Remote US{why}",
            currency="USD",
            base=D(223_000),
            base_high=D(281_000),
            equity_4yr=D(345_000),
            equity_high=D(605_000),
            total=D(309_000),
            total_high=D(432_000),
            source=f"{file}:{lines[0]}",
            place="Remote US",
        ),
        Rival(
            kind="guide_target",
            name="CoreWeave",
            detail=f"what candidates are told to aim for: {at}{why}",
            currency="USD",
            base=D(280_000),
            equity_4yr=D(600_000),
            total=D(430_000),
            source=f"{file}:{lines[1]}",
        ),
        Rival(
            kind="guide_floor",
            name="CoreWeave",
            detail=f"below what candidates are told not to go: {at}{why}",
            currency="USD",
            base=D(265_000),
            equity_4yr=D(540_000),
            signing=D(75_000),
            total=D(400_000),
            source=f"{file}:{lines[2]}",
        ),
    ]


def test_hugging_face_is_a_rival_of_the_middle_level(market: None) -> None:
    """Its target names no total: 210K + 220K / 4 = 265K a year, with 25K signing apart."""
    found = from_guides("mid", "us_remote")
    assert [(rival.kind, rival.base, rival.signing, rival.mid_total) for rival in found] == [
        ("guide", D(165_000), None, D(251_500)),
        ("guide", D(160_000), None, D(245_500)),
        ("guide_target", D(210_000), D(25_000), D(265_000)),
        ("guide_floor", D(195_000), None, None),
    ]


def test_other_region_has_other_rows(market: None) -> None:
    assert [(rival.name, rival.currency, rival.total) for rival in from_guides("senior", "uk_netherlands")] == [
        ("CoreWeave", "GBP", D(240_000))
    ]
    paris = from_guides("mid", "germany")
    assert places(paris) == [
        ("Hugging Face", "DevOps Engineer (Enterprise), Paris (same currency, another place)"),
    ]


def test_best_fitting_place_of_a_guide_counts(market: None) -> None:
    two = guide("Adit")
    band(two, "San Francisco")
    band(two, "Remote US")
    band(two, "London", "GBP")
    towns = guide("Bore")
    band(towns, "Seattle")
    band(towns, "Denver")
    band(towns, "London")
    found = from_guides("senior", "us_remote", role_words="DevOps")
    assert places(found)[:3] == [
        ("Adit", "DevOps Engineer, Remote US"),
        ("Bore", "DevOps Engineer, Seattle"),
        ("Bore", "DevOps Engineer, Denver"),
    ]
    assert "London" not in str(found)


def test_rows_with_a_level_of_their_own_count_by_it(market: None) -> None:
    ladder = guide("Cairn", levels=())
    for line, level in enumerate(["Mid (L3-L4)", "Senior (L5)", "Staff+ (L6+)", "L9"], start=7):
        band(ladder, "Austin", level=level, line=line)
    found = [rival for rival in from_guides("senior", "us_remote") if rival.name == "Cairn"]
    assert [(rival.detail, rival.source) for rival in found] == [
        ("DevOps Engineer, Austin; this level by “Senior (L5)”", "guides/cairn.md:8")
    ]


def test_title_is_named_where_nothing_else_says_the_level(market: None) -> None:
    band(guide("Drift", "Staff Platform Engineer", levels=("Render Engineer",)), "Remote US")
    assert [rival.detail for rival in from_guides("staff_principal", "us_remote")] == [
        "Staff Platform Engineer, Remote US; this level by its title"
    ]


def test_nearest_role_comes_first_and_none_is_left_out(market: None) -> None:
    for company, role in [("Aaa", "Data Engineer"), ("Bbb", "Site Reliability Engineer"), ("Ccc", "GPU Engineer")]:
        band(guide(company, role), "Remote US")
    names = [rival.name for rival in from_guides("senior", "us_remote", role_words="GPU Infrastructure Engineer")]
    assert list(dict.fromkeys(names)) == ["CoreWeave", "Ccc", "Bbb", "Aaa"]


def test_only_the_nearest_guides_are_looked_at_when_so_many_are_asked_for(market: None) -> None:
    for company, role in [("Aaa", "Data Engineer"), ("Bbb", "Site Reliability Engineer"), ("Ccc", "GPU Engineer")]:
        band(guide(company, role), "Remote US")
    found = from_guides("senior", "us_remote", role_words="GPU Infrastructure Engineer", most=2)
    assert {rival.name for rival in found} == {"CoreWeave", "Ccc"}
    nearest = guides_at("senior", "GPU Infrastructure Engineer", most=2)
    assert [one.company for one in nearest] == ["CoreWeave", "Ccc"]


def test_open_top_and_single_figures_stay_what_they_are(market: None) -> None:
    made = guide("Ember")
    band(made, "Remote US", total_low=D(500_000), total_high=None)
    band(made, "Remote US", total_low=D(400_000), total_high=D(400_000))
    open_, single = (rival for rival in from_guides("senior", "us_remote") if rival.name == "Ember")
    assert (open_.total, open_.total_high, open_.open_top, open_.mid_total) == (500_000, None, True, 500_000)
    assert (single.total, single.total_high, single.open_top, single.mid_total) == (400_000, None, False, 400_000)


def test_retired_guides_are_no_rivals(market: None) -> None:
    band(guide("Fjord", retired_at=timezone.now()), "Remote US")
    assert "Fjord" not in {rival.name for rival in from_guides("senior", None)}


def test_any_region_is_every_row(market: None) -> None:
    found = from_guides("senior", None)
    assert [rival.currency for rival in found if rival.kind == "guide"] == ["USD", "USD", "GBP"]


def test_unknown_region_is_refused(market: None) -> None:
    with pytest.raises(ValidationError) as refused:
        from_guides("senior", "atlantis")
    assert refused.value.code == "unknown_region"


def test_number_of_queries_does_not_depend_on_the_guides(market: None, django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(6):
        from_guides("senior", "us_remote")
    for company in ("Aaa", "Bbb", "Ccc"):
        made = guide(company)
        band(made, "Remote US")
        band(made, "Austin", level="Senior")
        GuidePosition.objects.create(guide=made, kind="target", currency="USD", base=D(1))
    with django_assert_num_queries(6):
        assert len(from_guides("senior", "us_remote")) == 9
    with django_assert_num_queries(5):
        assert [one.company for one in guides_at("senior") if one.levers.all() is not None] == [
            "Aaa", "Bbb", "Ccc", "CoreWeave",
        ]  # fmt: skip


def test_source_names_folder_file_and_line() -> None:
    assert source_of("/srv/in/coreweave/devops.md", 14) == "coreweave/devops.md:14"
    assert source_of("coreweave.md", 14) == "coreweave.md:14"
    assert source_of("Negotiation guide", None) == "Negotiation guide"
    assert source_of("", 14) == ""


# Compared ------------------------------------------------------------------------------------------------------------
PACKAGE = Package("USD", base=D(265_000), equity_4yr=D(540_000), signing=D(25_000))


def one(package: Package, rival: Rival, rates: Rates | None = None) -> Compared:
    (found,) = compare(package, [rival], rates or Rates(on=DAY))
    return found


def test_package_is_held_against_each_part() -> None:
    rival = Rival("target", "Aims for", "", "USD", base=D(280_000), equity_4yr=D(600_000), total=D(430_000))
    found = one(PACKAGE, rival)
    assert found.difference_base == -15_000
    assert found.difference_equity_4yr == -60_000
    assert found.difference_signing is None
    assert found.difference_total == -30_000
    assert found.clears is False
    assert found.why_not == ""


def test_middle_of_a_range_is_compared() -> None:
    rival = Rival("guide", "CoreWeave", "", "USD", total=D(309_000), total_high=D(432_000))
    assert one(PACKAGE, rival).difference_total == 29_500


def test_discounted_equity_decides_whether_it_clears() -> None:
    """400K at face value, 359.5K at 30 % off: enough for 360K only at face value."""
    package = Package("USD", base=D(265_000), equity_4yr=D(540_000), discount_percent=D(30))
    found = one(package, Rival("floor", "Not below", "", "USD", total=D(360_000)))
    assert (found.difference_total, found.difference_total_valued) == (40_000, D(-500))
    assert found.clears is False


def test_without_a_total_every_named_part_has_to_be_reached() -> None:
    both = Rival("competing", "NVIDIA", "", "USD", base=D(250_000), equity_4yr=D(600_000))
    assert one(PACKAGE, both).clears is False
    assert one(PACKAGE, Rival("floor", "Not below", "", "USD", base=D(195_000))).clears is True
    assert one(PACKAGE, Rival("floor", "Not below", "", "USD", base=D(195_000), signing=D(99_000))).clears is True
    assert one(PACKAGE, Rival("floor", "Not below", "", "USD", signing=D(99_000))).clears is False


def test_nothing_stated_is_not_compared() -> None:
    found = one(PACKAGE, Rival("guide", "Anon", "by the hour", "USD"))
    assert found.clears is None
    assert found.why_not == "Not compared: no amount is stated that can be."


def test_other_currency_is_converted_with_its_rate_in_sight(db: None) -> None:
    ExchangeRate.objects.create(base="EUR", quote="USD", rate=D("1.1"), on=date(2026, 11, 1), source="ECB")
    rival = Rival("competing", "Adyen", "", "EUR", base=D(200_000), total=D(300_000))
    found = one(PACKAGE, rival, Rates.at(DAY))
    assert found.difference_base == 45_000
    assert found.difference_total == 70_000
    assert found.clears is True
    assert found.converted is not None
    assert found.converted.text == "EUR 300,000 = USD 330,000 at 1.1 of 1 Nov 2026, ECB"


def test_without_a_rate_it_says_so() -> None:
    found = one(PACKAGE, Rival("competing", "Adyen", "", "EUR", total=D(300_000)))
    assert (found.difference_total, found.clears, found.converted) == (None, None, None)
    assert found.why_not == "Not compared: no rate from EUR to USD on or before 2026-11-20."


@pytest.mark.usefixtures("db")
def test_figures_of_a_guide_that_stand_for_several_levels_say_so() -> None:
    wide = guide("Wide", levels=("Google L4-L5",))
    band(wide, "Remote US")
    GuidePosition.objects.create(guide=wide, kind="target", currency="USD", total=D(300_000))
    told_apart = guide("Apart", levels=("Google L4-L5",))
    band(told_apart, "Remote US", level="Senior")
    found = [(one.name, one.kind, one.spans, one.spans_text) for one in from_guides("senior", "us_remote")]
    assert [one for one in found if one[0] in ("Apart", "Wide")] == [
        ("Apart", "guide", (), ""),
        ("Wide", "guide", ("mid", "senior"), "mid to senior"),
        ("Wide", "guide_target", ("mid", "senior"), "mid to senior"),
    ]


def test_a_missing_rate_is_named() -> None:
    (compared,) = compare(
        Package("EUR", D(100_000)), [Rival("floor", "Their floor", "", "USD", base=D(1))], Rates(on=DAY)
    )
    assert compared.lacks_rate == ("USD", "EUR")
