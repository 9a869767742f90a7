"""One slow endpoint hurts only itself: looks of the engine at real receivers that hang, refuse, or answer."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.core import mail

from hiring import endpoints, engine, sweep
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import announcing, posting, resting, retrying, under_way
from hiring.outbox.channels import webhook
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Stage
from tests.factories import at_stage, hour, people
from tests.hiring.http_server import HttpServer

pytestmark = pytest.mark.django_db

NOW = hour(36)
HANGS = 1.5
"""How long a silent receiver is waited for here."""


@pytest.fixture(autouse=True)
def _patience(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(posting, "WAIT_SECONDS", HANGS)


@pytest.fixture
def receiver() -> Iterator[Callable[..., HttpServer]]:
    made: list[HttpServer] = []

    def make(*answers: Any) -> HttpServer:
        server = HttpServer()
        server.answers = [*answers] or [200]
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()


def endpoint_at(url: str, *, messages: int = 1) -> WebhookEndpoint:
    endpoint, _secret = endpoints.register(url=url, by=None, now=hour(0))
    for number in range(messages):
        announcing.ping(endpoint, now=hour(1) + timedelta(seconds=number))
    return endpoint


def nobody_listens() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/hook"


class Watch:
    """When each of these first came true, in seconds from now."""

    def __init__(self, **conditions: Callable[[], object]) -> None:
        self.seen: dict[str, float] = {}
        self._begun_at, self._stop = time.monotonic(), threading.Event()
        self._thread = threading.Thread(target=self._look, args=(conditions,), daemon=True)
        self._thread.start()

    def _look(self, conditions: dict[str, Callable[[], object]]) -> None:
        while not self._stop.wait(0.01):
            for name, is_so in conditions.items():
                if name not in self.seen and is_so():
                    self.seen[name] = time.monotonic() - self._begun_at

    def end(self) -> float:
        took = time.monotonic() - self._begun_at
        self._stop.set()
        self._thread.join()
        return took


def test_letters_and_a_healthy_endpoint_do_not_wait_for_five_that_hang(receiver):
    silent = [receiver("silence") for _number in range(5)]
    hanging = [endpoint_at(server.url, messages=2).pk for server in silent]
    healthy = receiver()
    endpoint_at(healthy.url, messages=3)
    at_stage(Stage.SCREENING)  # of which a letter tells by now
    watch = Watch(healthy=lambda: len(healthy.received) >= 3, letter=lambda: mail.outbox)
    swept = sweep.sweep(by="test", now=NOW)
    took = watch.end()
    assert swept.sent >= 5
    assert swept.failed == 5
    assert watch.seen["healthy"] < 1.0
    assert watch.seen["letter"] < 1.0
    assert HANGS <= took < HANGS + 1.5, "they are waited for side by side"
    assert [len(server.received) for server in silent] == [1] * 5, "one attempt for all that waits there"
    left = Message.objects.filter(state="ready")
    assert set(left.values_list("endpoint", flat=True)) == set(hanging)
    assert set(left.values_list("lease_owner", "overtaken")) == {("", 0)}

    assert sweep.sweep(by="test", now=NOW + timedelta(seconds=14)).failed == 0, "they rest"


def test_what_falls_due_while_posts_hang_goes_out_meanwhile(receiver, monkeypatch):
    endpoint_at(receiver("silence").url)
    wait, seen = under_way.Posts.wait, list[tuple[int, bool]]()

    def something_comes_up(posts: under_way.Posts, seconds: float) -> None:
        if not seen:
            at_stage(Stage.SCREENING)
        seen.append((len(mail.outbox), bool(posts)))
        wait(posts, seconds)

    monkeypatch.setattr(under_way.Posts, "wait", something_comes_up)
    assert sweep.sweep(by="test", now=NOW).queued > 0
    assert (1, True) in seen


def test_each_has_a_turn_before_any_has_a_second_one(receiver, monkeypatch):
    monkeypatch.setattr(under_way, "AT_ONCE", 1)
    server = receiver()
    for name in ("a", "b", "c"):
        endpoint_at(f"{server.url}/{name}", messages=3)
    engine.state()
    ticks = count()
    sweep._work(lambda: NOW + timedelta(milliseconds=next(ticks)))
    told = [request.path[-1] for request in server.received]
    assert "".join(told) == "abcabcabc"


def test_messages_to_one_endpoint_go_out_in_their_order(receiver):
    server = receiver()
    endpoint_at(server.url, messages=4)
    sweep.sweep(by="test", now=NOW)
    sent = [request.headers["webhook-id"] for request in server.received]
    assert sent == list(Message.objects.order_by("created_at").values_list("idem_key", flat=True))


def rests(endpoint: WebhookEndpoint, at: datetime) -> timedelta | None:
    endpoint.refresh_from_db()
    return endpoint.rests_until and endpoint.rests_until - at


def test_rest_grows_until_the_endpoint_answers(receiver):
    endpoint = endpoint_at(nobody_listens(), messages=9)
    at, found = NOW, []
    for _attempt in range(5):
        sweep.sweep(by="test", now=at)
        found.append(rests(endpoint, at))
        assert sweep.sweep(by="test", now=endpoint.rests_until - timedelta(seconds=1)).failed == 0
        at = endpoint.rests_until
    assert [rest.total_seconds() for rest in found] == [15, 60, 240, 900, 900]
    assert set(Message.objects.values_list("attempt", flat=True)) <= {0, 1, 2}
    WebhookEndpoint.objects.update(url=receiver(500, 200).url)
    assert sweep.sweep(by="test", now=at) == (0, 8, 1), "all that waits, as soon as it answers, be it an error"
    endpoint.refresh_from_db()
    assert (endpoint.rests_until, endpoint.unheard) == (None, 0)


def test_person_who_wants_it_tried_now_need_not_wait_for_the_rest_to_end():
    endpoint = endpoint_at(nobody_listens())
    sweep.sweep(by="test", now=NOW)
    message = Message.objects.get()
    assert rests(endpoint, NOW) == timedelta(seconds=15)
    Message.objects.update(state="dead")
    retrying.retry(message, by=None, now=NOW)
    assert sweep.sweep(by="test", now=NOW).failed == 1
    assert rests(endpoint, NOW) == timedelta(minutes=1), "it counts on"


def test_nobody_waits_for_a_thread_that_does_not_come_back(monkeypatch):
    endpoint = endpoint_at(nobody_listens())
    goes_on = threading.Event()

    def hang(message: Message, letter: Any) -> Outcome:
        goes_on.wait(10)
        return Outcome(Result.ACCEPTED)

    monkeypatch.setattr(webhook, "send", hang)
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.3)
    begun_at = time.monotonic()
    assert sweep.sweep(by="test", now=NOW) == (0, 0, 1)
    assert time.monotonic() - begun_at < 3
    goes_on.set()
    message = Message.objects.get()
    assert (message.state, message.repeats, message.overtaken, message.lease_owner) == ("ready", 1, 0, "")
    assert rests(endpoint, NOW) == timedelta(seconds=15)


def test_posts_that_are_under_way_are_marked_though_something_is_in_the_way_of_what_is_due(receiver, monkeypatch):
    server = receiver()
    endpoint_at(server.url)

    def fails(_work: Any) -> None:
        raise LookupError("a calendar of a country that is gone")

    monkeypatch.setattr(sweep._Work, "queue", fails)
    with pytest.raises(LookupError):
        sweep.sweep(by="test", now=NOW)
    assert Message.objects.get().state == "sent"


def test_no_post_is_begun_after_a_hold(receiver, monkeypatch):
    server = receiver()
    endpoint_at(server.url, messages=3)
    ended = under_way.Posts.ended

    def then_hold(posts: under_way.Posts) -> Any:
        found = ended(posts)
        if found:
            engine.hold(reason="Restoring.", by=None)
        return found

    monkeypatch.setattr(under_way.Posts, "ended", then_hold)
    assert sweep.sweep(by="test", now=NOW).sent == 1
    assert len(server.received) == 1
    assert set(Message.objects.filter(state="ready").values_list("attempt", "lease_owner")) == {(0, "")}


def test_posts_are_begun_for_a_part_of_a_look_only(receiver, monkeypatch):
    monkeypatch.setattr(sweep, "POST_SECONDS", 0.0)
    endpoint_at(receiver().url)
    at_stage(Stage.SCREENING)
    sweep.sweep(by="test", now=NOW)
    assert len(mail.outbox) == 1
    assert Message.objects.get(channel="webhook", letter="ping").attempt == 0


def test_letters_are_leased_without_what_goes_to_systems(receiver):
    endpoint_at(receiver().url)
    Message.objects.create(
        idem_key="a" * 64, letter="reminders", recipient=people().manager, created_at=hour(1), next_at=hour(1)
    )
    leased = [each.endpoint_id for each in under_way.delivery.lease(now=NOW)]
    assert leased == [None]
    posts = under_way.lease(now=NOW, may_go_on=lambda: True)
    assert [each.endpoint_id for each in posts] == [WebhookEndpoint.objects.get().pk]
    assert under_way.lease(now=NOW, may_go_on=lambda: True) == []
    assert [resting.rest(unheard).total_seconds() for unheard in (0, 1, 2, 3, 4, 500)] == [15, 15, 60, 240, 900, 900]
