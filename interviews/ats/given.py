"""Which addresses of ours an ATS is given."""

from typing import NamedTuple

from interviews.ats import vendors
from interviews.ats.inbound.senders import SENDERS
from interviews.models import AtsConnection


class Given(NamedTuple):
    """One address, with what it is for."""

    name: str
    url: str
    what: str


def addresses(connection: AtsConnection, *, site: str) -> list[Given]:
    """The addresses of a connection, those that a vendor asks for first."""
    start = f"{site}/ats/{connection.vendor}/{connection.slug}"
    found = []
    if connection.vendor in SENDERS:
        found.append(Given("Webhook", f"{start}/webhook", "Takes the events that the ATS sends, each signed."))
    if vendors.orders_here(connection.vendor):
        found.append(Given("Assessments", start, "The base URL under which assessments are ordered."))
        calls = vendors.addresses(connection, site=site)
        found += [Given(name.split()[1], url, f"Called with {name.split()[0]}.") for name, url in calls.items()]
    return found
