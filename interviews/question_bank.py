"""Which version of each question is asked today."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from benchmarks.models.reference import Origin
from hiring import access, clock
from hiring.models import User
from hiring.stages import Round
from interviews.models import Competency, Question

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
    """Those whose `rounds` name a round: questions or flags. SQLite has no containment in JSON, so the text is read."""
    return rows.filter(rounds__icontains=f'"{round}"')


def check(question: Question, *, new: bool) -> None:
    """Refuse what cannot be asked. Raises ValidationError by field: the codes of `publish_problems`, or question_exists
    for a new question whose slug is in the bank."""
    problems = publish_problems(question)
    if new and Question.objects.current().filter(slug=question.slug).exists():
        taken = f"The question “{question.slug}” is in the bank already: edit it there."
        problems["slug"] = ValidationError(taken, code="question_exists")
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def add(
    question: Question, *, competencies: Iterable[Competency], by: User | None, now: datetime | None = None
) -> Question:
    """Put a new question into the bank. `question` is not saved yet; a retired one of its slug gets a new version.

    Raises PermissionDenied, or ValidationError by field: the codes of `publish_problems`, or question_exists.
    """
    access.require(by, "interviews.add_question")
    newest = Question.objects.select_for_update().filter(slug=question.slug).order_by("version").last()
    check(question, new=True)
    return _enter(question, newest, competencies, now or clock.database_now())


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
    if asks_the_same(stored, question, competencies):
        if note(stored, question):
            stored.origin = Origin.MANUAL
            stored.save(update_fields=["origin"])
        return stored
    check(question, new=False)
    stored.retired_at = now
    stored.save(update_fields=["retired_at"])
    return _enter(question, stored, competencies, now)


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


def asks_the_same(stored: Question, wanted: Question, competencies: Iterable[Competency]) -> bool:
    """Whether nothing changes of what an interviewer or a scorecard shows."""
    links = {one.pk for one in stored.competencies.all()}
    return links == {one.pk for one in competencies} and all(
        getattr(stored, name) == getattr(wanted, name) for name in ASKED
    )


def note(stored: Question, wanted: Question) -> bool:
    """Write what is noted beside a question in place; whether there was anything to write."""
    changed = [name for name in NOTED if getattr(stored, name) != getattr(wanted, name)]
    for name in changed:
        setattr(stored, name, getattr(wanted, name))
    if changed:
        stored.save(update_fields=changed)
    return bool(changed)


def new_version(
    question: Question, former: Question | None, competencies: Iterable[Competency], now: datetime, *, origin: Origin
) -> Question:
    """Write a question as the version after `former` (retired by then), or as the first. The caller has checked it."""
    version = Question(
        slug=question.slug,
        version=1 if former is None else former.version + 1,
        origin=origin,
        created_at=now,
        **{name: getattr(question, name) for name in (*ASKED, *NOTED)},
    )
    version.save(force_insert=True)
    version.competencies.set(competencies)
    return version


def _enter(question: Question, former: Question | None, competencies: Iterable[Competency], now: datetime) -> Question:
    question.clean_fields(exclude={"created_at", *NOTED})
    return new_version(question, former, competencies, now, origin=Origin.MANUAL)


def _current(question: Question) -> Question:
    """The stored row under its lock."""
    stored = Question.objects.select_for_update().get(pk=question.pk)
    if stored.retired_at is not None:
        raise ValidationError(
            f"Version {stored.version} of “{stored.slug}” is no longer asked: edit the current version.",
            code="question_not_current",
        )
    return stored
