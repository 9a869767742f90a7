"""A changed question is a new version; what was asked stays readable; incomplete questions are refused."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError

from hiring.models import User
from interviews import question_bank
from interviews.models import Competency, FlagDefinition, Question, Skill

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    user = User.objects.create_user("manager")
    user.groups.add(Group.objects.get(name="Hiring manager"))
    return user


def _competencies(*codes: str) -> list[Competency]:
    return list(Competency.objects.filter(code__in=codes))


def _draft(**changes: object) -> Question:
    values = {
        "slug": "own-01",
        "skill": Skill.objects.get(slug="vllm"),
        "depth": "fundamentals",
        "rounds": ["screening"],
        "prompt": "What does a KV cache hold?",
        "strong_answer": ["Keys and values of every token.", "Its size for each token."],
        "weak_answer": ["“It makes things faster.”"],
        "follow_ups": ["When is it evicted?"],
        "minutes": 4,
    }
    return Question(**{**values, **changes})


def test_add_puts_a_question_into_the_bank(manager: User) -> None:
    question = question_bank.add(_draft(), competencies=_competencies("R1.4"), by=manager, now=NOW)
    assert (question.version, question.origin, question.created_at, question.retired_at) == (1, "manual", NOW, None)
    assert [one.code for one in question.competencies.all()] == ["R1.4"]
    assert Question.objects.current().filter(slug="own-01").count() == 1


def test_add_refuses_a_question_without_what_is_needed_to_judge_the_answer(manager: User) -> None:
    bare = _draft(strong_answer=["Only one point."], weak_answer=[], follow_ups=[], minutes=0, rounds=[])
    with pytest.raises(ValidationError) as refused:
        question_bank.add(bare, competencies=[], by=manager, now=NOW)
    assert {field: errors[0].code for field, errors in refused.value.error_dict.items()} == {
        "strong_answer": "no_expected_signals",
        "weak_answer": "no_anti_signals",
        "follow_ups": "no_follow_ups",
        "minutes": "no_minutes",
        "rounds": "no_round",
    }
    assert not Question.objects.filter(slug="own-01").exists()


def test_add_refuses_a_round_that_does_not_exist(manager: User) -> None:
    with pytest.raises(ValidationError) as refused:
        question_bank.add(_draft(rounds=["screening", "lunch"]), competencies=[], by=manager, now=NOW)
    assert refused.value.error_dict["rounds"][0].code == "no_round"


def test_add_refuses_a_slug_that_is_in_the_bank(manager: User) -> None:
    with pytest.raises(ValidationError) as refused:
        question_bank.add(_draft(slug="seed-f-01"), competencies=[], by=manager, now=NOW)
    assert refused.value.error_dict["slug"][0].code == "question_exists"


def test_add_continues_the_versions_of_a_retired_question(manager: User) -> None:
    question_bank.retire(Question.objects.get(slug="seed-f-01"), by=manager, now=NOW)
    assert question_bank.add(_draft(slug="seed-f-01"), competencies=[], by=manager, now=NOW).version == 2


def test_revise_makes_a_new_version_and_keeps_what_was_asked(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    asked, links = question.prompt, list(question.competencies.all())
    question.prompt = "A better question?"
    new = question_bank.revise(question, competencies=links, by=manager, now=NOW)
    former = Question.objects.get(slug="seed-f-01", version=1)
    assert (former.prompt, former.retired_at, former.origin) == (asked, NOW, "reference")
    assert (new.version, new.prompt, new.retired_at, new.origin) == (2, "A better question?", None, "manual")
    assert list(new.competencies.all()) == links == list(former.competencies.all())
    assert new.strong_answer == former.strong_answer


def test_revise_of_competencies_alone_makes_a_new_version(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    new = question_bank.revise(question, competencies=_competencies("R1.1", "R1.5"), by=manager, now=NOW)
    assert new.version == 2
    assert [one.code for one in new.competencies.all()] == ["R1.1", "R1.5"]


def test_revise_of_sources_changes_them_in_place_and_takes_the_question_over(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    question.sources = ["Own measurement"]
    question_bank.revise(question, competencies=list(question.competencies.all()), by=manager, now=NOW)
    (stored,) = Question.objects.filter(slug="seed-f-01")
    assert (stored.version, stored.sources, stored.origin) == (1, ["Own measurement"], "manual")


def test_revise_that_changes_nothing_leaves_the_question_to_its_file(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    question_bank.revise(question, competencies=list(question.competencies.all()), by=manager, now=NOW)
    (stored,) = Question.objects.filter(slug="seed-f-01")
    assert (stored.version, stored.origin) == (1, "reference")


def test_revise_refuses_to_take_away_the_anti_signals(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    question.weak_answer = []
    with pytest.raises(ValidationError) as refused:
        question_bank.revise(question, competencies=[], by=manager, now=NOW)
    assert refused.value.error_dict["weak_answer"][0].code == "no_anti_signals"
    assert Question.objects.get(slug="seed-f-01").weak_answer != []


def test_revise_refuses_a_version_that_is_no_longer_asked(manager: User) -> None:
    mine, yours = (Question.objects.get(slug="seed-f-01") for _ in range(2))
    mine.prompt, yours.prompt = "Mine?", "Yours?"
    question_bank.revise(mine, competencies=[], by=manager, now=NOW)
    with pytest.raises(ValidationError) as refused:
        question_bank.revise(yours, competencies=[], by=manager, now=NOW)
    assert refused.value.code == "question_not_current"
    assert Question.objects.current().get(slug="seed-f-01").prompt == "Mine?"


def test_revise_refuses_a_depth_that_does_not_exist(manager: User) -> None:
    question = Question.objects.get(slug="seed-f-01")
    question.depth = "trivia"
    with pytest.raises(ValidationError) as refused:
        question_bank.revise(question, competencies=[], by=manager, now=NOW)
    assert set(refused.value.error_dict) == {"depth"}
    assert Question.objects.get(slug="seed-f-01").retired_at is None


def test_interviewers_read_the_bank_only() -> None:
    interviewer = User.objects.create_user("interviewer")
    interviewer.groups.add(Group.objects.get(name="Interviewer"))
    question = Question.objects.get(slug="seed-f-01")
    with pytest.raises(PermissionDenied):
        question_bank.revise(question, competencies=[], by=interviewer, now=NOW)
    with pytest.raises(PermissionDenied):
        question_bank.retire(question, by=interviewer, now=NOW)
    with pytest.raises(PermissionDenied):
        question_bank.add(_draft(), competencies=[], by=interviewer, now=NOW)
    assert Question.objects.get(slug="seed-f-01").retired_at is None


def test_in_round_finds_questions_and_flags_that_name_it() -> None:
    assert {*question_bank.in_round(Question.objects.filter(slug__startswith="seed-f"), "screening")} == {
        *Question.objects.filter(slug__startswith="seed-f")
    }
    flags = question_bank.in_round(FlagDefinition.objects.filter(code__in=["G01", "G02"]), "screening")
    assert [flag.code for flag in flags] == ["G01"]
