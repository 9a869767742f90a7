"""The e-mail channel: sends a letter by Django's mail backend."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from hiring.models import Message
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result

KEYED = False
"""SMTP has no key under which a server drops a repeat (RFC 1047): an ambiguous end stays visible."""


def send(message: Message, letter: Letter) -> Outcome:
    """Put one letter on the wire. The Message-ID comes from the message's key, so that a repeat can be recognised."""
    address = message.recipient.email
    if not address:
        return Outcome(Result.REFUSED, f"{message.recipient} has no e-mail address")
    message_id = f"<{message.idem_key}@twelve>"
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [address], headers={"Message-ID": message_id}
    )
    mail.attach_alternative(letter.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        temporary = all(400 <= code < 500 for code in codes)
        return Outcome(Result.LATER if temporary else Result.REFUSED, str(refusal))
    except smtplib.SMTPResponseException as refusal:
        temporary = 400 <= refusal.smtp_code < 500
        return Outcome(Result.LATER if temporary else Result.REFUSED, str(refusal))
    except smtplib.SMTPServerDisconnected as cut:
        return Outcome(Result.AMBIGUOUS, str(cut))
    except ConnectionRefusedError as refusal:
        return Outcome(Result.LATER, str(refusal))
    except TimeoutError as silence:
        return Outcome(Result.AMBIGUOUS, str(silence))
    except OSError as unreachable:
        return Outcome(Result.LATER, str(unreachable))
    return Outcome(Result.ACCEPTED, provider_message_id=message_id)
