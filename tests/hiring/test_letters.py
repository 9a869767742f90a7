import pytest

from hiring import deadlines, reminders
from hiring.models import Message, Reminder, User
from hiring.outbox import letters
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def only_message() -> Message:
    return Message.objects.select_related("recipient").get()


def test_letter_reads_in_the_zone_of_its_recipient():
    User.objects.filter(pk=people().interviewer.pk).update(time_zone="America/New_York")
    application = at_stage(Stage.SCREENING)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(20), by=None
    )
    reminders.queue_due(now=hour(21))
    letter = letters.render(only_message(), now=hour(21))
    link = f"https://twelve.example.com/applications/{application.pk}/"
    assert letter.subject == "Scorecard: Ada Kovacs"
    assert letter.text == (
        "Hello Priya,\n\n"
        "One thing needs you to keep the twelve-day promise.\n\n"
        "- Scorecard: Ada Kovacs, AI infrastructure engineer\n"
        "  Due Wednesday, 9 September 2026, 01:00 EDT (1 h after the interview).\n"
        f"  {link}\n\n"
        "You get this because you are the person to act on it, or the one to know. Twelve, https://twelve.example.com\n"
    )
    assert f'<a href="{link}"' in letter.html
    assert "Wednesday, 9 September 2026, 01:00 EDT" in letter.html


def test_letter_says_what_is_late_and_how_many_things_there_are():
    application = at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(49))
    letter = letters.render(only_message(), now=hour(49))
    assert letter.subject == "Screening held is late: Ada Kovacs (and 1 more)"
    assert "2 things need you" in letter.text
    assert letter.text.count("Was due Wednesday, 9 September 2026, 09:00 UTC (due).") == 2
    assert letter.text.count(f"/applications/{application.pk}/") == 2
    assert letter.html.count("<li") == 2


def test_letter_names_a_deadline_once_to_somebody_who_has_two_roles():
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    reminders.queue_due(now=hour(48))
    message = only_message()
    assert sorted(message.reminders.values_list("role", flat=True)) == ["coordinator", "owner"]
    assert letters.render(message, now=hour(48)).text.count("- Screening held") == 1


def test_letter_escapes_in_html_and_nowhere_else():
    at_stage(Stage.SCREENING, of=factories.candidate("Zoë O'Brien <b>"))
    reminders.queue_due(now=hour(36))
    letter = letters.render(only_message(), now=hour(36))
    assert letter.subject == "Screening held: Zoë O'Brien <b> (and 1 more)"
    assert "Zoë O'Brien <b>," in letter.text
    assert "Zoë O&#x27;Brien &lt;b&gt;" in letter.html


def test_letter_puts_the_most_urgent_first():
    opening = factories.requisition()
    at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Late"), started_at=hour(-3))
    at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Later"))
    reminders.queue_due(now=hour(36))
    letter = letters.render(only_message(), now=hour(36))
    assert letter.subject == "Screening held: Late (and 3 more)"
    assert letter.text.index("Late,") < letter.text.index("Later,")


def test_letter_leaves_out_what_has_ended_since():
    application = at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(36))
    deadlines.meet(application, "screening_held", at=hour(36), by=None)
    assert letters.render(only_message(), now=hour(36)).subject == "Take-home sent: Ada Kovacs"
    Reminder.objects.filter(deadline__kind="take_home_sent").update(state="dead")
    assert letters.render(only_message(), now=hour(36)) is None


def test_letter_takes_the_same_queries_for_one_line_and_for_many(django_assert_num_queries):
    opening = factories.requisition()
    for number in range(3):
        at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
    reminders.queue_due(now=hour(36))
    message = only_message()
    with django_assert_num_queries(1):
        letters.render(message, now=hour(36))
    message.reminders.exclude(pk=message.reminders.first().pk).delete()
    with django_assert_num_queries(1):
        letters.render(message, now=hour(36))
