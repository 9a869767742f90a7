import pytest

from hiring import deadlines
from hiring.models import Message, Reminder, User
from hiring.outbox import letters
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.mails import queue_mails

pytestmark = pytest.mark.django_db


def only_message() -> Message:
    return Message.objects.select_related("recipient").get()


def test_letter_reads_in_the_zone_of_its_recipient():
    User.objects.filter(pk=people().interviewer.pk).update(time_zone="America/New_York")
    application = at_stage(Stage.SCREENING)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(20), by=None
    )
    queue_mails(now=hour(21))
    letter = letters.render(only_message(), now=hour(21))
    link = f"https://twelve.example.com/applications/{application.pk}/"
    assert letter.subject == "Scorecard: Ada Kovacs"
    assert letter.text == (
        "Hello Priya,\n\n"
        "One thing needs you to keep the twelve-day promise.\n\n"
        "- Scorecard: Ada Kovacs, AI infrastructure engineer\n"
        "  Due Wednesday, 9 September 2026, 01:00 EDT (in 23 h).\n"
        f"  {link}\n\n"
        "You get this because you are the person to act on it, or the one to know. Are you on it already? Say so in "
        "your inbox,\nand it stays quiet for a while: https://twelve.example.com/inbox/\n"
        "When reminders reach you: https://twelve.example.com/settings/\n"
    )
    assert letter.html.count(f'href="{link}"') == 1
    assert "in 23 h" in letter.html
    for way in ("/inbox/", "/settings/"):
        assert letter.html.count(f'href="https://twelve.example.com{way}"') == 1
    assert "Wednesday, 9 September 2026, 01:00 EDT" in letter.html


def test_letter_says_what_is_late_and_how_many_things_there_are():
    application = at_stage(Stage.SCREENING)
    queue_mails(now=hour(49))
    letter = letters.render(only_message(), now=hour(49))
    assert letter.subject == "Screening held is late: Ada Kovacs (and 1 more)"
    assert "2 things need you" in letter.text
    assert letter.text.count("Was due Wednesday, 9 September 2026, 09:00 UTC (late by 1 h).") == 2
    assert letter.text.count(f"/applications/{application.pk}/") == 2
    assert letter.html.count("late by 1 h<") == 2
    assert [(line.what, line.late, line.distance, line.over) for line in letter.lines] == [
        ("Screening held", True, "late by 1 h", False),
        ("Take-home sent", True, "late by 1 h", False),
    ]
    assert letter.at == hour(49)


def test_letter_names_a_deadline_once_to_somebody_who_has_two_roles():
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    queue_mails(now=hour(48))
    message = only_message()
    assert sorted(message.reminders.values_list("role", flat=True)) == ["coordinator", "owner"]
    assert letters.render(message, now=hour(48)).text.count("- Screening held") == 1


def test_letter_escapes_in_html_and_nowhere_else():
    at_stage(Stage.SCREENING, of=factories.candidate("Zoë O'Brien <b>"))
    queue_mails(now=hour(36))
    letter = letters.render(only_message(), now=hour(36))
    assert letter.subject == "Screening held: Zoë O'Brien <b> (and 1 more)"
    assert "Zoë O'Brien <b>," in letter.text
    assert "Zoë O&#x27;Brien &lt;b&gt;" in letter.html


def test_letter_puts_the_most_urgent_first():
    opening = factories.requisition()
    at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Late"), started_at=hour(-3))
    at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Later"))
    queue_mails(now=hour(36))
    letter = letters.render(only_message(), now=hour(36))
    assert letter.subject == "Screening held: Late (and 3 more)"
    assert letter.text.index("Late,") < letter.text.index("Later,")


def test_letter_leaves_out_what_has_ended_since():
    application = at_stage(Stage.SCREENING)
    queue_mails(now=hour(36))
    deadlines.meet(application, "screening_held", at=hour(36), by=None)
    assert letters.render(only_message(), now=hour(36)).subject == "Take-home sent: Ada Kovacs"
    Reminder.objects.filter(deadline__kind="take_home_sent").update(state="dead")
    assert letters.render(only_message(), now=hour(36)) is None


def test_letter_takes_the_same_queries_for_one_line_and_for_many(django_assert_num_queries):
    opening = factories.requisition()
    for number in range(3):
        at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
    queue_mails(now=hour(36))
    message = only_message()
    with django_assert_num_queries(1):
        letters.render(message, now=hour(36))
    message.reminders.exclude(pk=message.reminders.first().pk).delete()
    with django_assert_num_queries(1):
        letters.render(message, now=hour(36))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (hour(-24), "in 3 d"),
        (hour(21.5), "in 1 d 2 h"),
        (hour(24), "in 1 d"),
        (hour(45.5), "in 2 h 30 min"),
        (hour(47), "in 1 h"),
        (hour(47.5), "in 30 min"),
        (hour(48), "due now"),
        (hour(48.25), "late by 15 min"),
        (hour(50), "late by 2 h"),
        (hour(99.1), "late by 2 d 3 h"),
    ],
)
def test_line_says_how_far_away_it_is(at, words):
    at_stage(Stage.SCREENING)
    queue_mails(now=hour(36))
    assert letters.render(only_message(), now=at).lines[0].distance == words


def test_long_letter_counts_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(letters, "MOST_LINES", 1)
    at_stage(Stage.SCREENING)
    queue_mails(now=hour(36))
    letter = letters.render(only_message(), now=hour(36))
    assert letter.subject == "Screening held: Ada Kovacs (and 1 more)"
    assert letter.text.count("  Due ") == 1
    assert "2 things need you" in letter.text
    assert "\n… and 1 more: https://twelve.example.com\n" in letter.text
    assert "… and 1 more</a>" in letter.html
    assert len(letter.lines) == 2


# What went out, read again -------------------------------------------------------------------------------------------


def sent_message() -> Message:
    application = at_stage(Stage.SCREENING)
    queue_mails(now=hour(36))
    message = only_message()
    message.reminders.update(state="sent", sent_at=hour(36))
    deadlines.meet(application, "screening_held", at=hour(37), by=None)
    return message


def test_message_is_read_again_with_what_has_ended_since():
    reading = letters.reread(sent_message(), reader=people().coordinator, now=hour(49))
    assert reading.subject == "Screening held is late: Ada Kovacs (and 1 more)"
    assert [(line.what, line.late, line.over) for line in reading.lines] == [
        ("Screening held", True, True),
        ("Take-home sent", True, False),
    ]


def test_messages_are_read_again_with_one_query_for_all(django_assert_num_queries):
    message = sent_message()
    other = Message.objects.create(
        idem_key="e" * 64, letter="reminders", recipient=people().coordinator, created_at=hour(1), next_at=hour(1)
    )
    reader = people().coordinator
    with django_assert_num_queries(1):
        readings = letters.reread_all([message, other], reader=reader, now=hour(49))
    assert readings[message.pk].lines
    assert readings[other.pk] == letters.Reading("Nothing of this is left", ())


def test_nobody_reads_of_their_own_candidacy():
    message = sent_message()
    ada = factories.user("ada")
    candidate = message.reminders.first().deadline.application.candidate
    candidate.employee = ada
    candidate.save()
    assert letters.reread(message, reader=ada, now=hour(49)).lines == ()


def test_message_to_a_system_is_its_payload():
    message = Message(letter="ping", payload={"type": "ping", "data": {"b": 1, "a": None}})
    letter = letters.render(message, now=hour(1))
    assert (letter.subject, letter.text, letter.html) == ("ping", '{"data":{"a":null,"b":1},"type":"ping"}', "")
