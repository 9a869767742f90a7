from datetime import UTC, datetime

import pytest

from hiring import deadlines, ladder, pauses, queueing, refitting, reminders
from hiring.models import Application, Deadline, Reminder, SlaPolicy, User, WorkCalendar
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, in_office, people

pytestmark = pytest.mark.django_db


def owed(**filters) -> list[tuple]:
    found = Reminder.objects.filter(channel="email", **filters).order_by("due_at", "deadline__kind", "role")
    return list(found.values_list("deadline__kind", "rung", "role", "state"))


def scorecard(application: Application, number: int, owner: User, ended_at: datetime) -> Deadline:
    subject = f"scorecard:{number}"
    made = deadlines.open_scorecard(
        application, subject=subject, owner=owner, interview_ended_at=ended_at, by=None, now=ended_at
    )
    assert made is not None
    return made


def times(deadline: Deadline, role: str = "owner", **filters) -> list[tuple[int, str]]:
    """Rank with time of each mail, in words."""
    found = deadline.reminders.filter(channel="email", role=role, **filters).order_by("rank")
    return [(rank, f"{due_at:%a %d %H:%M}") for rank, due_at in found.values_list("rank", "due_at")]


def ladder_of(*rungs: dict) -> None:
    """Give the running policy another ladder. A rung is final after the deadline unless it says otherwise."""
    usual = {"manner": "final", "start": "due", "hours": 0.0, "latest_hours": 24.0, "roles": ["owner"]}
    made = [{**usual, "channels": ["email"], "repeat": None, "apart_hours": None, **rung} for rung in rungs]
    SlaPolicy.objects.update(ladder=made)


# Planning ------------------------------------------------------------------------------------------------------------


def test_plan_writes_the_ladder_of_each_deadline_once_on_each_channel():
    application = factories.application()
    before = list(Reminder.objects.order_by("pk").values())
    assert len(before) == 2 * (6 * 5 + 3)
    reminders.plan(application.deadlines.all(), application)
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_plan_writes_down_by_which_rule_and_for_when():
    application = factories.application()
    row = Reminder.objects.get(deadline__kind="screening_held", rung="due", role="owner", channel="inbox")
    assert (row.manner, row.rank, row.plan, row.policy_version) == ("breach", 2, 1, application.policy.version)
    assert (row.nominal_at, row.due_at, row.hard_by) == (hour(48), hour(48), hour(59))
    assert (row.state, row.why, row.recipient, row.message) == ("pending", "", None, None)


def test_plan_leaves_out_a_channel_that_is_not_set_up():
    ladder_of({"name": "a", "kinds": ["promise"], "rank": 1, "channels": ["email", "pigeon"]})
    factories.application()
    assert list(Reminder.objects.values_list("channel", flat=True)) == ["email"]


def test_plan_tells_the_chat_once_where_there_is_one_in_working_time_even_of_what_is_final(settings):
    settings.CHAT_WEBHOOK_URL = "https://chat.example.com/hook"
    in_office(people().manager)
    friday = datetime(2026, 9, 11, 20, tzinfo=UTC)
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    decision = deadlines.start_decision(application, ended_at=friday, by=None, now=friday)
    late = decision.reminders.filter(rung="decision late").order_by("channel", "role")
    assert [(each.channel, each.role, f"{each.due_at:%a %d %H:%M}") for each in late] == [
        ("chat", "hiring_manager", "Mon 14 08:00"),
        ("email", "coordinator", "Sat 12 20:00"),
        ("email", "hiring_manager", "Sat 12 20:00"),
        ("inbox", "coordinator", "Sat 12 20:00"),
        ("inbox", "hiring_manager", "Sat 12 20:00"),
    ]


def test_plan_moves_each_manner_out_of_quiet_time_in_its_own_direction():
    in_office(people().manager)
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    friday = datetime(2026, 9, 18, 17, tzinfo=UTC)
    decision = deadlines.start_decision(application, ended_at=friday, by=None, now=friday)
    assert times(decision, "hiring_manager") == [
        (1, "Fri 18 17:00"),
        (2, "Fri 18 19:00"),  # Saturday 05:00 is quiet
        (3, "Fri 18 19:00"),
        (4, "Sat 19 17:00"),  # final: a mail wakes nobody
    ]
    assert times(decision, "coordinator") == [(4, "Sat 19 17:00")]


