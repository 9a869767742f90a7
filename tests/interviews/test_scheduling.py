import pytest
from django.core.exceptions import PermissionDenied

from hiring.models import Deadline
from hiring.outbox import letters
from hiring.stages import Round, Stage
from interviews import scheduling
from interviews.models import Interview, Scorecard
from tests.factories import at_stage, hour, people, user
from tests.interviews.rounds_world import booked, card_of, held
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


def deadline(application, kind, subject=""):
    return Deadline.objects.get(application=application, kind=kind, subject=subject)


def test_book_gives_each_interviewer_a_card_and_the_turn():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    assert {card.interviewer.username for card in interview.scorecards.all()} == {"priya", "tomas"}
    assert set(interview.scorecards.values_list("state", flat=True)) == {"draft"}
    held_by = deadline(application, "screening_held")
    assert (held_by.party, held_by.owner.username) == ("interviewer", "priya")
    assert application.history.last().verb == "book_interview"


def test_book_refuses_what_cannot_be():
    application = at_stage(Stage.TAKE_HOME)
    team = people()
    gone = user("gone", is_active=False)
    times = {"starts_at": hour(30), "ends_at": hour(31), "by": team.coordinator, "now": hour(25)}
    with refuses("round_is_past"):
        scheduling.book(application, Round.SCREENING, interviewers=[team.interviewer], **times)
    with refuses("no_interviewers"):
        scheduling.book(application, Round.TAKE_HOME, interviewers=[], **times)
    with refuses("ends_before_it_starts"):
        scheduling.book(application, Round.TAKE_HOME, interviewers=[team.interviewer], **times | {"ends_at": hour(30)})
    with refuses("before_the_application"):
        early = times | {"starts_at": hour(-1)}
        scheduling.book(application, Round.TAKE_HOME, interviewers=[team.interviewer], **early)
    with refuses("inactive_interviewer"):
        scheduling.book(application, Round.TAKE_HOME, interviewers=[gone], **times)
    scheduling.book(application, Round.TAKE_HOME, interviewers=[team.interviewer], **times)
    with refuses("round_booked"):
        scheduling.book(application, Round.TAKE_HOME, interviewers=[team.second], **times)
    assert Interview.objects.count() == 1
    assert Scorecard.objects.count() == 1


def test_nobody_interviews_themselves():
    application = at_stage(Stage.SCREENING)
    application.candidate.employee = people().second
    application.candidate.save()
    with pytest.raises(PermissionDenied):
        booked(application)
    assert not Interview.objects.exists()


def test_interviewers_may_not_book():
    application = at_stage(Stage.SCREENING)
    with pytest.raises(PermissionDenied):
        scheduling.book(
            application,
            Round.SCREENING,
            starts_at=hour(30),
            ends_at=hour(31),
            interviewers=[people().interviewer],
            by=people().interviewer,
            now=hour(10),
        )


def test_sending_the_take_home_meets_its_deadline():
    application = at_stage(Stage.TAKE_HOME)
    scheduling.book(
        application,
        Round.TAKE_HOME,
        starts_at=hour(26),
        ends_at=hour(120),
        interviewers=[people().interviewer],
        by=people().coordinator,
        now=hour(26),
    )
    assert deadline(application, "take_home_sent").done_at == hour(26)
    assert deadline(application, "take_home_returned").state == "open"


def test_finish_meets_the_round_and_starts_the_time_for_each_card():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    scheduling.finish(interview, by=people().interviewer, ended_at=hour(31), now=hour(32))
    interview.refresh_from_db()
    assert (interview.state, interview.ended_at) == ("held", hour(31))
    assert deadline(application, "screening_held").done_at == hour(31)
    card = card_of(interview, people().second)
    waiting = deadline(application, "scorecard", f"scorecard:{card.pk}")
    assert (waiting.owner.username, waiting.due_at) == ("tomas", hour(55))
    mails = waiting.reminders.filter(role="owner", channel="email")
    assert list(mails.order_by("due_at").values_list("due_at", flat=True)) == [hour(32 + 24 * day) for day in range(10)]


def test_the_end_of_the_last_round_starts_24_hours_for_the_decision():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    interview = booked(application, Round.SCALE_ARCHITECTURE, starts_at=hour(200))
    scheduling.finish(interview, by=people().coordinator, ended_at=hour(201), now=hour(202))
    decision = deadline(application, "decision")
    assert (decision.begins_at, decision.due_at) == (hour(201), hour(225))
    assert deadline(application, "decision_planned").state == "cancelled"
    mails = decision.reminders.filter(role="hiring_manager", channel="email")
    times = mails.order_by("due_at").values_list("due_at", flat=True)
    assert list(times) == [hour(201), hour(213), hour(221), hour(225)]


