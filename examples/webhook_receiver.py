"""Receives the webhooks of Twelve and believes those whose signature is right. Python's standard library is enough.

    WEBHOOK_SECRET=whsec_... python3 examples/webhook_receiver.py 9000

It listens on this machine only and prints one line for each message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE = 300
"""Seconds that a message may be old, or ahead of our own clock."""
LONGEST = 64 * 1024
"""Bytes. Twelve's messages are far shorter."""


class NotBelieved(Exception):
    """Somebody else sent it, or it was changed on the way, or it is an old one that somebody sends again."""


def verify(body: bytes, headers: Mapping[str, str], secret: str, *, now: float | None = None) -> dict[str, Any]:
    """The message in the body, which is taken as the bytes that came: parse it after this, never before.

    `headers` by their names in small letters. Raises NotBelieved.

    While a secret is being rotated a message carries two signatures: one that fits is enough.
    """
    message_id, timestamp = headers.get("webhook-id") or "", headers.get("webhook-timestamp") or ""
    if not message_id or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
        raise NotBelieved("a header is missing, or the timestamp is no number")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
        raise NotBelieved("the timestamp is too far from now")
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = (headers.get("webhook-signature") or "").encode().split(b" ")
    if not any(hmac.compare_digest(expected, one) for one in given):  # takes equally long wherever they differ
        raise NotBelieved("no signature fits")
    message: dict[str, Any] = json.loads(body)
    return message


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it believes, and to a message that it has had: the same `webhook-id` is the same message."""

    secret: str
    had: set[str]
    timeout = 10

    def do_POST(self) -> None:
        length = self.headers.get("content-length") or ""
        if not length.isdecimal() or int(length[:9]) > LONGEST:
            self.answer(413, "refused: no length, or too long")
            return
        try:
            headers = {name.lower(): value for name, value in self.headers.items()}
            message = verify(self.rfile.read(int(length)), headers, self.secret)
        except NotBelieved as reason:
            self.answer(401, f"refused: {reason}")
            return
        message_id = headers["webhook-id"]
        word = "repeated" if message_id in self.had else "verified"
        self.had.add(message_id)  # yours: a unique column in your database, written in one transaction with the work
        self.answer(204, f"{word} {message['type']} {message_id} {json.dumps(message['data'])}")

    def answer(self, status: int, line: str) -> None:
        """Answer at once: work that takes longer than a moment belongs into a queue of yours."""
        print(line, flush=True)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        """The lines above are enough."""


def server(port: int, secret: str) -> ThreadingHTTPServer:
    """A receiver on a port of this machine; 0 is any free one."""
    handler = type("ThisReceiver", (Receiver,), {"secret": secret, "had": set()})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    try:
        server(int(sys.argv[1]) if sys.argv[1:] else 9000, os.environ["WEBHOOK_SECRET"]).serve_forever()
    except KeyError:
        sys.exit("WEBHOOK_SECRET is not set: it is what registering the endpoint answered with.")
    except KeyboardInterrupt:
        sys.exit(0)