def test_plan_moves_a_breach_later_and_no_further_than_its_latest_time():
    in_office(people().coordinator)
    ladder_of(
        {"name": "soon", "kinds": ["screening_held"], "rank": 1, "manner": "breach", "hours": 8.0, "latest_hours": 4.0},
        {"name": "late", "kinds": ["screening_held"], "rank": 2, "manner": "breach", "hours": 12.0},
    )
    deadline = at_stage(Stage.SCREENING).deadlines.get(kind="screening_held")
    assert deadline.due_at == hour(48)  # Wednesday 09:00
    Reminder.objects.filter(deadline=deadline).delete()
    Deadline.objects.filter(pk=deadline.pk).update(due_at=hour(60))
    reminders.plan(Deadline.objects.filter(pk=deadline.pk), deadline.application)
    assert times(deadline) == [(1, "Thu 10 08:00"), (2, "Thu 10 09:00")]
    Reminder.objects.filter(deadline=deadline).delete()
    Deadline.objects.filter(pk=deadline.pk).update(due_at=hour(52))
    reminders.plan(Deadline.objects.filter(pk=deadline.pk), deadline.application)
    assert times(deadline) == [(1, "Thu 10 01:00"), (2, "Thu 10 08:00")]


def test_plan_goes_by_the_hours_of_whoever_stands_in():
    away = in_office(people().second, time_zone="Asia/Tokyo")
    application = at_stage(Stage.SCREENING)
    assert times(scorecard(application, 1, away, hour(2)))[0] == (1, "Mon 07 23:00")  # 08:00 in Tokyo
    away.away_from, away.away_until = hour(0).date(), hour(48).date()
    away.save()
    assert times(scorecard(application, 2, away, hour(2)))[0] == (1, "Mon 07 12:00")


def test_plan_keeps_the_rungs_own_time_where_nobody_ever_works(caplog):
    never = WorkCalendar.objects.create(slug="never", title="Never", days=[0])
    never.exceptions.bulk_create(
        never.exceptions.model(calendar=never, date=hour(24 * 7 * week).date(), name="x") for week in range(-60, 60)
    )
    in_office(people().second, calendar=never)
    made = scorecard(at_stage(Stage.SCREENING), 1, people().second, hour(20))
    assert times(made)[0] == (1, "Tue 08 06:00")
    assert "has no working time within a year" in caplog.text


# Scorecards: one a day ------------------------------------------------------------------------------------------------


def test_scorecard_reminders_fall_on_working_days_one_a_day_ten_times():
    in_office(people().interviewer)
    made = scorecard(at_stage(Stage.SCREENING), 1, people().interviewer, datetime(2026, 9, 10, 16, tzinfo=UTC))
    assert times(made) == [
        (1, "Thu 10 17:00"),
        (2, "Fri 11 17:00"),
        (3, "Mon 14 08:00"),
        (4, "Tue 15 08:00"),
        (5, "Wed 16 08:00"),
        (6, "Thu 17 08:00"),
        (7, "Fri 18 08:00"),
        (8, "Mon 21 08:00"),
        (9, "Tue 22 08:00"),
        (10, "Wed 23 08:00"),
    ]


def test_scorecard_reminders_are_a_day_apart_for_each_person():
    in_office(people().manager, time_zone="America/New_York")
    made = scorecard(at_stage(Stage.SCREENING), 1, people().interviewer, hour(20))
    assert times(made)[:3] == [(1, "Tue 08 06:00"), (2, "Wed 09 06:00"), (3, "Thu 10 06:00")]
    assert times(made, "hiring_manager") == [(3, "Thu 10 12:00"), (10, "Thu 17 06:00")]
    assert times(made, "coordinator")[:2] == [(2, "Wed 09 06:00"), (4, "Fri 11 06:00")]


def test_an_interviewer_who_is_the_coordinator_as_well_hears_of_a_rung_once_in_time():
    made = scorecard(at_stage(Stage.SCREENING), 1, people().coordinator, hour(20))
    assert times(made, rank=2) == times(made, "coordinator", rank=2) == [(2, "Wed 09 06:00")]


