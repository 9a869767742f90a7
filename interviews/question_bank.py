"""Which version of each question is asked today."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from pydantic_core import to_jsonable_python

from benchmarks import reference
from benchmarks.models.reference import Origin
from benchmarks.reference import Counts, Problem, ReferenceFileError
from hiring import access, clock
from hiring.models import User
from hiring.stages import Round
from interviews.models import Competency, Question, Skill
from interviews.reference_files import DATA, unknown
from interviews.reference_rows import QuestionRow

QUESTIONS = DATA / "questions"

# What an interviewer or a scorecard shows. Another value of one of these is another version.
ASKED = (
    "skill_id",
    "depth",
    "rounds",
    "prompt",
    "strong_answer",
    "weak_answer",
    "follow_ups",
    "minutes",
    "language",
)
# What is noted beside it. It changes in place.
NOTED = ("sources", "reviewed_on")

ModelT = TypeVar("ModelT", bound=models.Model)


class Asked(Protocol):
    """What has to be complete before a question is asked."""

    @property
    def rounds(self) -> Sequence[Any]: ...
    @property
    def strong_answer(self) -> Sequence[str]: ...
    @property
    def weak_answer(self) -> Sequence[str]: ...
    @property
    def follow_ups(self) -> Sequence[str]: ...
    @property
    def minutes(self) -> int: ...


def publish_problems(question: Asked) -> dict[str, ValidationError]:
    """What is missing before a question can be asked, by field; empty when nothing is.

    Codes: no_expected_signals (two points of a strong answer at least: the core), no_anti_signals, no_follow_ups,
    no_minutes, no_round.
    """
    found: dict[str, ValidationError] = {}
    if len(question.strong_answer) < 2:
        found["strong_answer"] = ValidationError(
            "Give at least two points of a strong answer: they are what to listen for.", code="no_expected_signals"
        )
    if not question.weak_answer:
        found["weak_answer"] = ValidationError("Say what a weak answer looks like.", code="no_anti_signals")
    if not question.follow_ups:
        found["follow_ups"] = ValidationError("Give at least one follow-up question.", code="no_follow_ups")
    if not question.minutes or question.minutes < 1:
        found["minutes"] = ValidationError("Say how many minutes the question takes.", code="no_minutes")
    if not question.rounds or set(question.rounds) - set(Round.values):
        found["rounds"] = ValidationError(
            f"Name at least one round in which it fits: {', '.join(Round.values)}.", code="no_round"
        )
    return found


def in_round(rows: "models.QuerySet[ModelT]", round: str) -> "models.QuerySet[ModelT]":
    """Those whose `rounds` name a round; also right for flags. SQLite has no containment in JSON, so the text is read."""
    return rows.filter(rounds__icontains=f'"{round}"')


@transaction.atomic
def add(
    question: Question, *, competencies: Iterable[Competency], by: User | None, now: datetime | None = None
) -> Question:
    """Put a new question into the bank. `question` is not saved yet; a retired one of its slug gets a new version.

    Raises PermissionDenied, or ValidationError by field: the codes of `publish_problems`, or question_exists.
    """
    access.require(by, "interviews.add_question")
    newest = _versions(question.slug).last()
    if newest is not None and newest.retired_at is None:
        raise ValidationError(
            {"slug": ValidationError(f"The question “{question.slug}” is in the bank already.", code="question_exists")}
        )
    return _write(question, newest, competencies, now or clock.database_now())


@transaction.atomic
def revise(
    question: Question, *, competencies: Iterable[Competency], by: User | None, now: datetime | None = None
) -> Question:
    """Take over an edited question. `question` is the current version with new values, not saved; what is answered is
    the version asked from now on, entered by hand, so that no reading of the files touches it any more.

    A change of what is asked retires the stored version and makes a new one, so that earlier scorecards keep the text
    they were written on; a change of sources or of the review date stays in place. Raises PermissionDenied, or
    ValidationError: question_not_current, or by field the codes of `publish_problems`.
    """
    access.require(by, "interviews.change_question")
    now = now or clock.database_now()
    competencies = list(competencies)
    stored = _current(question)
    question.slug = stored.slug
    same_links = {one.pk for one in stored.competencies.all()} == {one.pk for one in competencies}
    if same_links and all(getattr(stored, name) == getattr(question, name) for name in ASKED):
        if any(getattr(stored, name) != getattr(question, name) for name in NOTED):
            for name in NOTED:
                setattr(stored, name, getattr(question, name))
            stored.origin = Origin.MANUAL
            stored.save(update_fields=[*NOTED, "origin"])
        return stored
    _check(question)
    stored.retired_at = now
    stored.save(update_fields=["retired_at"])
    return _write(question, stored, competencies, now)


@transaction.atomic
def retire(question: Question, *, by: User | None, now: datetime | None = None) -> Question:
    """Take a question out of the bank for good: a reading of the files does not bring it back.

    Raises PermissionDenied, or ValidationError with code question_not_current.
    """
    access.require(by, "interviews.change_question")
    question = _current(question)
    question.retired_at = now or clock.database_now()
    question.origin = Origin.MANUAL
    question.save(update_fields=["retired_at", "origin"])
    return question


def load(*, now: datetime | None = None, folder: Path = QUESTIONS) -> list[str]:
    """Bring the files' questions into the bank, all or nothing; answers one line of numbers.

    A question whose text changed gets a new version, one that left the files is retired, one that was entered, edited
    or retired by hand stays as it is. A second run changes nothing. Raises ReferenceFileError (code "reference_file").
    """
    rows = reference.read(sorted(folder.glob("*.toml")), "questions", QuestionRow)
    skills, codes = Skill.objects.in_bulk(field_name="slug"), Competency.objects.in_bulk(field_name="code")
    problems = [problem for row in rows for problem in _problems(row, skills, codes)]
    if rows and not (skills and codes):
        problems.append(Problem(rows[0].file, 0, "needs skills and competencies, and there are none yet."))
    if problems:
        raise ReferenceFileError(problems)
    with transaction.atomic():
        return [_bring(rows, skills, codes, now or clock.database_now()).summary("questions")]


def _problems(row: QuestionRow, skills: Iterable[str], codes: Iterable[str]) -> Iterator[Problem]:
    yield from unknown(row, [row.skill], skills, "skill")
    yield from unknown(row, row.competencies, codes, "competency")
    for name, refusal in publish_problems(row).items():
        yield Problem(row.file, row.line, f"“{name}”: {refusal.message}")


def _bring(
    rows: Sequence[QuestionRow], skills: dict[str, Skill], codes: dict[str, Competency], now: datetime
) -> Counts:
    tally = {"created": 0, "updated": 0, "retired": 0, "unchanged": 0, "manual": 0}
    bank = Question.objects.select_for_update().order_by("slug", "version").prefetch_related("competencies")
    newest = {question.slug: question for question in bank}
    for row in rows:
        before = newest.pop(row.slug, None)
        values = _values(row, skills[row.skill])
        wanted = [codes[code] for code in row.competencies]
        if before is not None and before.origin == Origin.MANUAL:
            tally["manual"] += 1
            continue
        if before is not None and before.retired_at is None:
            if _says_the_same(before, values, wanted):
                tally["unchanged" if _note(before, values) else "updated"] += 1
                continue
            _retire_row(before, now)
        _write(Question(slug=row.slug, **values), before, wanted, now, origin=Origin.REFERENCE)
        tally["created" if before is None else "updated"] += 1
    for left in newest.values():
        if left.origin == Origin.REFERENCE and left.retired_at is None:
            _retire_row(left, now)
            tally["retired"] += 1
    return Counts(**tally)
