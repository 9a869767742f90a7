"""The example's receiver: every vector of the standard that can be told with a secret, then real posts to it."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer

import pytest

from config.env import BASE_DIR
from examples import webhook_receiver
from examples.webhook_receiver import LONGEST, NotBelieved, verify
from hiring.outbox import signing

CASES = BASE_DIR / "tests/fixtures/contract_cases/standard_webhooks/vectors.json"
VECTORS = json.loads(CASES.read_text())
BODY = b'{"type":"ping","timestamp":"2026-11-20T09:00:00Z","data":{"version":1}}'
SECRET = signing.new_secret()


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS["vectors"] if "secret" in each], ids=lambda vector: vector["name"]
)
def test_verify_decides_as_the_vector_says(vector: dict):
    arguments = (vector["body"].encode(), vector["headers"], VECTORS["secrets"][vector["secret"]])
    if vector["valid"]:
        assert verify(*arguments, now=vector["now"]) == json.loads(vector["body"])
    else:
        with pytest.raises(NotBelieved):
            verify(*arguments, now=vector["now"])


def test_verify_believes_the_vector_that_the_libraries_share():
    official = VECTORS["official_vector"]
    headers = {
        "webhook-id": official["id"],
        "webhook-timestamp": str(official["timestamp"]),
        "webhook-signature": official["signature"],
    }
    assert verify(official["body"].encode(), headers, official["secret"], now=official["timestamp"])


@pytest.mark.parametrize("secret", ["old", "new"])
def test_verify_believes_either_secret_while_one_is_rotated(secret: str):
    secrets = {"new": signing.new_secret(), "old": SECRET}
    headers = signing.headers(secrets.values(), message_id="m1", at=datetime.now(UTC), body=BODY)
    assert verify(BODY, headers, secrets[secret])["type"] == "ping"


def test_verify_takes_about_twenty_lines():
    lines = (BASE_DIR / "examples/webhook_receiver.py").read_text().split("def verify")[1].split("\n\n\n")[0]
    assert lines.count("\n") <= 22


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    server = webhook_receiver.server(0, SECRET)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def post(receiver: ThreadingHTTPServer, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", receiver.server_address[1], timeout=10)
    connection.request("POST", "/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def signed(message_id: str) -> dict[str, str]:
    return signing.headers([SECRET], message_id=message_id, at=datetime.now(UTC), body=BODY)


def test_receiver_accepts_what_was_signed_and_tells_a_repeat(receiver: ThreadingHTTPServer, capfd):
    headers = {name.title(): value for name, value in signed("m1").items()}
    assert [post(receiver, BODY, headers), post(receiver, BODY, signed("m1"))] == [204, 204]
    assert capfd.readouterr().out.splitlines() == [
        'verified ping m1 {"version": 1}',
        'repeated ping m1 {"version": 1}',
    ]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (BODY + b" ", {}, 401),
        (BODY, {"webhook-signature": ""}, 401),
        (BODY, {"webhook-id": ""}, 401),
        (BODY, {"webhook-timestamp": "soon"}, 401),
        (BODY, {"webhook-timestamp": str(int(time.time()) - 400)}, 401),
        (b" " * (LONGEST + 1), {}, 413),
    ],
)
def test_receiver_refuses_the_rest(receiver: ThreadingHTTPServer, body: bytes, headers: dict[str, str], status: int):
    assert post(receiver, body, signed("m1") | headers) == status


def test_receiver_without_a_secret_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "examples/webhook_receiver.py", "0"],
        cwd=BASE_DIR,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "WEBHOOK_SECRET" in done.stderr
