"""Says what the reference files of interviews may hold."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from benchmarks import reference
from hiring.stages import Round
from interviews.models import FlagDefinition, Question

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Minutes = Annotated[int, Field(ge=1)]


def _four(anchors: dict[str, str]) -> dict[str, str]:
    if len(anchors) < 4:
        raise ValueError("each of the levels 1, 2, 3 and 4 needs its text.")
    return anchors


@reference.row
class DomainRow(reference.Row):
    slug: str
    title: Text
    summary: Text


@reference.row
class SkillRow(reference.Row):
    slug: str
    title: Text
    domain: str
    summary: Text


@reference.row
class Figure:
    """A figure of a round's task, in the unit named."""

    key: Text
    value: int | float | Text
    unit: str = ""
    note: str = ""


@reference.row
class Slot:
    """A part of the interviewer's timing."""

    minutes: Minutes
    what: Text


@reference.row
class RoundRow(reference.Row):
    number: int
    slug: Round
    title: Text
    minutes_min: Minutes
    minutes_max: Minutes
    format: Text
    purpose: Text
    topics: tuple[Text, ...] = ()
    scenario: tuple[Figure, ...] = ()
    deliverables: tuple[Text, ...] = ()
    evaluate: tuple[Text, ...] = ()
    materials: tuple[Text, ...] = ()
    watch_for: tuple[Text, ...] = ()
    assess: tuple[Text, ...] = ()
    plan: tuple[Slot, ...] = ()
    candidate_note: Text
    pass_rule: Text


@reference.row
class CompetencyRow(reference.Row):
    slug: str
    code: str
    title: Text
    round: Round
    domains: tuple[str, ...]
    must_have: bool
    minimum: Literal[0, 1, 2, 3, 4]
    looks_for: Text
    position: int
    anchors: Annotated[dict[Literal["1", "2", "3", "4"], Text], AfterValidator(_four)]


@reference.row
class FlagRow(reference.Row):
    slug: str
    code: str
    colour: FlagDefinition.Colour
    title: Text
    severity: FlagDefinition.Severity
    rounds: tuple[Round, ...]
    competencies: tuple[str, ...]
    domains: tuple[str, ...]
    evidence: Text
    not_evidence: Text
    integrity: bool
    position: int


@reference.row
class QuestionRow(reference.Row):
    """One question; `competencies` names them by their codes, such as R1.2."""

    slug: Slug
    skill: str
    depth: Question.Depth
    rounds: tuple[Round, ...]
    competencies: tuple[str, ...]
    prompt: Text
    strong_answer: tuple[Text, ...]
    weak_answer: tuple[Text, ...]
    follow_ups: tuple[Text, ...]
    minutes: int
    sources: tuple[Text, ...]
    language: str = "en"
    reviewed_on: date | None = None
