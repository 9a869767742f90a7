"""The chat, against a real server that speaks as Slack and Teams do."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from hiring import queueing
from hiring.models import Message, Reminder
from hiring.outbox import delivery, letters, posting
from hiring.outbox.channels import chat
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour
from tests.hiring.http_server import HttpServer
from tests.services import free_port

pytestmark = pytest.mark.django_db

NOW = hour(49)


@pytest.fixture
def server(settings) -> Iterator[HttpServer]:
    server = HttpServer()
    settings.CHAT_WEBHOOK_URL, settings.CHAT_FORMAT = server.url, "slack"
    yield server
    server.stop()


@pytest.fixture
def message() -> Message:
    """One message to a chat: screening and take-home are an hour late."""
    at_stage(Stage.SCREENING, of=factories.candidate("Ada <&> Kovacs"))
    Reminder.objects.exclude(channel="email", role="owner").delete()
    Reminder.objects.update(channel="chat")
    queueing.queue_due(now=NOW)
    return Message.objects.select_related("recipient").get()


def send(message: Message) -> Outcome:
    return chat.send(message, letters.render(message, now=NOW))


def told(server: HttpServer) -> dict:
    (received,) = server.received
    assert received.headers["content-type"] == "application/json"
    return json.loads(received.body)


def test_slack_reads_what_is_due_of_which_application_and_no_name(server, message):
    assert send(message) == Outcome(Result.ACCEPTED, provider_message_id="200")
    number = message.reminders.first().deadline.application_id
    link = f"<https://twelve.example.com/applications/{number}/|Application {number}>"
    assert told(server) == {
        "text": "2 things need Jonas (2 late)\n"
        f"• Screening held: was due Wed 9 Sep, 09:00 UTC. {link}\n"
        f"• Take-home sent: was due Wed 9 Sep, 09:00 UTC. {link}",
        "unfurl_links": False,
    }
    assert b"Kovacs" not in server.received[0].body


def test_teams_reads_the_same_as_a_card(server, message, settings):
    settings.CHAT_FORMAT = "teams"
    assert send(message).result == Result.ACCEPTED
    (attachment,) = told(server)["attachments"]
    number = message.reminders.first().deadline.application_id
    link = f"[Application {number}](https://twelve.example.com/applications/{number}/)"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in attachment["content"]["body"]] == [
        "2 things need Jonas (2 late)",
        f"- Screening held: was due Wed 9 Sep, 09:00 UTC. {link}\n"
        f"- Take-home sent: was due Wed 9 Sep, 09:00 UTC. {link}",
    ]
    assert b"Kovacs" not in server.received[0].body


def test_times_are_those_of_the_place_that_hires(server, message):
    requisition = message.reminders.first().deadline.application.requisition
    requisition.time_zone = "Asia/Tokyo"
    requisition.save()
    send(message)
    assert "was due Wed 9 Sep, 18:00 JST." in told(server)["text"]


def test_long_list_ends_with_how_many_more_there_are(server, message, monkeypatch):
    monkeypatch.setattr(chat, "MOST_LINES", 1)
    send(message)
    assert told(server)["text"].splitlines()[-1] == "… and 1 more."


# What it answered; what that means for a message that nobody can recognise when it comes again.
ENDS = [
    (200, Result.ACCEPTED),
    (204, Result.ACCEPTED),
    (302, Result.REFUSED),
    (400, Result.REFUSED),
    (403, Result.REFUSED),
    (404, Result.REFUSED),
    (410, Result.REFUSED),
    (408, Result.LATER),
    (429, Result.LATER),
    (500, Result.LATER),
    (503, Result.LATER),
    (502, Result.AMBIGUOUS),
    (504, Result.AMBIGUOUS),
    ("drop", Result.AMBIGUOUS),
    ("silence", Result.AMBIGUOUS),
]


@pytest.mark.parametrize(("answer", "result"), ENDS, ids=str)
def test_send_tells_apart_how_an_attempt_can_end(server, message, monkeypatch, answer, result):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.2)
    server.answers = [answer]
    outcome = send(message)
    assert outcome.result == result
    assert (outcome.detail == "") == (result == Result.ACCEPTED)
    assert len(server.received) == 1


def test_send_tries_later_when_nobody_listens(server, message, settings):
    settings.CHAT_WEBHOOK_URL = f"http://127.0.0.1:{free_port()}/"
    assert send(message).result == Result.LATER


def test_retry_after_is_honoured_up_to_the_wire(server, message):
    server.answers = [(429, {"retry-after": "300"}, b"slow down"), 200]
    (leased,) = delivery.lease(now=NOW)
    assert delivery.mark(leased, delivery.send(leased, now=NOW), now=NOW).state == "ready"
    message.refresh_from_db()
    assert message.next_at == NOW + timedelta(minutes=5)
    assert message.last_error == "it answered 429: slow down"
    (leased,) = delivery.lease(now=message.next_at)
    assert delivery.mark(leased, delivery.send(leased, now=message.next_at), now=message.next_at).state == "sent"


def test_chat_that_was_taken_away_gives_up(message, settings):
    settings.CHAT_WEBHOOK_URL = ""
    assert send(message) == Outcome(Result.REFUSED, "no chat is set up")
