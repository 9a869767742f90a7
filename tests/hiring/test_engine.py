"""hiring/engine.py: hold and release, and how long a clock that jumped is not trusted."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hiring import engine
from hiring.models import EngineState, Message, Reminder, User
from hiring.stages import Stage
from tests.factories import at_stage, hour, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def message(key: str, *, created: float, state: str = "ready", to: User | None = None) -> Message:
    to = to or people().coordinator
    at = hour(created)
    accepted = {"accepted_at": at} if state == "sent" else {}
    return Message.objects.create(
        idem_key=key, letter="reminders", recipient=to, state=state, created_at=at, next_at=at, **accepted
    )


def test_hold_is_noted_with_its_reason_and_time():
    engine.hold(reason="  Restoring. ", by=people().manager, now=hour(1))
    row = EngineState.objects.get()
    assert (row.mode, row.held_at, row.hold_reason) == ("hold", hour(1), "Restoring.")
    assert not engine.may_send()


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_required"), ("x" * 301, "too_long")])
def test_hold_wants_a_reason(reason: str, code: str):
    with refuses(code):
        engine.hold(reason=reason, by=None, now=hour(1))


def test_hold_refuses_a_second_one_and_keeps_the_first():
    engine.hold(reason="First.", by=None, now=hour(1))
    with refuses("on_hold"):
        engine.hold(reason="Second.", by=None, now=hour(2))
    engine.hold_by_itself(reason="Third.", now=hour(3))
    assert EngineState.objects.get().hold_reason == "First."


def test_only_who_looks_after_mail_holds_and_releases():
    people()
    with forbids():
        engine.hold(reason="Why not.", by=people().interviewer, now=hour(1))
    engine.hold(reason="Restoring.", by=people().coordinator, now=hour(1))
    with forbids():
        engine.release(by=people().interviewer, now=hour(2))
    engine.release(by=people().coordinator, now=hour(2))
    assert engine.may_send()


def test_release_refuses_what_is_not_held_and_a_failure_that_is_still_to_come():
    with refuses("not_on_hold"):
        engine.release(by=None, now=hour(1))
    engine.hold(reason="Restoring.", by=None, now=hour(1))
    with refuses("in_the_future"):
        engine.release(assume_sent_before=hour(3), by=None, now=hour(2))
    assert EngineState.objects.get().mode == "hold"


def test_release_takes_for_sent_what_was_due_or_on_its_way_before_the_failure():
    at_stage(Stage.SCREENING)
    rows = list(Reminder.objects.order_by("pk")[:4])
    before, queued, after, queued_later = rows
    on_its_way, later, _sent = (
        message("a", created=20),
        message("b", created=30),
        message("c", created=10, state="sent"),
    )
    Reminder.objects.exclude(pk__in=[row.pk for row in rows]).update(due_at=hour(99))
    for row, due, state, carried_by in (
        (before, 24.99, "pending", None),
        (after, 25, "pending", None),
        (queued, 19, "queued", on_its_way),
        (queued_later, 24, "queued", later),
    ):
        Reminder.objects.filter(pk=row.pk).update(due_at=hour(due), state=state, message=carried_by)
    engine.hold(reason="Restored.", by=None, now=hour(30))
    assert engine.release(assume_sent_before=hour(25), by=None, now=hour(31)) == (3, 1)
    states = dict(Reminder.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["superseded", "superseded", "pending", "superseded"]
    assert Reminder.objects.get(pk=before.pk).why == "assumed sent before the restore"
    assert list(Message.objects.order_by("idem_key").values_list("state", flat=True)) == ["dropped", "ready", "sent"]
    row = EngineState.objects.get()
    assert (row.mode, row.held_at, row.hold_reason, row.last_now) == ("run", None, "", hour(31))


def test_release_without_a_time_takes_nothing_for_sent():
    at_stage(Stage.SCREENING)
    message("a", created=20)
    engine.hold(reason="Maintenance.", by=None, now=hour(30))
    assert engine.release(by=None, now=hour(31)) == (0, 0)
    assert set(Reminder.objects.values_list("state", flat=True)) <= {"pending", "cancelled"}
    assert Message.objects.get().state == "ready"


def test_a_worker_that_holds_a_lease_of_before_cannot_mark_what_was_taken_for_sent():
    on_its_way = message("a", created=20)
    engine.hold(reason="Restored.", by=None, now=hour(30))
    engine.release(assume_sent_before=hour(25), by=None, now=hour(31))
    on_its_way.refresh_from_db()
    assert (on_its_way.state, on_its_way.attempt) == ("dropped", 1)


def test_trust_comes_back_after_two_looks_that_agree():
    engine.state()
    engine.suspect(reason="the clock went forward by 7200 s")
    row = EngineState.objects.get()
    assert (row.suspect_sweeps, row.suspect_reason) == (2, "the clock went forward by 7200 s")
    for left in (1, 0, 0):
        assert not engine.may_send() or left == 0
        engine.agree()
        assert EngineState.objects.get().suspect_sweeps == left
    assert engine.may_send()


def test_note_look_keeps_the_clock_of_a_rehearsal_apart():
    engine.state()
    engine.note_look(by="celery", at=hour(1), by_the_database=True)
    engine.note_look(by="r" * 50, at=hour(9), by_the_database=False)
    row = EngineState.objects.get()
    assert (row.last_sweep_at, row.last_now, row.last_sweep_by) == (hour(9), hour(1), "r" * 40)


def test_note_look_goes_back_only_with_the_clock():
    engine.state()
    engine.note_look(by="one", at=hour(2), by_the_database=True)
    engine.note_look(by="stopped for an hour", at=hour(1), by_the_database=True)
    assert EngineState.objects.get().last_now == hour(2)
    engine.note_look(by="saw it", at=hour(1), by_the_database=True, may_go_back=True)
    assert EngineState.objects.get().last_now == hour(1)


def test_commands_hold_and_release():
    out = StringIO()
    call_command("sla_hold", reason="Restoring.", stdout=out)
    assert not engine.may_send()
    with pytest.raises(CommandError, match=r"on hold already: Restoring\."):
        call_command("sla_hold", reason="Again.")
    with pytest.raises(CommandError, match="is not a time such as"):
        call_command("sla_release", "--assume-sent-before=yesterday")
    late = (EngineState.objects.get().held_at + timedelta(hours=1)).isoformat()
    with pytest.raises(CommandError, match="due in the future"):
        call_command("sla_release", f"--assume-sent-before={late}")
    call_command("sla_release", "--assume-sent-before=2026-09-08T10:00", stdout=out)
    assert engine.may_send()
    assert out.getvalue().splitlines() == [
        "on hold: nothing is sent until sla_release",
        "released: 0 reminders and 0 messages assumed sent",
    ]
    with pytest.raises(CommandError, match="is not on hold"):
        call_command("sla_release")
