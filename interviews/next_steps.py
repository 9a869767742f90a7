"""Which verbs a user is offered for an application now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hiring.models import Decision, Offer, User
from hiring.offerable import OFFERING
from hiring.stages import OPEN, ROUNDS, Round, Stage
from interviews.models import Interview
from interviews.offer_turns import listed
from interviews.situation import RoundSituation, Situation

MOVES = "hiring.move_application"


class Verb(StrEnum):
    """What can be done with an application, by the name of its address. The offer has a page of its own there."""

    ADVANCE = "advance"
    CONCLUDE = "conclude"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PAUSE = "pause"
    RESUME = "resume"
    BOOK = "book"
    MOVE = "move"
    FINISH = "finish"
    CALL_OFF = "call_off"
    DECIDE = "decide"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WAIVE_FLAG = "waive_flag"
    UNLOCK = "unlock"


@dataclass(frozen=True)
class Step:
    """One verb, of one round or one row (`target`) where it has one.

    `is_natural` marks what the process expects next. `waits_for` says what it waits for, in words that follow “waits
    for”; where it is possible all the same, `otherwise` says how.
    """

    verb: Verb
    is_possible: bool = True
    is_natural: bool = False
    waits_for: str = ""
    otherwise: str = ""
    round: Round | None = None
    target: int | None = None


def steps(situation: Situation, *, now: datetime) -> list[Step]:
    """The steps that the situation's user is offered, the natural ones first. Asks for permissions, no more."""
    found = [
        *_pausing(situation),
        *(step for one in situation.rounds for step in _round(situation, one, now=now)),
        *_moving(situation),
        *_deciding(situation),
        *_reviewing(situation),
    ]
    return sorted(found, key=lambda step: not step.is_natural)


def _pausing(situation: Situation) -> Iterator[Step]:
    application, may_move = situation.application, situation.user.has_perm(MOVES)
    if application.is_closed:
        return
    if application.paused_at is not None:
        waits_for = "" if may_move else f"{application.requisition.coordinator} to resume it"
        yield Step(Verb.RESUME, is_possible=may_move, is_natural=True, waits_for=waits_for)
    elif application.clock_started_at is not None and may_move:
        yield Step(Verb.PAUSE)


def _moving(situation: Situation) -> Iterator[Step]:
    if situation.application.is_closed or not situation.user.has_perm(MOVES):
        return
    here = situation.at(situation.stage)
    passed = here.result.passed if here and here.result else None
    if situation.is_running and (situation.stage == Stage.APPLIED or passed):
        waits_for = _flag_to_waive(situation)
        yield Step(Verb.ADVANCE, is_possible=not waits_for, is_natural=True, waits_for=waits_for)
    yield Step(Verb.REJECT, is_natural=situation.is_running and passed is False)
    yield Step(Verb.WITHDRAW)


def _round(situation: Situation, one: RoundSituation, *, now: datetime) -> Iterator[Step]:
    user, interview = situation.user, one.view.interview
    is_here = one.round.value == situation.stage.value
    is_over = False
    if interview is not None and interview.state == Interview.State.PLANNED:
        is_over = interview.ends_at <= now
        yield from _planned(situation, one, interview, is_natural=is_here and is_over and situation.is_running)
    if not situation.is_running or one.result is not None or not _lies_ahead(situation.stage, one.round):
        return
    if interview is None and user.has_perm("interviews.add_interview"):
        yield Step(Verb.BOOK, is_natural=is_here, round=one.round)
    if is_here and user.has_perm(MOVES):
        cards, flag = _card_or_call(one, user), _flag_to_waive(situation)
        yield Step(
            Verb.CONCLUDE,
            is_natural=interview is not None and not is_over,
            waits_for=cards or flag,
            otherwise="Go on without it, with a reason" if cards else "Record it as not passed" if flag else "",
            round=one.round,
        )


