"""interviews/ats/orders.py, waiting.py and results.py: what becomes of an order while its rounds go on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from hiring import pipeline
from hiring.models import RoundResult
from hiring.stages import Round
from interviews import scheduling
from interviews.ats import orders
from interviews.models import AssessmentReport
from tests.factories import people
from tests.interviews.ats.ats_world import concluded, connection, ordered, package, up_to
from tests.refusals import codes_of

pytestmark = pytest.mark.django_db


def attributes(order) -> dict[str, object]:
    return {each["label"]: each["value"] for each in order.attributes}


def test_take_home_is_started_when_it_was_sent():
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    sent_at = timezone.now()
    scheduling.book(
        order.application,
        Round.TAKE_HOME,
        starts_at=sent_at,
        ends_at=sent_at + timedelta(days=2),
        interviewers=[people().interviewer],
        by=people().coordinator,
    )
    assert orders.notice_results(now=timezone.now()) == 1
    order.refresh_from_db()
    assert (order.state, order.started_at) == ("started", sent_at)
    assert orders.notice_results(now=timezone.now()) == 0


def test_whole_process_completes_with_its_last_round():
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.SCALE_ARCHITECTURE)
    assert order.state == "started"
    concluded(order, Round.SCALE_ARCHITECTURE, level=4, verdict="strong_yes")
    assert (order.state, order.score, order.max_score) == ("completed", 75, 100)  # 67, 67, 67 and 100
    found = attributes(order)
    assert found["Recommendation"] == "yes"
    assert found["Rounds passed"] == "4 of 4"
    assert found["Round 1: Screening"] == "yes (67)"
    assert found["Round 4: Scale & architecture"] == "strong_yes (100)"


def test_whole_process_that_ends_early_is_complete_with_what_there_is():
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.SCREENING)
    concluded(order, Round.SCREENING, level=1, verdict="strong_no")
    assert order.state == "started"
    pipeline.reject(order.application, by=people().coordinator, reason="Nothing shown.")
    assert orders.notice_results(now=timezone.now()) == 1
    order.refresh_from_db()
    assert (order.state, order.score) == ("completed", 0)
    assert attributes(order)["Recommendation"] == "strong_no"
    assert attributes(order)["Rounds passed"] == "0 of 4"


def test_order_whose_application_ends_without_the_round_is_cancelled():
    order = ordered(package(connection()))
    pipeline.withdraw(order.application, by=people().coordinator, reason="Took another job.")
    assert orders.notice_results(now=timezone.now()) == 1
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", orders.ENDED_WITHOUT)
    assert not AssessmentReport.objects.exists()  # Greenhouse knows no word for it


def test_round_without_ratings_has_no_score_but_a_verdict():
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    pipeline.record_result(
        order.application,
        Round.TAKE_HOME,
        verdict=RoundResult.Verdict.NO,
        passed=False,
        by=people().coordinator,
        reason="Never came back.",
    )
    assert orders.notice_results(now=timezone.now()) == 1  # nobody called `rounds.conclude`
    order.refresh_from_db()
    assert (order.state, order.score, attributes(order)["Bar met"]) == ("completed", None, False)


def test_order_that_joins_an_application_with_the_result_is_complete_at_once():
    first = ordered(package(connection()))
    up_to(first, Round.TAKE_HOME)
    concluded(first, Round.TAKE_HOME)
    again = ordered(first.package, url=first.callback_url + "7")
    assert again.state == "completed"
    assert AssessmentReport.objects.count() == 2


def test_final_order_stays_as_it_is():
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    with pytest.raises(ValidationError) as refusal:
        orders.cancel(order, reason="No more.", by=None)
    assert codes_of(refusal.value) == {"order_final"}
    pipeline.reject(order.application, by=people().coordinator, reason="Later.")
    assert orders.notice_results(now=timezone.now()) == 0


def test_cancelling_leaves_the_application_to_people_and_a_line_in_its_history():
    order = ordered(package(connection()))
    with pytest.raises(PermissionDenied):
        orders.cancel(order, reason="No more.", by=people().interviewer)
    orders.cancel(order, reason="No more.", by=people().manager)
    cancelled = orders.cancel(order, reason="Twice.", by=people().manager)
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "No more.")
    order.application.refresh_from_db()
    assert order.application.stage == "applied"
    assert [event.verb for event in order.application.history.all()][-2:] == [
        "assessment_ordered",
        "assessment_cancelled",
    ]


def test_order_whose_application_is_gone_is_cancelled():
    order = ordered(package(connection()))
    order.application = None
    order.save()
    assert orders.notice_results(now=timezone.now()) == 1
    order.refresh_from_db()
    assert order.state == "cancelled"


def test_order_that_cannot_be_followed_holds_up_no_other(monkeypatch, caplog):
    here = connection()
    first = ordered(package(here))
    second = ordered(first.package, url="https://app.greenhouse.io/2", candidate=_somebody_else())
    for order in (first, second):
        pipeline.withdraw(order.application, by=people().coordinator, reason="Took another job.")
    follow = orders.notice

    def fail_once(application, *, now):
        if application == first.application:
            raise RuntimeError("a bug")
        return follow(application, now=now)

    monkeypatch.setattr(orders, "notice", fail_once)
    assert orders.notice_results(now=timezone.now()) == 1
    second.refresh_from_db()
    assert second.state == "cancelled"
    assert "could not be followed" in caplog.text


def test_following_orders_asks_as_often_for_two_as_for_none(django_assert_num_queries):
    here = connection()
    first = ordered(package(here))
    with django_assert_num_queries(1):
        orders.notice_results(now=timezone.now())
    ordered(first.package, url="https://app.greenhouse.io/2", candidate=_somebody_else())
    with django_assert_num_queries(1):
        orders.notice_results(now=timezone.now())


def _somebody_else() -> dict[str, str]:
    return {
        "first_name": "Ida",
        "last_name": "Berg",
        "email": "ida@example.com",
        "greenhouse_profile_url": "https://app.greenhouse.io/people/2?application_id=3",
    }