def test_a_scorecard_reminder_that_could_only_come_too_late_is_left_out():
    rung = {"kinds": ["scorecard"], "manner": "breach", "start": "begins", "apart_hours": 24.0, "latest_hours": 2.0}
    ladder_of(
        {"name": "first", "rank": 1, "hours": 1.0, **rung},
        {"name": "second", "rank": 2, "hours": 3.0, **rung},
        {"name": "last", "rank": 3, "hours": 4.0, **rung, "manner": "final"},
    )
    made = scorecard(at_stage(Stage.SCREENING), 1, people().interviewer, hour(20))
    assert times(made) == [(1, "Tue 08 06:00"), (3, "Wed 09 06:00")]


# Planning anew -------------------------------------------------------------------------------------------------------


def test_replan_does_not_repeat_what_went_out_and_owes_the_rest():
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    assert queueing.queue_due(now=hour(36)) == 2  # “at risk”, by mail and in the inbox
    Reminder.objects.filter(state="queued").update(state="sent", sent_at=hour(36))
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(40))
    pauses.resume(application, by=people().coordinator, now=hour(140))
    assert owed(deadline__kind="screening_held", plan=2) == [
        ("screening_held", "due", "coordinator", "pending"),
        ("screening_held", "due", "owner", "pending"),
        ("screening_held", "12 h late", "coordinator", "pending"),
        ("screening_held", "12 h late", "hiring_manager", "pending"),
    ]


def test_replan_owes_what_was_due_and_had_not_gone_out():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(40))
    pauses.resume(application, by=people().coordinator, now=hour(140))
    assert ("screening_held", "at risk", "owner", "pending") in owed(deadline__kind="screening_held", plan=2)


def test_replan_does_not_repeat_what_somebody_suppressed():
    application = at_stage(Stage.SCREENING)
    Reminder.objects.filter(due_at=hour(36)).update(state="suppressed", why="Talked to them.")
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(40))
    pauses.resume(application, by=people().coordinator, now=hour(140))
    assert not Reminder.objects.filter(plan=2, rung="at risk", deadline__kind="screening_held").exists()


def test_replan_repeats_a_rung_whose_new_time_is_still_to_come_and_keeps_its_distance():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.filter(state="pending").update(state="cancelled")
    scorecard(application, 1, people().interviewer, hour(170))
    assert queueing.queue_due(now=hour(171)) == 2
    scorecard(application, 1, people().interviewer, hour(175))
    first = Reminder.objects.filter(deadline__kind="scorecard", rank=1, channel="email").order_by("plan")
    assert list(first.values_list("plan", "nominal_at", "due_at", "state")) == [
        (1, hour(171), hour(171), "queued"),
        (2, hour(176), hour(195), "pending"),  # a day after the first
    ]


def test_replan_places_nothing_before_it_was_made():
    in_office(people().coordinator)
    application = at_stage(Stage.SCREENING)
    deadline = application.deadlines.get(kind="screening_held")
    assert times(deadline)[0] == (1, "Tue 08 19:00")  # “at risk” at 21:00
    Reminder.objects.all().delete()
    reminders.replan([deadline], application, now=hour(35))  # Tuesday 20:00: the working day is over
    assert times(deadline) == [(1, "Wed 09 08:00"), (2, "Wed 09 09:00")]


def test_replanning_twice_is_replanning_once():
    application = at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(50))
    held = list(application.deadlines.filter(kind="screening_held"))
    for deadline in held:
        deadline.plan = 2
        deadline.save()
    reminders.replan(held, application, now=hour(51))
    once = list(Reminder.objects.order_by("pk").values())
    reminders.replan(held, application, now=hour(51))
    assert list(Reminder.objects.order_by("pk").values()) == once


# Pulling forward -----------------------------------------------------------------------------------------------------


