"""What the files say about domains, skills, rounds, competencies and flags is what the database holds."""

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.reference import ReferenceFileError
from interviews import reference_files
from interviews.models import Anchor, Competency, Domain, FlagDefinition, RoundGuide, Skill

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to be edited."""
    return Path(shutil.copytree(reference_files.DATA, tmp_path / "data"))


def _edit(folder: Path, name: str, before: str, after: str) -> int:
    """Replace the first occurrence and return its line."""
    path = folder / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


def _refusals(folder: Path) -> list[str]:
    with pytest.raises(ReferenceFileError) as refused:
        reference_files.load(now=NOW, folder=folder)
    return [str(problem) for problem in refused.value.problems]


AS_BEFORE = [
    "domains: 0 new, 0 changed, 0 retired, 4 as before",
    "skills: 0 new, 0 changed, 0 retired, 16 as before",
    "rounds: 0 new, 0 changed, 0 retired, 4 as before",
    "competencies: 0 new, 0 changed, 0 retired, 26 as before",
    "anchors: 0 new, 0 changed, 0 retired, 104 as before",
    "flags: 0 new, 0 changed, 0 retired, 36 as before",
    "links to domains and competencies: 0 changed",
]


def test_load_a_second_time_changes_nothing() -> None:
    models = (Domain, Skill, RoundGuide, Competency, Anchor, FlagDefinition)
    before = [list(model.objects.values()) for model in models]
    assert reference_files.load(now=NOW) == AS_BEFORE
    assert [list(model.objects.values()) for model in models] == before


def test_load_brings_competencies_with_four_anchors_each() -> None:
    rounds = Counter(Competency.objects.values_list("round", flat=True))
    assert rounds == {"screening": 6, "take_home": 7, "live_debugging": 7, "scale_architecture": 6}
    for competency in Competency.objects.prefetch_related("anchors", "domains"):
        assert [anchor.level for anchor in competency.anchors.all()] == [1, 2, 3, 4]
        assert competency.domains.all()
        assert competency.must_have == (competency.minimum > 0)


def test_load_brings_flags_with_what_must_not_trigger_them() -> None:
    assert Counter(FlagDefinition.objects.values_list("colour", flat=True)) == {"green": 18, "red": 18}
    assert not FlagDefinition.objects.filter(evidence="").exists()
    assert not FlagDefinition.objects.filter(not_evidence="").exists()
    flag = FlagDefinition.objects.get(code="G01")
    assert {one.code for one in flag.competencies.all()} == {"R1.5", "R3.1"}
    assert [one.slug for one in flag.domains.all()] == ["observability_cost"]


def test_load_keeps_a_rounds_tables_as_plain_rows() -> None:
    screening = RoundGuide.objects.get(slug="screening")
    assert screening.scenario[0] == {
        "key": "model",
        "value": "70B",
        "unit": "parameters",
        "note": "The model whose training cluster is to be designed.",
    }
    assert [slot["minutes"] for slot in screening.plan] == [5, 20, 5]


def test_load_writes_a_changed_anchor_and_a_changed_link(folder: Path) -> None:
    _edit(folder, "competencies.toml", "Confuses what NVLink", "Mixes up what NVLink")
    _edit(folder, "competencies.toml", 'domains = ["gpu_cluster"]', 'domains = ["model_serving"]')
    lines = reference_files.load(now=NOW, folder=folder)
    assert lines[3:5] == [AS_BEFORE[3], "anchors: 0 new, 1 changed, 0 retired, 103 as before"]
    assert lines[-1] == "links to domains and competencies: 1 changed"
    competency = Competency.objects.get(code="R1.1")
    assert competency.anchors.get(level=1).text.startswith("Mixes up what NVLink")
    assert [domain.slug for domain in competency.domains.all()] == ["model_serving"]


def test_load_leaves_a_competency_taken_over_by_hand_with_its_anchors_and_links(folder: Path) -> None:
    competency = Competency.objects.get(code="R1.1")
    competency.anchors.filter(level=1).update(text="Our own wording.")
    competency.domains.clear()
    competency.take_over()
    competency.save()
    _edit(folder, "competencies.toml", "Confuses what NVLink", "Mixes up what NVLink")
    lines = reference_files.load(now=NOW, folder=folder)
    assert lines[3] == "competencies: 0 new, 0 changed, 0 retired, 25 as before, 1 left as entered by hand"
    assert lines[4] == "anchors: 0 new, 0 changed, 0 retired, 100 as before, 4 left as entered by hand"
    assert competency.anchors.get(level=1).text == "Our own wording."
    assert not competency.domains.exists()


def test_load_retires_what_left_its_file(folder: Path) -> None:
    text = (folder / "flags.toml").read_text()
    (folder / "flags.toml").write_text(text[: text.rindex("[[flags]]")])
    assert reference_files.load(now=NOW, folder=folder)[5] == "flags: 0 new, 0 changed, 1 retired, 35 as before"
    assert FlagDefinition.objects.get(code="F18").retired_at == NOW
    assert FlagDefinition.objects.current().count() == 35


def test_load_names_the_mistakes_of_all_files_and_writes_nothing(folder: Path) -> None:
    _edit(folder, "domains.toml", "Model Serving at Scale", "Serving")
    field = _edit(folder, "rounds.toml", "candidate_note = ", "candidate_notes = ")
    level = _edit(folder, "competencies.toml", '3 = """', '5 = """')
    severity = _edit(folder, "flags.toml", 'severity = "notable"', 'severity = "grave"')
    domain = _edit(folder, "skills.toml", 'domain = "gpu_cluster"', 'domain = "gpu"')
    skill = (folder / "skills.toml").read_text().splitlines().index("[[skills]]") + 1
    assert domain > skill
    problems = _refusals(folder)
    assert {problem.partition(": ")[0] for problem in problems} == {
        f"competencies.toml:{level}",
        f"flags.toml:{severity}",
        "rounds.toml:6",
        f"rounds.toml:{field}",
        f"skills.toml:{skill}",
    }
    assert any("unknown field “candidate_notes”, did you mean “candidate_note”?" in problem for problem in problems)
    assert any("there is no domain “gpu”" in problem for problem in problems)
    assert Domain.objects.get(slug="model_serving").title == "Model Serving at Scale"


def test_load_refuses_a_competency_without_all_four_anchors(folder: Path) -> None:
    text = (folder / "competencies.toml").read_text()
    begins = text.index("1 = ")
    (folder / "competencies.toml").write_text(text[:begins] + text[text.index("2 = ") :])
    (problem,) = _refusals(folder)
    assert problem.endswith("each of the levels 1, 2, 3 and 4 needs its text.")


def test_load_refuses_a_must_have_without_a_minimum(folder: Path) -> None:
    _edit(folder, "competencies.toml", "must_have = false", "must_have = true")
    (problem,) = _refusals(folder)
    assert problem == "competencies.toml:4: a must-have, and nothing else, has a “minimum” above 0."


def test_load_refuses_a_code_that_belongs_to_a_row_entered_by_hand(folder: Path) -> None:
    Competency.objects.create(slug="ours", code="R1.7", title="Ours", round="screening")
    _edit(folder, "competencies.toml", 'code = "R1.6"', 'code = "R1.7"')
    _edit(folder, "flags.toml", '"R1.6"', '"R1.7"')
    text = (folder / "flags.toml").read_text().replace('"R1.6"', '"R1.7"')
    (folder / "flags.toml").write_text(text)
    (problem,) = _refusals(folder)
    assert problem.endswith("the code “R1.7” belongs to “ours”; every row needs one of its own.")
    assert Competency.objects.get(slug="r1-6").code == "R1.6"
