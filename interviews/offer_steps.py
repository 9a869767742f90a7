"""What somebody may do on the page of an offer now."""

from dataclasses import dataclass
from enum import StrEnum

from hiring.models import Application, Decision, Offer, User
from hiring.models.offer import IN_PREPARATION
from hiring.offerable import OFFERING
from interviews import offer_turns

State = Offer.State


class Do(StrEnum):
    """What can be done with an offer, by the name of its address."""

    SAVE = "save"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    EXTEND = "extend"
    ACCEPT = "accept"
    DECLINE = "decline"
    RESCIND = "rescind"
    DISCARD = "discard"
    EXPECT = "expect"
    FORGET = "forget"


@dataclass(frozen=True)
class Versions:
    """The versions of an application's offer, newest first, as its reader may see them."""

    all: tuple[Offer, ...]

    @property
    def prepared(self) -> Offer | None:
        """The one that is not told to the candidate yet: drafted, in approval or approved."""
        return self._first(*IN_PREPARATION)

    @property
    def extended(self) -> Offer | None:
        """The one that waits for the candidate's answer."""
        return self._first(State.EXTENDED)

    @property
    def current(self) -> Offer | None:
        """The one that the page is about."""
        return offer_turns.current(self.all) or next(iter(self.all), None)

    @property
    def to_edit(self) -> Offer | None:
        """The one that an edit begins from, in place or as a new version; None: the edit is a first draft."""
        return self.prepared or self.extended

    @property
    def next_number(self) -> int:
        return max((one.version for one in self.all), default=0) + 1

    def _first(self, *states: Offer.State) -> Offer | None:
        return next((one for one in self.all if one.state in states), None)


def steps(application: Application, versions: Versions, user: User, *, is_to_hire: bool) -> frozenset[Do]:
    """What is offered. Asks for permissions and states, no more: the rules themselves refuse what does not go."""
    if application.is_closed:
        return frozenset()
    found: set[Do] = set()
    prepared, extended = versions.prepared, versions.extended
    if user.has_perm("hiring.add_expectation"):
        found |= {Do.EXPECT, Do.FORGET}
    asked = offer_turns.open_seats([prepared]) if prepared else []
    if user.has_perm("hiring.approve_offer") and any(seat.user_id == user.pk for seat in asked):
        found |= {Do.APPROVE, Do.SEND_BACK}
    if user.has_perm("hiring.change_offer"):
        if prepared:
            found.add(Do.DISCARD)
        if extended:
            found.add(Do.RESCIND)
        if application.paused_at is None:
            found |= _while_running(application, prepared, extended, is_to_hire=is_to_hire)
    return frozenset(found)


def _while_running(
    application: Application, prepared: Offer | None, extended: Offer | None, *, is_to_hire: bool
) -> set[Do]:
    found: set[Do] = set()
    if is_to_hire and application.stage in OFFERING:
        found |= {Do.SAVE, Do.SUBMIT}
    if prepared and prepared.state == State.APPROVED:
        found.add(Do.EXTEND)
    if extended:
        found |= {Do.ACCEPT, Do.DECLINE}
    return found


def is_to_hire(application: Application) -> bool:
    """Whether the decision to hire is recorded."""
    return Decision.objects.filter(application=application, outcome=Decision.Outcome.HIRE).exists()
