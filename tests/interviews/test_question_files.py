"""Reading the question files: new versions for changed texts, nothing for unchanged ones, hands off what is manual."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.reference import ReferenceFileError
from interviews import question_bank, question_files
from interviews.models import Question

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to be edited."""
    return Path(shutil.copytree(question_files.QUESTIONS, tmp_path / "questions"))


def _edit(folder: Path, name: str, before: str, after: str) -> int:
    """Replace the first occurrence and return its line."""
    path = folder / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


def test_load_brings_every_shipped_question() -> None:
    assert Question.objects.current().count() == 68
    depths = {"fundamentals": "f", "intermediate": "i", "advanced": "a"}
    for depth, letter in depths.items():
        samples = Question.objects.current().filter(slug__startswith=f"seed-{letter}-")
        assert {question.depth for question in samples} == {depth}
        assert samples.count() == 4


def test_load_a_second_time_changes_nothing() -> None:
    before = list(Question.objects.values())
    assert question_files.load(now=NOW) == ["questions: 0 new, 0 changed, 0 retired, 68 as before"]
    assert list(Question.objects.values()) == before


def test_load_makes_a_version_of_a_changed_question(folder: Path) -> None:
    asked = Question.objects.get(slug="seed-f-01")
    _edit(folder, "seed_samples.toml", "Walk me down", "Take me down")
    assert question_files.load(now=NOW, folder=folder) == ["questions: 0 new, 1 changed, 0 retired, 67 as before"]
    former, new = Question.objects.filter(slug="seed-f-01").order_by("version")
    assert (former.pk, former.prompt, former.retired_at) == (asked.pk, asked.prompt, NOW)
    assert (new.version, new.origin, new.retired_at) == (2, "reference", None)
    assert new.prompt.startswith("Take me down")
    assert [one.code for one in new.competencies.all()] == ["R1.5"]
    assert question_files.load(now=LATER, folder=folder) == ["questions: 0 new, 0 changed, 0 retired, 68 as before"]


def test_load_changes_a_review_date_in_place(folder: Path) -> None:
    _edit(folder, "seed_samples.toml", "reviewed_on = 2026-11-21", "reviewed_on = 2026-11-30")
    assert question_files.load(now=NOW, folder=folder) == ["questions: 0 new, 1 changed, 0 retired, 67 as before"]
    (question,) = Question.objects.filter(slug="seed-f-01")
    assert str(question.reviewed_on) == "2026-11-30"


def test_load_retires_what_left_the_files_and_brings_it_back_as_a_new_version(folder: Path) -> None:
    (folder / "vllm.toml").unlink()
    assert question_files.load(now=NOW, folder=folder) == ["questions: 0 new, 0 changed, 3 retired, 65 as before"]
    left = Question.objects.filter(slug="vllm-f-01")
    assert [question.retired_at for question in left] == [NOW]
    assert question_files.load(now=LATER) == ["questions: 0 new, 3 changed, 0 retired, 65 as before"]
    assert [(one.version, one.retired_at) for one in left.order_by("version")] == [(1, NOW), (2, None)]


def test_load_leaves_edited_and_retired_questions_to_the_people_who_did_it(folder: Path) -> None:
    edited = Question.objects.get(slug="seed-f-01")
    edited.prompt = "Our own wording?"
    question_bank.revise(edited, competencies=list(edited.competencies.all()), by=None, now=NOW)
    question_bank.retire(Question.objects.get(slug="seed-f-02"), by=None, now=NOW)
    _edit(folder, "seed_samples.toml", "Walk me down", "Take me down")
    assert question_files.load(now=LATER, folder=folder) == [
        "questions: 0 new, 0 changed, 0 retired, 66 as before, 2 left as entered by hand"
    ]
    assert Question.objects.current().get(slug="seed-f-01").prompt == "Our own wording?"
    assert not Question.objects.current().filter(slug="seed-f-02").exists()


def test_load_names_every_mistake_with_its_line_and_writes_nothing(folder: Path) -> None:
    field = _edit(folder, "seed_samples.toml", 'language = "en"', 'tongue = "en"')
    _edit(folder, "seed_samples.toml", "Walk me down", "Take me down")
    with pytest.raises(ReferenceFileError) as refused:
        question_files.load(now=NOW, folder=folder)
    (problem,) = refused.value.problems
    assert str(problem).startswith(f"seed_samples.toml:{field}: unknown field “tongue”")
    assert list(Question.objects.filter(slug="seed-f-01").values_list("version", flat=True)) == [1]


def test_load_refuses_names_that_nothing_has_and_answers_that_cannot_be_judged(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[[questions]]\nslug = "own-01"\nskill = "knitting"\ndepth = "advanced"\nrounds = ["screening"]\n'
        'competencies = ["R9.9"]\nminutes = 5\nprompt = "Why?"\nstrong_answer = ["Because.", "Therefore."]\n'
        'weak_answer = []\nfollow_ups = ["And then?"]\nsources = []\n'
    )
    with pytest.raises(ReferenceFileError) as refused:
        question_files.load(now=NOW, folder=tmp_path)
    first, second, third = (str(problem) for problem in refused.value.problems)
    assert first.startswith("own.toml:1: there is no competency “R9.9”; known: R1.1, R1.2, ")
    assert second.startswith("own.toml:1: there is no skill “knitting”; known: capacity_planning_multi_tenancy, ")
    assert third == "own.toml:1: “weak_answer”: Say what a weak answer looks like."
    assert Question.objects.current().count() == 68
