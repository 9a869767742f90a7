"""The built-in mailbox: a mail backend for development that keeps letters where a page can show them."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from hiring.models import MailboxMail


class MailboxBackend(BaseEmailBackend):
    """Stores each mail as a row. A mail that comes again under its Message-ID is the same mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            html = [content for content, kind in getattr(mail, "alternatives", []) if kind == "text/html"]
            MailboxMail.objects.get_or_create(
                message_id=mail.extra_headers.get("Message-ID") or make_msgid(domain="twelve"),
                defaults={
                    "sender": mail.from_email,
                    "recipients": mail.recipients(),
                    "subject": str(mail.subject),
                    "text": str(mail.body),
                    "html": html[0] if html else "",
                    "at": timezone.now(),
                },
            )
        return len(email_messages)
