"""The inbox page, its count in the header, and “I am on it” from wherever it is offered."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import deadlines
from hiring.models import Acknowledgement, Application, Deadline, InboxItem, Message, User
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


@pytest.fixture
def jonas(client: Client) -> Client:
    user = people().coordinator
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def application() -> Application:
    """At hour 37 the coordinator was reminded of its screening and its take-home."""
    made = factories.application()
    sweep(by="test", now=hour(37))
    return made


@pytest.fixture
def deadline(application: Application) -> Deadline:
    return application.deadlines.get(kind="screening_held")


def _text(client: Client, url: str = INBOX, *, at: float = 38) -> str:
    with time_machine.travel(hour(at), tick=False):
        answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _say(client: Client, deadline: Deadline, *, at: float = 38, **entered: str) -> Any:
    with time_machine.travel(hour(at), tick=False):
        return client.post(reverse("on_it", args=[deadline.pk]), entered)


def _said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def _fill(user: User, number: int) -> None:
    messages = Message.objects.bulk_create(
        Message(
            idem_key=f"{user.pk}-{each}",
            letter="reminders",
            recipient=user,
            channel="inbox",
            state="sent",
            created_at=hour(each),
            next_at=hour(each),
            accepted_at=hour(each),
        )
        for each in range(number)
    )
    InboxItem.objects.bulk_create(
        InboxItem(message=message, recipient=user, at=message.created_at) for message in messages
    )


@pytest.mark.parametrize("url", [INBOX, "/inbox/read/", "/inbox/1/read/", "/deadlines/1/on-it/"])
def test_nobody_is_let_in_without_a_login(client: Client, url: str) -> None:
    for answer in (client.get(url), *([client.post(url)] if url != INBOX else [])):
        assert answer.status_code == 302
        assert answer["Location"].startswith(("/accounts/login/", INBOX))


def test_an_empty_inbox_says_so(jonas: Client) -> None:
    text = _text(jonas)
    assert "Nothing has been sent to you yet." in text
    assert "nav__count" not in text
    assert "Mark all" not in text


def test_an_item_says_what_when_and_how_it_stands(jonas: Client, application: Application) -> None:
    text = _text(jonas)
    for words in (
        "Screening held: Ada Kovacs (and 1 more)",
        '<span class="badge badge--accent">new</span>',
        '<span class="state state--at_risk">at risk</span>',
        "(in 10 h)",
        "AI infrastructure engineer · at risk",
        f'href="/applications/{application.pk}/"',
    ):
        assert words in text
    assert '<span class="state state--breached">late</span>' in _text(jonas, at=49)


def test_the_header_counts_what_is_unread_on_every_page_in_one_query(jonas: Client, application: Application) -> None:
    for url in ("/interviews/", f"/applications/{application.pk}/", "/applications/", "/admin/", INBOX):
        with CaptureQueriesContext(connection) as queries:
            text = _text(jonas, url)
        counted = [one for one in queries if "COUNT" in one["sql"] and '"read_at" IS NULL' in one["sql"]]
        assert len(counted) == 1, url
        assert 'nav__count">1<span class="visually-hidden"> unread</span>' in text or url == "/admin/"
    assert 'href="/inbox/"' in _text(jonas, "/admin/")


def test_one_item_is_marked_and_then_all(jonas: Client, application: Application) -> None:
    _fill(people().coordinator, 3)
    item = InboxItem.objects.filter(recipient=people().coordinator).last()
    answer = jonas.post(reverse("inbox_read", args=[item.pk]), {"page": "2"})
    assert answer["Location"] == "/inbox/?page=2"
    assert InboxItem.objects.filter(read_at=None).count() == 3
    answer = jonas.post(reverse("inbox_read_all"))
    assert (answer["Location"], _said(answer)) == (INBOX, ["3 marked as read."])
    assert _said(jonas.post(reverse("inbox_read_all")))[-1] == "There was nothing unread."
    assert "new</span>" not in _text(jonas)


@pytest.mark.parametrize("page", ["", "x", "-1", "https://elsewhere.example.com"])
def test_after_marking_one_is_back_in_the_inbox(jonas: Client, application: Application, page: str) -> None:
    item = InboxItem.objects.get(recipient=people().coordinator)
    assert jonas.post(reverse("inbox_read", args=[item.pk]), {"page": page})["Location"] == INBOX


def test_marking_needs_a_form_and_an_item_of_ones_own(client: Client, application: Application) -> None:
    item = InboxItem.objects.get(recipient=people().coordinator)
    client.force_login(people().interviewer)
    assert client.post(reverse("inbox_read", args=[item.pk])).status_code == 404
    assert client.get(reverse("inbox_read", args=[item.pk]))["Location"] == INBOX
    assert client.get(reverse("inbox_read_all"))["Location"] == INBOX
    assert InboxItem.objects.filter(read_at=None).count() == 1


def test_five_hundred_items_are_on_twenty_pages(jonas: Client) -> None:
    _fill(people().coordinator, 500)
    text = _text(jonas, at=600)
    assert text.count('class="panel inbox__item') == 25
    assert "Page 1 of 20" in text
    assert '<span class="nav__count">500' in text
    last = _text(jonas, "/inbox/?page=20", at=600)
    assert 'href="?page=19"' in last
    assert "What this was about is over" in last


def test_the_page_takes_as_many_queries_with_one_item_as_with_three(jonas: Client) -> None:
    asked = []
    position = factories.requisition()
    for number in (1, 3):
        for each in range(number):
            factories.application(on=position, of=factories.candidate(f"Candidate {number}-{each}"))
            sweep(by="test", now=hour(37 + number + each / 10))
        with CaptureQueriesContext(connection) as queries:
            text = _text(jonas, at=45)
        asked.append((text.count('class="panel inbox__item'), len(queries)))
    assert [items for items, _queries in asked] == [1, 4]
    assert asked[0][1] == asked[1][1]


def test_an_interviewer_reads_of_a_blind_review_without_the_name(client: Client) -> None:
    application = factories.at_stage(Stage.TAKE_HOME)
    priya = people().interviewer
    deadlines.open_scorecard(
        application, subject="card:1", owner=priya, interview_ended_at=hour(30), by=None, nameless=True, now=hour(30)
    )
    sweep(by="test", now=hour(32))
    client.force_login(priya)
    text = _text(client, at=33)
    assert f"Candidate A{application.pk}" in text
    assert "Ada" not in text
    assert f"/applications/{application.pk}/" not in text


# “I am on it” --------------------------------------------------------------------------------------------------------


def test_from_the_inbox_until_it_is_due(jonas: Client, deadline: Deadline) -> None:
    answer = _say(jonas, deadline, back="/inbox/?page=1")
    assert answer["Location"] == "/inbox/?page=1"
    assert _said(answer) == [
        "You are on it until Wed 9 Sep, 09:00 UTC. Until then only the last rungs of its ladder remind anybody."
    ]
    assert Acknowledgement.objects.get().until == deadline.due_at == hour(48)
    text = _text(jonas)
    assert "<strong>Jonas</strong> is on it until" in text
    assert "Until then only the last rungs remind." in text
    assert "Change until when" in text


@pytest.mark.parametrize(("until", "hours"), [("4", 4), ("24", 24), ("72", 72), ("168", 168)])
def test_for_so_many_hours(jonas: Client, deadline: Deadline, until: str, hours: int) -> None:
    _say(jonas, deadline, until=until)
    assert Acknowledgement.objects.get().until - hour(38) == timedelta(hours=hours)


def test_it_stands_on_the_application_page_where_it_can_be_said_too(jonas: Client, deadline: Deadline) -> None:
    url = reverse("application", args=[deadline.application_id])
    before = _text(jonas, url)
    assert before.count(f'action="/deadlines/{deadline.pk}/on-it/"') == 1
    assert f'name="back" value="{url}"' in before
    assert _say(jonas, deadline, back=url)["Location"] == url
    assert "<strong>Jonas</strong> is on it until" in _text(jonas, url)


def test_a_late_one_is_taken_for_a_day(jonas: Client, deadline: Deadline) -> None:
    assert '<option value="">For 24 hours</option>' in _text(jonas, at=49)
    _say(jonas, deadline, at=49)
    assert Acknowledgement.objects.get().until == hour(49 + 24)


@pytest.mark.parametrize("until", ["5", "x", "-4"])
def test_hours_that_nobody_offered_are_refused_in_words(jonas: Client, deadline: Deadline, until: str) -> None:
    answer = _say(jonas, deadline, until=until)
    assert "not one of the available choices" in _said(answer)[0]
    assert not Acknowledgement.objects.exists()


def test_what_ended_meanwhile_is_refused_in_words(jonas: Client, deadline: Deadline) -> None:
    deadlines.meet(deadline.application, "screening_held", at=hour(38), by=None)
    assert "nobody is reminded of it" in _said(_say(jonas, deadline, at=39))[0]


def test_the_way_back_stays_in_the_house(jonas: Client, deadline: Deadline) -> None:
    assert _say(jonas, deadline, back="https://elsewhere.example.com/")["Location"] == INBOX
    assert jonas.get(reverse("on_it", args=[deadline.pk]))["Location"] == INBOX


def test_an_interviewer_takes_their_own_and_nobody_elses(client: Client, deadline: Deadline) -> None:
    client.force_login(people().interviewer)
    assert _say(client, deadline).status_code == 404
    Deadline.objects.filter(pk=deadline.pk).update(owner=people().interviewer)
    assert _say(client, deadline).status_code == 302
    assert Acknowledgement.objects.get().user == people().interviewer


def test_nobody_takes_a_deadline_of_their_own_candidacy(jonas: Client, deadline: Deadline) -> None:
    candidate = deadline.application.candidate
    candidate.employee = people().coordinator
    candidate.save()
    assert _say(jonas, deadline).status_code == 404
    assert "Ada" not in _text(jonas)
