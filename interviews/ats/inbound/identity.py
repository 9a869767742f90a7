"""What makes an event the same one when it comes again, and what it is about, by its outside."""

from datetime import datetime
from typing import NamedTuple

EVENT_ID, ACTION = 250, 120


class Identity(NamedTuple):
    """The event's id, its name, whom it is about and when it happened, by the vendor's word."""

    event_id: str
    action: str = ""
    subject: str = ""
    happened_at: datetime | None = None
