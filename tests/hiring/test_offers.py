from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from hiring import approvals, offers, pauses, pipeline, rebuilding
from hiring.models import Application, ApprovalStep, Offer
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.offer_world import approver, asked, decided, draft, lines, step, steps_of
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


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
        exception_reason=" Paid from the US. ",
        by=people().manager,
        now=hour(222),
    )
    made.refresh_from_db()
    assert (made.version, made.state, made.currency, made.base) == (1, "extended", "USD", Decimal("210000.50"))
    assert (made.bonus, made.equity_4yr, made.signing) == (30_000, 400_000, 10_000)
    assert (made.note, made.extended_at, made.extended_by) == ("By Friday.", hour(222), people().manager)
    assert (made.is_out_of_band, made.exception_reason) == (True, "Paid from the US.")
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


@pytest.mark.parametrize("reason", ["", "  "])
def test_make_offer_outside_the_band_says_why_where_nobody_has_to_approve_it(reason):
    application = decided()
    values = {"currency": "EUR", "base": Decimal(200_000), "by": people().manager, "now": hour(222)}
    with refuses("exception_reason_required"):
        offers.make_offer(application, exception_reason=reason, **values)
    assert answers(application) == []
    offers.make_offer(application, exception_reason="Two offers from elsewhere.", **values)
    assert answers(application) == [(1, "extended", None, "")]


def test_make_offer_names_each_wrong_field():
    application = decided()
    with pytest.raises(ValidationError) as refused:
        offers.make_offer(
            application,
            currency="x",
            base=Decimal(1),
            bonus=Decimal(-1),
            signing=Decimal(-2),
            by=people().manager,
            now=hour(222),
        )
    assert set(refused.value.error_dict) == {"currency", "bonus", "signing"}


def test_make_offer_is_held_against_the_band_of_the_requisition():
    inside = factories.offer(decided(), now=hour(222))
    assert (inside.level.slug, inside.region.slug, inside.is_out_of_band) == ("senior", "germany", False)
    assert (inside.submitted_at, inside.approved_at, inside.drafted_by) == (hour(222), hour(222), people().manager)
    above = factories.offer(decided(of=factories.candidate("Ben Okri")), now=hour(222), base=170_001)
    assert (above.is_out_of_band, above.band["reason"]) == (True, "above_band")


def test_make_offer_does_not_pass_by_the_approvers():
    application = decided()
    step("ada")
    with refuses("approval_needed"):
        factories.offer(application, now=hour(222))
    with refuses("no_exception_approvers"):
        factories.offer(application, now=hour(222), base=200_000)


def test_make_offer_asks_nobody_where_only_exceptions_are_approved():
    application = decided()
    step("ada", applies="out_of_band")
    with refuses("approval_needed"):
        factories.offer(application, now=hour(222), base=200_000)
    assert factories.offer(application, now=hour(222)).state == "extended"


# extending


def approved(application: Application | None = None, **values) -> Offer:
    """Approved by ada at hour 224."""
    if not ApprovalStep.objects.exists():
        step("ada")
    offer = approvals.submit(draft(application, **values), by=people().manager, now=hour(223))
    return approvals.approve(offer, by=approver("ada"), now=hour(224))


def extend(offer: Offer, *, at: float = 225, **values) -> Offer:
    return offers.extend(offer, by=people().manager, now=hour(at), **values)


def answer_due(application: Application) -> list[tuple]:
    return list(application.deadlines.filter(kind="offer_answer").values_list("state", "begins_at", "due_at"))


def test_extend_keeps_the_promise_and_awaits_the_answer_for_five_days():
    offer = extend(approved())
    assert (offer.state, offer.extended_at, offer.extended_by) == ("extended", hour(225), people().manager)
    assert offer.expires_at == hour(225 + 5 * 24)
    application = Application.objects.get()
    assert application.stage == "offer"
    promise = application.deadlines.get(kind="promise")
    assert (promise.state, promise.done_at) == ("done", hour(225))
    assert answer_due(application) == [("open", hour(225), hour(345))]
    owed = application.deadlines.get(kind="offer_answer")
    assert (owed.party, owed.owner) == ("candidate", people().coordinator)
    assert application.history.order_by("pk").last().data == {"version": 1}
    assert list(rebuilding.differences()) == []


def test_extend_runs_as_long_as_the_offer_says_or_as_whoever_extends_it():
    assert extend(approved(expires_at=hour(300))).expires_at == hour(300)
    other = approved(decided(of=factories.candidate("Ben Okri")), expires_at=hour(300))
    assert extend(other, expires_at=hour(260)).expires_at == hour(260)
    assert answer_due(other.application) == [("open", hour(225), hour(260))]


@pytest.mark.parametrize("at", [225, 224.5])
def test_extend_refuses_what_has_run_out_before_it_is_told(at):
    offer = approved()
    with refuses("expires_in_the_past"):
        extend(offer, expires_at=hour(at))


def test_extend_refuses_a_version_whose_own_expiry_has_passed():
    offer = approved(expires_at=hour(226))
    with refuses("expires_in_the_past"):
        extend(offer, at=226)
    assert extend(offer, at=226, expires_at=hour(300)).state == "extended"


