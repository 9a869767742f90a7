"""Many at once: what must happen once happens once, on either database."""

import sqlite3
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.db.models import Count

from hiring import (
    approvals,
    candidates,
    deadlines,
    drafting,
    endpoints,
    engine,
    history,
    intake,
    offer_drafts,
    offer_expiry,
    offers,
    pipeline,
    queueing,
    rebuilding,
    reminders,
    sweep,
)
from hiring.candidates import Person
from hiring.models import Application, Candidate, Deadline, Message, Reminder, User
from hiring.outbox import announcing, delivery, under_way
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring import offer_world
from tests.refusals import codes_of

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], Any]
Parallel = Callable[..., list[Any]]


@pytest.fixture
def parallel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parallel:
    """Does pieces of work at the same time, each in a thread with a connection of its own; answers their results.

    What a piece raises is its result. On SQLite the threads work on a copy of the test's database in a file, where
    they wait for each other as processes do; so what comes out is read by such a thread too: `parallel(read)`.
    """
    prepared = []

    def prepare() -> None:
        if connection.vendor == "sqlite" and not prepared:
            path = tmp_path / "copy.sqlite3"
            connection.ensure_connection()
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")  # here, as connections that do so at once are in each other's way
            copy.close()
            monkeypatch.setitem(connections.settings, "default", {**connections.settings["default"], "NAME": str(path)})
            prepared.append(path)

    def run(*work: Work) -> list[Any]:
        prepare()
        results: list[Any] = [None] * len(work)
        gate = threading.Barrier(len(work))

        def do(number: int, piece: Work) -> None:
            try:
                gate.wait(60)
                results[number] = piece()
            except Exception as error:
                results[number] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=do, args=each) for each in enumerate(work)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    return run


CHANNELS = 2  # each reminder goes out by mail and into the inbox


def owe_scorecards(count: int) -> None:
    """As many scorecards, each awaited from somebody else, all to be reminded of at hour 171."""
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.all().delete()
    owners = User.objects.bulk_create(
        User(username=f"u{n}", first_name=f"U{n}", email=f"u{n}@example.com", password="!") for n in range(count)
    )
    for owner in owners:
        deadlines.open_scorecard(
            application, subject=owner.username, owner=owner, interview_ended_at=hour(170), by=None, now=hour(170)
        )


def owe_many(people_reminded: int, each: int) -> None:
    """So many deadlines of each of so many people, all to be reminded of at hour 171."""
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.all().delete()
    owners = User.objects.bulk_create(
        User(username=f"u{n}", email=f"u{n}@example.com", password="!") for n in range(people_reminded)
    )
    window = {"begins_at": hour(170), "at_risk_at": hour(188), "due_at": hour(194)}
    owed = Deadline.objects.bulk_create(
        Deadline(application=application, kind="scorecard", subject=f"{n}-{owner.pk}", owner=owner, **window)
        for owner in owners
        for n in range(each)
    )
    rung = {"rung": "an hour", "rank": 1, "role": "owner", "manner": "breach", "hard_by": hour(200)}
    Reminder.objects.bulk_create(
        Reminder(deadline=deadline, channel=channel, nominal_at=hour(171), due_at=hour(171), **rung)
        for deadline in owed
        for channel in ("email", "inbox")
    )


def sweep_at_once(parallel: Parallel, *, reminders_owed: int, workers: int) -> None:
    owe_scorecards(reminders_owed)
    swept: list[Any] = []
    while not swept or any(each.queued or each.sent for each in swept[-workers:]):  # a look has a limit of time
        swept += parallel(*[lambda: sweep.sweep(by="test", now=hour(171))] * workers)
        assert all(isinstance(each, sweep.Swept) for each in swept), swept
    assert sum(each.queued for each in swept) == CHANNELS * reminders_owed
    assert sum(each.sent for each in swept) == CHANNELS * reminders_owed
    assert len(mail.outbox) == reminders_owed
    assert {letter.to[0] for letter in mail.outbox} == {f"u{n}@example.com" for n in range(reminders_owed)}
    (states,) = parallel(lambda: set(Message.objects.values_list("state", flat=True)))
    assert states == {"sent"}


