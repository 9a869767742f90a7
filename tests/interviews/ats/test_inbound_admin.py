"""The admin of what the ATS sends: mappings to be filled, events to be looked at."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hiring import requisitions
from interviews.ats import complaints, trouble
from interviews.ats.inbound import processing
from interviews.models import AtsMapping, InboundEvent
from tests import factories
from tests.factories import people
from tests.interviews.ats.inbound_world import JOB, account, arrive, greenhouse, known, mapped, send, stage

pytestmark = pytest.mark.django_db

EVENTS = "admin:interviews_inboundevent"
MAPPINGS = "admin:interviews_atsmapping"
CONNECTIONS = "admin:interviews_atsconnection"


@pytest.fixture
def manager():
    client = Client()
    person = people().manager
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def waiting():
    account()
    return arrive(greenhouse("candidate_stage_change", current_stage=stage(71416, "Round 2")))


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_mappings_to_be_filled_stand_first(manager, waiting):
    mapped(waiting.connection, job="A", on=factories.requisition(title="Filled"))
    text = page(manager, f"{MAPPINGS}_changelist")
    assert text.index("AI Infrastructure Engineer (323753)") < text.index("Filled")
    assert "to be filled" in text
    only = manager.get(reverse(f"{MAPPINGS}_changelist"), {"filled": "no"}).content.decode()
    assert "Round 2" in only
    assert ">A<" not in only
    assert ">A<" in manager.get(reverse(f"{MAPPINGS}_changelist"), {"filled": "yes"}).content.decode()


def test_filling_job_and_stage_lets_events_go_on(manager, waiting):
    requisition = factories.requisition()
    job, there = AtsMapping.objects.get(stage_id=""), AtsMapping.objects.get(stage_id="71416")
    text = page(manager, f"{MAPPINGS}_change", job.pk)
    assert 'name="requisition"' in text
    assert 'name="stage"' not in text
    text = page(manager, f"{MAPPINGS}_change", there.pk)
    assert 'name="stage"' in text
    assert 'name="requisition"' not in text
    for row, given in ((job, {"requisition": requisition.pk}), (there, {"stage": "screening"})):
        answer = manager.post(reverse(f"{MAPPINGS}_change", args=[row.pk]), given)
        assert answer.status_code == 302, answer.content.decode()
    processing.process_due()
    assert known().stage == "screening"
    job.refresh_from_db()
    assert (job.job_id, job.requisition) == (JOB, requisition)


def test_mapping_can_be_ignored(manager, waiting):
    job = AtsMapping.objects.get(stage_id="")
    manager.post(reverse(f"{MAPPINGS}_change", args=[job.pk]), {"requisition": "", "is_ignored": "on"})
    processing.process_due()
    waiting.refresh_from_db()
    assert waiting.state == "ignored"
    assert "ignored" in page(manager, f"{MAPPINGS}_changelist")


def test_nobody_adds_or_deletes(manager, waiting):
    assert manager.get(reverse(f"{MAPPINGS}_add")).status_code == 403
    assert manager.get(reverse(f"{EVENTS}_add")).status_code == 403
    assert manager.get(reverse(f"{EVENTS}_delete", args=[waiting.pk])).status_code == 403
    assert manager.get(reverse(f"{MAPPINGS}_delete", args=[AtsMapping.objects.first().pk])).status_code == 403


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b'{"action":"ping","x":"<script>alert(1)</script>"}', "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (b"\xff<b>", "\\xff&lt;b&gt;"),
        (b'{"x":"\\ud800"}', "\\ud800"),
        (b'{"x":"{name} %s"}', "{name} %s"),
        (b"[" * 100_000, "[[["),
    ],
)
def test_body_is_shown_as_text(manager, raw, shown):
    account()
    send(raw)
    text = page(manager, f"{EVENTS}_change", InboundEvent.objects.get().pk)
    assert shown in text
    assert "<script>alert" not in text


def test_events_are_listed_by_state_with_their_reasons(manager, waiting):
    send({"payload": 1})
    processing.process_due()
    text = page(manager, f"{EVENTS}_changelist")
    assert "is not mapped to a requisition yet" in text
    failed = manager.get(reverse(f"{EVENTS}_changelist"), {"state__exact": "failed"}).content.decode()
    assert "It names no action." in failed
    assert "not mapped" not in failed


def test_failed_event_is_processed_again_from_its_page_and_from_the_list(manager):
    requisition = mapped(account(), stages={"1": "applied"})
    requisitions.close_requisition(requisition, by=people().manager)
    event = arrive(greenhouse("new_candidate_application", current_stage=stage(1)))
    assert event.state == "failed"
    there = reverse(f"{EVENTS}_changelist")
    asked = manager.post(there, {"action": "process_again", "_selected_action": [event.pk]})
    assert "Process again" in asked.content.decode()
    manager.post(there, {"action": "process_again", "_selected_action": [event.pk], "go": "1"})
    event.refresh_from_db()
    assert event.state == "received"
    requisitions.open_requisition(requisition, by=people().manager)
    processing.process_due()
    assert known().stage == "applied"


def test_own_candidacy_is_not_shown(manager):
    mapped(account(), stages={"1": "applied"})
    event = arrive(greenhouse("new_candidate_application", current_stage=stage(1)))
    person = known().candidate
    person.employee = people().manager
    person.save()
    assert manager.get(reverse(f"{EVENTS}_change", args=[event.pk])).status_code == 302
    assert "880011" not in page(manager, f"{EVENTS}_changelist")


def test_interviewers_see_none_of_it(waiting):
    client = Client()
    person = people().interviewer
    person.is_staff = True
    person.save()
    client.force_login(person)
    for name in (MAPPINGS, EVENTS):
        assert client.get(reverse(f"{name}_changelist")).status_code == 403


# What waits for people ------------------------------------------------------------------------------------------------


def test_today_tells_a_manager_what_waits_and_leads_there(manager, waiting):
    today = page(manager, "admin:index")
    assert "1 event waits for a mapping" in " ".join(today.split())
    assert "could not be applied" not in today
    listed = manager.get(reverse(f"{EVENTS}_changelist"), {"state__exact": "waiting"})
    assert [row.pk for row in listed.context["cl"].result_list] == [waiting.pk]
    InboundEvent.objects.update(state="failed")
    today = page(manager, "admin:index")
    assert "1 event could not be applied" in " ".join(today.split())
    assert f"{reverse(f'{EVENTS}_changelist')}?state__exact=failed" in today
    InboundEvent.objects.update(state="complaint")
    assert "1 complaint about answers of ours" in " ".join(page(manager, "admin:index").split())
    InboundEvent.objects.update(state="waiting", waits_for=factories.draft())
    assert "1 event waits for a requisition to open" in " ".join(page(manager, "admin:index").split())


def test_complaint_is_set_aside_and_not_processed(manager, waiting):
    complaint = complaints.keep(waiting.connection, {"api_call": "list_tests"}, about="", said="list_tests: no array")
    text = page(manager, f"{EVENTS}_change", complaint.pk)
    assert reverse(f"{EVENTS}_set_aside", args=[complaint.pk]) in text
    assert reverse(f"{EVENTS}_process_again", args=[complaint.pk]) not in text
    connection = page(manager, "admin:interviews_atsconnection_change", waiting.connection_id)
    assert "list_tests: no array" in connection
    manager.post(reverse(f"{EVENTS}_set_aside", args=[complaint.pk]), {"go": "1", "reason": "Mended."})
    complaint.refresh_from_db()
    assert complaint.state == "ignored"


def test_coordinator_sees_connections_mappings_events_and_changes_none(waiting):
    client, jonas = Client(), people().coordinator
    jonas.is_staff = True
    jonas.save()
    client.force_login(jonas)
    job = AtsMapping.objects.get(stage_id="")
    for name, pk in ((EVENTS, waiting.pk), (MAPPINGS, job.pk), (CONNECTIONS, waiting.connection_id)):
        page(client, f"{name}_changelist")
        page(client, f"{name}_change", pk)
    assert waiting.connection.webhook_secret not in page(client, f"{CONNECTIONS}_change", waiting.connection_id)
    assert client.post(reverse(f"{EVENTS}_set_aside", args=[waiting.pk]), {"go": "1", "reason": "x"}).status_code == 403
    client.post(reverse(f"{MAPPINGS}_change", args=[job.pk]), {"is_ignored": "on"})
    job.refresh_from_db()
    assert not job.is_ignored


def test_mapping_to_a_draft_warns_and_ends_are_no_choice(manager, waiting):
    job, there = AtsMapping.objects.get(stage_id=""), AtsMapping.objects.exclude(stage_id="").get()
    text = page(manager, f"{MAPPINGS}_change", there.pk)
    assert 'value="offer"' in text
    assert not {ending for ending in ("hired", "rejected", "withdrawn") if f'value="{ending}"' in text}
    there_now = reverse(f"{MAPPINGS}_change", args=[job.pk])
    answer = manager.post(there_now, {"requisition": factories.draft().pk}, follow=True)
    assert "is a draft: whoever applies for this job there waits until it is open" in answer.content.decode()


def test_today_is_silent_where_nothing_waits_or_nobody_could_do_anything(manager, waiting):
    client = Client()
    jonas = people().coordinator
    jonas.is_staff = True
    jonas.save()
    client.force_login(jonas)
    assert "From the ATS" not in page(client, "admin:index")
    InboundEvent.objects.update(state="processed")
    assert "From the ATS" not in page(manager, "admin:index")


def test_what_waits_costs_two_queries_however_much_it_is(manager, waiting, django_assert_num_queries):
    person = people().manager
    assert person.has_perm("interviews.change_inboundevent")  # rights are read once
    with django_assert_num_queries(2):
        assert trouble.events(person).total == 1
        assert trouble.reports(person, now=timezone.now()) == 0


def test_event_is_set_aside_with_a_reason_and_can_be_taken_up_again(manager, waiting):
    there = reverse(f"{EVENTS}_set_aside", args=[waiting.pk])
    assert there in page(manager, f"{EVENTS}_change", waiting.pk)
    manager.post(there, {"go": "1", "reason": "A test job of ours."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.outcome) == ("ignored", "Set aside by Mara: A test job of ours.")
    assert there not in page(manager, f"{EVENTS}_change", waiting.pk)
    assert "From the ATS" not in page(manager, "admin:index")
    again = manager.post(there, {"go": "1", "reason": "Once more."})
    assert "nothing waits for anybody" in again.content.decode()
    manager.post(reverse(f"{EVENTS}_process_again", args=[waiting.pk]), {"go": "1"})
    processing.process_due()
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_page_of_the_connection_leads_to_what_an_event_needs(manager, waiting):
    shown = page(manager, "admin:interviews_atsconnection_change", waiting.connection_id)
    assert "is not mapped to a requisition yet" in shown
    for name in ("process_again", "set_aside"):
        back = reverse("admin:interviews_atsconnection_change", args=[waiting.connection_id])
        assert f"{reverse(f'{EVENTS}_{name}', args=[waiting.pk])}?back={back}" in shown
    assert f"{reverse(f'{MAPPINGS}_changelist')}?filled=no" in shown
