"""A survey comes in whole or not at all; the same again changes nothing, another file supersedes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from benchmarks.models import Survey, SurveyRow
from benchmarks.surveys import importing
from benchmarks.surveys.importing import Imported, Outcome
from benchmarks.surveys.mistakes import SurveyFileError
from tests.benchmarks.survey_files import JUNIOR, SENIOR, csv_of, row, xlsx_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = date(2026, 4, 1)


def bring(content: bytes, **asked: Any) -> Imported:
    given = {"file": "pay.csv", "name": "Kestrel", "effective_on": DAY, "by": None, "now": NOW, **asked}
    return importing.bring(content, **given)


def kept() -> list[tuple[Any, ...]]:
    return list(SurveyRow.objects.values_list("survey__name", "survey__effective_on", "line", "level__slug", "p50"))


def test_survey_is_kept_with_where_it_comes_from() -> None:
    found = bring(csv_of(SENIOR, JUNIOR), file="C:/desk/pay.csv")
    assert (found.outcome, found.rows, found.before) == (Outcome.NEW, 2, 0)
    assert found.text == "Kestrel, 2026-04-01: 2 rows, a new edition."
    survey = Survey.objects.get()
    assert (survey.name, survey.effective_on, survey.file) == ("Kestrel", DAY, "pay.csv")
    assert (survey.imported_at, survey.imported_by, len(survey.fingerprint)) == (NOW, "", 64)
    assert kept() == [
        ("Kestrel", DAY, 2, "senior", Decimal(140_000)),
        ("Kestrel", DAY, 3, "junior", Decimal(70_000)),
    ]


def test_same_survey_again_changes_nothing() -> None:
    """Also in another order, as another kind of file, with other commas, under a name in other capitals."""
    first = bring(csv_of(SENIOR, JUNIOR))
    rows = list(SurveyRow.objects.values())
    again = xlsx_of(JUNIOR, row(p25="120,000", p50="140000.00"))
    found = bring(again, name=" kestrel ", now=datetime(2026, 6, 1, tzinfo=UTC))
    assert (found.outcome, found.survey, found.rows) == (Outcome.UNCHANGED, first.survey, 2)
    assert list(SurveyRow.objects.values()) == rows
    assert Survey.objects.get().imported_at == NOW


def test_other_rows_for_the_same_day_supersede() -> None:
    bring(csv_of(SENIOR, JUNIOR))
    found = bring(csv_of(row(p50="141000")), file="pay2.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    assert (found.outcome, found.rows, found.before) == (Outcome.SUPERSEDES, 1, 2)
    assert kept() == [("Kestrel", DAY, 2, "senior", Decimal(141_000))]
    assert (Survey.objects.get().file, Survey.objects.get().imported_at.month) == ("pay2.csv", 6)


def test_another_day_or_name_is_another_edition() -> None:
    bring(csv_of(SENIOR))
    bring(csv_of(SENIOR), effective_on=date(2027, 4, 1))
    bring(csv_of(SENIOR), name="Heron")
    assert [str(survey) for survey in Survey.objects.all()] == [
        *("Heron, 2026-04-01", "Kestrel, 2027-04-01", "Kestrel, 2026-04-01")
    ]


def test_one_wrong_row_keeps_everything_out() -> None:
    bring(csv_of(SENIOR))
    before = kept()
    for name in ("Kestrel", "Heron"):
        with pytest.raises(SurveyFileError):
            bring(csv_of(JUNIOR, row(p50="140K")), name=name)
    assert (kept(), Survey.objects.count()) == (before, 1)


def test_dry_run_stores_nothing() -> None:
    found = bring(csv_of(SENIOR), dry_run=True)
    assert (found.outcome, found.survey) == (Outcome.NEW, None)
    assert found.text == "Kestrel, 2026-04-01: 1 row, a new edition. Nothing was stored: this was a dry run."
    assert not Survey.objects.exists()
    bring(csv_of(SENIOR))
    found = bring(csv_of(JUNIOR), dry_run=True)
    assert (found.outcome, kept()[0][3]) == (Outcome.SUPERSEDES, "senior")


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"name": " "}, "name", "no_name"),
        ({"name": "a\x00b"}, "name", "no_name"),
        ({"name": "x" * 121}, "name", "name_too_long"),
        ({"effective_on": date(1999, 12, 31)}, "effective_on", "effective_on_out_of_range"),
        ({"effective_on": date(2027, 5, 6)}, "effective_on", "effective_on_out_of_range"),
    ],
)
def test_survey_needs_a_name_and_a_day(asked: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        bring(csv_of(SENIOR), **asked)
    assert [error.code for error in refused.value.error_dict[field]] == [code]


def test_survey_is_brought_in_by_those_who_may(person: Callable[..., Any]) -> None:
    with pytest.raises(PermissionDenied):
        bring(csv_of(SENIOR), by=person("view_survey"))
    assert not Survey.objects.exists()
    user = person("add_survey")
    bring(csv_of(SENIOR), by=user)
    assert Survey.objects.get().imported_by == user.username


def test_as_many_questions_for_many_rows(django_assert_num_queries: Any) -> None:
    """Levels, regions, savepoint, name, edition, new edition, old rows (3), origin, again, rows, savepoint."""
    names = [row(role=f"Role {number}") for number in range(40)]
    with django_assert_num_queries(14) as few:
        bring(csv_of(SENIOR))
    with django_assert_num_queries(len(few)):
        bring(csv_of(*names), name="Heron")


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("import_survey", *arguments, stdout=out)
    return out.getvalue()


def test_command_brings_in_a_survey(tmp_path: Path) -> None:
    file = tmp_path / "pay.csv"
    file.write_bytes(csv_of(SENIOR))
    asked = (str(file), "--name", "Kestrel", "--effective-on", "2026-04-01")
    dry = command(*asked, "--dry-run")
    assert dry == "Kestrel, 2026-04-01: 1 row, a new edition. Nothing was stored: this was a dry run.\n"
    assert command(*asked) == "Kestrel, 2026-04-01: 1 row, a new edition.\n"
    assert command(*asked) == "Kestrel, 2026-04-01: 1 row, nothing to do: the same rows are here already.\n"
    assert Survey.objects.get().file == "pay.csv"


def test_command_tells_every_mistake(tmp_path: Path) -> None:
    file = tmp_path / "pay.csv"
    file.write_bytes(csv_of(row(p25="120K"), row(role="Other", level="")))
    with pytest.raises(CommandError) as refused:
        command(str(file), "--name", "Kestrel", "--effective-on", "2026-04-01")
    assert str(refused.value) == (
        "pay.csv:2: p25 “120K”: write the figure in full: 120000.\n"
        "pay.csv:3: level: a level must be given. Known here: junior, mid, senior, staff_principal, head_vp.\n"
        "2 mistakes, nothing was stored."
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--name", "Kestrel"), "--effective-on"),
        (("--name", "Kestrel", "--effective-on", "1.4.2026"), "is no day: write 2026-04-01"),
        (("--name", " ", "--effective-on", "2026-04-01"), "Give the survey a name"),
        (("--name", "Kestrel", "--effective-on", "1926-04-01"), "lies between 2000-01-01"),
    ],
)
def test_command_says_what_it_needs(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    file = tmp_path / "pay.csv"
    file.write_bytes(csv_of(SENIOR))
    with pytest.raises(CommandError, match=told):
        command(str(file), *arguments)


def test_command_says_that_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        command(str(tmp_path / "none.csv"), "--name", "Kestrel", "--effective-on", "2026-04-01")


def test_command_writes_the_template(tmp_path: Path) -> None:
    for name in ("t.csv", "t.xlsx"):
        assert command(str(tmp_path / name), "--template") == f"{name} is written.\n"
        with pytest.raises(CommandError, match="is there already"):
            command(str(tmp_path / name), "--template")
    with pytest.raises(CommandError, match=r"ends in \.csv or \.xlsx"):
        command(str(tmp_path / "t.ods"), "--template")
