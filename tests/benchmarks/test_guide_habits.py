"""Habits of those who write guides: how they announce levels, a target, a floor; what their tables leave unsaid."""

from typing import Any

import pytest

from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report

TITLE = "### Software Engineer | Datadog Global Negotiation Guide\n\n"
BY_LEVEL = (
    "| Level | New York (USD) | London (GBP £) |\n|---|---|---|\n"
    "| Senior (L5) | $200,000–$265,000 | £80,000–£112,000 |\n"
)
FULL = "| Region | Base | Equity (4yr) | Bonus | Total |\n|---|---|---|---|---|\n"


def report(text: str, title: str = TITLE) -> dict[str, Any]:
    return file_report("x.md", read((title + text).encode()))


def up(text: str) -> dict[str, Any]:
    return report(f"> **Negotiate Up Strategy:** {text}\n")


@pytest.mark.parametrize(
    ("above", "below", "kind"),
    [
        (
            "**Negotiation DNA:** High Base | RSU over four years",
            "*Total compensation includes base salary and RSU grants.*",
            "total",
        ),
        ("**Negotiation DNA:** Base + RSU", "*Figures show total annual compensation.*", "total"),
        ("**Negotiation DNA:** engineers extend the customer base of the firm", "", "unspecified"),
        ("**Negotiation DNA:** Base + RSU", "*Ranges are all-in annual pay.*", "total"),
        ("**Negotiation DNA:** Base + RSU", "*The ranges are base salary only.*", "base"),
        ("### Base salary by level", "", "base"),
        ("### Total compensation by level", "", "total"),
    ],
)
def test_the_kind_of_an_amount_is_what_is_said_of_the_table(above: str, below: str, kind: str) -> None:
    bands = report(f"{above}\n\n{BY_LEVEL}\n{below}\n")["bands"]
    assert [band["amount_kind"] for band in bands] == [kind, kind]


def test_a_blank_place_goes_on_with_the_one_above() -> None:
    text = (
        "| Region | Level | Base | Total |\n|---|---|---|---|\n"
        "| Paris | Mid | €60K–€70K | €75K |\n| | Senior | €80K–€90K | €110K |\n"
    )
    assert [(band["region"], band["level"]) for band in report(text)["bands"]] == [
        ("Paris", "Mid"),
        ("Paris", "Senior"),
    ]


@pytest.mark.parametrize("above", ["#### United Kingdom (GBP)", "**United Kingdom (GBP)**"])
def test_the_heading_of_a_table_names_its_place(above: str) -> None:
    table = "| Level | Base | Total |\n|---|---|---|\n| L4 | 80K–105K | 100K–140K |\n"
    (band,) = report(f"{above}\n\n{table}")["bands"]
    assert (band["region"], band["currency"]) == ("United Kingdom", "GBP")
    (band,) = report(f"#### Compensation (GBP)\n\n{table}")["bands"]
    assert (band["region"], band["currency"]) == (None, "GBP")


def test_the_currency_of_a_row_is_that_of_its_column_or_of_its_other_cells() -> None:
    text = "| Region | Currency | Base | Total Comp |\n|---|---|---|---|\n| Dublin | EUR | 95,000–120,000 | 126,000 |\n"
    (band,) = report(text)["bands"]
    assert (band["currency"], band["base"], band["total"]) == ("EUR", [95_000, 120_000], [126_000, 126_000])
    text = "| Region | Base (USD) | Bonus | Total |\n|---|---|---|---|\n| NYC | 180K–220K | 10% | 258K–322K |\n"
    (band,) = report(text)["bands"]
    assert (band["currency"], band["total"]) == ("USD", [258_000, 322_000])
    text = "| Region | Base (£/€/$) | Total |\n|---|---|---|\n| London (GBP) | 95K–125K | £110K–£155K |\n"
    (band,) = report(text)["bands"]
    assert (band["currency"], band["base"]) == ("GBP", [95_000, 125_000])


def test_cash_beside_stock_is_no_level() -> None:
    told = report("| Geo | Cash | Stock | OTE |\n|---|---|---|---|\n| US | $180K–$220K | $200K–$320K | $300K |\n")
    (band,) = told["bands"]
    assert (band["level"], band["equity_4yr"], band["base"]) == (None, [200_000, 320_000], None)
    assert {problem["text"] for problem in told["problems"]} == {"$180K–$220K", "$300K"}


def test_marks_of_footnotes_are_no_part_of_a_place() -> None:
    text = FULL + "| NYC\\* | $180K | — | 10% | $200K |\n| LA <sup>1</sup> | $170K | — | 10% | $190K |\n"
    assert [band["region"] for band in report(text)["bands"]] == ["NYC", "LA"]


