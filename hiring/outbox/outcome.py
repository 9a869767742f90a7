"""How an attempt to send can end."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Result(StrEnum):
    """What a channel may answer. Ambiguous: nobody knows whether the message was accepted."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    AMBIGUOUS = "ambiguous"
    NOTHING_TO_SAY = "nothing_to_say"


@dataclass(frozen=True)
class Outcome:
    """One attempt's end, with what the other side said. `retry_after`: how long it asked to be left alone.

    `unwell`: it did not answer, or cannot keep up, so all that goes there waits. `gone`: it is not there any more.
    """

    result: Result
    detail: str = ""
    provider_message_id: str = ""
    retry_after: timedelta | None = None
    unwell: bool = False
    gone: bool = False
