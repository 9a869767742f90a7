"""The reader held against real guides, where their folders stand beside the project."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report
from tests.benchmarks.guide_counter import pay_rows, read_values

SHARED = Path(__file__).parents[3] / "shared"
GUIDES = sorted((SHARED / "guides").rglob("*.md"))
SEEDS = [SHARED / "seeds" / "000_f2e8721b16282405.txt", SHARED / "seeds" / "001_379ab9ca10bbffb5.txt"]

needs_guides = pytest.mark.skipif(not GUIDES, reason="the guides are not here")
needs_seeds = pytest.mark.skipif(not all(path.exists() for path in SEEDS), reason="the seed guides are not here")


@needs_guides
def test_rows_become_bands_or_problems_and_amounts_are_read() -> None:
    rows = told = cells = right = 0
    for path in GUIDES:
        content = path.read_bytes()
        guide = read(content)
        lines = {one.line for one in guide.problems} | {
            source.line for band in guide.bands for source in band.sources.values()
        }
        for row in pay_rows(content.decode()):
            rows += 1
            told += row.line in lines
            values = read_values(guide.bands, row.line)
            for text, printed in row.cells:
                cells += 1
                missing = printed - values
                right += not missing or ("+" in text and missing == {max(printed)})
    assert rows > 300
    assert told / rows >= 0.99, f"{told} of {rows} rows"
    assert right / cells >= 0.97, f"{right} of {cells} cells"


@needs_guides
def test_every_real_guide_names_company_and_role_and_pay() -> None:
    for path in GUIDES:
        guide = read(path.read_bytes())
        assert (bool(guide.company), bool(guide.role), bool(guide.bands)) == (True, True, True), path.parent.name


def _cells(old: str, new: str) -> Callable[[str], str]:
    def rewrite(text: str) -> str:
        lines = text.split("\n")
        return "\n".join(
            re.sub(old, new, line) if line.startswith("|") and "--" not in line else line for line in lines
        )

    return rewrite


REWRITINGS: dict[str, Callable[[str], str]] = {
    "small k": _cells(r"(\d)K\b", r"\1k"),
    "whole units": _cells(r"(\d+)K\b", r"\1,000"),
    "dollars of the US": _cells(r"(?<![A-Za-z])\$", "US$"),
    "code for sign": _cells(r"£(\d)", r"GBP \1"),
    "sign behind": _cells(r"€(\d[\d,.]*)([KM]?)", r"\1\2 €"),
    "lakh": _cells(r"₹(\d[\d.]*)L\b", r"INR \1 lakh"),
    "bold": _cells(r"(?<=\| )([^|]*\d[^|]*?)(?= \|)", r"**\1**"),
    "link": _cells(r"(?<=\| )([^|\[]*\d[^|]*?)(?= \|)", r"[\1](https://example.com/)"),
    "footnote": _cells(r"(?<=\d[KML%]) \|", "* |"),
    "line ends": lambda text: text.replace("\n", "\r\n"),
}


@needs_guides
@pytest.mark.parametrize("name", REWRITINGS)
def test_another_way_to_write_the_same_is_read_alike(name: str) -> None:
    for path in GUIDES:
        text = path.read_text("utf-8")
        rewritten = REWRITINGS[name](text)
        assert rewritten == text or _bands(rewritten) == _bands_of(path), path.parent.name


@cache
def _bands_of(path: Path) -> list[dict[str, Any]]:
    return _bands(path.read_text("utf-8"))


def _bands(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = file_report("x", read(text.encode()))["bands"]
    return found


def _seed(number: int) -> dict[str, Any]:
    return file_report("seed", read(SEEDS[number].read_bytes()))


def _rows(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("line", "region", "currency", "base", "equity_4yr", "bonus_percent", "total")
    return [tuple(band[name] for name in names) for band in report["bands"]]


@needs_seeds
def test_every_figure_of_the_first_seed_guide_comes_back() -> None:
    report, guide = _seed(0), read(SEEDS[0].read_bytes())
    assert (report["company"], report["role"]) == ("CoreWeave", "GPU Cloud Infrastructure Engineer")
    assert _rows(report) == [
        (7, "NYC / Roseland NJ", "USD", [232_000, 290_000], [345_000, 605_000], None, [318_000, 441_000]),
        (8, "Remote US", "USD", [223_000, 281_000], [345_000, 605_000], None, [309_000, 432_000]),
        (9, "London", "GBP", [175_000, 218_000], [260_000, 456_000], None, [240_000, 332_000]),
    ]
    assert report["level_mapping"] == [
        "Google L5 Systems Engineer", "AWS Principal Infrastructure Engineer", "Meta E5 Infrastructure Engineer",
        "NVIDIA Senior Infrastructure Engineer", "Apple ICT4 Systems Engineer",
    ]  # fmt: skip
    assert [lever["asks"] for lever in report["levers"]] == [
        {"currency": "USD", "equity_4yr": [600_000, None]},
        {},
        {"currency": "USD", "total": [430_000, None], "equity_4yr": [600_000, 600_000]},
        {"currency": "USD", "signing": [75_000, 75_000], "acceleration": "double_trigger", "acceleration_percent": 100,
         "acceleration_months": 12, "refresh_percent": 100},
    ]  # fmt: skip
    (held,) = guide.levers[2].holding
    assert (held.companies, held.parts) == (("NVIDIA", "Google", "AWS", "Meta"), {"total": (480_000, None)})
    assert report["target"] == {
        "currency": "USD", "total": [430_000, 430_000], "base": [280_000, 280_000], "equity_4yr": [600_000, 600_000],
    }  # fmt: skip
    assert report["floor"] == {
        "currency": "USD", "total": [400_000, 400_000], "base": [265_000, 265_000], "equity_4yr": [540_000, 540_000],
        "signing": [75_000, 75_000], "acceleration": "double_trigger", "refresh_percent": 100,
    }  # fmt: skip
    assert [(one.companies, one.parts) for one in guide.competing] == [
        (("NVIDIA",), {"total": (470_000, 470_000)}),
        (("Google",), {"total": (490_000, 490_000)}),
    ]
    facts = guide.facts
    assert (facts.equity_kind, facts.signature_role) == ("pre_ipo", True)
    assert (facts.premium_name, facts.premium_percent) == ("HPC", (20, 30))
    assert (facts.average_total, facts.top_decile_total) == ((295_000, 295_000), (420_000, None))
    assert (facts.valuation, facts.scarcity_people_below) == ((35_000_000_000, None), 500)


@needs_seeds
def test_every_figure_of_the_second_seed_guide_comes_back() -> None:
    report, guide = _seed(1), read(SEEDS[1].read_bytes())
    assert (report["company"], report["role"]) == ("Hugging Face Enterprise", "DevOps Engineer")
    assert _rows(report) == [
        (7, "San Francisco", "USD", [165_000, 215_000], [120_000, 225_000], [5, 10], [213_000, 290_000]),
        (8, "New York", "USD", [160_000, 210_000], [120_000, 225_000], [5, 10], [208_000, 283_000]),
        (9, "Paris", "EUR", [140_000, 183_000], [102_000, 191_000], [5, 10], [181_000, 247_000]),
    ]
    assert report["level_mapping"] == [
        "Google L4 SRE", "Databricks DevOps Engineer", "NVIDIA Infrastructure Engineer", "Meta Production Engineer E4",
    ]  # fmt: skip
    assert [lever["asks"] for lever in report["levers"]] == [
        {"currency": "USD", "base": [210_000, 210_000], "equity_4yr": [220_000, 220_000]},
        {"currency": "USD", "base": [215_000, 215_000]},
        {"currency": "USD", "base": [210_000, 210_000], "equity_4yr": [220_000, 220_000]},
        {"currency": "USD", "base": [210_000, 210_000], "signing": [25_000, 25_000]},
    ]
    offers = [
        (("NVIDIA",), {"base": (210_000, 210_000), "equity_4yr": (250_000, 250_000)}),
        (("Databricks",), {"base": (205_000, 205_000), "equity_4yr": (230_000, 230_000)}),
    ]
    assert [(one.companies, one.parts) for one in guide.levers[2].holding] == offers
    assert [(one.companies, one.parts) for one in guide.competing] == offers
    assert report["target"] == {
        "currency": "USD", "base": [210_000, 210_000], "equity_4yr": [220_000, 220_000], "signing": [25_000, 25_000],
    }  # fmt: skip
    assert report["floor"] == {"currency": "USD", "base": [195_000, 195_000]}
    assert (guide.facts.equity_kind, guide.facts.signature_role) == ("rsu_growth_stage", False)
