"""What the scripted vendors share: a server for the calls that come back, commands over stdin, answers over stdout.

Standard library only, as these run as processes of their own, knowing nothing of this project.
"""

import base64
import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

SECONDS = 60


class Heard(NamedTuple):
    """One call that came back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def call(method: str, url: str, *, authorization: str = "", body: Any = None) -> tuple[int, Any]:
    """One call of the product: its status, and what it says, as JSON where it is."""
    headers = {"Content-Type": "application/json", "User-Agent": "scripted vendor"}
    if authorization:
        headers["Authorization"] = authorization
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            status, text = error.code, error.read().decode()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def listen(answer: Callable[[Heard], tuple[int, Any]]) -> int:
    """Answer calls in a thread; returns the port."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = answer(Heard(self.command, self.path, headers, body))
            raw = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_PATCH = do_POST = do_PUT = do_GET = answer

        def log_message(self, *args: Any) -> None:
            """The test asks for what it wants to know."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that has given up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return int(server.server_address[1])


def obey(port: int, commands: dict[str, Callable[..., Any]]) -> None:
    """Carry out what stands on stdin, one JSON line after the other: `{"do": name, ...}`."""
    say({"port": port})
    for line in sys.stdin:
        order = json.loads(line)
        say(commands[order.pop("do")](**order))


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