def test_pay_for_a_month_is_told_in_other_languages_too() -> None:
    (band,) = report(FULL + "| São Paulo | R$ 25.000–R$ 35.000/mês | — | 10% | — |\n")["bands"]
    assert (band["period"], band["base"]) == ("month", [25_000, 35_000])


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("Datadog SWE (IC3) = Google L5 = Meta E5", ["Google L5", "Meta E5"]),
        ("Datadog L5 = Google L5 = Meta E5", ["Google L5", "Meta E5"]),
        ("Senior L5 = Google L5", ["Google L5"]),
        ("Google L5 = Meta E5 = Uber 5a", ["Google L5", "Meta E5", "Uber 5a"]),
        ("IC3 → Google L5 / Meta E5", ["Google L5", "Meta E5"]),
        ("Google L5 | Meta E5", ["Google L5", "Meta E5"]),
        ("L4 = Google L4 = Meta E4; L5 = Google L5", ["L4 = Google L4", "L4 = Meta E4", "L5 = Google L5"]),
        ("IC3 = Google L4 | IC4 = Google L5", ["IC3 = Google L4", "IC4 = Google L5"]),
        (
            "L3 (Mid) = Google L4, Meta E4; L4 (Senior) = Google L5",
            ["L3 (Mid) = Google L4", "L3 (Mid) = Meta E4", "L4 (Senior) = Google L5"],
        ),
    ],
)
def test_levels_elsewhere(line: str, levels: list[str]) -> None:
    assert report(f"**Level Mapping:** {line}\n")["level_mapping"] == levels


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Increase the RSU grant from $200K to $260K over 4 years.", {"equity_4yr": [260_000, 260_000]}),
        ("Could we move base from $185K to $205K?", {"base": [205_000, 205_000]}),
        ("I'd like base in the range of $185K to $205K.", {"base": [185_000, 205_000]}),
        ("I'd like $220K base, $150K annual equity.", {"base": [220_000, 220_000], "equity_4yr": [600_000, 600_000]}),
        ("I'd like €105,000 base with €80,000 VSOP.", {"base": [105_000, 105_000], "equity_4yr": [80_000, 80_000]}),
        ("I'd also like a $60K sign-on bonus.", {"signing": [60_000, 60_000]}),
    ],
)
def test_what_a_lever_asks_for(text: str, asks: dict[str, list[int]]) -> None:
    (lever,) = report(f'### Lever 1: Reach\n"{text}"\n')["levers"]
    assert {name: value for name, value in lever["asks"].items() if name != "currency"} == asks


def test_a_refresher_is_no_part_of_the_grant() -> None:
    told = report('### Lever 1: Reach\n"I\'d like an annual refresher of $50K in RSUs starting Year 2."\n')
    assert told["levers"][0]["asks"] == {}
    assert "asked for, without saying of what" in [one["reason"] for one in told["problems"]]


def test_levers_are_numbered_headings_as_well() -> None:
    text = '## Negotiation Levers\n\n### 1. Process mining scarcity\n"I\'d like $240K base."\n\n### 2. Reach\nNone.\n'
    told = report(text)["levers"]
    assert [lever["title"] for lever in told] == ["Process mining scarcity", "Reach"]
    assert told[0]["asks"]["base"] == [240_000, 240_000]


@pytest.mark.parametrize(
    "least",
    [
        "My minimum is $310K TC.",
        "Don't go below $310K TC.",
        "Decline anything under $310K TC.",
        "I would not sign for less than $310K TC.",
        "I'll walk at anything below $310K TC.",
        "Minimum acceptable: $310K TC.",
        "Reservation price: $310K TC.",
    ],
)
def test_what_is_the_least(least: str) -> None:
    told = up(f"I'm targeting $350K TC. {least}")
    assert (told["target"]["total"], told["floor"]) == (
        [350_000, 350_000],
        {"currency": "USD", "total": [310_000, 310_000]},
    )


def test_a_target_that_is_named_so_is_not_the_figure_to_open_with() -> None:
    told = up("Anchor at $420K TC. Target: $390K TC. Floor: $350K TC.")
    assert (told["target"]["total"], told["floor"]["total"]) == ([390_000, 390_000], [350_000, 350_000])


