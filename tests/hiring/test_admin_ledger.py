"""The admin's pages of what is sent: the ledger, all reminders, messages that did not arrive, the engine."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import deadlines, engine, pipeline
from hiring.models import Application, EngineCount, EngineState, Message, Reminder, User, WebhookEndpoint
from hiring.stages import Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db

REMINDERS = "/admin/hiring/reminder/"
MESSAGES = "/admin/hiring/message/"


def _staff(user: User) -> User:
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def jonas(client: Client) -> Client:
    client.force_login(_staff(people().coordinator))
    return client


@pytest.fixture
def application() -> Application:
    """At hour 37 the coordinator was reminded of its screening and its take-home."""
    made = factories.application()
    sweep(by="test", now=hour(37))
    return made


@pytest.fixture
def waiting(application: Application) -> Reminder:
    return Reminder.objects.get(
        deadline__application=application,
        deadline__kind="screening_held",
        rung="12 h late",
        role="hiring_manager",
        channel="email",
    )


@pytest.fixture
def stuck(application: Application) -> Message:
    message = Message.objects.get(channel="email")
    message.state, message.last_error = "dead", "550 5.1.1 no such mailbox here"
    message.save()
    message.reminders.update(state="dead", why=message.last_error)
    return message


def _ledger(application: Application) -> str:
    return reverse("admin:hiring_application_ledger", args=[application.pk])


def _text(client: Client, url: str, *, at: float = 38, status: int = 200) -> str:
    with time_machine.travel(hour(at), tick=False):
        answer = client.get(url)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def _post(client: Client, url: str, *, at: float = 38, **entered: Any) -> Any:
    with time_machine.travel(hour(at), tick=False):
        return client.post(url, {"go": "1", **entered})


def _said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


# The ledger of an application ----------------------------------------------------------------------------------------


def test_ledger_is_below_the_applications_own_page_and_linked_from_both(
    jonas: Client, application: Application
) -> None:
    url = _ledger(application)
    assert url == f"/admin/hiring/application/{application.pk}/ledger/"
    assert f'href="{url}"' in _text(jonas, reverse("admin:hiring_application_change", args=[application.pk]))
    assert f'href="{url}"' in _text(jonas, reverse("application", args=[application.pk]))


def test_applications_page_shows_what_went_out_and_comes_next_and_counts_the_rest(
    jonas: Client, application: Application
) -> None:
    page = reverse("admin:hiring_application_change", args=[application.pk])
    # On both channels two were sent; of the others the next six are shown.
    rest = Reminder.objects.filter(deadline__application=application).count() - 4 - 6
    assert f"Ledger, with {rest} more" in _text(jonas, page)
    fresh = factories.application(on=application.requisition, of=factories.candidate("Gone"))
    pipeline.withdraw(fresh, by=people().coordinator, reason="Another offer.", now=hour(2))
    text = _text(jonas, reverse("admin:hiring_application_change", args=[fresh.pk]))
    assert "None went out, and none is to come." in text


def test_ledger_says_why_when_to_whom_on_which_channel_and_what_became_of_it(
    jonas: Client, application: Application
) -> None:
    text = _text(jonas, _ledger(application))
    for words in (
        "when three quarters of its time are used · policy 1",
        "12 h after it is due · policy 1",
        "Jonas, as owner",
        "hiring manager (now Mara)",
        '<span class="state state--in_time">sent</span> accepted <time datetime="2026-09-08T22:00:00Z">',
        '1 attempt, <span class="code">',
        "Next: “due” to owner (now Jonas) by email,",
        "no later than",
    ):
        assert words in text, words


def test_ledger_offers_verbs_for_what_waits_alone_and_comes_back(jonas: Client, waiting: Reminder) -> None:
    application = waiting.deadline.application
    text = _text(jonas, _ledger(application))
    url = reverse("admin:hiring_reminder_suppress", args=[waiting.pk]) + f"?back={_ledger(application)}"
    assert f'href="{url}"' in text
    sent = Reminder.objects.filter(state="sent").first()
    assert sent
    assert reverse("admin:hiring_reminder_suppress", args=[sent.pk]) not in text
    assert _post(jonas, url, reason="She knows.")["Location"] == _ledger(application)
    assert "not sent: She knows." in _text(jonas, _ledger(application))


def test_way_back_stays_in_the_house(jonas: Client, waiting: Reminder) -> None:
    url = reverse("admin:hiring_reminder_suppress", args=[waiting.pk]) + "?back=https://elsewhere.example.com/"
    assert _post(jonas, url, reason="She knows.")["Location"] == f"{REMINDERS}{waiting.pk}/change/"


def test_ledger_without_a_deadline_says_so(jonas: Client) -> None:
    made = factories.application(on=factories.requisition(clock_starts_on="screening"))
    assert "There is no deadline yet, so nothing to remind of." in _text(jonas, _ledger(made))


def test_ledger_is_for_those_who_may_see_reminders_and_never_of_oneself(
    client: Client, jonas: Client, application: Application
) -> None:
    application.candidate.employee = people().coordinator
    application.candidate.save()
    _text(jonas, _ledger(application), status=404)
    client.force_login(_staff(people().interviewer))
    _text(client, _ledger(application), status=403)


def test_ledger_leaves_out_what_its_reader_reviews_blind(client: Client) -> None:
    application = factories.at_stage(Stage.TAKE_HOME)
    mara = _staff(people().manager)
    deadlines.open_scorecard(
        application, subject="card:1", owner=mara, interview_ended_at=hour(30), by=None, nameless=True, now=hour(30)
    )
    client.force_login(mara)
    text = _text(client, _ledger(application))
    assert "Take-home sent" in text
    assert "Scorecard of" not in text
    row = Reminder.objects.filter(deadline__kind="scorecard").first()
    assert row
    page = _text(client, f"{REMINDERS}{row.pk}/change/")
    assert f"Candidate A{application.pk}" in page
    assert "Ada" not in page
    assert _ledger(application) not in page
    asked = _text(client, reverse("admin:hiring_reminder_suppress", args=[row.pk]))
    assert f"by {row.channel} to" in asked
    assert f"Candidate A{application.pk}" in asked
    assert "Ada" not in asked


def test_ledger_asks_as_often_with_one_reminder_as_with_all(jonas: Client, application: Application) -> None:
    asked = []
    for _turn in range(2):
        _text(jonas, _ledger(application))
        with CaptureQueriesContext(connection) as queries:
            _text(jonas, _ledger(application))
        asked.append(len(queries))
        keep = Reminder.objects.filter(state="sent").first()
        assert keep
        Reminder.objects.exclude(pk=keep.pk).delete()
    assert asked[0] == asked[1]


# All reminders -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Kovacs", True),
        ("q=Nobody", False),
        ("q=jonas@", True),
        ("q=at+risk", True),
        ("q=inbox", True),
        ("q=sent", True),
        ("q=perhaps", False),
        ("manner__exact=lead", True),
        ("channel=email", True),
        ("channel=chat", False),
        ("state__exact=sent", True),
        ("state__exact=dead", False),
        ("policy_version=1", True),
        ("policy_version=9", False),
    ],
)
def test_reminders_are_searched_over_all(jonas: Client, application: Application, query: str, found: bool) -> None:
    with time_machine.travel(hour(38), tick=False):
        rows = jonas.get(f"{REMINDERS}?{query}").context["cl"].result_list
    assert bool(len(rows)) == found


def test_reminder_says_all_of_its_story(jonas: Client, application: Application) -> None:
    sent = Reminder.objects.get(deadline__kind="screening_held", state="sent", channel="email")
    text = _text(jonas, f"{REMINDERS}{sent.pk}/change/")
    for words in ("when three quarters of its time are used", "not moved", "accepted", "“due” to owner (now Jonas)"):
        assert words in text
    assert sent.message
    assert sent.message.provider_message_id.strip("<>") in text
    assert "Send now" not in text, "it went out already"


def test_send_now_puts_it_on_its_way(jonas: Client, waiting: Reminder) -> None:
    url = reverse("admin:hiring_reminder_send_now", args=[waiting.pk])
    assert "Send now" in _text(jonas, f"{REMINDERS}{waiting.pk}/change/")
    answer = _post(jonas, url)
    assert _said(answer) == [f"On their way: {waiting}."]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.recipient) == ("queued", people().manager)
    event = waiting.deadline.application.history.get(verb="send_reminder_now")
    assert event.by == people().coordinator


def test_suppress_asks_for_a_reason_and_keeps_it(jonas: Client, waiting: Reminder) -> None:
    url = reverse("admin:hiring_reminder_suppress", args=[waiting.pk])
    assert "This field is required" in _post(jonas, url, reason=" ").content.decode()
    assert _said(_post(jonas, url, reason="She knows.")) == [f"Suppressed: {waiting}."]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.why) == ("suppressed", "She knows.")


def test_second_click_is_refused_in_words(jonas: Client, waiting: Reminder) -> None:
    url = reverse("admin:hiring_reminder_suppress", args=[waiting.pk])
    _post(jonas, url, reason="She knows.")
    assert "only one that waits can be changed" in _post(jonas, url, reason="Again.").content.decode()


def test_chosen_rows_are_done_at_once_and_refusals_are_told(jonas: Client, waiting: Reminder) -> None:
    sent = Reminder.objects.filter(state="sent").first()
    assert sent
    chosen = {"action": "suppress", "_selected_action": [waiting.pk, sent.pk]}
    said = _said(_post(jonas, REMINDERS, reason="Both know.", **chosen))
    assert said[0] == f"Suppressed: {waiting}."
    assert "only one that waits can be changed" in said[1]


def test_verbs_need_their_permission(client: Client, waiting: Reminder) -> None:
    someone = _staff(factories.user("auditor", is_staff=True))
    someone.user_permissions.add(*Permission.objects.filter(codename__in=["view_reminder", "view_application"]))
    client.force_login(someone)
    assert "Suppress" not in _text(client, _ledger(waiting.deadline.application))
    url = reverse("admin:hiring_reminder_suppress", args=[waiting.pk])
    assert _post(client, url, reason="She knows.").status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "pending"


# Messages ------------------------------------------------------------------------------------------------------------


def test_message_to_another_system_is_shown_by_its_endpoint(jonas: Client) -> None:
    endpoint = WebhookEndpoint.objects.create(
        url="https://ats.example.com/hook", description="The ATS", secret="whsec_x", created_at=hour(0)
    )
    Message.objects.create(
        idem_key="a", letter="sla.breached", endpoint=endpoint, channel="webhook", created_at=hour(1), next_at=hour(1)
    )
    assert "The ATS" in _text(jonas, MESSAGES)


def test_what_did_not_arrive_is_a_task_until_somebody_saw_to_it(jonas: Client, stuck: Message) -> None:
    day = _text(jonas, "/admin/")
    for words in ("Messages to see to", "given up", "Screening held of Ada Kovacs, Take-home sent of Ada Kovacs"):
        assert words in day
    assert "550 5.1.1 no such mailbox here" in day
    url = reverse("admin:hiring_message_settle", args=[stuck.pk])
    assert f'href="{url}?back=/admin/"' in day
    assert f'href="{reverse("admin:hiring_message_retry", args=[stuck.pk])}?back=/admin/"' in day
    assert "This field is required" in _post(jonas, url, reason="").content.decode()
    assert _said(_post(jonas, url, reason="Told him by phone.")) == [f"Seen to: {stuck}."]
    stuck.refresh_from_db()
    assert (stuck.settled_by, stuck.settled_reason) == (people().coordinator, "Told him by phone.")
    assert "Every message arrived." in _text(jonas, "/admin/")
    page = _text(jonas, f"{MESSAGES}{stuck.pk}/change/")
    assert "Told him by phone." in page
    assert "Try again…" in page
    assert "Seen to…" not in page
    assert "Seen to by Jonas: Told him by phone." in _text(jonas, _ledger(Application.objects.get()))


@pytest.mark.parametrize(("query", "number"), [("settled=waiting", 1), ("settled=done", 0), ("", 2)])
def test_messages_are_narrowed_to_what_waits(jonas: Client, stuck: Message, query: str, number: int) -> None:
    assert len(jonas.get(f"{MESSAGES}?{query}").context["cl"].result_list) == number


def test_tasks_are_for_those_who_look_after_mail_and_say_nothing_of_oneself(client: Client, stuck: Message) -> None:
    candidate = Application.objects.get().candidate
    candidate.employee = people().coordinator
    candidate.save()
    client.force_login(_staff(people().coordinator))
    text = _text(client, "/admin/")
    assert "given up" in text
    assert "Ada" not in text
    client.force_login(_staff(people().interviewer))
    assert "Messages to see to" not in _text(client, "/admin/")


def test_first_page_asks_as_often_for_three_tasks_as_for_one(jonas: Client, stuck: Message) -> None:
    asked = []
    for number in (0, 2):
        for each in range(number):
            Message.objects.create(
                idem_key=f"{each}",
                letter="reminders",
                recipient=people().manager,
                state="dead",
                created_at=hour(1),
                next_at=hour(1),
            )
        _text(jonas, "/admin/")
        with CaptureQueriesContext(connection) as queries:
            text = _text(jonas, "/admin/")
        asked.append((text.count('state--breached">given up'), len(queries)))
    assert [tasks for tasks, _queries in asked] == [1, 3]
    assert asked[0][1] == asked[1][1]


# The engine ----------------------------------------------------------------------------------------------------------


def test_engine_is_put_on_hold_with_a_reason_and_released(jonas: Client, application: Application) -> None:
    page = "/admin/hiring/enginestate/1/change/"
    assert "running" in _text(jonas, page)
    held = _post(jonas, reverse("admin:hiring_enginestate_hold", args=[1]), reason="Restoring.")
    assert _said(held) == ["The engine is on hold: nothing goes out until it is released."]
    assert EngineState.objects.get().mode == "hold"
    text = _text(jonas, page)
    assert "on hold" in text
    assert "Restoring." in text
    assert "Put on hold" not in text
    released = _post(jonas, reverse("admin:hiring_enginestate_release", args=[1]), assume_sent_before="")
    assert _said(released) == ["The engine runs again."]
    assert engine.may_send()


def test_figures_of_the_engine_are_shown_and_never_changed(jonas: Client) -> None:
    EngineCount.objects.create(name="sla_sent", labels={"channel": "email"}, key="sla_sent{channel=email}", value=3)
    text = _text(jonas, "/admin/hiring/enginecount/")
    assert "channel email" in text
    assert jonas.get("/admin/hiring/enginecount/add/").status_code == 403
