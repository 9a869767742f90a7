"""Calls over connections that stay open, so many at once, for so long at most; how long each took."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

TIMEOUT = 30.0
BETWEEN_LINES = 0.02


class Load(NamedTuple):
    """What came of it: calls a second, and how long each took in milliseconds."""

    rate: float
    took: list[float]


class Line:
    """One connection to a server, that waits for each answer before it asks again."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status with the body of the answer."""
        self.socket.sendall(request)
        heard = b""
        while (end := heard.find(b"\r\n\r\n")) < 0:
            heard += self._more()
        head = heard[:end].lower()
        length = int(head.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
        parts, missing = [heard[end + 4 :]], length - len(heard) + end + 4
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return int(heard[9:12]), b"".join(parts)

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("the server hung up")
        return more


def request(method: str, path: str, *, key: str = "", body: bytes = b"") -> bytes:
    """One call, as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if method == "POST" else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(port: int, requests: Iterator[bytes], *, lines: int, seconds: float, expect: int) -> Load:
    """Send what `requests` has over so many new lines, until it or the time is over. Another status is an error.

    Each line is opened while those before it are already at work, so that no worker of the server gets all of them.
    """
    took: list[float] = []
    wrong: list[str] = []
    lock, begun = threading.Lock(), time.perf_counter()
    until = begun + seconds

    def talk() -> None:
        with closing(Line(port)) as line:
            converse(line)

    def converse(line: Line) -> None:
        while time.perf_counter() < until and not wrong:
            with lock:
                mine = next(requests, None)
            if mine is None:
                return
            since = time.perf_counter()
            status, body = line.ask(mine)
            took.append((time.perf_counter() - since) * 1000)
            if status != expect:
                wrong.append(f"{status} {body[:500]!r} to {mine[:80]!r}")

    threads = [threading.Thread(target=talk) for _line in range(lines)]
    for thread in threads:
        thread.start()
        time.sleep(BETWEEN_LINES)
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    assert took, "no call was made"
    return Load(len(took) / (time.perf_counter() - begun), took)