def test_sweeps_at_once_send_every_letter_once(parallel):
    sweep_at_once(parallel, reminders_owed=40, workers=2)


@pytest.mark.postgres
def test_four_sweeps_at_once_send_200_letters_once(parallel):
    sweep_at_once(parallel, reminders_owed=200, workers=4)


def test_sweeps_at_once_write_one_letter_to_each_person(parallel, monkeypatch):
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.all().delete()
    for number in range(30):
        deadlines.open_scorecard(
            application,
            subject=str(number),
            owner=people().interviewer,
            interview_ended_at=hour(170),
            by=None,
            now=hour(170),
        )
    queued = parallel(*[lambda: queueing.queue_due(now=hour(171))] * 4)
    assert sum(queued) == CHANNELS * 30
    (messages,) = parallel(Message.objects.count)
    assert messages == CHANNELS


def test_what_is_due_at_once_is_one_message_for_each_person_and_channel(parallel):
    owe_many(people_reminded=40, each=25)
    queued = parallel(*[lambda: queueing.queue_due(now=hour(171))] * 4)
    while any(queued[-4:]):
        queued += parallel(*[lambda: queueing.queue_due(now=hour(171))] * 4)
    assert sum(queued) == 2000

    def read() -> tuple:
        addresses = list(Message.objects.values_list("recipient__username", "channel"))
        carried = set(Message.objects.annotate(carried=Count("reminders")).values_list("carried", flat=True))
        return len(addresses), len(set(addresses)), carried, set(Reminder.objects.values_list("state", flat=True))

    assert parallel(read) == [(80, 80, {25}, {"queued"})]


def test_leases_at_once_go_to_one_worker_each(parallel):
    owe_scorecards(20)
    queueing.queue_due(now=hour(171))
    leased = parallel(*[lambda: delivery.lease(now=hour(171), limit=20)] * 4)
    ids = [lease.message_id for each in leased for lease in each]
    assert len(ids) == len(set(ids)) == CHANNELS * 20


def test_posts_leased_at_once_go_to_one_worker_each(parallel):
    for number in range(3):
        endpoint, _secret = endpoints.register(url=f"https://example.com/{number}", by=None, now=hour(1))
        announcing.ping(endpoint, now=hour(1))
        announcing.ping(endpoint, now=hour(2))

    def lease_all() -> list[delivery.Lease]:
        return [leased for _turn in range(3) for leased in under_way.lease(now=hour(3), may_go_on=lambda: True)]

    ids = [leased.message_id for each in parallel(*[lease_all] * 4) for leased in each]
    assert len(ids) == len(set(ids)) == 6


def test_twenty_clicks_at_once_move_a_candidate_once(parallel):
    application = factories.application()
    by = people().coordinator

    def click() -> Application:
        return pipeline.advance(application, by=by, now=hour(1), believed="applied")

    results = parallel(*[click] * 20)
    moved = [each for each in results if isinstance(each, Application)]
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert (len(moved), len(refused)) == (1, 19), results
    assert {code for each in refused for code in codes_of(each)} == {"stage_changed"}

    def read() -> tuple:
        application.refresh_from_db()
        return application.stage, application.history.filter(verb="advance").count()

    assert parallel(read) == [("screening", 1)]


def test_candidates_who_are_sent_in_at_once_have_one_application(parallel):
    opening, candidate, by = factories.requisition(), factories.candidate(), people().coordinator
    results = parallel(*[lambda: pipeline.open_application(opening, candidate, by=by, now=hour(1))] * 5)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"already_open"}] * 4
    assert parallel(Application.objects.count) == [1]


