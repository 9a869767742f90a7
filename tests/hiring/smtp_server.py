"""A small SMTP server on the loopback that does as it is told: accept, refuse, hang up, stay silent."""

import email
import socketserver
import threading
import time
from email import policy
from email.message import EmailMessage
from typing import Any


class SmtpServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP on a free port of its own thread. `script` says what it does at each step, by the step's name.

    A reply such as "550 no" is sent in place of the usual one, "drop" closes the connection, "silence" answers nothing.
    Letters that it has accepted, or dropped the connection on after it had them, are in `letters`.
    """

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.script: dict[str, str] = {}
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer
    timeout = 5

    def handle(self) -> None:
        self.server.connections += 1
        if not self._say("banner", "220 here"):
            return
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].lower()
            if word == "rcpt":
                self.server.recipients.append(line.split("<")[1].split(">")[0])
            if word == "data":
                if not self._say("data", "354 go on"):
                    return
                if self.server.script.get("data", "").startswith("354") or "data" not in self.server.script:
                    self._read_letter()
                    if not self._say("end", "250 taken"):
                        return
            elif not self._say(word, "221 bye" if word == "quit" else "250 fine"):
                return
            if word == "quit":
                return

    def _read_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not self.server.script.get("end", "2").startswith(("4", "5")):
            self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=policy.default))

    def _say(self, step: str, usual: str) -> bool:
        reply = self.server.script.get(step, usual)
        if reply == "drop":
            return False
        if reply == "silence":
            time.sleep(1)
            return False
        self.wfile.write(f"{reply}\r\n".encode())
        return True
