"""A small HTTP server on the loopback that does as it is told: answer, hang up, stay silent, answer in drips."""

import contextlib
import socketserver
import threading
import time
from typing import Any, NamedTuple


class Received(NamedTuple):
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class HttpServer(socketserver.ThreadingTCPServer):
    """Takes requests on a free port in a thread of its own; `received` keeps them.

    `answers` says what each request gets, one after the other, the last one for all that follow: a status, a status
    with headers, or "drop" (hangs up once it has the request), "silence" (says nothing), "drip" (a byte now and then).
    """

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers: list[Any] = [200]
        self.received: list[Received] = []
        self.stopped = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def stop(self) -> None:
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Conversation(socketserver.StreamRequestHandler):
    server: HttpServer
    timeout = 5

    def handle(self) -> None:
        first = self.rfile.readline().decode().split()
        if not first:
            return
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.received.append(Received(first[0], first[1], headers, body))
        number = min(len(self.server.received), len(self.server.answers))
        self._answer(self.server.answers[number - 1])

    def _answer(self, answer: Any) -> None:
        if answer == "drop":
            return
        if answer == "silence":
            self.server.stopped.wait(10)
            return
        if answer == "drip":
            with contextlib.suppress(OSError):
                for byte in b"HTTP/1.1 200 OK\r\nx-slow: " + b"a" * 1000:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
            return
        status, headers, body = answer if isinstance(answer, tuple) else (answer, {}, b"ok")
        lines = [f"HTTP/1.1 {status} so", f"content-length: {len(body)}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)
