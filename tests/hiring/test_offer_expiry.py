import pytest
from django.conf import settings as product

from hiring import deadlines, offer_expiry, offers, pauses, pipeline, rebuilding, sweep
from hiring.models import Application, Reminder
from tests import factories
from tests.factories import hour, people
from tests.hiring.offer_world import decided, draft, lines, states
from tests.refusals import everything, refuses

pytestmark = pytest.mark.django_db

RUNS_OUT = 222 + 5 * 24


def extended(**values) -> Application:
    """Extended at hour 222, for five days."""
    application = decided(**values)
    factories.offer(application, now=hour(222))
    return application


def awaited(application: Application) -> str:
    return application.deadlines.get(kind="offer_answer").state


def test_the_engine_looks_for_offers_that_have_run_out():
    assert "hiring.offer_expiry.expire_due" in product.ERRANDS


def test_an_offer_stands_until_its_time_is_over():
    application = extended()
    assert offer_expiry.expire_due(now=hour(RUNS_OUT - 0.01)) == 0
    assert states(application) == [(1, "extended")]
    assert offer_expiry.expire_due(now=hour(RUNS_OUT)) == 1
    assert states(application) == [(1, "expired")]
    offer = application.offers.get()
    assert (offer.answered_at, offer.updated_at) == (None, hour(RUNS_OUT))
    line = application.history.order_by("pk").last()
    assert (line.verb, line.by, line.data) == ("expire_offer", None, {"version": 1})
    application.refresh_from_db()
    assert application.stage == "offer"


def test_a_second_look_changes_nothing():
    extended()
    sweep.sweep(by="test", now=hour(RUNS_OUT))
    sweep.sweep(by="test", now=hour(RUNS_OUT + 1))
    before = everything()
    assert offer_expiry.expire_due(now=hour(RUNS_OUT + 2)) == 0
    assert everything() == before


def test_all_who_are_concerned_hear_of_it_before_the_deadline_ends():
    application = extended()
    sweep.sweep(by="test", now=hour(RUNS_OUT))
    told = Reminder.objects.filter(deadline__kind="offer_answer", rung="offer has run out")
    assert sorted(told.values_list("role", "channel", "state")) == [
        ("coordinator", "email", "sent"),
        ("coordinator", "inbox", "sent"),
        ("hiring_manager", "email", "sent"),
        ("hiring_manager", "inbox", "sent"),
    ]
    sweep.sweep(by="test", now=hour(RUNS_OUT) + (hour(1) - hour(0)) / 60)
    assert awaited(application) == "cancelled"
    assert list(rebuilding.differences()) == []


def test_after_it_has_run_out_nobody_can_accept_and_another_can_be_made():
    application = extended()
    offer_expiry.expire_due(now=hour(RUNS_OUT))
    with refuses("no_offer"):
        offers.accept(application, by=people().manager, now=hour(RUNS_OUT + 1))
    factories.offer(application, now=hour(RUNS_OUT + 2))
    assert states(application) == [(1, "expired"), (2, "extended")]
    owed = application.deadlines.get(kind="offer_answer")
    assert (owed.state, owed.due_at) == ("open", hour(RUNS_OUT + 2 + 120))
    offer_expiry.expire_due(now=hour(RUNS_OUT + 3))
    assert awaited(application) == "open"
    assert list(rebuilding.differences()) == []


def test_an_offer_runs_out_in_a_pause_as_well():
    application = extended()
    pauses.pause(application, reason="Thinking.", review_at=hour(800), by=people().manager, now=hour(300))
    assert offer_expiry.expire_due(now=hour(RUNS_OUT)) == 1
    assert states(application) == [(1, "expired")]


@pytest.mark.parametrize("answer", ["accept", "decline", "rescind", "reject", "withdraw"])
def test_what_was_answered_does_not_run_out(answer):
    application, by, now = extended(), people().manager, hour(300)
    {
        "accept": lambda: offers.accept(application, by=by, now=now),
        "decline": lambda: offers.decline(application, reason="Low.", by=by, now=now),
        "rescind": lambda: offers.rescind(application, reason="Frozen.", by=by, now=now),
        "reject": lambda: pipeline.reject(application, reason="Frozen.", by=by, now=now),
        "withdraw": lambda: pipeline.withdraw(application, reason="Elsewhere.", by=by, now=now),
    }[answer]()
    assert offer_expiry.expire_due(now=hour(RUNS_OUT)) == 0
    assert "expire_offer" not in [verb for verb, _data in lines(application)]
    assert awaited(application) in ("done", "cancelled")


def test_what_is_prepared_does_not_run_out():
    offer = draft(expires_at=hour(230))
    assert offer_expiry.expire_due(now=hour(240)) == 0
    assert states(offer.application) == [(1, "draft")]


def test_an_answer_is_not_taken_from_a_deadline_that_is_still_to_come():
    application = extended()
    offers.rescind(application, reason="Typed wrongly.", by=people().manager, now=hour(230))
    deadlines.open_answer(application, expires_at=hour(300), by=None, now=hour(231))
    offer_expiry.expire_due(now=hour(299))
    assert awaited(application) == "open"
