"""Brings the questions of the reference files into the bank, each changed one as a new version."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from pydantic_core import to_jsonable_python

from benchmarks import reference
from benchmarks.models.reference import Origin
from benchmarks.reference import Counts, Problem, ReferenceFileError
from hiring import clock
from interviews import question_bank
from interviews.models import Competency, Question, Skill
from interviews.reference_files import DATA, unknown
from interviews.reference_rows import QuestionRow

QUESTIONS = DATA / "questions"


def load(*, now: datetime | None = None, folder: Path = QUESTIONS) -> list[str]:
    """Bring the files' questions into the bank, all or nothing; answers one line of numbers.

    A question whose text changed gets a new version, one that left the files is retired, one that was entered, edited
    or retired by hand stays as it is. A second run changes nothing. Skills and competencies must be there already.
    Raises ReferenceFileError (code "reference_file") with the mistakes of all files.
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


def _problems(row: QuestionRow, skills: Collection[str], codes: Collection[str]) -> Iterator[Problem]:
    yield from unknown(row, [row.skill], skills, "skill")
    yield from unknown(row, row.competencies, codes, "competency")
    for name, refusal in question_bank.publish_problems(row).items():
        yield Problem(row.file, row.line, f"“{name}”: {refusal.message}")


def _bring(
    rows: Sequence[QuestionRow], skills: dict[str, Skill], codes: dict[str, Competency], now: datetime
) -> Counts:
    tally = {"created": 0, "updated": 0, "retired": 0, "unchanged": 0, "manual": 0}
    bank = Question.objects.select_for_update().order_by("slug", "version").prefetch_related("competencies")
    newest = {question.slug: question for question in bank}
    for row in rows:
        wanted, links = _question(row, skills[row.skill]), [codes[code] for code in row.competencies]
        tally[_put(wanted, links, newest.pop(row.slug, None), now)] += 1
    for left in newest.values():
        if left.origin == Origin.REFERENCE and left.retired_at is None:
            _retire(left, now)
            tally["retired"] += 1
    return Counts(**tally)


def _put(wanted: Question, links: list[Competency], before: Question | None, now: datetime) -> str:
    if before is not None and before.origin == Origin.MANUAL:
        return "manual"
    if before is not None and before.retired_at is None:
        if question_bank.asks_the_same(before, wanted, links):
            return "updated" if question_bank.note(before, wanted) else "unchanged"
        _retire(before, now)
    question_bank.new_version(wanted, before, links, now, origin=Origin.REFERENCE)
    return "created" if before is None else "updated"


def _question(row: QuestionRow, skill: Skill) -> Question:
    lists = ("rounds", "strong_answer", "weak_answer", "follow_ups", "sources")
    texts = ("slug", "prompt", "minutes", "language", "reviewed_on")
    return Question(
        skill=skill,
        depth=row.depth.value,
        **{name: getattr(row, name) for name in texts},
        **{name: to_jsonable_python(getattr(row, name)) for name in lists},
    )


def _retire(question: Question, now: datetime) -> None:
    question.retired_at = now
    question.save(update_fields=["retired_at"])
