import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from hiring.models import MailboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings) -> None:
    settings.EMAIL_BACKEND = "hiring.outbox.mailbox.MailboxBackend"


def letter(message_id: str, subject: str = "Hello") -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id}
    mail = EmailMultiAlternatives(subject, "text", "a@example.com", ["b@example.com"], headers=headers)
    mail.attach_alternative("<p>html</p>", "text/html")
    return mail


def test_mailbox_keeps_what_is_sent():
    assert letter("<1@twelve>").send() == 1
    mail = MailboxMail.objects.get()
    assert (mail.message_id, mail.sender, mail.recipients) == ("<1@twelve>", "a@example.com", ["b@example.com"])
    assert (mail.subject, mail.text, mail.html) == ("Hello", "text", "<p>html</p>")


def test_mailbox_keeps_a_repeat_once():
    for subject in ("First", "Again"):
        assert letter("<1@twelve>", subject).send() == 1
    letter("<2@twelve>", "Other").send()
    assert sorted(MailboxMail.objects.values_list("subject", flat=True)) == ["First", "Other"]


def test_mailbox_takes_a_mail_without_html_and_without_an_id():
    for _again in range(2):
        send_mail("Hello", "text", "a@example.com", ["b@example.com"])
    assert MailboxMail.objects.filter(html="").count() == 2
