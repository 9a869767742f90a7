"""How a body is posted to another machine: within a limit of time, following nobody."""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, NamedTuple

import httpx
from django.core.exceptions import ValidationError

from hiring.outbox import addresses
from hiring.outbox.addresses import NotAllowed
from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.patience import TOTAL_SECONDS, cut_after

CONNECT_SECONDS = 3.0
WAIT_SECONDS = 15.0
"""For one answer of the network; all of them together take no longer than `TOTAL_SECONDS`."""
LONGEST_ANSWER = 64 * 1024
USER_AGENT = "Twelve"

TRY_AGAIN = frozenset({408, 425, 429, 500, 503})
PERHAPS = frozenset({502, 504})
"""A gateway that lost its own machine does not know whether that one took the message."""


class Answer(NamedTuple):
    """What the other machine said."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def retry_after(self) -> timedelta | None:
        """How long it asks to be left alone, where it says so; never more than a day."""
        said = self.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return timedelta(seconds=min(int(said[:9]), 86_400))
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        left = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
        return min(max(left, timedelta()), timedelta(days=1))


class Pinned(httpx.BaseTransport):
    """Connects to the address that was checked, and to no other; the certificate is still that of the name."""

    def __init__(self, *, resolver: addresses.Resolver | None = None) -> None:
        self._resolver = resolver
        self._inner = _transport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = addresses.public_address(host, request.url.port or 443, resolver=self._resolver)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)  # the Host header was written before, with the name
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    public_only: bool = True,
    resolver: addresses.Resolver | None = None,
    total: float = TOTAL_SECONDS,
) -> Answer:
    """Post once, or call with another method.

    Raises NotAllowed, httpx.HTTPError or OSError: `ended` tells what each means for a message.

    `public_only` is for addresses that people enter: what is not on the public internet is not connected to.
    """
    if public_only:
        _refuse_unacceptable(url)
    transport = Pinned(resolver=resolver) if public_only else _transport()
    limit = httpx.Timeout(WAIT_SECONDS, connect=CONNECT_SECONDS)
    headers = {"user-agent": USER_AGENT, "accept-encoding": "identity", **headers}
    with httpx.Client(transport=transport, timeout=limit, follow_redirects=False, trust_env=False) as client:
        request = client.build_request(method, url, content=body, headers=headers)
        with _ends_after(request, total):
            response = client.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, _beginning(response))
            finally:
                response.close()


def ended(error: Exception) -> Outcome:
    """What it means for a message that posting it raised this.

    Without a connection it was certainly not accepted; once one stood, nobody knows.
    """
    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, NotAllowed):
        return Outcome(Result.REFUSED, str(error))
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | socket.gaierror):
        return Outcome(Result.LATER, detail)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Outcome(Result.REFUSED, detail)
    return Outcome(Result.AMBIGUOUS, detail)


def _refuse_unacceptable(url: str) -> None:
    """What was allowed when it was entered may not be any more."""
    try:
        addresses.acceptable(url)
    except ValidationError as refusal:
        raise NotAllowed(" ".join(refusal.messages)) from None


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reads a file of hundreds of certificates


def _transport() -> httpx.HTTPTransport:
    return httpx.HTTPTransport(verify=_certificates(), trust_env=False)


def _beginning(response: httpx.Response) -> str:
    """The first part of what it says; what comes beyond is not read, and what breaks off does not matter."""
    taken = b""
    with contextlib.suppress(httpx.HTTPError):
        for piece in response.iter_raw():
            taken += piece
            if len(taken) >= LONGEST_ANSWER:
                break
    return taken[:LONGEST_ANSWER].decode("utf-8", errors="replace")


@contextlib.contextmanager
def _ends_after(request: httpx.Request, seconds: float) -> Iterator[None]:
    connections: list[socket.socket] = []
    with cut_after(seconds, connections) as too_late:

        def note(event: str, info: Mapping[str, Any]) -> None:
            if too_late.is_set() and event.endswith("connect_tcp.started"):  # asking for the address took that long
                raise httpx.ConnectTimeout(f"no connection within {seconds:.0f} seconds", request=request)
            if event.endswith(("connect_tcp.complete", "start_tls.complete")):
                connections.append(info["return_value"].get_extra_info("socket"))

        request.extensions = {**request.extensions, "trace": note}
        yield
