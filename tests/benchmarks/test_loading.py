"""The shipped files are usable; reading them again changes nothing; what changed supersedes."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchmarks import band_changes, bands, loading
from benchmarks.models import CompanyGuide, GuideBand, Level, Origin, Premium, Region, SalaryBand
from benchmarks.reference import ReferenceFileError

JUNE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
NOTHING_NEW = [
    "levels: 0 new, 0 changed, 0 retired, 5 as before",
    "regions: 0 new, 0 changed, 0 retired, 3 as before",
    "salary bands: 0 new, 0 changed, 0 retired, 15 as before",
    "premiums: 0 new, 0 changed, 0 retired, 7 as before",
    "company guides: 0 new, 0 changed, 0 retired, 2 as before",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may change."""
    return Path(shutil.copytree(loading.DATA, tmp_path / "data"))


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


SENIOR_GERMANY = 'level = "senior"\nregion = "germany"\ncurrency = "EUR"\nlow = 130_000'


def test_load_answers_what_it_did(empty: None) -> None:
    assert loading.load(now=JUNE) == [
        "levels: 5 new, 0 changed, 0 retired, 0 as before",
        "regions: 3 new, 0 changed, 0 retired, 0 as before",
        "salary bands: 15 new, 0 changed, 0 retired, 0 as before",
        "premiums: 7 new, 0 changed, 0 retired, 0 as before",
        "company guides: 2 new, 0 changed, 0 retired, 0 as before",
    ]


def test_load_again_changes_nothing(market: None) -> None:
    assert loading.load(now=JUNE) == NOTHING_NEW


def test_load_supersedes_a_band_that_changed(market: None, folder: Path) -> None:
    _edit(folder / "bands.toml", SENIOR_GERMANY, SENIOR_GERMANY.replace("130", "135"))
    assert loading.load(now=JUNE, folder=folder)[2] == "salary bands: 0 new, 1 changed, 0 retired, 14 as before"
    assert bands.quote("senior", "germany", date(2026, 5, 31)).low == 130_000
    assert bands.quote("senior", "germany", date(2026, 6, 1)).low == 135_000
    assert loading.load(now=JUNE, folder=folder) == NOTHING_NEW


def test_load_supersedes_from_the_date_that_the_file_announces(market: None, folder: Path) -> None:
    path = folder / "bands.toml"
    path.write_text(path.read_text().replace("effective_from = 2026-01-01", "effective_from = 2027-01-01"))
    assert loading.load(now=JUNE, folder=folder)[2] == "salary bands: 0 new, 15 changed, 0 retired, 0 as before"
    assert bands.quote("senior", "germany", date(2026, 12, 31)).effective_from == date(2026, 1, 1)
    assert bands.quote("senior", "germany", date(2027, 1, 1)).effective_from == date(2027, 1, 1)
    assert loading.load(now=JUNE, folder=folder) == NOTHING_NEW


def test_load_ends_a_band_that_left_the_file(market: None, folder: Path) -> None:
    path = folder / "bands.toml"
    first, _junior, *others = path.read_text().split("\n[[band]]\n")
    path.write_text("\n[[band]]\n".join([first, *others]))
    assert loading.load(now=JUNE, folder=folder)[2] == "salary bands: 0 new, 0 changed, 1 retired, 14 as before"
    assert SalaryBand.objects.get(level__slug="junior", region__slug="germany").effective_to == date(2026, 6, 1)


def test_load_leaves_a_band_that_people_entered(market: None, folder: Path) -> None:
    band_changes.supersede(
        level=Level.objects.get(slug="senior"),
        region=Region.objects.get(slug="germany"),
        currency="EUR",
        low=140_000,
        high=185_000,
        source="Own survey",
        effective_from=date(2026, 4, 1),
        by=None,
        now=JUNE,
    )
    _edit(folder / "bands.toml", SENIOR_GERMANY, SENIOR_GERMANY.replace("130", "135"))
    answer = "salary bands: 0 new, 0 changed, 0 retired, 14 as before, 1 left as entered by hand"
    assert loading.load(now=JUNE, folder=folder)[2] == answer
    assert bands.quote("senior", "germany", date(2026, 7, 1)).low == 140_000


