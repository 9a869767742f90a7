"""What an interviewer has before them: cards to fill in, interviews to come, what is done."""

from dataclasses import dataclass
from datetime import datetime

from hiring.models import Deadline, User
from hiring.sla import Standing
from hiring.stages import Round
from interviews import blinding, scheduling
from interviews.models import Interview, Scorecard

DONE_SHOWN = 30
CALLED_OFF = (Interview.State.CANCELLED, Interview.State.NO_SHOW)


@dataclass(frozen=True)
class Item:
    """One interview of one interviewer, with the time that its scorecard has where that runs."""

    card: Scorecard
    candidate: str
    deadline: Deadline | None
    standing: Standing
    words: str

    @property
    def due_at(self) -> datetime | None:
        """When the scorecard is due; None while its interview has not ended, or once nothing is awaited."""
        return self.deadline.due_at if self.deadline else None


@dataclass(frozen=True)
class Agenda:
    """An interviewer's rows: what needs them first, the most urgent on top; then by time; then newest first."""

    to_fill: tuple[Item, ...]
    coming: tuple[Item, ...]
    done: tuple[Item, ...]


def agenda_of(user: User, *, now: datetime) -> Agenda:
    """Read it in three queries, besides the permissions, however many interviews there are. Done: the latest 30."""
    own = Scorecard.objects.readable_by(user).filter(interviewer=user)
    own = own.select_related("interview__application__candidate", "interview__application__requisition")
    awaited = own.standing().filter(state=Scorecard.State.DRAFT, interview__application__closed_at=None)
    done = own.exclude(pk__in=awaited.values("pk")).order_by("-updated_at", "-pk")[:DONE_SHOWN]
    running = Deadline.objects.filter(owner=user, kind=Deadline.Kind.SCORECARD, state=Deadline.State.OPEN)
    deadlines = {deadline.subject: deadline for deadline in running}
    items = [_item(card, deadlines.get(scheduling.card_subject(card)), now=now) for card in awaited]
    to_fill = [item for item in items if _needs_its_interviewer(item.card.interview, now)]
    return Agenda(
        to_fill=tuple(sorted(to_fill, key=lambda item: item.due_at or item.card.interview.ends_at)),
        coming=tuple(item for item in items if item not in to_fill),
        done=tuple(_item(card, None, now=now) for card in done),
    )


def _needs_its_interviewer(interview: Interview, now: datetime) -> bool:
    if interview.state == Interview.State.HELD:
        return True
    # A take-home that is not back waits for the candidate; a call that is over waits for the word that it was held.
    return interview.round != Round.TAKE_HOME and interview.ends_at <= now


def _item(card: Scorecard, deadline: Deadline | None, *, now: datetime) -> Item:
    standing, words = _standing(card, deadline, now)
    return Item(card, blinding.candidate_name(card), deadline, standing, words)


def _standing(card: Scorecard, deadline: Deadline | None, now: datetime) -> tuple[Standing, str]:
    interview = card.interview
    if card.state != Scorecard.State.DRAFT:
        return Standing.CLOSED, card.get_state_display().lower()
    if interview.state in CALLED_OFF:
        return Standing.CLOSED, interview.get_state_display().lower()
    if interview.application.is_closed:
        return Standing.CLOSED, "application closed"
    if interview.state == Interview.State.PLANNED:
        if interview.round == Round.TAKE_HOME:
            if interview.ends_at <= now:
                return Standing.AT_RISK, "not back yet"
            return Standing.NOT_STARTED, "with the candidate" if interview.starts_at <= now else "planned"
        return (Standing.AT_RISK, "has it ended?") if interview.ends_at <= now else (Standing.NOT_STARTED, "planned")
    if deadline is None:
        return Standing.IN_TIME, "to fill in"
    if deadline.due_at <= now:
        return Standing.BREACHED, "late"
    return (Standing.AT_RISK, "at risk") if deadline.at_risk_at <= now else (Standing.IN_TIME, "in time")
