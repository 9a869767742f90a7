"""What the page of a scorecard shows, put together from what the rules let its reader see."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from benchmarks.refusals import by_field
from hiring.models import User
from hiring.stages import Round
from interviews import blinding, debrief, kits, scorecards
from interviews.models import Anchor, Competency, FlagDefinition, Interview, KitQuestion, RoundGuide, Scorecard

LEVEL_WORDS = {1: "Not yet", 2: "Partly", 3: "Solid", 4: "Exceptional"}
VERDICT_TEXTS = {
    Scorecard.Verdict.STRONG_NO: "I would argue against.",
    Scorecard.Verdict.NO: "Below what the role needs.",
    Scorecard.Verdict.YES: "At what the role needs.",
    Scorecard.Verdict.STRONG_YES: "I would argue for.",
    Scorecard.Verdict.NO_DECISION: "Too little seen to judge.",
}
# Words about a person, not about what happened; and what must not play a part.
POINTS_AT_A_PERSON = (
    "accent age aggressive arrogant attitude attractive bossy charismatic children culture disability energetic "
    "ethnic family fit foreign friendly gender health husband lazy likeable married mature native nice older passion "
    "personality pregnant religion sick smart vibe weird wife young"
)


@dataclass(frozen=True)
class Level:
    """One level of a competency as a choice."""

    number: int
    word: str
    anchor: str
    is_chosen: bool


@dataclass(frozen=True)
class RatingField:
    """One competency with what was entered for it. `name` is the field's name in forms, errors and links."""

    competency: Competency
    name: str
    levels: tuple[Level, ...]
    level: int | None
    is_not_observed: bool
    evidence: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class FlagField:
    """One flag that fits the round, raised when there is evidence for it."""

    definition: FlagDefinition
    name: str
    evidence: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One verdict as a choice."""

    value: str
    word: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Problem:
    """One refusal: the field it belongs to (empty: the whole card), its stable code, its message."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class Page:
    """Everything that the page of a scorecard needs."""

    card: Scorecard
    candidate: str
    is_nameless: bool
    is_mine: bool
    guide: RoundGuide | None
    places: tuple[KitQuestion, ...]
    others: tuple[dict[str, str], ...]
    summary: str
    ratings: tuple[RatingField, ...]
    flags: tuple[FlagField, ...]
    verdicts: tuple[Choice, ...]
    rounds: tuple[debrief.RoundView, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether its reader may still write on the card."""
        return self.is_mine and self.card.state == Scorecard.State.DRAFT

    @property
    def has_ended(self) -> bool:
        return self.card.interview.state == Interview.State.HELD

    @property
    def is_planned(self) -> bool:
        return self.card.interview.state == Interview.State.PLANNED

    @property
    def is_called_off(self) -> bool:
        return self.card.interview.state in (Interview.State.CANCELLED, Interview.State.NO_SHOW)

    @property
    def is_take_home(self) -> bool:
        return self.card.interview.round == Round.TAKE_HOME

    @property
    def minutes(self) -> int:
        """What the kit's questions take together."""
        return sum(place.question.minutes for place in self.places)

    @property
    def raised(self) -> tuple[FlagField, ...]:
        return tuple(flag for flag in self.flags if flag.evidence)

    @property
    def verdict_problems(self) -> tuple[str, ...]:
        return _messages(self.problems, "verdict")

    @property
    def lint_words(self) -> str:
        return POINTS_AT_A_PERSON


def stored(card: Scorecard) -> scorecards.Content:
    """What the card holds, in the form in which it is entered: without what is empty, by code."""
    ratings = (
        scorecards.RatingEntry(rating.competency.code, rating.level, rating.not_observed, rating.evidence)
        for rating in card.ratings.select_related("competency")
    )
    flags = (scorecards.FlagEntry(one.definition.code, one.evidence) for one in card.flags.select_related("definition"))
    return scorecards.Content(
        verdict=card.verdict,
        summary=card.summary,
        ratings=tuple(sorted(ratings, key=lambda entry: entry.code)),
        flags=tuple(sorted(flags, key=lambda entry: entry.code)),
    )


def problems_of(refusal: ValidationError) -> tuple[Problem, ...]:
    """A refusal as a flat list, field by field."""
    return tuple(
        Problem(name, error.code or "invalid", message)
        for name, errors in by_field(refusal).items()
        for error in errors
        for message in error.messages
    )


def page_for(
    card: Scorecard, reader: User, *, content: scorecards.Content | None = None, problems: Iterable[Problem] = ()
) -> Page:
    """Read the page in a fixed number of queries. `content`: what was entered, where that is newer than the card."""
    content, problems = content or stored(card), tuple(problems)
    interview = card.interview
    is_mine = card.interviewer_id == reader.pk
    is_open = is_mine and card.state == Scorecard.State.DRAFT
    kit = kits.kit_for(interview.application.requisition, Round(interview.round))
    return Page(
        card=card,
        candidate=blinding.candidate_name(card),
        is_nameless=blinding.is_nameless(card),
        is_mine=is_mine,
        guide=RoundGuide.objects.filter(slug=interview.round).first(),
        places=tuple(kit.places.select_related("question__skill__domain").order_by("position")),
        others=_others(card),
        summary=content.summary,
        ratings=tuple(_ratings(card, content, problems)),
        flags=tuple(_flags(card, content, problems)),
        verdicts=tuple(
            Choice(verdict.value, str(verdict.label), VERDICT_TEXTS[verdict], verdict.value == content.verdict)
            for verdict in Scorecard.Verdict
        ),
        rounds=() if is_open else tuple(debrief.rounds_for(interview.application, reader)),
        problems=problems,
    )


def _others(card: Scorecard) -> tuple[dict[str, str], ...]:
    """Who else fills in a card for this interview, and whether it is in: never what it says."""
    standing = Scorecard.objects.standing().filter(interview=card.interview).exclude(pk=card.pk)
    return tuple(
        {"name": str(other.interviewer), "state": "submitted" if other.is_submitted else "waiting"}
        for other in standing.select_related("interviewer").only("state", "interviewer", "interview")
    )


def _ratings(card: Scorecard, content: scorecards.Content, problems: tuple[Problem, ...]) -> Iterable[RatingField]:
    entered = {entry.code: entry for entry in content.ratings}
    competencies = scorecards.competencies_of(card)
    anchors: dict[int, list[Anchor]] = {}
    for anchor in Anchor.objects.filter(competency__in=competencies).order_by("level"):
        anchors.setdefault(anchor.competency_id, []).append(anchor)
    for competency in competencies:
        entry = entered.get(competency.code, scorecards.RatingEntry(competency.code))
        name = f"ratings.{competency.code}"
        yield RatingField(
            competency=competency,
            name=name,
            levels=tuple(
                Level(anchor.level, LEVEL_WORDS[anchor.level], anchor.text, anchor.level == entry.level)
                for anchor in anchors.get(competency.pk, [])
            ),
            level=entry.level,
            is_not_observed=entry.not_observed,
            evidence=entry.evidence,
            errors=_messages(problems, name),
        )


def _flags(card: Scorecard, content: scorecards.Content, problems: tuple[Problem, ...]) -> Iterable[FlagField]:
    raised = {entry.code: entry.evidence for entry in content.flags}
    for definition in FlagDefinition.objects.order_by("colour", "position", "code"):
        fits = definition.retired_at is None and card.interview.round in definition.rounds
        if fits or definition.code in raised:
            name = f"flags.{definition.code}"
            yield FlagField(definition, name, raised.get(definition.code, ""), _messages(problems, name))


def _messages(problems: tuple[Problem, ...], name: str) -> tuple[str, ...]:
    return tuple(problem.message for problem in problems if problem.field == name)
