"""Many deliveries and many workers at once: what has to happen once happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from hiring.models import Application, Candidate
from interviews.ats.inbound import processing
from interviews.models import InboundEvent
from tests.interviews.ats.inbound_world import EVENTS, account, greenhouse, known, mapped, send, stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

THREADS = 8


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """All of it, each in a thread with a connection of its own."""

    def closed(one: Callable[[], Any]) -> Any:
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(closed, work))


def test_one_event_delivered_many_times_at_once_is_one():
    account()
    body = greenhouse("interview_deleted")
    answers = at_once(*[lambda: send(body, event_id="gh-1").status_code for _turn in range(24)])
    assert answers == [200] * 24
    assert InboundEvent.objects.get().times_received == 24


def test_many_workers_apply_each_event_once_and_open_one_application():
    mapped(account(), stages={"1": "applied", "2": "screening"})
    for number in range(12):
        body = greenhouse("application_updated", current_stage=stage(1 + number % 2), turn=number)
        assert send(body, event_id=f"gh-{number}").status_code == 200
    looked = at_once(*[processing.process_due] * THREADS)
    assert (sum(one.processed for one in looked), sum(one.failed for one in looked)) == (12, 0)
    assert not InboundEvent.objects.exclude(attempt=1).exists()
    assert (Application.objects.count(), Candidate.objects.count()) == (1, 1)
    assert known().history.filter(verb__in=("open_application", "advance")).count() == 2


def test_deletion_among_everything_else_leaves_nothing_personal():
    mapped(account(), stages={"1": "applied", "2": "screening"})
    for number in range(8):
        body = greenhouse("application_updated", current_stage=stage(1 + number % 2), turn=number)
        send(EVENTS["delete_candidate"] if number == 4 else body, event_id=f"gh-{number}")
    at_once(*[processing.process_due] * THREADS)
    assert not InboundEvent.objects.filter(state__in=("received", "failed", "waiting")).exists()
    assert not Candidate.objects.filter(name__contains="Okafor").exists()
    assert {bytes(event.body) for event in InboundEvent.objects.all()} == {b""}
