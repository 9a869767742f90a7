"""Which vendors send events, each by one module."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from interviews.ats.inbound import ashby, greenhouse, lever, workable
from interviews.ats.inbound.changes import Change
from interviews.ats.inbound.identity import Identity
from interviews.models import AtsConnection


class Sender(Protocol):
    """What a module has to hold to take a vendor's events: all that is special about that vendor."""

    @property
    def KEPT_HEADERS(self) -> tuple[str, ...]:
        """Names of the headers that are kept with an event, in lower case."""

    @property
    def WRONG_WHILE_ROTATING(self) -> int:
        """The status for a wrong signature while an older secret still counts."""

    def verify(self, connection: AtsConnection, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
        """Whether the vendor sent it, by one of the connection's secrets."""

    def identify(self, headers: Mapping[str, str], raw: bytes) -> Identity:
        """Which event it is, whatever came."""

    def fetch(self, connection: AtsConnection, body: dict[str, Any]) -> dict[str, Any]:
        """What the event is understood from: the body, or what the vendor says when asked. Raises Later."""

    def understand(self, found: dict[str, Any]) -> Change:
        """What it says. Raises NotUnderstood."""


SENDERS: dict[str, Sender] = {
    AtsConnection.Vendor.GREENHOUSE.value: greenhouse,
    AtsConnection.Vendor.ASHBY.value: ashby,
    AtsConnection.Vendor.LEVER.value: lever,
    AtsConnection.Vendor.WORKABLE.value: workable,
}
