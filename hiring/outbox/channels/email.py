"""The e-mail channel: sends a letter by Django's mail backend."""

import smtplib
import time
from threading import Event
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from hiring.models import Message
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.patience import TOTAL_SECONDS, cut_after

NAME = "email"
KEYED = False
"""SMTP has no key under which a server drops a repeat (RFC 1047): an ambiguous end stays visible."""
LOUD = False
"""A mail wakes nobody."""
REACHES = True

GOODBYE_SECONDS = 2.0


def available() -> bool:
    """Always: without a mail server there is the built-in mailbox."""
    return True


def send(message: Message, letter: Letter) -> Outcome:
    """Put one letter on the wire. The Message-ID comes from the message's key, so that a repeat can be recognised.

    What fails before the letter is handed over was certainly not accepted: it is tried again, a wrong password
    included. Only a refusal of the recipient or of the letter is final.
    """
    person = message.recipient or message.candidate
    if person is None or not person.email:
        return Outcome(Result.REFUSED, f"{person or 'nobody'} has no e-mail address")
    message_id = f"<{message.idem_key[:40]}@twelve>"  # short enough not to be folded
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": message_id},
    )
    mail.attach_alternative(letter.html, "text/html")
    connection = get_connection()
    try:
        return _hand_over(mail, connection) or Outcome(Result.ACCEPTED, provider_message_id=message_id)
    finally:
        _leave(connection)


def _hand_over(mail: EmailMultiAlternatives, connection: BaseEmailBackend) -> Outcome | None:
    """None when all went well."""
    begun_at = time.monotonic()
    try:
        connection.open()
    except OSError as unreachable:  # the exceptions of smtplib are such errors as well
        return Outcome(Result.LATER, f"{type(unreachable).__name__}: {unreachable}")
    left = TOTAL_SECONDS - (time.monotonic() - begun_at)
    if left <= 0:
        return Outcome(Result.LATER, f"the server was not ready within {TOTAL_SECONDS:.0f} seconds")
    smtp = getattr(connection, "connection", None)
    handing_over = _watch(smtp)
    try:
        with cut_after(left, [smtp.sock] if smtp and smtp.sock else []):
            connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        return Outcome(Result.LATER if all(map(_is_temporary, codes)) else Result.REFUSED, str(refusal))
    except (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError) as refusal:
        return Outcome(Result.LATER, str(refusal))
    except smtplib.SMTPResponseException as refusal:
        return Outcome(Result.LATER if _is_temporary(refusal.smtp_code) else Result.REFUSED, str(refusal))
    except OSError as cut:
        return Outcome(
            Result.AMBIGUOUS if handing_over.is_set() else Result.LATER,
            f"{type(cut).__name__}: {cut}",
        )
    return None


def _leave(connection: BaseEmailBackend) -> None:
    """Say goodbye, and wait for the answer no longer than a moment: what becomes of the letter is known."""
    smtp = getattr(connection, "connection", None)
    if smtp and smtp.sock:
        smtp.sock.settimeout(GOODBYE_SECONDS)
    connection.close()


def _watch(smtp: Any) -> Event:
    """Set as soon as the letter itself is on its way: what fails before that was certainly not accepted."""
    begun = Event()
    if smtp is None:  # another backend of Django's: what goes on in it cannot be seen
        begun.set()
        return begun
    hand_over = smtp.data

    def data(letter: Any) -> Any:
        begun.set()
        return hand_over(letter)

    smtp.data = data
    return begun


def _is_temporary(code: int) -> bool:
    return 400 <= code < 500
