from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import httpx
import pytest

from hiring.outbox import posting
from hiring.outbox.addresses import NotAllowed
from hiring.outbox.outcome import Result
from hiring.outbox.posting import Answer
from tests.hiring.http_server import HttpServer
from tests.services import free_port


@pytest.fixture
def server() -> Iterator[HttpServer]:
    server = HttpServer()
    yield server
    server.stop()


def post(server: HttpServer, **options) -> Answer:
    return posting.post(server.url, b'{"a":1}', {"content-type": "application/json"}, public_only=False, **options)


def test_post_sends_the_body_as_it_is_and_gives_back_the_answer(server):
    server.answers = [(202, {"x-id": "7"}, b"taken")]
    answer = post(server)
    assert (answer.status, answer.headers["x-id"], answer.text) == (202, "7", "taken")
    (received,) = server.received
    assert (received.method, received.path, received.body) == ("POST", "/hook", b'{"a":1}')
    assert received.headers["content-type"] == "application/json"
    assert received.headers["user-agent"] == "Twelve"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_post_follows_nobody(server, status):
    other = HttpServer()
    server.answers = [(status, {"location": other.url}, b"")]
    assert post(server).status == status
    assert other.received == []
    other.stop()


def test_post_reads_no_more_than_the_beginning_of_an_answer(server):
    server.answers = [(200, {}, b"x" * 1_000_000)]
    assert len(post(server).text) == 64 * 1024


def test_post_ignores_the_proxies_of_the_environment(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    assert post(server).status == 200


@pytest.mark.parametrize("answer", ["drip", "silence"])
def test_post_takes_no_longer_than_it_may(server, answer):
    server.answers = [answer]
    begun = monotonic()
    with pytest.raises(httpx.HTTPError) as error:
        post(server, total=0.4)
    assert 0.3 < monotonic() - begun < 3
    assert posting.ended(error.value).result == Result.AMBIGUOUS


def test_post_that_nobody_listens_to_was_certainly_not_accepted(server):
    with pytest.raises(httpx.ConnectError) as error:
        posting.post(f"http://127.0.0.1:{free_port()}/", b"", {}, public_only=False)
    assert posting.ended(error.value).result == Result.LATER


def test_post_whose_answer_is_lost_was_perhaps_accepted(server):
    server.answers = ["drop"]
    with pytest.raises(httpx.HTTPError) as error:
        post(server)
    assert posting.ended(error.value).result == Result.AMBIGUOUS
    assert len(server.received) == 1


def test_post_to_where_nobody_may_go_is_refused(server):
    with pytest.raises(NotAllowed) as error:
        posting.post(server.url, b"", {})
    assert posting.ended(error.value).result == Result.REFUSED
    assert server.received == []


def test_unknown_name_is_asked_for_again_later():
    def resolver(host: str, port: int) -> list[str]:
        raise posting.socket.gaierror(-2, "Name or service not known")

    with pytest.raises(OSError, match="not known") as error:
        posting.post("https://gone.example.com/", b"", {}, resolver=resolver)
    assert posting.ended(error.value).result == Result.LATER


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("", None), ("120", 120), ("0", 0), (" 7 ", 7), ("99999999999999", 86_400), ("soon", None), ("-5", None)],
)
def test_retry_after_in_seconds(said, seconds):
    found = Answer(429, {"retry-after": said}, "").retry_after
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_retry_after_as_a_date():
    until = datetime.now(UTC) + timedelta(minutes=10)
    found = Answer(429, {"retry-after": format_datetime(until, usegmt=True)}, "").retry_after
    assert timedelta(minutes=9, seconds=50) < found <= timedelta(minutes=10)
    past = Answer(503, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, "").retry_after
    assert past == timedelta()