def test_extend_without_approval_is_refused():
    step("ben")
    offer = draft()
    with refuses("approval_needed"):
        extend(offer)
    approvals.submit(offer, by=people().manager, now=hour(223))
    with refuses("approval_needed"):
        extend(offer)


def test_extend_twice_is_refused():
    offer = extend(approved())
    with refuses("offer_over"):
        extend(offer, at=226)


def test_extend_asks_the_guards_and_waits_for_the_end_of_a_pause(settings):
    offer = approved()
    pauses.pause(offer.application, reason="Away.", by=people().manager, now=hour(225))
    with refuses("paused"):
        extend(offer, at=226)
    pauses.resume(offer.application, by=people().manager, now=hour(227))
    settings.NEXT_STEP_GUARDS = ["tests.hiring.test_offer_drafts.refuse"]
    with refuses("critical_flag"):
        extend(offer, at=228)


def test_extend_supersedes_the_version_before_and_the_answer_has_new_time():
    application = decided()
    factories.offer(application, now=hour(222))
    second = approvals.submit(draft(application, at=230), by=people().manager, now=hour(231))
    extend(second, at=240)
    assert answers(application) == [(1, "superseded", hour(240), ""), (2, "extended", None, "")]
    assert answer_due(application) == [("open", hour(240), hour(360))]
    assert list(rebuilding.differences()) == []


# answers


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


def test_an_answer_to_another_version_than_the_one_that_stands_is_refused():
    application = decided()
    factories.offer(application, now=hour(222))
    factories.offer(application, now=hour(224))
    given = {"version": 1, "by": people().manager, "now": hour(225)}
    with refuses("changed_meanwhile"):
        offers.accept(application, **given)
    with refuses("changed_meanwhile"):
        offers.decline(application, reason="No.", **given)
    with refuses("changed_meanwhile"):
        offers.rescind(application, reason="No.", **given)
    assert offers.accept(application, **given | {"version": 2}).stage == "hired"


def test_accept_stops_all_clocks_and_takes_what_is_prepared_back():
    step("ada")
    application = decided()
    first = approvals.submit(draft(application), by=people().manager, now=hour(223))
    approvals.approve(first, by=approver("ada"), now=hour(224))
    extend(first)
    approvals.submit(draft(application, at=230, base=Decimal(155_000)), by=people().manager, now=hour(231))
    assert asked(application) == {"ada": "open"}
    offers.accept(application, by=people().manager, now=hour(232))
    application.refresh_from_db()
    assert application.stage == "hired"
    assert [(version, state) for version, state, *_rest in answers(application)] == [(1, "accepted"), (2, "superseded")]
    assert steps_of(application.offers.get(version=2)) == [("Finance", "void")]
    assert not application.deadlines.filter(state__in=["open", "paused"]).exists()
    assert application.deadlines.get(kind="offer_answer").state == "done"
    assert lines(application)[-1] == ("accept", {"version": 1})
    assert list(rebuilding.differences()) == []


def test_an_offer_that_has_run_out_cannot_be_accepted_even_before_the_engine_saw_it():
    application = decided()
    factories.offer(application, now=hour(222))
    with refuses("offer_expired"):
        offers.accept(application, by=people().manager, now=hour(342))
    assert offers.accept(application, by=people().manager, now=hour(341.9)).stage == "hired"


def test_rescind_takes_the_offer_back_and_leaves_room_for_another():
    application = at_stage(Stage.OFFER)
    offers.rescind(application, reason=" Typed wrongly. ", by=people().manager, now=hour(240))
    application.refresh_from_db()
    assert application.stage == "offer"
    assert answers(application) == [(1, "rescinded", hour(240), "Typed wrongly.")]
    assert application.deadlines.get(kind="offer_answer").state == "cancelled"
    line = application.history.order_by("pk").last()
    assert (line.verb, line.reason, line.data) == ("rescind", "Typed wrongly.", {"version": 1})
    with refuses("no_offer"):
        offers.rescind(application, reason="Again.", by=people().manager, now=hour(241))
    with refuses("no_offer"):
        offers.accept(application, by=people().manager, now=hour(241))
    assert list(rebuilding.differences()) == []
    assert factories.offer(application, now=hour(242)).version == 2


def test_rescind_needs_a_reason_and_does_not_wait_for_the_end_of_a_pause():
    application = at_stage(Stage.OFFER)
    with refuses("reason_required"):
        offers.rescind(application, reason="", by=people().manager, now=hour(240))
    pauses.pause(application, reason="Budget.", by=people().manager, now=hour(240))
    offers.rescind(application, reason="Budget.", by=people().manager, now=hour(241))
    assert application.offers.get().state == "rescinded"


def test_decline_ends_the_wait_for_an_answer():
    application = at_stage(Stage.OFFER)
    offers.decline(application, reason="Base too low.", by=people().manager, now=hour(240))
    assert application.deadlines.get(kind="offer_answer").state == "done"
    assert list(rebuilding.differences()) == []


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
        with forbids():
            offers.rescind(offered, reason="No.", by=by, now=hour(250))
        with forbids():
            offers.extend(offered.offers.get(), by=by, now=hour(250))