def test_pull_forward_lets_the_next_rung_be_due_now():
    application = at_stage(Stage.SCREENING)
    deadline = application.deadlines.get(kind="screening_held")
    deadline.reminders.filter(rank=1).update(state="dead")
    assert reminders.pull_forward([deadline], now=hour(37)) == 4
    moved = deadline.reminders.filter(state="pending", due_at=hour(37))
    assert set(moved.values_list("rung", "why")) == {("due", "nobody heard of the rung before")}
    assert set(deadline.reminders.filter(rank=3).values_list("due_at", flat=True)) == {hour(60)}


def test_pull_forward_moves_nothing_while_a_rung_is_due():
    deadline = at_stage(Stage.SCREENING).deadlines.get(kind="screening_held")
    deadline.reminders.filter(rank=1).update(state="dead")
    assert reminders.pull_forward([deadline], now=hour(48)) == 0


def test_pull_forward_ends_with_the_ladder():
    deadline = at_stage(Stage.SCREENING).deadlines.get(kind="screening_held")
    deadline.reminders.update(state="superseded")
    assert reminders.pull_forward([deadline], now=hour(48)) == 0
    assert reminders.pull_forward([], now=hour(48)) == 0


# Cancelling ----------------------------------------------------------------------------------------------------------


def test_cancel_takes_back_what_waits_and_nothing_else():
    application = at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(36))
    standing = application.deadlines.filter(kind="screening_held")
    assert reminders.cancel(standing, why="done") == 8
    assert set(Reminder.objects.filter(deadline__in=standing).values_list("rank", "state", "why")) == {
        (1, "queued", ""),
        (2, "cancelled", "done"),
        (3, "cancelled", "done"),
    }


def test_the_ladder_of_the_file_is_the_one_that_is_planned():
    factories.application()
    names = {rung["name"] for rung in ladder.rows() if "screening_held" in rung["kinds"]}
    assert set(Reminder.objects.filter(deadline__kind="screening_held").values_list("rung", flat=True)) == names


def test_planning_costs_the_same_queries_whatever_is_planned(django_assert_max_num_queries):
    application = at_stage(Stage.SCREENING)
    standing = list(application.deadlines.all())
    Reminder.objects.all().delete()
    # on SQLite the rows are written in several statements
    with django_assert_max_num_queries(4 + 2 * (6 * 5 + 3) // 50 + 1):
        reminders.plan(standing, application)


# Placed anew ---------------------------------------------------------------------------------------------------------


def test_what_went_out_before_a_pause_does_not_come_again_with_another_owner():
    application = at_stage(Stage.SCREENING)
    coordinator, interviewer = people().coordinator, people().interviewer
    queueing.queue_due(now=hour(36))  # “at risk”
    pauses.pause(application, reason="Holiday.", by=coordinator, now=hour(37))
    pauses.resume(application, by=coordinator, now=hour(38))
    deadline = application.deadlines.get(kind="screening_held")
    deadlines.hand_over(application, deadline.kind, party=Deadline.Party.INTERVIEWER, owner=interviewer)
    refitting.refit([interviewer])
    assert set(deadline.reminders.filter(plan=2).values_list("rung", flat=True)) == {"due", "12 h late"}
    assert deadline.reminders.filter(plan=2, state="pending").count() == 8
    assert queueing.queue_due(now=hour(40)) == 0


def test_a_rung_that_is_still_to_come_after_a_pause_stays_with_another_owner():
    application = at_stage(Stage.SCREENING)
    coordinator, interviewer = people().coordinator, people().interviewer
    queueing.queue_due(now=hour(36))
    pauses.pause(application, reason="Holiday.", by=coordinator, now=hour(37))
    pauses.resume(application, by=coordinator, now=hour(61))  # “at risk” is at hour 60 now
    pauses.pause(application, reason="Ill.", by=coordinator, now=hour(62))
    pauses.resume(application, by=coordinator, now=hour(62))
    deadline = application.deadlines.get(kind="screening_held")
    before = set(deadline.reminders.filter(plan=deadline.plan).values_list("rung", "role", "channel"))
    deadlines.hand_over(application, deadline.kind, party=Deadline.Party.INTERVIEWER, owner=interviewer)
    after = set(deadline.reminders.filter(plan=deadline.plan).values_list("rung", "role", "channel"))
    assert after == before
    assert queueing.queue_due(now=hour(63)) == 0
