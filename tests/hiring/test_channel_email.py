import time
from collections.abc import Iterator

import pytest

from hiring.models import Message
from hiring.outbox.channels import email
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result
from tests import factories
from tests.factories import START
from tests.hiring.smtp_server import SmtpServer
from tests.services import free_port

pytestmark = pytest.mark.django_db

LETTER = Letter(subject="Offer decision: Zoë O'Brien", text="It is due.\n", html="<p>It is <b>due</b>.</p>")


@pytest.fixture
def smtp(settings) -> Iterator[SmtpServer]:
    """A real server, to which Django's own SMTP backend talks."""
    server = SmtpServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.3
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.stop()


@pytest.fixture
def message() -> Message:
    return Message.objects.create(
        idem_key="a" * 64, letter="reminders", recipient=factories.user("mara"), created_at=START, next_at=START
    )


def test_send_puts_a_letter_on_the_wire_in_text_and_html(smtp, message):
    outcome = email.send(message, LETTER)
    message_id = f"<{'a' * 40}@twelve>"
    assert outcome == Outcome(Result.ACCEPTED, provider_message_id=message_id)
    assert smtp.recipients == ["mara@twelve.example.com"]
    (letter,) = smtp.letters
    assert letter["To"] == "mara@twelve.example.com"
    assert letter["From"] == "Twelve <twelve@twelve.example.com>"
    assert letter["Message-ID"] == message_id
    assert letter["Subject"] == "Offer decision: Zoë O'Brien"
    assert letter.get_body(("plain",)).get_content().splitlines() == ["It is due."]
    assert letter.get_body(("html",)).get_content().splitlines() == ["<p>It is <b>due</b>.</p>"]


# Where the server fails, how; what that means; whether the letter is there.
ENDS = [
    ({"banner": "554 go away"}, Result.LATER, 0),
    ({"banner": "drop"}, Result.LATER, 0),
    ({"banner": "silence"}, Result.LATER, 0),
    ({"ehlo": "421 too busy", "helo": "421 too busy"}, Result.LATER, 0),
    ({"mail": "451 later"}, Result.LATER, 0),
    ({"mail": "530 log in first"}, Result.LATER, 0),
    ({"rcpt": "450 mailbox busy"}, Result.LATER, 0),
    ({"rcpt": "421 shutting down"}, Result.LATER, 0),
    ({"rcpt": "550 no such user"}, Result.REFUSED, 0),
    ({"data": "451 out of space"}, Result.LATER, 0),
    ({"data": "554 no"}, Result.REFUSED, 0),
    ({"end": "452 out of space"}, Result.LATER, 0),
    ({"end": "554 looks like spam"}, Result.REFUSED, 0),
    ({"mail": "drop"}, Result.LATER, 0),
    ({"mail": "silence"}, Result.LATER, 0),
    ({"rcpt": "drop"}, Result.LATER, 0),
    ({"rcpt": "silence"}, Result.LATER, 0),
    ({"data": "drop"}, Result.AMBIGUOUS, 0),
    ({"end": "drop"}, Result.AMBIGUOUS, 1),
    ({"end": "silence"}, Result.AMBIGUOUS, 1),
    ({"quit": "drop"}, Result.ACCEPTED, 1),
    ({"quit": "silence"}, Result.ACCEPTED, 1),
    ({"quit": "500 what?"}, Result.ACCEPTED, 1),
]


@pytest.mark.parametrize(("script", "result", "letters"), ENDS, ids=lambda value: str(value))
def test_send_tells_apart_how_an_attempt_can_end(smtp, message, script, result, letters):
    smtp.script = script
    outcome = email.send(message, LETTER)
    assert outcome.result == result
    assert len(smtp.letters) == letters
    assert (outcome.detail != "") == (result != Result.ACCEPTED)


def test_send_tries_later_when_nobody_listens(smtp, message, settings):
    settings.EMAIL_PORT = free_port()
    outcome = email.send(message, LETTER)
    assert outcome.result == Result.LATER
    assert "ConnectionRefusedError" in outcome.detail


def test_send_tries_later_when_the_password_is_wrong(smtp, message, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "twelve", "wrong"
    smtp.script = {"ehlo": "250-here\r\n250 AUTH PLAIN", "auth": "535 wrong password"}
    outcome = email.send(message, LETTER)
    assert (outcome.result, smtp.letters) == (Result.LATER, [])
    assert "535" in outcome.detail


def test_send_refuses_a_recipient_without_an_address(smtp, message):
    message.recipient.email = ""
    assert email.send(message, LETTER).result == Result.REFUSED
    assert smtp.connections == 0


def test_send_carries_the_same_message_id_in_every_attempt(smtp, message):
    for _attempt in range(2):
        email.send(message, LETTER)
    assert len({letter["Message-ID"] for letter in smtp.letters}) == 1
    assert len(smtp.letters) == 2


def test_send_takes_no_longer_than_it_may(smtp, message, settings, monkeypatch):
    settings.EMAIL_TIMEOUT = 5
    monkeypatch.setattr(email, "TOTAL_SECONDS", 0.3)
    smtp.script = {"end": "silence"}
    begun = time.monotonic()
    assert email.send(message, LETTER).result == Result.AMBIGUOUS
    assert 0.2 < time.monotonic() - begun < 0.9


def test_send_begins_nothing_that_it_could_not_end_in_time(smtp, message, monkeypatch):
    monkeypatch.setattr(email, "TOTAL_SECONDS", 0.0)
    outcome = email.send(message, LETTER)
    assert (outcome.result, smtp.letters) == (Result.LATER, [])
    assert outcome.detail == "the server was not ready within 0 seconds"


def test_send_waits_for_no_goodbye(smtp, message, monkeypatch):
    monkeypatch.setattr(email, "GOODBYE_SECONDS", 0.1)
    smtp.script = {"quit": "silence"}  # for a second
    begun_at = time.monotonic()
    assert email.send(message, LETTER).result == Result.ACCEPTED
    assert time.monotonic() - begun_at < 0.8
