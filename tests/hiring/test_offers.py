from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from hiring import offers, pauses, pipeline
from hiring.models import Application, Offer
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def decided() -> Application:
    application = at_stage(Stage.DECISION)
    pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(220))
    return application


def answers(application: Application) -> list[tuple]:
    return list(application.offers.order_by("version").values_list("version", "state", "answered_at", "answer_reason"))


def test_make_offer_follows_the_decision_and_keeps_the_promise():
    application = decided()
    made = offers.make_offer(
        application,
        currency="USD",
        base=Decimal("210000.50"),
        bonus=Decimal(30_000),
        equity_4yr=Decimal(400_000),
        signing=Decimal(10_000),
        note=" By Friday. ",
        by=people().manager,
        now=hour(222),
    )
    made.refresh_from_db()
    assert (made.version, made.state, made.currency, made.base) == (1, "extended", "USD", Decimal("210000.50"))
    assert (made.bonus, made.equity_4yr, made.signing) == (30_000, 400_000, 10_000)
    assert (made.note, made.extended_at, made.extended_by) == ("By Friday.", hour(222), people().manager)
    application.refresh_from_db()
    assert application.stage == "offer"
    promise = application.deadlines.get(kind="promise")
    assert (promise.state, promise.done_at) == ("done", hour(222))
    line = application.history.order_by("pk").last()
    assert (line.verb, line.from_stage, line.to_stage, line.at) == ("make_offer", "decision", "offer", hour(222))


def test_make_offer_again_supersedes_the_one_before():
    application = decided()
    factories.offer(application, now=hour(222))
    factories.offer(application, now=hour(230), base=160_000)
    assert answers(application) == [(1, "superseded", hour(230), ""), (2, "extended", None, "")]
    line = application.history.order_by("pk").last()
    assert (line.verb, line.from_stage, line.to_stage, line.data) == ("make_offer", "", "offer", {"version": 2})
    assert application.deadlines.get(kind="promise").done_at == hour(222)


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.SCALE_ARCHITECTURE, Stage.DECISION])
def test_make_offer_refuses_before_the_decision(stage):
    application = at_stage(stage)
    with refuses("not_decided"):
        factories.offer(application, now=hour(222))


def test_make_offer_refuses_whoever_was_decided_against():
    application = at_stage(Stage.DECISION)
    pipeline.decide(application, outcome="no_hire", reason="Not enough depth.", by=people().manager, now=hour(220))
    with refuses("closed_stage"):
        factories.offer(application, now=hour(222))


@pytest.mark.parametrize(
    ("amounts", "codes"),
    [
        ({"currency": "eur"}, {"unknown_currency"}),
        ({"currency": "EURO"}, {"unknown_currency"}),
        ({"currency": "XYZ"}, {"unknown_currency"}),
        ({"currency": "ÄÖÜ"}, {"unknown_currency"}),
        ({"base": Decimal(0)}, {"amount_not_positive"}),
        ({"base": Decimal("NaN")}, {"amount_not_positive"}),
        ({"base": Decimal(10) ** 10}, {"amount_too_large"}),
        ({"bonus": Decimal(-1)}, {"amount_not_positive"}),
        ({"signing": Decimal(-1), "currency": "€"}, {"amount_not_positive", "unknown_currency"}),
        ({"note": "x" * 301}, {"too_long"}),
    ],
)
def test_make_offer_refuses_what_is_no_offer(amounts, codes):
    application = decided()
    values = {"currency": "EUR", "base": Decimal(150_000), "by": people().manager, "now": hour(222)} | amounts
    with refuses(*codes):
        offers.make_offer(application, **values)


def test_make_offer_names_each_wrong_field():
    with pytest.raises(ValidationError) as refused:
        offers.check_amounts(currency="x", base=Decimal(1), bonus=Decimal(-1), signing=Decimal(-2))
    assert set(refused.value.error_dict) == {"currency", "bonus", "signing"}


def test_accept_hires():
    application = at_stage(Stage.OFFER)
    offers.accept(application, by=people().manager, now=hour(250))
    application.refresh_from_db()
    assert (application.stage, application.closed_at, application.close_reason) == ("hired", hour(250), "")
    assert answers(application) == [(1, "accepted", hour(250), "")]
    assert set(application.deadlines.values_list("state", flat=True)) == {"done", "cancelled"}
    assert application.deadlines.get(kind="promise").state == "done"
    line = application.history.order_by("pk").last()
    assert (line.verb, line.from_stage, line.to_stage) == ("accept", "offer", "hired")


def test_decline_leaves_room_for_a_further_offer():
    application = at_stage(Stage.OFFER)
    offers.decline(application, reason=" Base too low. ", by=people().manager, now=hour(250))
    application.refresh_from_db()
    assert application.stage == "offer"
    with refuses("no_offer"):
        offers.accept(application, by=people().manager, now=hour(251))
    with refuses("no_offer"):
        offers.decline(application, reason="Again.", by=people().manager, now=hour(251))
    factories.offer(application, now=hour(252), base=170_000)
    assert answers(application) == [(1, "declined", hour(250), "Base too low."), (2, "extended", None, "")]
    assert offers.accept(application, by=people().manager, now=hour(253)).stage == "hired"


def test_decline_needs_a_reason_that_fits():
    application = at_stage(Stage.OFFER)
    with refuses("reason_required"):
        offers.decline(application, reason="", by=people().manager, now=hour(250))
    with refuses("too_long"):
        offers.decline(application, reason="x" * 301, by=people().manager, now=hour(250))


def test_an_answer_waits_for_the_end_of_a_pause():
    application = at_stage(Stage.OFFER)
    pauses.pause(application, reason="Thinking it over.", by=people().manager, now=hour(240))
    with refuses("paused"):
        offers.accept(application, by=people().manager, now=hour(241))
    with refuses("paused"):
        offers.decline(application, reason="No.", by=people().manager, now=hour(241))
    pauses.resume(application, by=people().manager, now=hour(242))
    assert offers.accept(application, by=people().manager, now=hour(243)).stage == "hired"


@pytest.mark.parametrize(
    ("leave", "state"), [(pipeline.reject, Offer.State.RESCINDED), (pipeline.withdraw, Offer.State.DECLINED)]
)
def test_an_offer_does_not_outlive_its_application(leave, state):
    application = at_stage(Stage.OFFER)
    leave(application, by=people().manager, reason="Headcount frozen.", now=hour(250))
    assert answers(application) == [(1, state, hour(250), "Headcount frozen.")]
    with refuses("closed_stage"):
        offers.accept(application, by=people().manager, now=hour(251))


def test_offers_are_for_those_who_set_pay():
    application, offered = decided(), at_stage(Stage.OFFER, of=factories.candidate("Ben Okri"))
    for by in (people().coordinator, people().interviewer):
        with forbids():
            offers.make_offer(application, currency="EUR", base=Decimal(1), by=by, now=hour(222))
        with forbids():
            offers.accept(offered, by=by, now=hour(250))
        with forbids():
            offers.decline(offered, reason="No.", by=by, now=hour(250))