def test_an_external_id_that_is_sent_to_several_requisitions_at_once_is_taken_once(parallel):
    openings, by = [factories.requisition(title=f"Opening {number}") for number in range(6)], people().coordinator
    people_sent = [factories.candidate(f"Ada {number}") for number in range(6)]
    sent = [
        lambda opening=opening, candidate=candidate: pipeline.open_application(
            opening, candidate, by=by, now=hour(1), external_id="a-1", source_system="greenhouse"
        )
        for opening, candidate in zip(openings, people_sent, strict=True)
    ]
    results = parallel(*sent)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"external_id_taken"}] * 5, results
    assert parallel(Application.objects.count) == [1]


def test_a_person_who_is_sent_to_several_requisitions_at_once_is_one_candidate(parallel):
    openings, by = [factories.requisition(title=f"Opening {number}") for number in range(6)], people().coordinator
    ada = Person("Ada Kovacs", "ada@example.com", external_id="c-1", source_system="greenhouse")
    results = parallel(
        *[lambda opening=opening: intake.receive(opening, ada, by=by, now=hour(1)) for opening in openings]
    )
    assert all(isinstance(each, Application) for each in results), results
    assert parallel(lambda: (Candidate.objects.count(), Application.objects.count())) == [(1, 6)]


def test_a_candidate_who_is_entered_at_once_is_entered_once(parallel):
    ada = Person("Ada Kovacs", "ada@example.com", external_id="c-1", source_system="greenhouse")
    by = people().coordinator
    results = parallel(*[lambda: candidates.enter(ada, by=by, now=hour(1))] * 6)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"external_id_taken"}] * 5, results


def test_a_requisition_that_is_drafted_at_once_is_drafted_once(parallel):
    team = people()
    facts = {"title": "Opening", "hiring_manager": team.manager, "coordinator": team.coordinator}
    facts |= {"external_id": "r-1", "source_system": "greenhouse"}
    results = parallel(*[lambda: drafting.draft(facts, by=team.manager, now=hour(1))] * 6)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"external_id_taken"}] * 5, results


def test_no_letter_goes_out_of_what_is_closed_while_a_sweep_runs(parallel):
    application = at_stage(Stage.SCREENING)
    by = people().coordinator
    swept, closed = parallel(
        lambda: sweep.sweep(by="test", now=hour(36)),
        lambda: pipeline.reject(application, by=by, reason="Too far away.", now=hour(36)),
    )
    assert isinstance(swept, sweep.Swept), swept
    assert isinstance(closed, Application), closed
    (states,) = parallel(lambda: set(Reminder.objects.values_list("state", flat=True)))
    assert states <= {"cancelled", "sent"}
    mails = len(mail.outbox)
    assert parallel(Message.objects.filter(channel="email", state="sent").count) == [mails]
    parallel(lambda: sweep.sweep(by="test", now=hour(500)))
    assert len(mail.outbox) == mails


@pytest.mark.parametrize("other", ["the engine is released", "the next rung is pulled forward"])
def test_a_verb_and_the_engine_do_not_wait_for_each_other_in_a_circle(parallel, other):
    """Both want two reminders of one deadline, and the verb takes them in the other order."""
    application = at_stage(Stage.SCREENING)
    engine.hold(reason="Restored.", by=None, now=hour(1))
    deadline = application.deadlines.get(kind="screening_held")
    first, last = deadline.reminders.filter(rank=1).order_by("pk")

    def verb() -> str:
        with transaction.atomic():
            history.locked(application)
            Reminder.objects.filter(pk=last.pk).update(why="taken back")
            time.sleep(0.4)
            Reminder.objects.filter(pk=first.pk).update(why="taken back")
        return "done"

    def engines() -> str:
        time.sleep(0.1)
        if other == "the engine is released":
            engine.release(assume_sent_before=hour(100), by=None, now=hour(101))
        else:
            reminders.pull_forward([deadline], now=hour(2))
        return "done"

    assert parallel(verb, engines) == ["done", "done"]


def offer_in_approval(*names: str, needed: int) -> Any:
    offer_world.step(*names, needed=needed)
    return approvals.submit(offer_world.draft(), by=people().manager, now=hour(223))


