"""Which of our levels a level elsewhere corresponds to."""

import pytest

from benchmarks.level_mapping import level_at, level_of, levels_in, levels_of, levels_of_role
from benchmarks.models import CompanyGuide

J, M, S, P, H = "junior", "mid", "senior", "staff_principal", "head_vp"

GOOGLE = {3: J, 4: M, 5: S, 6: P, 7: P, 8: P}
META = {3: J, 4: M, 5: S, 6: P, 7: P, 8: P}
APPLE = {2: J, 3: M, 4: S, 5: P, 6: P}
AMAZON = {4: J, 5: M, 6: S, 7: P}
MICROSOFT = {59: J, 60: J, 61: M, 62: M, 63: S, 64: S, 65: P, 66: P, 67: P, 68: P, 69: P}
NVIDIA = {1: J, 2: M, 3: S, 4: None, 5: P, 6: P}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *((f"Google L{rung}", level) for rung, level in GOOGLE.items()),
        *((f"Meta E{rung}", level) for rung, level in META.items()),
        *((f"E{rung}", level) for rung, level in META.items()),
        *((f"Meta Production Engineer (IC{rung})", level) for rung, level in META.items()),
        *((f"ICT{rung}", level) for rung, level in APPLE.items()),
        *((f"Amazon L{rung} DE", level) for rung, level in AMAZON.items()),
        *((f"Microsoft {rung} SecEng", level) for rung, level in MICROSOFT.items()),
        *((f"Microsoft L{rung}", level) for rung, level in MICROSOFT.items()),
        *((f"NVIDIA IC{rung}", level) for rung, level in NVIDIA.items()),
        ("Amazon SDE I", J),
        ("Amazon SDE II", M),
        ("SDE III at Amazon", S),
        ("AWS Principal Infrastructure Engineer", P),
        ("L5 at Google", S),
        ("E5 SecEng", S),
    ],
)
def test_rung_of_a_large_ladder_has_its_level(text: str, level: str | None) -> None:
    assert level_of(text) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Junior Engineer", J),
        ("Mid-level", M),
        ("Mid (L3-L4)", M),
        ("Senior (L5)", S),
        ("Sr. SRE", S),
        ("NVIDIA Senior Infrastructure Engineer", S),
        ("Staff+ (L6+)", P),
        ("Senior Staff Engineer", P),
        ("Principal+ (L5+)", P),
        ("Staff / Principal Security Engineer", P),
        ("Distinguished Engineer", P),
        ("Head of Infrastructure", H),
        ("VP Engineering", H),
        ("Senior Director", H),
    ],
)
def test_word_names_its_level(text: str, level: str) -> None:
    assert level_of(text) == level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Databricks DevOps Engineer",
        "L5",  # whose ladder?
        "Stripe L3",
        "Etsy E2",
        "Etsy E5",
        "Grafana IC4",
        "Google L2",
        "Cloudflare SWE III",
        "Engineering Manager",
        "Senior Engineering Manager",  # a manager's ladder is not ours
        "Meta M1",
        "Lead Engineer",
        "Member of Technical Staff",
        "Chief of Staff",
        "Senior Associate Engineer",
        "Chargebee SWE/Senior",
        "VP at BofA",
        "Goldman Sachs Vice President Platform",
        "JPMorgan Executive Director Infra",
        "Microsoft $63K",
        "Microsoft 65,000",
    ],
)
def test_what_says_no_level_has_none(text: str) -> None:
    assert levels_in(text) == ()
    assert level_of(text) is None


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Google L4-L5 ML", (M, S)),
        ("Google L4–L6", (M, S, P)),
        ("Meta IC4-5", (M, S)),
        ("Microsoft 62–64", (M, S)),
        ("Amazon SDE II–III", (M, S)),
        ("Senior-Principal SecEng at Amazon", (S, P)),
        ("L4-L5 at Google, E4-E5 at Meta", (M, S)),
        ("Google/Amazon L5", (M, S)),
    ],
)
def test_span_over_several_levels_is_ambiguous(text: str, levels: tuple[str, ...]) -> None:
    assert levels_in(text) == levels
    assert level_of(text) is None


def test_span_within_a_level_is_clear() -> None:
    assert level_of("Microsoft 63–64") == S
    assert level_of("Google L6-L7") == P


def test_word_beats_no_number_silently() -> None:
    assert level_of("Google L4 Senior") is None
    assert level_of("Senior Engineer at Amazon, L5") is None
    assert level_of("Microsoft Senior SDE (L63)") == S
    assert level_of("Google L4-L5 Senior") == S


def test_row_of_a_companys_own_ladder_is_read_with_its_name() -> None:
    assert level_at("Wiz (Google)", "Mid (L3-L4)") == M
    assert level_at("Meta", "IC5") == S
    assert level_at("Stripe", "L3") is None
    assert level_at("Goldman Sachs", "Vice President") is None
    assert level_at("Render", "Director (M3)") == H


def test_role_is_at_the_levels_that_its_comparisons_name() -> None:
    mapping = ["Google L4-L5 SRE", "Meta Production Eng E4-E5", "AWS DevOps"]
    assert levels_of_role("DevOps Engineer", mapping) == {M: "Google L4-L5 SRE", S: "Google L4-L5 SRE"}


def test_single_outlier_makes_no_level() -> None:
    mapping = ["Google DE L3-L4", "Meta DE E4", "Amazon DE L5"]
    assert levels_of_role("Data Engineer", mapping) == {M: "Google DE L3-L4"}


def test_comparison_counts_before_the_title() -> None:
    assert levels_of_role("Staff Software Engineer", ["Google L5", "Meta E5"]) == {S: "Google L5"}
    assert levels_of_role("Staff Software Engineer", ["Redfin Engineer"]) == {P: "Staff Software Engineer"}
    assert levels_of_role("Software Engineer", []) == {}


def test_of_a_ladder_only_the_lines_of_the_role_count() -> None:
    ladder = ["L4 = Software Engineer", "L5 = Senior Software Engineer", "L6 = Staff Software Engineer"]
    assert levels_of_role("Senior Software Engineer", ladder) == {S: "L5 = Senior Software Engineer"}
    own = ["ML Engineer (P3) = Google L4", "Senior ML Engineer (P4) = Google L5"]
    assert levels_of_role("ML Engineer", own) == {M: "ML Engineer (P3) = Google L4"}


def test_vice_presidents_of_banks_make_no_head_of_an_engineer() -> None:
    mapping = ["Data Engineer (Associate/VP) = Goldman Sachs VP", "Data Engineer (Associate/VP) = Deutsche Bank VP"]
    assert levels_of_role("Data Engineer", mapping) == {}


def test_shipped_guides_are_at_the_levels_of_their_mapping(market: None) -> None:
    """CoreWeave: four of five say senior, the AWS “Principal” alone says otherwise. Hugging Face: L4 and E4."""
    found = {guide.company: levels_of(guide) for guide in CompanyGuide.objects.current().with_parts()}
    assert found == {"CoreWeave": {S: "Google L5 Systems Engineer"}, "Hugging Face": {M: "Google L4 SRE"}}
