"""Which addresses of other machines may be reached from here."""

import ipaddress
import re
import socket
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError

PORTS = (443, 8443)

# What is not part of the public internet: IANA's registries of special-purpose addresses, and the address by which
# machines at Azure reach the platform around them. Python's `is_private` knows only some of it.
CLOSED_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
"""Nothing else is in use as public addresses: so no mapped, translated, local or multicast address either."""
CLOSED_IPV6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))

NOT_ALLOWED = "address_not_allowed"

_FULL_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)

Resolver = Callable[[str, int], list[str]]


class NotAllowed(Exception):
    """An address that must not be reached from here, whoever asks for it."""


def is_public(address: str) -> bool:
    """Whether an IP address, in its usual spelling, belongs to the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in CLOSED_IPV4)
    return ip.scope_id is None and ip in OPEN_IPV6 and not any(ip in network for network in CLOSED_IPV6)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the machine's resolver says. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def public_address(host: str, port: int, *, resolver: Resolver | None = None) -> str:
    """The one address to connect to. Raises NotAllowed when any that the name stands for is not public; OSError.

    Asked anew for each attempt, and the answer is what is connected to: a name that changes its mind in between
    (DNS rebinding) changes nothing.
    """
    found = (resolver or resolve)(host, port)
    if not found:
        raise OSError(f"{host} has no address")
    if closed := [address for address in found if not is_public(address)]:
        raise NotAllowed(f"{host} leads to {closed[0]}, which is not a public address")
    return found[0]


def acceptable(url: str, *, allow_private: bool = False) -> str:
    """The address of a webhook as it is kept. Refuses with `address_not_allowed` what can be told without asking DNS.

    https on port 443 or 8443, a host name or a plain public IP address, nobody's password in it.
    """
    url = url.strip()
    parts = _split(url)
    if not re.fullmatch(r"[!-~]+", url):
        raise _refusal("It may hold printable ASCII characters only; write a foreign name in its xn-- form.")
    if parts.username is not None or parts.password is not None or "\\" in url:
        raise _refusal("It may not hold a user name, a password or a backslash.")
    if allow_private:
        return url
    if parts.scheme != "https":
        raise _refusal("It must begin with https://.")
    if parts.port is not None and parts.port not in PORTS:
        raise _refusal("Only the ports 443 and 8443 are reached.")
    host = (parts.hostname or "").rstrip(".")
    if _is_ip_address(host):
        if not is_public(host):
            raise _refusal(f"{host} is not a public address.")
    elif "[" in parts.netloc or not _FULL_NAME.fullmatch(host) or _is_numeric(host):
        raise _refusal(f"“{host}” is not the full name of a host.")
    return url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        raise _refusal("It is not an address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _refusal("It must look like https://example.com/path.")
    return parts


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_numeric(host: str) -> bool:
    """Whether a resolver would take it for an IP address in an old spelling: 127.1, 0177.0.0.1, 0x7f000001."""
    return re.fullmatch(r"\d+|0x[0-9a-f]*", host.rsplit(".", 1)[-1], re.IGNORECASE) is not None


def _refusal(message: str) -> ValidationError:
    return ValidationError({"url": ValidationError(message, code=NOT_ALLOWED)})
