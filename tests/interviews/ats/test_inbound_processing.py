"""When events are applied, how often they are tried, what becomes of those that fail."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.schedule import BEAT_SCHEDULE
from interviews.ats import complaints
from interviews.ats.inbound import applying, processing
from interviews.ats.inbound.processing import Lease
from interviews.models import AtsMapping, InboundEvent
from interviews.tasks import process_inbound
from tests.factories import people
from tests.interviews.ats.inbound_world import account, arrive, greenhouse, known, mapped, send, stage
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    mapped(account(), stages={"1": "applied"})
    send(greenhouse("new_candidate_application", current_stage=stage(1)))
    return InboundEvent.objects.get()


def broken(monkeypatch, error):
    def apply(*given, **named):
        raise error

    monkeypatch.setattr(applying, "apply", apply)


def test_task_and_command_apply_what_is_due(event):
    process_inbound()
    event.refresh_from_db()
    assert (event.state, event.processed_at is None) == ("processed", False)
    send(greenhouse("interview_deleted"))
    out = StringIO()
    call_command("ats_run", stdout=out)
    assert out.getvalue().splitlines()[0] == "events applied 1, failed 0"
    assert BEAT_SCHEDULE["process-inbound"]["task"] == "interviews.tasks.process_inbound"
    assert BEAT_SCHEDULE["process-inbound"]["schedule"] == 15.0


def test_lease_is_for_one_and_runs_out(event):
    now = timezone.now()
    assert processing.lease(now=now) == Lease(event.pk, 1)
    assert processing.lease(now=now + timedelta(seconds=89)) is None
    assert processing.lease(now=now + timedelta(seconds=90)) == Lease(event.pk, 2)


def test_who_was_overtaken_changes_nothing(event):
    now = timezone.now()
    first = processing.lease(now=now)
    second = processing.lease(now=now + timedelta(seconds=90))
    assert not processing.process(first, now=now)
    event.refresh_from_db()
    assert (event.state, AtsMapping.objects.filter(stage_id="").count()) == ("received", 1)
    assert processing.process(second, now=now)
    assert known().stage == "applied"


def test_what_fails_by_chance_is_tried_with_growing_pauses_then_given_up(event, monkeypatch):
    broken(monkeypatch, RuntimeError("nobody expected \0 this"))
    now, pauses = timezone.now(), []
    for attempt in range(1, processing.MOST_ATTEMPTS + 1):
        assert processing.process_due(now=now) == (0, 1)
        event.refresh_from_db()
        assert event.attempt == attempt
        pauses.append(event.next_at - now)
        now = max(event.next_at, now)
    assert event.state == "failed"
    assert event.outcome == "Given up after 12 attempts: RuntimeError: nobody expected  this"
    assert timedelta(seconds=24) <= pauses[0] <= timedelta(seconds=36) < pauses[3]
    assert max(pauses) <= timedelta(minutes=36)
    assert bytes(event.body)


def test_half_of_an_event_is_not_applied(event, monkeypatch):
    right = applying.apply

    def apply(*given, **named):
        right(*given, **named)
        raise RuntimeError("at the very end")

    monkeypatch.setattr(applying, "apply", apply)
    processing.process_due()
    assert not event.connection.events.exclude(state="received").exists()
    from hiring.models import Application, Candidate

    assert not Application.objects.exists()
    assert not Candidate.objects.exists()
    monkeypatch.undo()
    processing.process_due(now=timezone.now() + timedelta(minutes=1))
    assert known().stage == "applied"


def test_event_that_kills_every_worker_is_failed_in_the_end(event):
    now = timezone.now()
    for _attempt in range(processing.MOST_ATTEMPTS):
        assert processing.lease(now=now) is not None
        now += processing.LEASE
    assert processing.process_due(now=now) == (0, 1)
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("failed", "Nobody who tried it came to an end with it.")


def test_one_that_fails_does_not_hold_up_the_others(event):
    send({"payload": "nothing"})
    send(greenhouse("interview_deleted"))
    assert processing.process_due() == (2, 1)


def test_service_account_without_the_permission_fails_visibly(event):
    event.connection.acts_as.groups.clear()
    processing.process_due()
    event.refresh_from_db()
    assert event.state == "failed"
    assert "hiring.add_" in event.outcome


def test_process_again_is_for_those_who_look_after_the_ats(event):
    with forbids():
        processing.process_again(event, by=people().interviewer)
    processing.process_again(event, by=people().manager)


def test_process_again_takes_a_waiting_event_up_at_once(event, monkeypatch):
    broken(monkeypatch, RuntimeError("once"))
    processing.process_due()
    monkeypatch.undo()
    assert processing.process_due() == (0, 0)
    processing.process_again(event, by=people().manager)
    assert processing.process_due() == (1, 0)


def test_what_was_emptied_is_not_processed_again(event):
    InboundEvent.objects.filter(pk=event.pk).update(body=b"")
    with refuses("nothing_to_process"):
        processing.process_again(event, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("ignored", "What it said was removed.")


def test_complaint_is_no_event_to_process(event):
    complaint = complaints.keep(event.connection, {"api_call": "test_status"}, about="", said="wrong")
    with refuses("nothing_to_process"):
        processing.process_again(complaint, by=people().manager)


def test_events_are_applied_in_the_order_of_arrival(event):
    arrive(greenhouse("reject_candidate"))
    assert known().stage == "rejected"
    assert not InboundEvent.objects.filter(outcome="Older than what is known.").exists()
