"""The other side of the wire: an SMTP and HTTP server in a process of its own, `python -m tests.chaos.receiver`.

What it accepts is on the disk, by fsync, before it answers: so the file says what arrived, whatever happened to the
product meanwhile. It prints its two ports when it is ready, and takes orders at POST /control.
"""

import asyncio
import json
import os
import random
import re
import sys
import time
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from typing import Any

SILENCE_SECONDS = 60.0


class Receiver:
    """`script` has for each step the answers that may be given in place of the usual one, with their probabilities.

    Steps: banner, rcpt, data (the word), end (the letter), hook. Answers: a reply such as "451 later" or "503", "drop"
    (hang up), "silence". A letter or a post that ends in "drop" or "silence" was accepted: nobody is told.
    `delay`: seconds that pass before something is accepted, and again before that is answered.
    """

    def __init__(self, seed: int) -> None:
        self.script: dict[str, dict[str, float]] = {}
        self.delay = 0.0
        self.random = random.Random(seed)
        self.log = -1

    async def smtp(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError, _HungUp):
            await self.converse(reader, writer)
        writer.close()

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        recipient = ""
        await self.say(writer, "banner", "220 here")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].lower()
            if word == "rcpt":
                recipient = line.split("<")[1].split(">")[0]
            if word != "data":
                await self.say(writer, word, "221 bye" if word == "quit" else "250 fine")
                continue
            if not (await self.say(writer, "data", "354 go on")).startswith("354"):
                continue
            letter = await reader.readuntil(b"\r\n.\r\n")
            reply = self.choose("end", "250 taken")
            if not reply.startswith(("4", "5")):
                key, about = _header(letter, "message-id"), _links(letter)
                await self.accept(channel="email", to=recipient, key=key, about=about, reply=reply)
            await self.give(writer, reply)

    async def http(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError, _HungUp):
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(_header(head, "content-length") or 0))
            if head.startswith(b"POST /control"):
                self.obey(json.loads(body))
                await self.give_http(writer, "200")
            else:
                reply = self.choose("hook", "200")
                if not reply.startswith(("3", "4", "5")):
                    path = head.split()[1].decode()
                    key = _header(head, "webhook-id")
                    await self.accept(channel="webhook", to=path, key=key, body=json.loads(body))
                await self.give_http(writer, reply)
        writer.close()

    def obey(self, order: dict[str, Any]) -> None:
        """A new script and delay, a new file, or both."""
        if "script" in order:
            self.script, self.delay = order["script"], order.get("delay", 0.0)
        if "log" in order:
            self.log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def accept(self, **what: Any) -> None:
        await asyncio.sleep(self.delay)
        os.write(self.log, json.dumps({"at": time.time(), **what}).encode() + b"\n")
        os.fsync(self.log)
        await asyncio.sleep(self.delay)

    def choose(self, step: str, usual: str) -> str:
        dice = self.random.random()
        for reply, probability in self.script.get(step, {}).items():
            dice -= probability
            if dice < 0:
                return reply
        return usual

    async def say(self, writer: StreamWriter, step: str, usual: str) -> str:
        reply = self.choose(step, usual)
        await self.give(writer, reply)
        return reply

    async def give(self, writer: StreamWriter, reply: str) -> None:
        if reply == "silence":
            await asyncio.sleep(SILENCE_SECONDS)
        if reply in {"silence", "drop"}:
            raise _HungUp
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()

    async def give_http(self, writer: StreamWriter, reply: str) -> None:
        known = {"silence", "drop"}
        await self.give(
            writer, reply if reply in known else f"HTTP/1.1 {reply} OK\r\nContent-Length: 0\r\nConnection: close\r\n"
        )


class _HungUp(Exception):
    """The script wants this connection closed."""


def _header(lines: bytes, name: str) -> str:
    for line in lines.split(b"\r\n"):
        if line.lower().startswith(name.encode() + b":"):
            return line.split(b":", 1)[1].strip().decode()
        if not line:
            break
    return ""


def _links(letter: bytes) -> list[int]:
    """The applications that a letter tells of, by their numbers in its links."""
    unfolded = letter.replace(b"=\r\n", b"")  # quoted-printable breaks long lines
    return sorted({int(number) for number in re.findall(rb"/applications/(\d+)/", unfolded)})


async def main(seed: int) -> None:
    receiver = Receiver(seed)
    mail = await asyncio.start_server(receiver.smtp, "127.0.0.1", 0, limit=2**20, backlog=200)
    web = await asyncio.start_server(receiver.http, "127.0.0.1", 0, limit=2**20, backlog=200)
    print(mail.sockets[0].getsockname()[1], web.sockets[0].getsockname()[1], flush=True)
    await asyncio.gather(mail.serve_forever(), web.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
