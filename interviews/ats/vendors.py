"""Which vendors may order assessments here, each by one adapter."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from hiring.outbox.outcome import Outcome
from hiring.outbox.posting import Answer
from interviews.ats.calls import Address, CallRefused
from interviews.ats.connections import Attempt
from interviews.models import AssessmentOrder, AtsConnection

ADAPTERS = {
    AtsConnection.Vendor.GREENHOUSE.value: "interviews.ats.greenhouse",
    AtsConnection.Vendor.ASHBY.value: "interviews.ats.ashby",
    AtsConnection.Vendor.KOMBO.value: "interviews.ats.kombo",
}
"""By vendor: its module, loaded when it is needed, as each of them calls rules that ask this table."""


class Told(NamedTuple):
    """A call that tells a vendor how an order stands."""

    method: str
    url: str
    body: dict[str, Any] | None = None


class Adapter(Protocol):
    """What a module has to hold to be a vendor's adapter: all that is special about that vendor."""

    SCHEMES: tuple[str, ...]
    """By which schemes of the Authorization header the vendor may bring its key: basic, bearer."""
    HOSTS: tuple[str, ...]
    """Endings of the host names that may be called back."""
    ADDRESSES: tuple[Address, ...]

    def refusal(self, refused: CallRefused) -> Any:
        """The body that says no, as the vendor shows it to its users."""

    def told(self, order: AssessmentOrder, *, at_ms: int) -> Told | None:
        """The call that tells how an order stands; None where the vendor is not told of this."""

    def headers(self, attempt: Attempt) -> dict[str, str]:
        """What such a call carries, our key among it. Refuses with ValidationError where there is no key."""

    def taken(self, answer: Answer, attempt: Attempt) -> Outcome:
        """What the vendor's answer to such a call means for it."""


@cache
def adapter(vendor: str) -> Adapter:
    """The adapter of a vendor. Raises KeyError for one that orders nothing here."""
    return cast("Adapter", import_module(ADAPTERS[vendor]))


def orders_here(vendor: str) -> bool:
    """Whether the vendor can order assessments: the others only send webhooks."""
    return vendor in ADAPTERS


def addresses(connection: AtsConnection, *, site: str) -> Mapping[str, str]:
    """The addresses to give to the vendor, each under its method and name."""
    start = f"{site}/ats/{connection.vendor}/{connection.slug}"
    named = adapter(connection.vendor).ADDRESSES if orders_here(connection.vendor) else ()
    return {f"{one.method} {one.shown}": f"{start}/{one.shown}" for one in named}