def test_load_supersedes_a_guide_that_changed(market: None, folder: Path) -> None:
    _edit(folder / "guides" / "hugging_face_devops_engineer.toml", "base = 195_000", "base = 196_000")
    assert loading.load(now=JUNE, folder=folder)[4] == "company guides: 0 new, 1 changed, 0 retired, 1 as before"
    old, new = CompanyGuide.objects.filter(company="Hugging Face").order_by("id")
    assert (old.retired_at, new.retired_at, old.slug == new.slug) == (JUNE, None, True)
    assert [guide.positions.get(kind="floor").base for guide in (old, new)] == [195_000, 196_000]
    assert loading.load(now=JUNE, folder=folder) == NOTHING_NEW


def test_load_takes_a_moved_guide_for_the_same(market: None, folder: Path) -> None:
    path = folder / "guides" / "hugging_face_devops_engineer.toml"
    path.write_text("# one more line\n" + path.read_text())
    assert loading.load(now=JUNE, folder=folder) == NOTHING_NEW


def test_load_leaves_guides_to_people_and_retires_what_left(market: None, folder: Path) -> None:
    CompanyGuide.objects.filter(company="CoreWeave").update(origin=Origin.MANUAL)
    for path in (folder / "guides").iterdir():
        path.unlink()
    assert loading.load(now=JUNE, folder=folder)[4] == "company guides: 0 new, 0 changed, 1 retired, 0 as before"
    assert [guide.company for guide in CompanyGuide.objects.current()] == ["CoreWeave"]


def test_load_knows_the_lines_of_a_guide(market: None) -> None:
    path = loading.DATA / "guides" / "hugging_face_devops_engineer.toml"
    lines = path.read_text().splitlines()
    guide = CompanyGuide.objects.get(company="Hugging Face")
    assert (guide.file, guide.line) == ("benchmarks/data/guides/hugging_face_devops_engineer.toml", 4)
    band = GuideBand.objects.get(guide=guide, region="Paris")
    assert band.line is not None
    assert lines[band.line - 1 : band.line + 1] == ["[[guide.band]]", 'region = "Paris"']


@pytest.mark.usefixtures("empty")
def test_load_names_the_mistakes_of_all_files_and_writes_nothing(folder: Path) -> None:
    _edit(folder / "levels.toml", "years_min = 0", 'years_min = "none"')
    _edit(folder / "regions.toml", 'title = "Germany"', 'titel = "Germany"')
    _edit(folder / "guides" / "coreweave_gpu_cloud_infrastructure_engineer.toml", "[232_000, 290_000]", "[290, 232]")
    with pytest.raises(ReferenceFileError) as refused:
        loading.load(now=JUNE, folder=folder)
    assert [str(problem) for problem in refused.value.problems] == [
        "coreweave_gpu_cloud_infrastructure_engineer.toml:31: “base”: "
        "should run from the lower to the higher figure, not from 290 to 232.",
        "levels.toml:6: “years_min” should be a valid integer, not 'none'.",
        "regions.toml:3: the field “title” is missing; it must be given here.",
        "regions.toml:5: unknown field “titel”, did you mean “title”? Known here: slug, title, currency.",
    ]
    assert not Level.objects.exists()


@pytest.mark.usefixtures("empty")
def test_load_names_bands_that_do_not_fit_the_other_files(folder: Path) -> None:
    _edit(folder / "bands.toml", 'level = "junior"\nregion = "germany"', 'level = "junio"\nregion = "germany"')
    _edit(folder / "bands.toml", 'region = "uk_netherlands"\ncurrency = "GBP"', 'region = "uk"\ncurrency = "GBP"')
    _edit(folder / "bands.toml", 'currency = "USD"\nlow = 130_000', 'currency = "EUR"\nlow = 830_000')
    with pytest.raises(ReferenceFileError) as refused:
        loading.load(now=JUNE, folder=folder)
    assert [str(problem) for problem in refused.value.problems] == [
        "bands.toml:9: there is no level “junio” in levels.toml; known: head_vp, junior, mid, senior, staff_principal.",
        "bands.toml:18: there is no region “uk” in regions.toml; known: germany, uk_netherlands, us_remote.",
        "bands.toml:27: “low” 830000 should lie below “high” 160000.",
        "bands.toml:27: “us_remote” pays in USD, not in EUR.",
    ]


@pytest.mark.usefixtures("empty")
def test_load_tells_the_line_of_what_the_database_would_refuse(folder: Path) -> None:
    _edit(folder / "premiums.toml", 'currency = "USD"\n', "")
    with pytest.raises(ReferenceFileError, match=r"premiums\.toml:19: Amounts need their currency\."):
        loading.load(now=JUNE, folder=folder)
    assert not Level.objects.exists()
    assert not Premium.objects.exists()
