"""What a scorecard may hold, who may write on it, when it counts as submitted."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import candidates, clock, deadlines, history
from hiring.models import Deadline, User
from hiring.outbox import announcing
from interviews import scheduling
from interviews.models import Competency, Flag, FlagDefinition, Interview, Rating, Scorecard

LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True)
class RatingEntry:
    """What somebody enters for one competency: a level from 1 to 4, or “not observed”, or nothing yet."""

    code: str
    level: int | None = None
    not_observed: bool = False
    evidence: str = ""


@dataclass(frozen=True)
class FlagEntry:
    """A flag that somebody raises, with what they saw or heard."""

    code: str
    evidence: str


@dataclass(frozen=True)
class Content:
    """All that a scorecard holds. Saving replaces what was there."""

    verdict: str = ""
    summary: str = ""
    ratings: tuple[RatingEntry, ...] = ()
    flags: tuple[FlagEntry, ...] = ()


def competencies_of(card: Scorecard) -> list[Competency]:
    """What this card rates: the competencies of its round, in their order."""
    return list(Competency.objects.filter(round=card.interview.round, retired_at=None).order_by("position", "code"))


@transaction.atomic
def save_draft(
    card: Scorecard, content: Content, *, by: User, revision: int | None, now: datetime | None = None
) -> Scorecard:
    """Keep what an interviewer has entered so far; nothing has to be complete.

    `revision` is the number of the save that the caller saw; None writes over whatever is there. Refuses with
    `conflict` when another tab or device has saved since, `submitted`, `not_your_scorecard` (PermissionDenied),
    `level_out_of_range`, `unknown_competency`, `unknown_flag`, `unknown_verdict`, `flag_without_evidence`,
    `candidate_erased`.
    """
    now = now or clock.database_now()
    card = _writable(card, by=by)
    _refuse_other_revision(card, revision)
    _keep(card, content, now=now)
    return card


@transaction.atomic
def submit(
    card: Scorecard,
    *,
    by: User,
    content: Content | None = None,
    revision: int | None = None,
    now: datetime | None = None,
) -> Scorecard:
    """Lock a complete scorecard, so that it counts; with `content`, save that first.

    Refuses with every gap at once: `verdict_missing`, `rating_missing`, `evidence_missing`, each under its field
    (`verdict`, `ratings.R1.1`), further as `save_draft`, and with `interview_called_off`, `interview_not_begun`.
    """
    now = now or clock.database_now()
    card = _writable(card, by=by)
    _refuse_other_revision(card, revision)
    if content is not None:
        _keep(card, content, now=now)
    if card.interview.state in (Interview.State.CANCELLED, Interview.State.NO_SHOW):
        raise ValidationError("This interview did not take place.", code="interview_called_off")
    if card.interview.starts_at > now:
        raise ValidationError("This interview has not begun.", code="interview_not_begun")
    if gaps := missing(card):
        raise ValidationError(gaps)
    card.state, card.submitted_at, card.updated_at = Scorecard.State.SUBMITTED, now, now
    card.save()
    application, subject = history.locked(card.interview.application), scheduling.card_subject(card)
    deadlines.meet(application, Deadline.Kind.SCORECARD, subject=subject, at=now, by=by)
    scheduling.seats_changed(card.interview, now=now)
    data = {"scorecard": card.pk, "round": card.interview.round}
    line = history.write(application, "submit_scorecard", by=by, now=now, data=data)
    announcing.tell(line, {"scorecard.submitted": {**scheduling.named(card), "submitted_at": now}})
    return card


def missing(card: Scorecard) -> dict[str, ValidationError]:
    """What keeps a card from being submitted, by field. Every rating needs evidence: a quote, an action, a number."""
    gaps: dict[str, ValidationError] = {}
    if not card.verdict:
        gaps["verdict"] = ValidationError("Choose your overall verdict.", code="verdict_missing")
    ratings = {rating.competency_id: rating for rating in card.ratings.all()}
    for competency in competencies_of(card):
        rating = ratings.get(competency.pk)
        field = f"ratings.{competency.code}"
        if rating is None or (rating.level is None and not rating.not_observed):
            gaps[field] = ValidationError(
                f"{competency.code} {competency.title}: rate it from 1 to 4, or mark it as not observed.",
                code="rating_missing",
            )
        elif rating.level is not None and not rating.evidence.strip():
            gaps[field] = ValidationError(
                f"{competency.code} {competency.title}: note what you saw or heard.", code="evidence_missing"
            )
    return gaps


@transaction.atomic
def decline(card: Scorecard, *, reason: str, by: User, now: datetime | None = None) -> Scorecard:
    """Say that one cannot fill in a card (was not there, knows the candidate). It is not awaited any more.

    Refuses with `submitted`, `not_your_scorecard` (PermissionDenied), `reason_required`.
    """
    now = now or clock.database_now()
    card = _writable(card, by=by)
    card.declined_reason = history.reason_given(reason)
    card.state, card.updated_at = Scorecard.State.DECLINED, now
    card.save()
    application, subject = history.locked(card.interview.application), scheduling.card_subject(card)
    deadlines.cancel(application, Deadline.Kind.SCORECARD, subject=subject, at=now, by=by, why="declined")
    scheduling.seats_changed(card.interview, now=now)
    data = {"scorecard": card.pk, "round": card.interview.round}
    history.write(application, "decline_scorecard", by=by, now=now, reason=card.declined_reason, data=data)
    return card


def _writable(card: Scorecard, *, by: User) -> Scorecard:
    card = (
        Scorecard.objects.select_for_update(of=("self",))
        .select_related("interview__application__candidate", "interviewer")
        .get(pk=card.pk)
    )
    if card.interviewer_id != by.pk:
        raise PermissionDenied("Only its interviewer writes on a scorecard.")
    if card.interview.application.candidate.employee_id == by.pk:
        raise PermissionDenied("Nobody writes on a scorecard about themselves.")
    candidates.refuse_erased(card.interview.application.candidate)
    if card.state != Scorecard.State.DRAFT:
        raise ValidationError(
            f"This scorecard is {card.get_state_display().lower()}: it cannot be changed.", code=str(card.state)
        )
    return card


def _refuse_other_revision(card: Scorecard, revision: int | None) -> None:
    if revision is not None and card.revision != revision:
        raise ValidationError(
            "This scorecard was saved in another tab or on another device meanwhile. Nothing was overwritten: load "
            "the newer version, then enter your change again.",
            code="conflict",
        )


def _keep(card: Scorecard, content: Content, *, now: datetime) -> None:
    known = {competency.code: competency for competency in competencies_of(card)}
    flags = {flag.code: flag for flag in FlagDefinition.objects.filter(retired_at=None)}
    if wrong := _mistakes(card, content, known, flags):
        raise ValidationError(wrong)
    card.verdict, card.summary = content.verdict, content.summary
    card.revision, card.updated_at = card.revision + 1, now
    card.save()
    card.ratings.all().delete()
    Rating.objects.bulk_create(
        Rating(
            scorecard=card,
            competency=known[entry.code],
            level=entry.level,
            not_observed=entry.not_observed,
            evidence=entry.evidence.strip(),
        )
        for entry in content.ratings
        if entry.level is not None or entry.not_observed or entry.evidence.strip()
    )
    card.flags.all().delete()
    Flag.objects.bulk_create(
        Flag(
            scorecard=card,
            definition=flags[entry.code],
            severity=flags[entry.code].severity,
            evidence=entry.evidence.strip(),
            created_at=now,
        )
        for entry in content.flags
    )


def _mistakes(
    card: Scorecard, content: Content, known: dict[str, Competency], flags: dict[str, FlagDefinition]
) -> dict[str, ValidationError]:
    wrong: dict[str, ValidationError] = {}
    if content.verdict and content.verdict not in Scorecard.Verdict:
        wrong["verdict"] = ValidationError(
            f"“{content.verdict}” is no verdict; choose one of {', '.join(Scorecard.Verdict)}.", code="unknown_verdict"
        )
    for entry in content.ratings:
        field = f"ratings.{entry.code}"
        if entry.code not in known:
            wrong[field] = ValidationError(
                f"{entry.code} is not rated in {card.interview.get_round_display()}; it rates {', '.join(known)}.",
                code="unknown_competency",
            )
        elif entry.level is not None and entry.level not in LEVELS:
            wrong[field] = ValidationError(
                f"{entry.code}: {entry.level} is not a level; give 1, 2, 3 or 4, or “not observed”.",
                code="level_out_of_range",
            )
        elif entry.level is not None and entry.not_observed:
            wrong[field] = ValidationError(
                f"{entry.code}: either a level or “not observed”, not both.", code="level_without_observation"
            )
    for flag in content.flags:
        if flag.code not in flags:
            wrong[f"flags.{flag.code}"] = ValidationError(f"There is no flag {flag.code}.", code="unknown_flag")
        elif not flag.evidence.strip():
            wrong[f"flags.{flag.code}"] = ValidationError(
                f"{flag.code}: a flag needs its evidence, a quote or an action.", code="flag_without_evidence"
            )
    return wrong