def test_finish_refuses_the_future_and_a_second_time():
    interview = booked(at_stage(Stage.SCREENING))
    with refuses("ends_in_the_future"):
        scheduling.finish(interview, by=people().coordinator, ended_at=hour(40), now=hour(39))
    scheduling.finish(interview, by=people().coordinator, now=hour(31))
    with refuses("not_planned"):
        scheduling.finish(interview, by=people().coordinator, now=hour(32))


def test_a_stranger_may_not_finish_an_interview():
    interview = booked(at_stage(Stage.SCREENING))
    with pytest.raises(PermissionDenied):
        scheduling.finish(interview, by=user("stranger"), now=hour(31))


def test_move_keeps_the_cards():
    interview = booked(at_stage(Stage.SCREENING))
    moved = scheduling.move(interview, starts_at=hour(40), ends_at=hour(40.5), by=people().coordinator, now=hour(20))
    assert (moved.starts_at, moved.ends_at) == (hour(40), hour(40.5))
    assert moved.scorecards.count() == 2


def test_call_off_makes_room_for_another_booking():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    scheduling.call_off(
        interview, reason="Nobody dialled in.", did_not_happen=True, by=people().interviewer, now=hour(31)
    )
    interview.refresh_from_db()
    assert (interview.state, interview.close_reason) == ("no_show", "Nobody dialled in.")
    assert deadline(application, "screening_held").owner == people().coordinator
    assert booked(application, starts_at=hour(40)).pk != interview.pk
    with refuses("reason_required"):
        scheduling.call_off(Interview.objects.last(), reason=" ", by=people().coordinator, now=hour(32))


def test_a_deadline_knows_for_when_its_round_is_agreed():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    assert deadline(application, "screening_held").booked_for == hour(30)
    times = {"starts_at": hour(40), "ends_at": hour(41)}
    scheduling.move(interview, by=people().coordinator, now=hour(20), **times)
    told = deadline(application, "screening_held")
    assert (told.booked_for, told.party, told.owner) == (hour(40), "interviewer", people().interviewer)
    scheduling.call_off(interview, reason="Ill.", by=people().coordinator, now=hour(21))
    told = deadline(application, "screening_held")
    assert (told.booked_for, told.party, told.owner) == (None, "coordinator", people().coordinator)


def test_a_take_home_is_the_candidate_s_turn_until_its_agreed_end():
    application = at_stage(Stage.TAKE_HOME)
    interview = booked(application, Round.TAKE_HOME)
    told = deadline(application, "take_home_returned")
    assert (told.booked_for, told.party, told.owner) == (hour(30.5), "candidate", people().coordinator)
    scheduling.finish(interview, by=people().coordinator, ended_at=hour(30), now=hour(31))
    assert deadline(application, "take_home_returned").done_at == hour(30)


def test_finish_of_a_called_off_interview_is_refused():
    interview = held(at_stage(Stage.SCREENING))
    with refuses("not_planned"):
        scheduling.call_off(interview, reason="Too late.", by=people().coordinator, now=hour(33))


def test_a_take_home_s_reviewer_is_reminded_without_a_name():
    application = at_stage(Stage.TAKE_HOME)
    held(application, Round.TAKE_HOME)
    reminder = Deadline.objects.filter(application=application, kind="scorecard").first()
    assert reminder.is_nameless
    assert letters.name_for(reminder.owner, reminder) == f"Candidate A{application.pk}"
    assert letters.name_for(people().coordinator, reminder) == "Ada Kovacs"


def test_other_rounds_name_the_candidate():
    application = at_stage(Stage.SCREENING)
    held(application)
    reminder = Deadline.objects.filter(application=application, kind="scorecard").first()
    assert letters.name_for(reminder.owner, reminder) == "Ada Kovacs"


def test_neither_a_new_time_nor_an_end_lies_before_the_application():
    interview = booked(at_stage(Stage.SCREENING))
    by = people().coordinator
    with refuses("before_the_application"):
        scheduling.move(interview, starts_at=hour(-2), ends_at=hour(40), by=by, now=hour(25))
    with refuses("before_the_application"):
        scheduling.finish(interview, ended_at=hour(-1), by=by, now=hour(25))
    assert Interview.objects.get().state == "planned"
