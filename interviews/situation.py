"""How an application stands in its rounds, as one reader may know it."""

from collections import defaultdict
from dataclasses import dataclass

from hiring import disclosure
from hiring.models import Application, Decision, Offer, RoundResult, User
from hiring.stages import Round, Stage
from interviews import debrief, flags, offer_turns, scheduling
from interviews.models import Flag, FlagDefinition, Scorecard


@dataclass(frozen=True)
class Seat:
    """Somebody who was asked for a scorecard. Says that it is in, never what it says."""

    interviewer: User
    state: str
    subject: str
    """The name under which hiring keeps the deadline of the card."""

    @property
    def state_text(self) -> str:
        """“submitted”, “awaited” or “declined”."""
        return {Scorecard.State.DRAFT: "awaited"}.get(Scorecard.State(self.state), self.state)


@dataclass(frozen=True)
class RoundSituation:
    """One round: what the reader may read of it, who sits in it, its result, the flags in it that stop the process."""

    view: debrief.RoundView
    seats: tuple[Seat, ...]
    result: RoundResult | None
    blocking: tuple[Flag, ...]

    @property
    def round(self) -> Round:
        return self.view.round

    @property
    def awaited(self) -> tuple[User, ...]:
        """Whose scorecards are missing."""
        return tuple(card.interviewer for card in self.view.awaited)

    @property
    def red_flags(self) -> tuple[Flag, ...]:
        """The red flags that the reader may read."""
        red = FlagDefinition.Colour.RED
        return tuple(flag for card in self.view.readable for flag in card.flags.all() if flag.definition.colour == red)

    @property
    def is_to_talk_about(self) -> bool:
        """Whether the cards disagree, leave gaps, break minima or raise a red flag that the reader may read."""
        marks = (one.is_split or one.is_gap or one.is_below_minimum for one in self.view.score.competencies)
        return bool(self.view.readable) and (bool(self.red_flags) or any(marks))


@dataclass(frozen=True)
class Situation:
    """An application with its four rounds, as far as its reader may know them."""

    application: Application
    user: User
    rounds: tuple[RoundSituation, ...]
    decision: Decision | None
    offer_state: str
    offer_turn: offer_turns.Turn = offer_turns.NOBODY
    extended_version: int | None = None
    """Which version of the offer waits for the candidate's answer, be the newest version another one."""

    @property
    def stage(self) -> Stage:
        return Stage(self.application.stage)

    @property
    def is_extended(self) -> bool:
        """Whether an offer waits for the candidate's answer."""
        return self.extended_version is not None

    @property
    def is_running(self) -> bool:
        """Neither closed nor paused."""
        return not self.application.is_closed and self.application.paused_at is None

    @property
    def known_blocking(self) -> tuple[Flag, ...]:
        """The critical red flags that stand, as far as the reader may read them."""
        return tuple(flag for one in self.rounds for flag in one.blocking)

    @property
    def own_card(self) -> int | None:
        """The first scorecard that the reader still has to fill in."""
        cards = (card for one in self.rounds for card in one.view.awaited)
        return next((card.pk for card in cards if card.interviewer_id == self.user.pk), None)

    def at(self, stage: Stage) -> RoundSituation | None:
        """The situation of the round of that stage, None when the stage is no round."""
        return next((one for one in self.rounds if one.round.value == stage.value), None)


def situation_of(application: Application, user: User) -> Situation:
    """Read all of it in a fixed number of queries. The application comes with its people (`with_people`)."""
    known = disclosure.results_for(user).filter(application=application)
    results = {result.round: result for result in known.select_related("by")}
    blocking = {flag.pk: flag for flag in flags.blocking(application)}
    seats: dict[str, list[Seat]] = defaultdict(list)
    # Only who and whether: what a card says comes from the debrief alone.
    cards = Scorecard.objects.filter(interview__application=application).order_by("pk")
    standing = cards.exclude(interview__state__in=["cancelled", "no_show"]).select_related("interview", "interviewer")
    for card in standing.only("state", "interview__round", "interviewer"):
        seats[card.interview.round].append(Seat(card.interviewer, card.state, scheduling.card_subject(card)))
    offers = _offers(application)
    current = offer_turns.current(offers)
    return Situation(
        application=application,
        user=user,
        rounds=tuple(
            RoundSituation(
                view=view,
                seats=tuple(seats[str(view.round)]),
                result=results.get(str(view.round)),
                blocking=tuple(flag for card in view.readable for flag in card.flags.all() if flag.pk in blocking),
            )
            for view in debrief.rounds_for(application, user)
        ),
        decision=Decision.objects.filter(application=application).select_related("by").first(),
        offer_state=current.state if current else "",
        offer_turn=offer_turns.turn(current) if current else offer_turns.NOBODY,
        extended_version=next((offer.version for offer in offers if offer.state == Offer.State.EXTENDED), None),
    )


def _offers(application: Application) -> list[Offer]:
    """The versions, the newest first. Nobody learns an amount of them here."""
    found = Offer.objects.filter(application=application)
    offers = list(offer_turns.with_approvals(found).select_related("drafted_by").order_by("-version"))
    for offer in offers:
        offer.application = application
    return offers