def test_an_amount_in_a_second_currency_is_told() -> None:
    told = up("I'm targeting £120K base and $180K RSUs over 4 years.")
    assert told["target"] == {"currency": "GBP", "base": [120_000, 120_000]}
    assert "an amount in USD beside others in GBP, left aside" in [one["reason"] for one in told["problems"]]


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [
        (
            "### Engineering Manager, Platform @ ManageEngine — Negotiation Guide (2026 Edition)",
            "ManageEngine",
            "Engineering Manager, Platform",
        ),
        ("# Data Engineer — Acme (Updated Feb 2026)", "Acme", "Data Engineer"),
        (
            '---\ncompany: "Booz Allen Hamilton"\nrole: "Sr. Data Engineer, Cloud"\n---\n# Guide',
            "Booz Allen Hamilton",
            "Sr. Data Engineer, Cloud",
        ),
    ],
)
def test_titles(title: str, company: str, role: str) -> None:
    told = report("\n\nText.\n", title)
    assert (told["company"], told["role"]) == (company, role)


def test_a_place_stands_behind_the_word_for_what_is_paid_there() -> None:
    table = "| Level | Base | Total |\n|---|---|---|\n| Senior | £95K–£125K | £150K |\n"
    (band,) = report(f"#### Compensation Benchmarks — London\n\n{table}")["bands"]
    assert band["region"] == "London"
    for heading in ("Compensation — 2026", "Compensation — Senior Engineers", "Pay: base and bonus", "Snapshot:"):
        assert report(f"#### {heading}\n\n{table}")["bands"][0]["region"] is None


def test_a_level_beside_low_and_high_is_kept() -> None:
    rows = "| London | Senior | £95,000 | £125,000 |\n| | Staff | £125,000 | £160,000 |\n"
    bands = report(f"| Region | Level | Low | High |\n|---|---|---|---|\n{rows}")["bands"]
    assert [(band["region"], band["level"], band["amount"]) for band in bands] == [
        ("London", "Senior", [95_000, 125_000]),
        ("London", "Staff", [125_000, 160_000]),
    ]
    (band,) = report("| Region | Low | High |\n|---|---|---|\n| London | £95,000 | £125,000 |\n")["bands"]
    assert (band["region"], band["level"]) == ("London", None)


def test_a_note_says_that_figures_are_thousands() -> None:
    table = "| Region | Base | Bonus | Total |\n|---|---|---|---|\n| NYC | $150–$180 | 10% | $200K |\n"
    for text in (f"{table}\n*All figures in thousands of USD.*\n", f"#### Compensation (in thousands, USD)\n\n{table}"):
        (band,) = report(text)["bands"]
        assert (band["base"], band["bonus_percent"], band["total"]) == ([150_000, 180_000], [10, 10], [200_000] * 2)


def test_figures_in_thousands_may_be_rows_of_parts_as_well() -> None:
    rows = "| Base | 95–120 | 150–180 |\n| Bonus | 10% | 15% |\n| Total | 110–140 | 180–220 |\n"
    text = f"| Component | London (GBP) | Austin (USD) |\n|---|---|---|\n{rows}\n*All figures in thousands.*\n"
    assert [(band["region"], band["currency"], band["base"], band["total"]) for band in report(text)["bands"]] == [
        ("London", "GBP", [95_000, 120_000], [110_000, 140_000]),
        ("Austin", "USD", [150_000, 180_000], [180_000, 220_000]),
    ]


def test_rows_are_places_under_headings_that_are_all_levels() -> None:
    text = "| | Mid (L3) | Senior (L4) |\n|---|---|---|\n| San Francisco (USD) | $150K–$180K | $180K–$230K |\n"
    bands = report(f"{text}\nBase salary only.\n")["bands"]
    assert [(band["region"], band["level"], band["amount_kind"]) for band in bands] == [
        ("San Francisco", "Mid (L3)", "base"),
        ("San Francisco", "Senior (L4)", "base"),
    ]


def test_levers_are_counted_headings_with_something_to_say() -> None:
    text = "".join(f'**{n}. Reach {n}**\nProse.\n> *"I\'d like ${n}00K base."*\n\n' for n in (1, 2, 3))
    assert [lever["asks"]["base"] for lever in report(text)["levers"]] == [[100_000] * 2, [200_000] * 2, [300_000] * 2]
    assert report(text.replace('"', "")).get("levers") == []


def test_a_strategy_counts_before_a_script() -> None:
    script = '- **Negotiation Script:** "I would like $210K in RSUs over four years."\n\n'
    told = report(script + "> **Negotiate Up Strategy:** Target $285K total comp, anchoring base at $200K+.\n")
    assert told["target"] == {"currency": "USD", "total": [285_000, 285_000], "base": [200_000, None]}


def test_what_others_pay_is_not_asked_for() -> None:
    told = up("Target £62K–£90K TC. Anchor against Revolut Security (£65K–£85K base).")
    assert told["target"] == {"currency": "GBP", "total": [62_000, 90_000]}
