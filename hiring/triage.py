"""Which of the reminders that are due go out now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

CAP = 6
"""Messages to one person on one channel within `CAP_SPAN`: what only reminds ahead of time waits beyond them."""
CAP_SPAN = timedelta(hours=1)
NOBODY = "nobody is there who may be reminded"

Manner = Literal["lead", "breach", "final"]
Address = tuple[int, str]
"""Who is written to, on which channel."""


class Action(StrEnum):
    """What becomes of a reminder that is due."""

    SEND = "send"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    SUPPRESS = "suppress"
    POSTPONE = "postpone"
    GIVE_UP = "give_up"


class Verdict(NamedTuple):
    """The action with its reason in words. `at` is the new time of what is postponed."""

    action: Action
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come, with all that decides about it."""

    reminder: int
    deadline: int
    rank: int
    manner: Manner
    channel: str
    recipient: int | None
    """None: nobody is there who may be reminded."""
    hard_by: datetime | None
    open_at: datetime
    """From when its recipient may be reminded in this manner on this channel: now, unless it is their quiet time."""
    owed: bool = True
    """Whether its deadline is open, in the plan that the reminder belongs to."""
    gone_rank: int = 0
    """The highest rung of this plan that has gone out already."""
    rested_at: datetime | None = None
    """From when its recipient may be reminded of this deadline again on this channel."""
    acknowledged_until: datetime | None = None
    acknowledged_by: str = ""

    @property
    def address(self) -> Address | None:
        return None if self.recipient is None else (self.recipient, self.channel)


def triage(
    due: Iterable[Due],
    *,
    now: datetime,
    lately: Mapping[Address, Sequence[datetime]] | None = None,
    waiting: Collection[Address] = (),
    cap: int = CAP,
) -> dict[int, Verdict]:
    """A verdict on each reminder, by its number.

    `lately`: when messages were written to an address within the last hour. `waiting`: addresses with a message that
    nobody has tried to send yet, so that one more reminder in it is no message more. All rungs of a deadline that are
    due have to be among `due`: of those that go out, only the highest does.
    """
    due = list(due)
    verdicts = {each.reminder: _alone(each, now) for each in due}
    top: dict[int, int] = {}
    for each in due:
        if verdicts[each.reminder].action == Action.SEND:
            top[each.deadline] = max(each.rank, top.get(each.deadline, 0))
    for each in due:
        goes_on = verdicts[each.reminder].action in (Action.SEND, Action.POSTPONE)
        if goes_on and each.rank < top.get(each.deadline, 0):
            verdicts[each.reminder] = Verdict(Action.SUPERSEDE, "a higher rung is due as well")
    _hold_back(due, verdicts, now=now, lately=lately or {}, waiting=waiting, cap=cap)
    return verdicts


def _alone(each: Due, now: datetime) -> Verdict:
    """What is decided of a reminder whatever else is due."""
    if not each.owed:
        return Verdict(Action.CANCEL, "no longer open")
    if each.recipient is None:
        return Verdict(Action.GIVE_UP, NOBODY)
    if each.rank < each.gone_rank:
        return Verdict(Action.SUPERSEDE, "a higher rung has gone out already")
    final = each.manner == "final"
    if not final and each.acknowledged_until and each.acknowledged_until > now:
        return Verdict(Action.SUPPRESS, f"{each.acknowledged_by or 'somebody'} is on it")
    if each.rested_at and each.rested_at > now:
        if not final and each.hard_by and each.rested_at > each.hard_by:
            return Verdict(Action.SUPPRESS, "too soon after the last one")
        return Verdict(Action.POSTPONE, "postponed: too soon after the last one", each.rested_at)
    opens = min(each.open_at, each.hard_by) if each.hard_by else each.open_at
    if opens > now:
        return Verdict(Action.POSTPONE, "postponed: quiet time", opens)
    return Verdict(Action.SEND)


def _hold_back(
    due: list[Due],
    verdicts: dict[int, Verdict],
    *,
    now: datetime,
    lately: Mapping[Address, Sequence[datetime]],
    waiting: Collection[Address],
    cap: int,
) -> None:
    """Keep what only reminds ahead of time for a later message, where its address has had enough of them."""
    sent = [each for each in due if verdicts[each.reminder].action == Action.SEND]
    open_anyway = {each.address for each in sent if each.manner != "lead"} | set(waiting)
    for each in sent:
        if each.address is None or each.address in open_anyway:
            continue
        written = sorted(at for at in lately.get(each.address, ()) if at > now - CAP_SPAN)
        if len(written) < cap:
            continue
        at = written[-cap] + CAP_SPAN
        at = min(at, each.hard_by) if each.hard_by else at
        if at > now:
            verdicts[each.reminder] = Verdict(Action.POSTPONE, f"postponed: {cap} messages within an hour", at)
