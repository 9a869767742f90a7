import pytest

from hiring.models import MailboxMail
from tests.factories import hour, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(client, settings):
    settings.MAILBOX = True
    client.force_login(people().interviewer)
    return client


def mail(number=1, **values):
    values = {
        "message_id": f"<{number}@twelve>",
        "sender": "Twelve <twelve@example.com>",
        "recipients": ["priya@twelve.example.com"],
        "subject": f"Letter {number}",
        "text": "Hello Priya,\nsee https://twelve.example.com/interviews/",
        "html": "<p>Hello <b>Priya</b></p>",
        "at": hour(number),
    } | values
    return MailboxMail.objects.create(**values)


def test_the_mailbox_is_not_there_in_production(client, settings):
    settings.MAILBOX = False
    letter = mail()
    client.force_login(people().interviewer)
    assert client.get("/mailbox/").status_code == 404
    assert client.get(f"/mailbox/{letter.pk}/").status_code == 404
    assert "/mailbox/" not in client.get("/interviews/").content.decode()


def test_the_mailbox_asks_to_log_in(client, settings):
    settings.MAILBOX = True
    assert client.get("/mailbox/").url == "/accounts/login/?next=/mailbox/"


def test_an_empty_mailbox_says_so(priya):
    assert "No letter yet." in priya.get("/mailbox/").content.decode()


def test_letters_stand_newest_first(priya):
    mail(1), mail(2)
    html = priya.get("/mailbox/").content.decode()
    assert html.index("Letter 2") < html.index("Letter 1")


def test_letters_are_found_by_recipient(priya):
    mail(1), mail(2, recipients=["jonas@twelve.example.com", "Mara@twelve.example.com"])
    assert "Letter 1" not in priya.get("/mailbox/?to=mara@").content.decode()
    assert "Letter 2" in priya.get("/mailbox/?to=mara@").content.decode()
    assert "Nothing was sent to “nobody”." in priya.get("/mailbox/?to=nobody").content.decode()


def test_a_letter_is_shown_as_text_and_in_a_frame_that_runs_nothing(priya):
    letter = mail(html="<script>alert(1)</script><p>Hello</p>", text="<script>alert(2)</script>")
    html = priya.get(f"/mailbox/{letter.pk}/").content.decode()
    assert "<script>alert" not in html
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in html
    assert "&lt;script&gt;alert(1)" in html
    assert priya.get("/mailbox/999/").status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_the_mailbox_takes_as_many_queries_with_one_letter_as_with_fifty(priya, rows, django_assert_num_queries):
    for number in range(rows):
        mail(number)
    with django_assert_num_queries(6):  # one of them: what the reader may see, for the links above
        assert priya.get("/mailbox/").content.decode().count("/mailbox/") >= rows
