"""Rows of files reach the database under their slugs: new, changed, retired, or left to people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import reference
from benchmarks.models import Level, Origin, Region
from benchmarks.reference import Counts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("empty")


@reference.row
class LevelRow(reference.Row):
    slug: str
    title: str
    years_min: int | None = None
    years_max: int | None = None


def _bring(folder: Path, *titles: str, now: datetime = NOW, **more: int) -> Counts:
    text = "".join(f'[[level]]\nslug = "{title.lower()}"\ntitle = "{title}"\n' for title in titles)
    path = folder / "levels.toml"
    path.write_text(text + "".join(f"{name} = {value}\n" for name, value in more.items()))
    return reference.upsert(
        Level, reference.read(path, "level", LevelRow), fields=("title", "years_min", "years_max"), now=now
    )


def test_upsert_creates_in_the_order_of_the_file_once(tmp_path: Path) -> None:
    assert _bring(tmp_path, "B", "A") == Counts(created=2)
    assert list(Level.objects.values_list("slug", "position", "origin")) == [
        ("b", 1, "reference"),
        ("a", 2, "reference"),
    ]
    assert _bring(tmp_path, "B", "A") == Counts(unchanged=2)


def test_upsert_changes_what_the_file_changed(tmp_path: Path) -> None:
    _bring(tmp_path, "A", "B")
    assert _bring(tmp_path, "A", "B", years_min=3) == Counts(updated=1, unchanged=1)
    assert Level.objects.get(slug="b").years_min == 3


def test_upsert_retires_what_left_and_takes_back_what_returned(tmp_path: Path) -> None:
    _bring(tmp_path, "A", "B")
    assert _bring(tmp_path, "A", now=LATER) == Counts(unchanged=1, retired=1)
    assert Level.objects.get(slug="b").retired_at == LATER
    assert [level.slug for level in Level.objects.current()] == ["a"]
    assert _bring(tmp_path, "A") == Counts(unchanged=1)
    assert _bring(tmp_path, "A", "B") == Counts(unchanged=1, updated=1)
    assert Level.objects.get(slug="b").retired_at is None


def test_upsert_leaves_rows_entered_by_hand(tmp_path: Path) -> None:
    Level.objects.create(slug="a", title="Mine")
    Level.objects.create(slug="x", title="Mine too")
    assert _bring(tmp_path, "A", "B") == Counts(created=1, manual=1)
    assert list(Level.objects.order_by("slug").values_list("slug", "title", "retired_at")) == [
        ("a", "Mine", None),
        ("b", "B", None),
        ("x", "Mine too", None),
    ]


def test_upsert_leaves_a_row_that_people_took_over(tmp_path: Path) -> None:
    _bring(tmp_path, "A")
    level = Level.objects.get(slug="a")
    level.title = "Changed here"
    level.take_over()
    level.save()
    assert _bring(tmp_path, "A") == Counts(manual=1)
    assert (level.origin, Level.objects.get(slug="a").title) == (Origin.MANUAL, "Changed here")


def test_upsert_refuses_with_the_lines_of_the_file_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(reference.ReferenceFileError) as refused:
        _bring(tmp_path, "A", "B" * 251, years_min=8, years_max=5)
    assert [str(problem) for problem in refused.value.problems] == [
        "levels.toml:4: The lower end lies above the upper end.",
        "levels.toml:4: “slug”: Ensure this value has at most 120 characters (it has 251).",
        "levels.toml:4: “title”: Ensure this value has at most 250 characters (it has 251).",
    ]
    assert not Level.objects.exists()


def test_upsert_takes_values_from_a_function(tmp_path: Path) -> None:
    (tmp_path / "levels.toml").write_text('[[level]]\nslug = "de"\ntitle = "Germany"\n')
    rows = reference.read(tmp_path / "levels.toml", "level", LevelRow)
    counts = reference.upsert(Region, rows, fields=lambda row: {"title": row.title, "currency": "EUR"}, now=NOW)
    assert counts.summary("regions") == "regions: 1 new, 0 changed, 0 retired, 0 as before"
    assert Region.objects.get(slug="de").currency == "EUR"
