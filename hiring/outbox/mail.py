"""The e-mail channel: sends a letter by Django's mail backend."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from hiring.models import Message
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result

KEYED = False
"""SMTP has no key under which a server drops a repeat (RFC 1047): an ambiguous end stays visible."""


def send(message: Message, letter: Letter) -> Outcome:
    """Put one letter on the wire. The Message-ID comes from the message's key, so that a repeat can be recognised.

    What fails before the letter is handed over was certainly not accepted: it is tried again, a wrong password
    included. Only a refusal of the recipient or of the letter is final.
    """
    address = message.recipient.email
    if not address:
        return Outcome(Result.REFUSED, f"{message.recipient} has no e-mail address")
    message_id = f"<{message.idem_key[:40]}@twelve>"  # short enough not to be folded
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [address], headers={"Message-ID": message_id}
    )
    mail.attach_alternative(letter.html, "text/html")
    connection = get_connection()
    try:
        return _hand_over(mail, connection) or Outcome(Result.ACCEPTED, provider_message_id=message_id)
    finally:
        connection.close()


def _hand_over(mail: EmailMultiAlternatives, connection: BaseEmailBackend) -> Outcome | None:
    """None when all went well."""
    try:
        connection.open()
    except OSError as unreachable:  # the exceptions of smtplib are such errors as well
        return Outcome(Result.LATER, f"{type(unreachable).__name__}: {unreachable}")
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        return Outcome(Result.LATER if all(map(_is_temporary, codes)) else Result.REFUSED, str(refusal))
    except (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError) as refusal:
        return Outcome(Result.LATER, str(refusal))
    except smtplib.SMTPResponseException as refusal:
        return Outcome(Result.LATER if _is_temporary(refusal.smtp_code) else Result.REFUSED, str(refusal))
    except OSError as cut:
        return Outcome(Result.AMBIGUOUS, f"{type(cut).__name__}: {cut}")
    return None


def _is_temporary(code: int) -> bool:
    return 400 <= code < 500