def _planned(situation: Situation, one: RoundSituation, interview: Interview, *, is_natural: bool) -> Iterator[Step]:
    user = situation.user
    is_mine = any(seat.interviewer.pk == user.pk for seat in one.seats)
    may_change, is_open = user.has_perm("interviews.change_interview"), not situation.application.is_closed
    if is_open and (is_mine or user.has_perm(MOVES)):
        yield Step(Verb.FINISH, is_natural=is_natural, round=one.round, target=interview.pk)
    if is_open and may_change:
        yield Step(Verb.MOVE, round=one.round, target=interview.pk)
    if is_mine or may_change:
        yield Step(Verb.CALL_OFF, round=one.round, target=interview.pk)


def _deciding(situation: Situation) -> Iterator[Step]:
    user, manager = situation.user, situation.application.requisition.hiring_manager
    if not situation.is_running or situation.stage not in OFFERING:
        return
    if situation.decision is None:
        may = user.has_perm("hiring.decide_application")
        yield Step(Verb.DECIDE, is_possible=may, is_natural=True, waits_for="" if may else f"{manager} to decide")
    elif situation.is_extended:
        may = user.has_perm("hiring.change_offer")
        yield Step(Verb.ACCEPT, is_possible=may, is_natural=True, waits_for="" if may else "the candidate's answer")
        if may:
            yield Step(Verb.DECLINE)
        yield from _offering(situation, is_natural=situation.offer_state != Offer.State.EXTENDED)
    elif _is_hire(situation.decision):
        yield from _offering(situation, is_natural=True)


def _offering(situation: Situation, *, is_natural: bool) -> Iterator[Step]:
    """The page of the offer, for those who may see it; whom it waits for, for everybody."""
    sees = situation.user.has_perm("hiring.view_offer")
    if sees or is_natural:
        waits_for = _offer_awaited(situation) if is_natural else ""
        yield Step(Verb.OFFER, is_possible=sees, is_natural=is_natural, waits_for=waits_for)


def _offer_awaited(situation: Situation) -> str:
    user, state = situation.user, situation.offer_state
    if state == Offer.State.IN_APPROVAL:
        return "" if situation.offer_turn.is_of(user) else situation.offer_turn.text
    if user.has_perm("hiring.change_offer"):
        return "" if state in (Offer.State.DRAFT, Offer.State.APPROVED) else _flag_to_waive(situation)
    verb = "extend" if state == Offer.State.APPROVED else "prepare"
    return f"{situation.application.requisition.hiring_manager} to {verb} the offer"


def _reviewing(situation: Situation) -> Iterator[Step]:
    user = situation.user
    if situation.application.is_closed:
        return
    if user.has_perm("interviews.waive_flag"):
        for flag in situation.known_blocking:
            yield Step(Verb.WAIVE_FLAG, target=flag.pk)
    if user.has_perm("interviews.unlock_scorecard"):
        for one in situation.rounds:
            for card in one.view.readable:
                yield Step(Verb.UNLOCK, round=one.round, target=card.pk)


def _lies_ahead(stage: Stage, round: Round) -> bool:
    return stage in OPEN and OPEN.index(stage) <= OPEN.index(ROUNDS[list(Round).index(round)])


def _is_hire(decision: Decision | None) -> bool:
    return decision is not None and decision.outcome == Decision.Outcome.HIRE


def _card_or_call(one: RoundSituation, user: User) -> str:
    if one.view.interview is None:
        return "the round to be held"
    if one.view.interview.state == Interview.State.PLANNED:
        return "the interview to be held"
    if one.awaited:
        others = [str(person) for person in one.awaited if person.pk != user.pk]
        own = ["your own scorecard"] if len(others) < len(one.awaited) else []
        return listed([*own, *([f"the scorecard of {listed(others)}"] if others else [])])
    if not one.view.readable and not one.view.hidden:
        return "a scorecard: nobody's is in"
    return ""


def _flag_to_waive(situation: Situation) -> str:
    # A flag on a card that the reader may not read yet is not hinted at: the verb itself refuses.
    known = [str(flag.definition) for flag in situation.known_blocking]
    return f"the critical red flag {listed(known)} to be waived" if known else ""
