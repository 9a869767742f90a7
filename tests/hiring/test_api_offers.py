"""Offers through the API: drafted, approved, extended, read."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from benchmarks.models import SalaryBand
from hiring import clock, pipeline
from hiring.models import ApprovalStep, Decision, Offer, OfferRead
from hiring.stages import Stage
from tests.factories import at_stage, hour, offer, people, user
from tests.hiring.api_world import API, caller, post, queries, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    application = at_stage(Stage.DECISION)
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager, now=hour(230))
    return application


@pytest.fixture
def inside(decided):
    """A base inside the band of the requisition, in its currency."""
    from hiring import offer_band
    from hiring.offer_terms import Terms

    requisition = decided.requisition
    terms = Terms("EUR", Decimal(1), level=requisition.level, region=requisition.region)
    held = offer_band.hold(terms, on=clock.database_now().date())
    return {"currency": held.quote.currency, "base": str(held.adjusted.mid)}


def draft(client, application, **terms):
    return post(client, "offers", {"application": application.pk, **terms}, expect=201)


def test_an_offer_is_drafted_submitted_approved_and_extended(decided, inside):
    nora = user("nora", "Offer approver")
    step = ApprovalStep.objects.create(requisition=decided.requisition, title="Head of engineering")
    step.approvers.add(nora)
    mara = caller(people().manager)
    made = draft(mara, decided, **inside, equity_4yr="80000", equity_kind="rsu", signing="5000", relocation="2000")
    assert (made["version"], made["state"], made["band"]) == (1, "draft", None)
    assert made["equity"] == {"amount": "80000.00", "currency": inside["currency"], "period": "four_years"}
    assert made["relocation"] == {"amount": "2000.00", "currency": inside["currency"], "period": "once"}
    assert (made["vesting"], made["cliff_months"]) == ([25, 25, 25, 25], 12)
    address = f"offers/{made['id']}"
    submitted = post(mara, f"{address}/submit")
    assert (submitted["state"], submitted["is_out_of_band"]) == ("in_approval", False)
    assert submitted["band"]["position"]["standing"] == "inside"
    [approval] = submitted["approvals"]
    assert (approval["title"], approval["needed"], approval["completed_at"]) == ("Head of engineering", 1, None)
    assert [(seat["user"]["username"], seat["answer"]) for seat in approval["seats"]] == [("nora", None)]
    assert post(mara, f"{address}/approve", expect=409)["code"] == "not_your_turn"
    assert post(mara, f"{address}/extend", expect=409)["code"] == "approval_needed"
    approved = post(caller(nora), f"{address}/approve", {"note": "Fine."})
    assert approved["state"] == "approved"
    assert approved["approvals"][0]["seats"][0] | {"answered_at": None} == {
        "user": {"id": nora.pk, "username": "nora", "name": "Nora"},
        "answer": "approved",
        "answered_at": None,
        "note": "Fine.",
    }
    extended = post(mara, f"{address}/extend", {"expires_at": "2090-01-01T12:00:00+01:00"})
    assert (extended["state"], extended["expires_at"]) == ("extended", "2090-01-01T11:00:00Z")
    assert extended["extended_by"]["username"] == "mara"
    answer = mara.get(f"{API}/{address}/letter/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "Ada Kovacs" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert post(mara, f"{address}/rescind", {"reason": "The budget is gone."})["state"] == "rescinded"
    assert post(mara, f"{address}/rescind", {"reason": "Again."}, expect=409)["code"] == "no_offer"


def test_an_offer_without_a_band_says_so(decided):
    mara = caller(people().manager)
    made = draft(mara, decided, currency="ISK", base="1000000", exception_reason="Works from Iceland.")
    held = post(mara, f"offers/{made['id']}/submit")["band"]
    assert (held["reason"], held["is_out_of_band"], held["position"]) == ("other_currency", True, None)
    SalaryBand.objects.all().delete()
    post(mara, f"offers/{made['id']}/discard")
    made = draft(mara, decided, currency="ISK", base="1000000", exception_reason="Works from Iceland.")
    held = post(mara, f"offers/{made['id']}/submit")["band"]
    assert (held["reason"], held["low"], held["steps"], held["position"]) == ("no_band", None, None, None)


def test_it_is_sent_back_with_a_reason(decided, inside):
    nora = user("nora", "Offer approver")
    ApprovalStep.objects.create(title="Head").approvers.add(nora)
    mara = caller(people().manager)
    made = draft(mara, decided, **inside)
    post(mara, f"offers/{made['id']}/submit")
    assert post(caller(nora), f"offers/{made['id']}/send_back", {}, expect=400)["errors"][0]["field"] == "reason"
    back = post(caller(nora), f"offers/{made['id']}/send_back", {"reason": "Too little equity."})
    assert back["state"] == "draft"
    assert back["approvals"][0]["voided_at"]


def test_an_edit_changes_what_is_sent_and_makes_a_version_once_it_was_submitted(decided, inside):
    mara = caller(people().manager)
    made = draft(mara, decided, **inside, signing="5000", note="First")
    edited = post(mara, f"offers/{made['id']}/edit", {"signing": "6000", "updated_at": made["updated_at"]})
    assert (edited["id"], edited["version"], edited["note"]) == (made["id"], 1, "First")
    assert edited["signing"]["amount"] == "6000.00"
    stale = post(mara, f"offers/{made['id']}/edit", {"signing": "1", "updated_at": made["updated_at"]}, expect=409)
    assert stale["code"] == "changed_meanwhile"
    assert post(mara, f"offers/{made['id']}/submit")["state"] == "approved"
    newer = post(mara, f"offers/{made['id']}/edit", {"signing": "7000"}, if_match="*")
    assert (newer["version"], newer["state"], newer["base"]["amount"]) == (2, "draft", made["base"]["amount"])
    assert rows(mara, "offers", state="superseded")[0]["id"] == made["id"]
    assert post(mara, f"offers/{newer['id']}/discard")["state"] == "rescinded"
    assert post(mara, f"offers/{newer['id']}/edit", {"signing": "1"}, expect=409, if_match="*")["code"] == "offer_over"


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"base": "0"}, "base", "amount_not_positive"),
        ({"base": "-1"}, "base", "amount_not_positive"),
        ({"base": "abc"}, "base", "invalid"),
        ({"base": "99999999999"}, "base", "amount_too_large"),
        ({"currency": "XYZ"}, "currency", "unknown_currency"),
        ({"vesting": ["10", "20", "30", "41"]}, "vesting", "vesting_not_whole"),
        ({"vesting": ["50", "50"]}, "vesting", "min_length"),
        ({"cliff_months": 49}, "cliff_months", "max_value"),
        ({"discount_percent": "101"}, "discount_percent", "percent_out_of_range"),
        ({"equity_kind": "tulips"}, "equity_kind", "invalid_choice"),
        ({"level": "boss"}, "level", "unknown_level"),
        ({"premiums": ["charm"]}, "premiums", "unknown_premium"),
        ({"expires_at": "2026-09-01T00:00:00Z"}, "expires_at", "expires_in_the_past"),
        ({"current_pay": "1"}, "current_pay", "unknown_field"),
    ],
)
def test_wrong_terms_are_named_by_field(decided, wrong, field, code):
    terms = {"application": decided.pk, "currency": "EUR", "base": "100000", **wrong}
    answer = post(caller(people().manager), "offers", terms, expect=400)
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [(field, code)]


def test_only_a_decided_application_is_offered_something():
    application = at_stage(Stage.SCREENING)
    body = {"application": application.pk, "currency": "EUR", "base": "100000"}
    assert post(caller(people().manager), "offers", body, expect=409)["code"] == "not_decided"


def test_a_draft_has_no_letter(decided, inside):
    mara = caller(people().manager)
    made = draft(mara, decided, **inside)
    answer = mara.get(f"{API}/offers/{made['id']}/letter/", HTTP_ACCEPT="application/pdf, */*")
    assert (answer.status_code, answer.json()["code"]) == (409, "letter_too_early")


def test_every_answer_with_an_amount_is_in_the_audit():
    application = at_stage(Stage.OFFER)
    offer(application, now=hour(240))
    mara = caller(people().manager)
    first, second = application.offers.order_by("pk")
    token = people().manager.api_tokens.get()

    def read():
        found = list(OfferRead.objects.order_by("pk").values_list("offer", "door", "token", "reader"))
        OfferRead.objects.all().delete()
        return found

    by_key = (token.pk, people().manager.pk)
    rows(mara, "offers")
    assert sorted(read()) == sorted([(first.pk, "api", *by_key), (second.pk, "api", *by_key)])
    rows(mara, "offers", limit=1)
    assert len(read()) == 1
    mara.get(f"{API}/offers/{first.pk}/")
    assert read() == [(first.pk, "api", *by_key)]
    mara.get(f"{API}/offers/{second.pk}/letter/")
    assert read() == [(second.pk, "letter", *by_key)]
    post(mara, f"offers/{second.pk}/rescind", {"reason": "No budget."})
    assert read() == [(second.pk, "api", *by_key)]
    assert mara.get(f"{API}/offers/{first.pk}/letter/").status_code == 409
    rows(mara, "applications")
    rows(mara, "events")
    post(caller(people().manager, "applications:read"), f"offers/{first.pk}/edit", {}, expect=403)
    assert read() == []


def test_nobody_sees_the_offer_to_themselves():
    application = at_stage(Stage.OFFER)
    manager = people().manager
    application.candidate.employee = manager
    application.candidate.save()
    found = application.offers.get()
    assert rows(caller(manager), "offers") == []
    for path in ("", "letter/"):
        assert caller(manager).get(f"{API}/offers/{found.pk}/{path}").status_code == 404
    body = {"application": application.pk, "currency": "EUR", "base": "1"}
    assert post(caller(manager), "offers", body, expect=400)["errors"][0]["field"] == "application"


def test_expectations_stand_under_their_application(decided):
    mara, address = caller(people().manager), f"applications/{decided.pk}"
    body = {"kind": "competing", "company": "Rival", "currency": "USD", "base": "280000", "equity_4yr": "600000"}
    [stated] = post(mara, f"{address}/expectations", body, expect=201)["data"]
    assert (stated["company"], stated["bonus"], stated["total"]) == ("Rival", None, None)
    assert stated["equity"] == {"amount": "600000.00", "currency": "USD", "period": "four_years"}
    floor = {"kind": "floor", "currency": "EUR", "total": "150000"}
    post(mara, f"{address}/expectations", floor, expect=201)
    found = post(mara, f"{address}/expectations", floor | {"total": "160000"}, expect=201)["data"]
    assert sorted((each["kind"], each["total"] and each["total"]["amount"]) for each in found) == [
        ("competing", None),
        ("floor", "160000.00"),
    ]
    assert mara.get(f"{API}/{address}/expectations/").json() == {"data": found}
    left = post(mara, f"{address}/withdraw_expectation", {"expectation": stated["id"]})["data"]
    assert [each["kind"] for each in left] == ["floor"]
    again = post(mara, f"{address}/withdraw_expectation", {"expectation": stated["id"]}, expect=400)
    assert again["code"] == "unknown_expectation"
    nothing = post(mara, f"{address}/expectations", {"kind": "target", "currency": "EUR"}, expect=400)
    assert nothing["code"] == "amount_required"
    assert post(mara, f"{address}/expectations", floor | {"company": "x" * 121}, expect=400)["code"] == "max_length"


def test_statistics_withhold_what_points_at_somebody():
    at_stage(Stage.OFFER)
    found = caller(people().manager).get(f"{API}/offers/statistics/").json()["data"]
    requisition = Offer.objects.get().application.requisition
    assert found == [
        {
            "level": requisition.level.slug,
            "region": requisition.region.slug,
            "currency": "EUR",
            "people": None,
            "low_quartile": None,
            "median": None,
            "high_quartile": None,
            "withheld": "fewer than five people",
        }
    ]
    answer = caller(people().manager).get(f"{API}/offers/statistics/?level=boss")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_level")
    answer = caller(people().manager).get(f"{API}/offers/statistics/?from=2026")
    assert answer.json()["code"] == "unknown_field"
    assert not OfferRead.objects.exists()


def test_a_list_takes_as_many_queries_for_one_as_for_three():
    application = at_stage(Stage.OFFER)
    mara = caller(people().manager)
    one = queries(mara, "offers")
    OfferRead.objects.all().delete()  # a further look within minutes is counted in the row of the first
    offer(application, now=hour(240))
    offer(application, now=hour(240) + timedelta(hours=1))
    assert queries(mara, "offers") == one
