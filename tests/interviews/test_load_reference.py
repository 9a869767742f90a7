"""The command that loads every reference file: all or nothing, any number of times."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

import hiring.models
import interviews.models
from benchmarks.models import CompanyGuide, Level, Premium, Region, SalaryBand
from interviews import question_files, reference_files

MODELS: tuple[type[Model], ...] = (
    Level,
    Region,
    SalaryBand,
    Premium,
    CompanyGuide,
    *(getattr(hiring.models, name) for name in ("RoleScope", "LandscapeCategory", "SourcingChannel")),
    *(getattr(hiring.models, name) for name in ("ChecklistPoint", "MarketFact", "SlaPolicy")),
    *(getattr(interviews.models, name) for name in ("Domain", "Skill", "RoundGuide", "Competency", "Anchor")),
    *(getattr(interviews.models, name) for name in ("FlagDefinition", "Question")),
)

pytestmark = pytest.mark.django_db


def _load() -> list[str]:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue().splitlines()


def _rows() -> list[list[dict[str, object]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reference files of interviews as a copy, which the command then reads."""
    folder = Path(shutil.copytree(reference_files.DATA, tmp_path / "data"))
    monkeypatch.setitem(reference_files.load.__kwdefaults__, "folder", folder)
    monkeypatch.setitem(question_files.load.__kwdefaults__, "folder", folder / "questions")
    return folder


def test_load_reference_a_second_time_changes_nothing() -> None:
    before = _rows()
    lines = _load()
    assert _rows() == before
    assert [line for line in lines if "new" in line and ": 0 new, 0 changed, 0 retired, " not in line] == []
    assert lines[0] == "levels: 0 new, 0 changed, 0 retired, 5 as before"
    assert lines[-1] == "questions: 0 new, 0 changed, 0 retired, 68 as before"


def test_load_reference_fills_an_empty_database() -> None:
    interviews.models.Question.objects.all().delete()
    for model in reversed(MODELS):
        model._default_manager.all().delete()
    assert "competencies: 26 new, 0 changed, 0 retired, 0 as before" in _load()
    assert _load()[-1] == "questions: 0 new, 0 changed, 0 retired, 68 as before"


def test_load_reference_names_every_mistake_and_writes_nothing(data: Path) -> None:
    rounds, questions = data / "rounds.toml", data / "questions" / "vllm.toml"
    rounds.write_text(rounds.read_text().replace("minutes_min", "minutes_least", 1))
    questions.write_text(questions.read_text().replace("minutes = ", "hours = ", 1))
    skills = data / "skills.toml"
    skills.write_text(skills.read_text().replace("CUDA & GPU Programming", "CUDA", 1))
    Level.objects.filter(slug="junior").update(title="Changed")
    before = _rows()
    with pytest.raises(CommandError) as refused:
        _load()
    lines = str(refused.value).splitlines()
    assert lines[0] == "Nothing was loaded:"
    assert [line.partition(": ")[0].rpartition(":")[0] for line in lines[1:]] == ["rounds.toml"] * 2 + ["vllm.toml"] * 2
    assert "unknown field “minutes_least”" in str(refused.value)
    assert _rows() == before


def test_load_reference_says_what_a_question_needs_when_nothing_else_could_be_read(data: Path) -> None:
    for model in (interviews.models.Question, interviews.models.Skill):
        model.objects.all().delete()
    (data / "skills.toml").write_text('[[skills]]\nslug = "vllm"\n')
    with pytest.raises(CommandError) as refused:
        _load()
    assert "skills.toml:1: the field “title” is missing" in str(refused.value)
    assert "needs skills and competencies, and there are none yet." in str(refused.value)
    assert "there is no skill" not in str(refused.value)


def test_load_reference_leaves_rows_entered_or_taken_over_by_hand_alone() -> None:
    skill = interviews.models.Skill.objects.get(slug="vllm")
    skill.title = "Our serving"
    skill.take_over()
    skill.save()
    hiring.models.SourcingChannel.objects.create(slug="meetup", title="The local meetup", evidence="Talks.")
    lines = _load()
    assert "skills: 0 new, 0 changed, 0 retired, 15 as before, 1 left as entered by hand" in lines
    assert interviews.models.Skill.objects.get(slug="vllm").title == "Our serving"
    assert hiring.models.SourcingChannel.objects.current().get(slug="meetup").origin == "manual"


def test_show_stages_prints_the_table_of_moves() -> None:
    out = StringIO()
    call_command("show_stages", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:3] == ["stateDiagram-v2", "    [*] --> applied", "    applied --> screening"]
    assert "    offer --> hired" in lines
    assert "    withdrawn --> [*]" in lines
