"""The command that reads guides: its report, what it stores, what a second run does."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks import loading
from benchmarks.guides import batches
from benchmarks.guides.importing import Outcome
from benchmarks.guides.packages import package_text
from benchmarks.models import CompanyGuide, GuideProblem, Origin

pytestmark = pytest.mark.usefixtures("empty")

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GUIDE = """### Data Engineer | Acme Labs Global Negotiation Guide

**Negotiation DNA:** RSU of a listed company | **+10-15% DATA PREMIUM**

| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |
|---|---|---|---|---|
| Lisbon | €58K–€75K | €32K–€56K | 10–15% | €71K–€100K |
| Leeds | £60K–£80K | £20K–£40K+ | Discretionary | £65K–£90K+ |

**Level Mapping:** Acme DE = Globex L4 = Initech E4

**Global Levers**
1. **Rare skill:** "I'd like €72K base and a €5K-€8K signing bonus."

> **Negotiate Up Strategy:** "I'm targeting €74K base and €50K+ in RSUs. Globex has an offer at €70K base."
> Accept at €68K+ base.

**Evidence & Sources**
- A survey of spring
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "data-engineer.md").write_text(GUIDE, "utf-8")
    return tmp_path


def _run(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command("import_guides", *args, verbosity=0, stdout=out, **options)
    return out.getvalue()


def test_report_is_the_agreed_object(folder: Path) -> None:
    report = folder / "report.json"
    _run(folder, dry_run=True, report=report)
    said = json.loads(report.read_text("utf-8"))
    assert said["summary"].keys() == {"files", "bands", "problems", "seconds"}
    assert (said["summary"]["files"], said["summary"]["bands"], said["summary"]["problems"]) == (1, 2, 1)
    assert said["files"] == [
        {
            "path": str(folder / "acme" / "data-engineer.md"),
            "company": "Acme Labs",
            "role": "Data Engineer",
            "bands": [
                {"line": 7, "region": "Lisbon", "level": None, "currency": "EUR", "period": "year",
                 "base": [58000, 75000], "equity_4yr": [32000, 56000], "bonus_percent": [10, 15],
                 "bonus_amount": None, "total": [71000, 100000], "amount": None, "amount_kind": None},
                {"line": 8, "region": "Leeds", "level": None, "currency": "GBP", "period": "year",
                 "base": [60000, 80000], "equity_4yr": [20000, None], "bonus_percent": None,
                 "bonus_amount": None, "total": [65000, None], "amount": None, "amount_kind": None},
            ],
            "level_mapping": ["Globex L4", "Initech E4"],
            "levers": [{"title": "Rare skill",
                        "asks": {"currency": "EUR", "base": [72000, 72000], "signing": [5000, 8000]}}],
            "target": {"currency": "EUR", "base": [74000, 74000], "equity_4yr": [50000, None]},
            "floor": {"currency": "EUR", "base": [68000, None]},
            "problems": [{"line": 8, "text": "Discretionary", "reason": "Bonus: words where an amount is expected"}],
        }
    ]  # fmt: skip
    assert not CompanyGuide.objects.exists()


def test_guide_is_stored_with_the_line_and_the_text_of_each_value(folder: Path) -> None:
    assert "new: 1" in _run(folder)
    guide = CompanyGuide.objects.with_parts().get()
    assert (guide.slug, guide.company, guide.role) == ("acme-labs-data-engineer", "Acme Labs", "Data Engineer")
    assert (guide.currency, guide.equity_kind, guide.imported) == ("EUR", "rsu", True)
    assert (guide.premium_name, guide.premium_percent_low, guide.premium_percent_high) == ("DATA", 10, 15)
    assert (guide.summary_line, guide.summary) == (3, "RSU of a listed company | +10-15% DATA PREMIUM")
    assert guide.evidence == [{"line": 19, "text": "A survey of spring"}]
    lisbon, leeds = guide.bands.all()
    assert (lisbon.line, lisbon.base_text, lisbon.equity_text) == (7, "EUR 58,000–75,000", "EUR 32,000–56,000")
    assert lisbon.sources["total"] == {"line": 7, "text": "€71K–€100K"}
    # 58,000 + 32,000 / 4 + 10 % of 58,000 = 71,800, published as 71,000; 75,000 + 14,000 + 7,500 to 11,250
    assert (lisbon.total_check.low and lisbon.total_check.low.difference) == Decimal(-800)
    assert (lisbon.total_check.high and lisbon.total_check.high.difference) == Decimal(0)
    assert lisbon.total_check.agrees is False
    assert (leeds.equity_4yr_low, leeds.equity_4yr_high, leeds.total_high) == (20_000, None, None)
    (lever,) = guide.levers.all()
    assert (lever.line, lever.key, lever.currency) == (13, "rare-skill", "EUR")
    assert lever.ask == {"base": 72000, "signing": 5000, "signing_high": 8000}
    target, floor = guide.positions.all()
    assert (target.kind, target.base, target.equity_4yr) == ("target", 74_000, 50_000)
    assert target.stated == {"base": 74000, "equity_4yr": 50000, "open": ["equity_4yr"]}
    assert (floor.kind, floor.base, floor.stated["open"]) == ("floor", 68_000, ["base"])
    (offer,) = guide.competing_offers.all()
    assert (offer.company, offer.base, offer.currency, offer.line) == ("Globex", 70_000, "EUR", 15)
    (problem,) = GuideProblem.objects.all()
    assert (problem.line, problem.text, problem.reason) == (
        8, "Discretionary", "Bonus: words where an amount is expected",
    )  # fmt: skip


def test_importing_twice_changes_nothing(folder: Path) -> None:
    _run(folder)
    before = list(CompanyGuide.objects.values_list("pk", "fingerprint", "retired_at"))
    assert "unchanged: 1" in _run(folder)
    assert list(CompanyGuide.objects.values_list("pk", "fingerprint", "retired_at")) == before


def test_changed_guide_supersedes(folder: Path) -> None:
    _run(folder)
    (folder / "acme" / "data-engineer.md").write_text(GUIDE.replace("€75K", "€78K"), "utf-8")
    assert "superseded: 1" in _run(folder)
    assert CompanyGuide.objects.count() == 2
    assert CompanyGuide.objects.current().get().bands.first().base_high == 78_000


def test_guide_entered_by_hand_stays(folder: Path) -> None:
    _run(folder)
    CompanyGuide.objects.update(origin=Origin.MANUAL)
    (folder / "acme" / "data-engineer.md").write_text(GUIDE.replace("€75K", "€78K"), "utf-8")
    assert "kept as entered by hand: 1" in _run(folder)
    assert CompanyGuide.objects.get().bands.first().base_high == 75_000


def test_reading_the_reference_files_leaves_imported_guides_alone(folder: Path) -> None:
    _run(folder)
    for _ in range(2):
        loading.load(now=NOW)
        assert CompanyGuide.objects.current().filter(slug="acme-labs-data-engineer").count() == 1


def test_second_file_of_the_same_role_is_told_and_not_stored(folder: Path) -> None:
    (folder / "acme" / "other.md").write_text(GUIDE.replace("€75K", "€78K"), "utf-8")
    for _ in range(2):
        batch = batches.run(batches.find([folder]), dry_run=False, now=NOW)
        assert batch.outcomes[Outcome.TWICE] == 1
        assert batch.report["files"][1]["problems"][-1]["reason"] == "not stored: in another file of the same import"
    assert CompanyGuide.objects.count() == 1


def test_one_bad_file_never_stops_the_rest(folder: Path) -> None:
    (folder / "acme" / "a.md").write_bytes(bytes(range(256)) * 100)
    (folder / "acme" / "b.md").symlink_to(folder / "nowhere.md")
    (folder / "acme" / "c.md").write_text(GUIDE.replace("Lisbon", "L" * 200).replace("Acme Labs", "Globex"), "utf-8")
    batch = batches.run([*batches.find([folder]), folder / "absent.md"], dry_run=False, now=NOW)
    reasons = {Path(one["path"]).name: one["problems"][-1]["reason"] for one in batch.report["files"]}
    assert reasons["a.md"] == "not a text file"
    assert reasons["absent.md"] == "the file cannot be opened: No such file or directory"
    assert reasons["c.md"].startswith("not stored: Ensure this value has at most 120 characters")
    assert [guide.company for guide in CompanyGuide.objects.all()] == ["Acme Labs"]


def test_folder_without_guides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no guide"):
        _run(tmp_path)


def test_package_text_tells_ranges() -> None:
    stated = {"base": 72000, "signing": 5000, "signing_high": 8000, "bonus_amount": 9000, "open": ["base"]}
    assert package_text(stated, "EUR") == "base EUR 72,000+, bonus EUR 9,000, signing bonus EUR 5,000–8,000"
