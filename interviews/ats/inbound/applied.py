"""What became of an event: its state, with the reason in words."""

from typing import NamedTuple

from hiring.models import Application, Requisition
from interviews.models import InboundEvent

ERASED = "This candidate was erased: nothing is kept of them any more."
OLDER = "Older than what is known."
UNKNOWN_PERSON = "This candidate is not known here (yet)."


class Applied(NamedTuple):
    """`is_emptied`: what the event said is removed, as it is about somebody who was erased.

    `waits_for`: the requisition that has to open first; None for an event that waits for a mapping.
    """

    state: str
    outcome: str
    application: Application | None = None
    is_emptied: bool = False
    waits_for: Requisition | None = None


def done(outcome: str, application: Application | None = None) -> Applied:
    """Something was changed."""
    return Applied(InboundEvent.State.PROCESSED, outcome, application)


def nothing(outcome: str, application: Application | None = None) -> Applied:
    """Nothing had to be, or could be, changed."""
    return Applied(InboundEvent.State.IGNORED, outcome, application)


def waiting(outcome: str, application: Application | None = None) -> Applied:
    """People have to say first what something is here."""
    return Applied(InboundEvent.State.WAITING, outcome, application)


def not_open_yet(requisition: Requisition) -> Applied:
    """Goes on by itself once that requisition opens."""
    said = f"“{requisition}” is a draft: this goes on by itself once it is open."
    return Applied(InboundEvent.State.WAITING, said, waits_for=requisition)


def erased(application: Application | None = None) -> Applied:
    """It is about somebody of whom nothing is kept."""
    return Applied(InboundEvent.State.IGNORED, ERASED, application, is_emptied=True)