def test_two_who_approve_at_once_complete_their_step_once(parallel):
    offer = offer_in_approval("ada", "ben", needed=2)
    offer_world.step("cem", title="Head")
    ada, ben = offer_world.approver("ada"), offer_world.approver("ben")
    results = parallel(
        lambda: approvals.approve(offer, by=ada, now=hour(224)), lambda: approvals.approve(offer, by=ben, now=hour(224))
    )
    assert sorted(each.state for each in results) == ["approved", "in_approval"], results

    def read() -> tuple:
        steps, asked = offer_world.steps_of(offer), offer_world.asked(offer.application)
        done = offer.application.clock_events.filter(kind="stage_done", data__kind="offer_approval").count()
        return offer_world.again(offer).state, steps, asked, done

    assert parallel(read) == [("approved", [("Finance", "complete")], {"ada": "done", "ben": "done"}, 2)]


def test_one_who_clicks_twenty_times_approves_once(parallel):
    offer = offer_in_approval("ada", "ben", needed=2)
    ada = offer_world.approver("ada")
    results = parallel(*[lambda: approvals.approve(offer, by=ada, now=hour(224))] * 20)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"already_answered"}] * 19, results
    assert parallel(lambda: offer_world.again(offer).state) == ["in_approval"]


@pytest.mark.parametrize("round", range(4))
def test_no_offer_is_approved_with_amounts_that_nobody_approved(parallel, round):
    """Whoever comes first: an approval is of the amounts that were there, and other amounts have none."""
    offer, by = offer_in_approval("ada", needed=1), people().manager
    ada = offer_world.approver("ada")
    other = offer_world.terms(base=Decimal(160_000))
    work = [
        lambda: approvals.approve(offer, by=ada, now=hour(224)),
        lambda: offer_drafts.edit(offer, other, by=by, now=hour(224)),
    ]
    results = parallel(*work if round % 2 else reversed(work))
    refused = [codes_of(each) for each in results if isinstance(each, ValidationError)]
    assert refused in ([], [{"not_in_approval"}]), results

    def read() -> list:
        return list(offer.application.offers.order_by("version").values_list("version", "state", "base"))

    assert parallel(read) == [[(1, "superseded", 150_000), (2, "draft", 160_000)]]
    assert parallel(lambda: list(rebuilding.differences())) == [[]]


def test_an_offer_that_is_drafted_at_once_is_drafted_once(parallel):
    application, by = offer_world.decided(), people().manager
    given = offer_world.terms()
    results = parallel(*[lambda: offer_drafts.draft(application, given, by=by, now=hour(222))] * 6)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"offer_in_preparation"}] * 5, results


def test_an_offer_that_is_submitted_at_once_asks_once(parallel):
    offer_world.step("ada")
    offer, by = offer_world.draft(), people().manager
    results = parallel(*[lambda: approvals.submit(offer, by=by, now=hour(223))] * 6)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"not_a_draft"}] * 5, results
    assert parallel(lambda: offer_world.steps_of(offer)) == [[("Finance", "open")]]


def test_an_offer_is_accepted_or_it_runs_out(parallel):
    application, by = offer_world.decided(), people().manager
    factories.offer(application, now=hour(222))
    results = parallel(
        lambda: offers.accept(application, by=by, now=hour(341.99)), lambda: offer_expiry.expire_due(now=hour(342))
    )

    def read() -> tuple:
        return Application.objects.get(pk=application.pk).stage, application.offers.get().state

    (found,) = parallel(read)
    assert found in [("hired", "accepted"), ("offer", "expired")], results
    assert parallel(lambda: list(rebuilding.differences())) == [[]]


def test_offers_that_are_extended_at_once_leave_one(parallel):
    application, by = offer_world.decided(), people().manager
    factories.offer(application, now=hour(222))
    offer = approvals.submit(offer_world.draft(application, at=223), by=by, now=hour(224))
    results = parallel(*[lambda: offers.extend(offer, by=by, now=hour(225))] * 4)
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert [codes_of(each) for each in refused] == [{"offer_over"}] * 3, results
    assert parallel(lambda: offer_world.states(application)) == [[(1, "superseded"), (2, "extended")]]
