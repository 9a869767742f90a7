"""The page of an offer through the test client: every verb once, refusals, who sees what, how many queries."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.models import CompanyGuide, GuideBand, GuideLevel
from hiring import access, approvals, expectations, offers, pauses
from hiring.models import Application, Deadline, Expectation, Offer, OfferRead, User
from hiring.stages import Stage
from tests.factories import candidate, people
from tests.hiring.offer_world import approver, senior_in_germany, step
from tests.interviews.application_world import at_now
from tests.interviews.offer_pages import (
    client_of,
    codes,
    decided,
    done,
    drafted,
    entered,
    page,
    post,
    submitted,
    text_of,
)

pytestmark = pytest.mark.django_db

OUTSIDE = {"base": "200,000", "exception_reason": "Two offers from elsewhere."}


def extended(application: Application) -> Offer:
    draft = drafted(application)
    approvals.submit(draft, by=people().manager)
    return offers.extend(draft, by=people().manager)


def states(application: Application) -> list[tuple[int, str]]:
    return list(application.offers.order_by("version").values_list("version", "state"))


def model(application: Application, user: User, **data: Any) -> str:
    """What the page says of a package while it is typed."""
    answer = post(application, user, "model", **data)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def page_text(application: Application, user: User) -> str:
    return text_of(page(application, user))


def field(html: str, name: str) -> str:
    """What stands in a field of the package."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    assert found
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""


# Every verb once ------------------------------------------------------------------------------------------------------


def test_save_writes_a_draft_then_changes_it_in_place():
    application = decided()
    done(application, people().manager, "save", **entered())
    made = application.offers.get()
    assert (made.state, made.currency, made.base) == ("draft", "EUR", Decimal(150_000))
    assert (made.equity_4yr, made.signing, made.vesting) == (Decimal(120_000), Decimal(10_000), [25, 25, 25, 25])
    believed = made.updated_at.isoformat()
    done(application, people().manager, "save", **entered(base="155k", believed=believed))
    assert [one.base for one in application.offers.all()] == [Decimal(155_000)]


def test_save_keeps_premiums_with_the_kind_of_employer():
    application = decided()
    chosen = {"premiums": ["gpu_scale_1000_plus"], "industry": "ai_lab_or_hyperscaler"}
    done(application, people().manager, "save", **entered(**chosen))
    assert application.offers.get().premiums == ["gpu_scale_1000_plus", "ai_lab_or_hyperscaler"]
    html = page(application, people().manager)
    assert re.search(r'value="gpu_scale_1000_plus"[^>]*checked', html)
    assert re.search(r'value="ai_lab_or_hyperscaler" selected', html)


def test_submit_saves_what_was_typed_then_asks_the_approvers():
    application = decided()
    step("nora")
    done(application, people().manager, "submit", **entered(base="160,000"))
    offer = application.offers.get()
    assert (offer.state, offer.base) == ("in_approval", Decimal(160_000))
    assert "Waits for Nora to approve" in text_of(page(application, people().manager))


def test_submit_without_a_chain_is_approved_at_once():
    application = decided()
    done(application, people().manager, "submit", **entered())
    assert states(application) == [(1, "approved")]


def test_approve_then_extend_then_accept_hires():
    application, nora = submitted(decided(), approver("nora")), approver("nora")
    assert "Version 1 waits for your approval" in text_of(page(application, nora))
    done(application, nora, "approve", version=1, note="Fine.")
    done(application, people().manager, "extend", version=1, expires_at="")
    assert "Waits for Ada Kovacs to answer" in text_of(page(application, people().manager))
    assert done(application, people().manager, "accept", version=1).stage == "hired"
    assert not Deadline.objects.filter(application=application, state="open").exists()
    told = text_of(page(application, people().manager))
    assert "Nora approved" in told
    assert "“Fine.”" in told


def test_send_back_makes_it_a_draft_with_the_reason():
    application, nora = submitted(decided(), approver("nora")), approver("nora")
    done(application, nora, "send_back", version=1, reason="Signing is too high.")
    assert states(application) == [(1, "draft")]
    assert "Nora sent it back: “Signing is too high.”" in text_of(page(application, people().manager))
    assert "✕ void: sent back" in text_of(page(application, people().manager))


def test_decline_rescind_and_discard():
    application = decided()
    extended(application)
    done(application, people().manager, "decline", version=1, reason="Too low.")
    drafted(application)
    done(application, people().manager, "discard", version=2)
    extended(application)
    done(application, people().manager, "rescind", version=3, reason="The budget is gone.")
    assert states(application) == [(1, "declined"), (2, "rescinded"), (3, "rescinded")]
    told = text_of(page(application, people().manager))
    assert "“Too low.”" in told
    assert "Prepare another below" in told


def test_changing_money_after_approval_makes_another_version_and_strikes_the_approvals():
    application, nora = submitted(decided(), approver("nora")), approver("nora")
    approvals.approve(application.offers.get(), by=nora)
    believed = application.offers.get().updated_at.isoformat()
    done(application, people().manager, "save", **entered(base="158,000", believed=believed))
    assert states(application) == [(1, "superseded"), (2, "draft")]
    html = page(application, people().manager)
    assert "<s>Finance</s>" in html
    assert "void: edited: base" in text_of(html)


def test_expectations_are_noted_then_withdrawn():
    application = decided()
    said = {"kind": "competing", "company": "CoreWeave", "currency": "usd", "base": "280k", "equity_4yr": "600,000"}
    done(application, people().manager, "expect", **said)
    noted = Expectation.objects.get()
    assert (noted.currency, noted.base, noted.equity_4yr) == ("USD", Decimal(280_000), Decimal(600_000))
    assert noted.signing is None
    assert "USD 280,000 base" in text_of(page(application, people().manager))
    done(application, people().manager, "forget", expectation=noted.pk)
    assert "not any longer, since" in text_of(page(application, people().manager))


def test_letter_is_a_pdf_to_keep():
    application = decided()
    extended(application)
    answer = client_of(people().manager).get(reverse("offer_letter", args=[application.pk, 1]))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == f'attachment; filename="offer-{application.pk}-version-1.pdf"'
    assert list(OfferRead.objects.values_list("door", flat=True)) == ["letter"]


def test_letter_of_a_draft_is_refused():
    application = decided()
    drafted(application)
    answer = client_of(people().manager).get(reverse("offer_letter", args=[application.pk, 1]), follow=True)
    assert "has to be approved first" in text_of(answer.content.decode())


@pytest.mark.parametrize("verb", ["expect", "forget"])
def test_noting_what_the_candidate_says_keeps_the_package_that_is_not_saved(verb: str):
    application, manager = decided(), people().manager
    said = expectations.state(application, Expectation.Kind.FLOOR, currency="EUR", total=Decimal(180_000), by=manager)
    typed = urlencode(entered(base="161,000"))
    data = {"kind": "target", "currency": "EUR", "total": "190k", "expectation": said.pk}
    html = post(application, manager, verb, **data, package=typed).content.decode()
    assert field(html, "base") == "161,000"
    assert "EUR 191,000" in text_of(html)
    assert not application.offers.exists()
    assert Expectation.objects.filter(withdrawn_at=None).exclude(pk=said.pk).exists() == (verb == "expect")


def test_expired_offer_says_that_it_has_expired():
    application = decided()
    extended(application)
    application.offers.update(state=Offer.State.EXPIRED)
    assert "Version 1 has expired." in text_of(page(application, people().manager))


def test_discarding_a_version_leaves_the_answer_of_the_candidate_in_sight():
    application = decided()
    extended(application)
    done(application, people().manager, "decline", version=1, reason="Too low.")
    drafted(application, base=Decimal(165_000))
    done(application, people().manager, "discard", version=2)
    html = page(application, people().manager)
    assert "Version 1 was declined." in text_of(html)
    assert field(html, "base") == "150,000"
    assert re.search(r"offer-state--rescinded\">discarded<", html)


# While it is typed ----------------------------------------------------------------------------------------------------


def test_package_begins_in_the_middle_of_the_range_of_the_requisition():
    html = page(decided(), people().manager)
    assert (field(html, "currency"), field(html, "base")) == ("EUR", "150,000")
    assert "There is no scorecard that you may read." in text_of(html)


def test_model_says_position_years_and_approvals_before_anything_is_saved():
    application = decided()
    step("nora")
    step("ben", title="Exceptions", applies="out_of_band")
    told = model(application, people().manager, **entered(bonus="10,000"))
    assert "inside the band" in told
    assert "EUR 130,000–170,000 base a year" in told
    assert "Compa-ratio 1.00" in told
    assert "Range penetration 50 %" in told
    assert "Finance Nora" in told
    assert "Exceptions" not in told
    # 150,000 + 10,000 + 120,000 / 4 a year; 10,000 once
    assert "Total a year EUR 190,000" in told
    assert "Year 1 150,000 10,000 10,000 170,000 30,000 200,000" in told
    assert "Year 4 150,000 10,000 0 160,000 30,000 190,000" in told
    assert not application.offers.exists()


def test_model_says_which_approvals_an_offer_outside_the_band_takes():
    application = decided()
    step("nora")
    step("ben", title="Exceptions", applies="out_of_band")
    told = model(application, people().manager, **entered(**OUTSIDE))
    assert "above the band" in told
    assert "Exceptions ▲ outside the band Ben" in told


def test_model_says_that_nobody_may_approve_an_exception():
    application = decided()
    step("nora")
    assert "no step of the approval chain is for that" in model(application, people().manager, **entered(**OUTSIDE))


def test_approvals_leave_out_whoever_writes_the_offer():
    application, manager = decided(), people().manager
    step("edda", "henrik", needed=2).approvers.add(manager)
    assert "Finance 2 of Edda, Henrik Year" in page_text(application, manager)
    assert "Finance 2 of Edda, Henrik Year" in model(application, manager, **entered())
    drafted(application)
    assert "Finance 2 of Edda, Henrik Year" in page_text(application, manager)
    assert "Finance 2 of Edda, Henrik Year" in page_text(application, approver("edda"))


def test_approvals_leave_out_a_reader_only_once_they_change_what_is_submitted():
    ada = approver("ada")
    ada.groups.add(Group.objects.get(name=access.HIRING_MANAGER))
    application = submitted(decided(), ada, approver("ben"))
    assert "Finance 1 of Ada, Ben" in page_text(application, ada)
    assert "Finance Ben" in model(application, ada, **entered(base="155,000"))


def test_model_says_that_too_few_are_left_who_may_approve():
    application = decided()
    step("edda", needed=2).approvers.add(people().manager)
    told = model(application, people().manager, **entered())
    assert "Finance Edda ▲ too few are left who may approve: it takes 2" in told
    assert codes(post(application, people().manager, "submit", **entered())) == {"too_few_approvers"}


def test_model_writes_a_share_below_the_range_with_a_minus_sign():
    told = model(decided(), people().manager, **entered(base="128,400"))
    # (128,400 - 130,000) / 40,000
    assert "Range penetration −4 %" in told


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("equity_most", "lots", "Most equity, 4 years: Enter a number."),
        ("equity_most", "10,0", "Most equity, 4 years: Enter a number."),
        ("signing_most", "-1", "Most signing: Ensure this value is greater than or equal to 0."),
        ("on_cost_percent", "-5", "On-cost, %: Ensure this value is greater than or equal to 0."),
        ("clear", "moon", "It has to clear: Select a valid choice."),
    ],
)
@pytest.mark.parametrize("door", ["model", "calculate"])
def test_no_package_is_found_within_limits_that_cannot_be_read(door: str, name: str, typed: str, told: str):
    application, manager = decided(), people().manager
    expectations.state(application, Expectation.Kind.FLOOR, currency="EUR", total=Decimal(185_000), by=manager)
    data = {**entered(clear="floor", equity_most="300,000", signing_most="30,000"), name: typed}
    html = post(application, manager, door, **data).content.decode()
    cheapest = html.split('id="cheapest"')[1].split("</section>")[0]
    assert told in text_of(cheapest)
    assert re.findall(r'data-field="(\w+)"', cheapest) == [name]
    assert "Take these figures" not in cheapest
    assert "over four years" not in cheapest
    assert "Total a year EUR 180,000" in text_of(html)


def test_amount_with_an_exponent_is_not_read():
    told = model(decided(), people().manager, **entered(base="1e9"))
    assert "Base a year: Write the amount in digits, such as 150,000 or 150k." in told
    assert "Total a year" not in told


def test_model_shows_equity_before_and_after_the_discount():
    told = model(decided(), people().manager, **entered(discount_percent="50"))
    # 120,000 / 4 at half: 15,000 beside 30,000
    assert "Year 2 150,000 0 0 150,000 30,000 15,000 180,000 165,000" in told
    assert "Equity after discount Total after discount" in told


def test_model_says_what_is_wrong_instead_of_figures():
    told = model(decided(), people().manager, **entered(base="a lot", vesting_3="20"))
    assert "Base a year: Enter a number." in told
    assert "Total a year" not in told
    assert "Not calculated" in told


def test_terms_that_cannot_be_read_are_told_by_field_while_typed_and_on_the_page():
    application = decided()
    wrong = entered(base="", cliff_months="999")
    html = post(application, people().manager, "model", **wrong).content.decode()
    assert re.findall(r'data-field="(\w+)"', html) == ["base", "cliff_months"]
    assert "Not calculated" in text_of(post(application, people().manager, "save", **wrong).content.decode())


def test_guides_of_other_currencies_are_counted():
    CompanyGuide.objects.update(retired_at=timezone.now())
    guide = CompanyGuide.objects.create(
        slug="northwind-engineer", title="Northwind: Engineer", company="Northwind", role="Engineer", currency="USD"
    )
    GuideLevel.objects.create(guide=guide, text="Google L5")
    assert "1 guide names this level, and none is compared" in model(decided(), people().manager, **entered())


def test_model_compares_with_what_the_candidate_says():
    application = decided()
    manager = people().manager
    expectations.state(application, Expectation.Kind.FLOOR, currency="EUR", total=Decimal(185_000), by=manager)
    competing = {"currency": "USD", "company": "CoreWeave", "base": Decimal(280_000), "equity_4yr": Decimal(600_000)}
    expectations.state(application, Expectation.Kind.COMPETING, by=manager, **competing)  # type: ignore[arg-type]
    told = model(application, manager, **entered())
    # 150,000 + 120,000 / 4 = 180,000: 5,000 below the floor
    assert "−5,000" in told
    assert "430,000" in told
    assert re.search("no rate from USD to EUR", told)
    assert "Enter the rate" not in told  # that takes somebody who may use the admin
    manager.is_staff = True
    manager.save()
    html = post(application, manager, "model", **entered()).content.decode()
    assert f"{reverse('admin:benchmarks_exchangerate_add')}?base=USD&amp;quote=EUR" in html


def test_guides_that_stand_for_several_levels_are_marked():
    CompanyGuide.objects.update(retired_at=timezone.now())
    values = {"slug": "northwind", "title": "Northwind: Engineer", "company": "Northwind", "role": "Engineer"}
    guide = CompanyGuide.objects.create(currency="EUR", **values)
    GuideLevel.objects.create(guide=guide, text="Google L4-L5")
    GuideBand.objects.create(
        guide=guide, region="Berlin", currency="EUR", line=3, total_low=Decimal(150_000), total_high=Decimal(190_000)
    )
    told = model(decided(), people().manager, **entered())
    assert "several levels: mid to senior, not told apart" in told
    assert "Northwind · Berlin" in told  # in the chart


def test_approver_reads_the_level_and_what_the_requisition_asks_for():
    nora = approver("nora")
    told = text_of(page(submitted(decided(), nora), nora))
    assert "Level Senior , Germany The requisition asks for Senior." in told


def test_calculate_without_a_script_shows_the_figures_and_keeps_what_was_typed():
    application = decided()
    answer = post(application, people().manager, "calculate", **entered(base="165,000"))
    html = answer.content.decode()
    assert field(html, "base") == "165,000"
    assert "EUR 195,000" in text_of(html)
    assert not application.offers.exists()


def test_taken_figures_stand_in_the_form_and_are_not_saved():
    application = decided()
    taken = "base=151000&equity_4yr=95000&signing=0"
    html = post(application, people().manager, "calculate", **entered(), take=taken).content.decode()
    assert (field(html, "base"), field(html, "equity_4yr"), field(html, "signing")) == ("151000", "95000", "0")
    assert not application.offers.exists()


# Refusals -------------------------------------------------------------------------------------------------------------


def test_wrong_terms_are_refused_beside_their_fields():
    application = decided()
    wrong = entered(currency="E1R", base="0", vesting_3="20", cliff_months="99")
    answer = post(application, people().manager, "save", **wrong)
    assert codes(answer) == {"max_value"}
    answer = post(application, people().manager, "save", **{**wrong, "cliff_months": "12"})
    assert codes(answer) == {"unknown_currency", "amount_not_positive", "vesting_not_whole"}
    html = answer.content.decode()
    assert all(f'id="offer-{name}_error"' in html for name in ("currency", "base", "vesting"))
    assert not application.offers.exists()


def test_exception_without_a_reason_is_saved_and_not_submitted():
    application = decided()
    step("ben", applies="out_of_band")
    answer = post(application, people().manager, "submit", **entered(base="200,000"))
    assert codes(answer) == {"exception_reason_required"}
    assert states(application) == [(1, "draft")]
    told = text_of(answer.content.decode())
    assert "Version 1 is saved, not submitted" in told
    assert "Total a year EUR 230,000" in told  # 200,000 + 120,000 / 4
    believed = field(answer.content.decode(), "believed")
    done(application, people().manager, "submit", **entered(**OUTSIDE, believed=believed))
    assert states(application) == [(1, "in_approval")]


def test_second_tab_is_told_what_changed_and_keeps_what_was_typed():
    application = decided()
    first = drafted(application).updated_at.isoformat()
    done(application, people().manager, "save", **entered(base="155,000", believed=first))
    answer = post(application, people().manager, "save", **entered(base="160,000", note="Mine.", believed=first))
    assert codes(answer) == {"changed_meanwhile"}
    html = answer.content.decode()
    assert field(html, "base") == "160,000"
    assert re.search(r"<dt>Base a year</dt>\s*<dd>\s*155,000", html)
    done(application, people().manager, "save", **entered(base="160,000", believed=field(html, "believed")))
    assert application.offers.get().base == Decimal(160_000)


def test_second_tab_that_saw_no_draft_is_told_of_the_first_ones():
    application = decided()
    done(application, people().manager, "save", **entered(base="155,000"))
    answer = post(application, people().manager, "save", **entered(base="160,000"))
    assert codes(answer) == {"changed_meanwhile"}
    assert application.offers.get().base == Decimal(155_000)
    believed = field(answer.content.decode(), "believed")
    done(application, people().manager, "save", **entered(base="160,000", believed=believed))
    assert application.offers.get().base == Decimal(160_000)


def test_approval_from_a_stale_page_reaches_the_version_that_it_showed():
    nora = approver("nora")
    application = submitted(decided(), nora)
    believed = application.offers.get().updated_at.isoformat()
    done(application, people().manager, "submit", **entered(base="165,000", believed=believed))
    assert states(application) == [(1, "superseded"), (2, "in_approval")]
    assert codes(post(application, nora, "approve", version=1, note="")) == {"not_in_approval"}
    assert states(application)[1] == (2, "in_approval")


@pytest.mark.parametrize("verb", ["accept", "decline", "rescind"])
def test_answer_from_a_stale_page_is_refused_once_another_version_is_extended(verb: str):
    application = decided()
    first = extended(application)
    done(application, people().manager, "submit", **entered(base="155,000", believed=first.updated_at.isoformat()))
    assert "Version 1, which the candidate has:" in text_of(page(application, people().manager))
    done(application, people().manager, "extend", version=2, expires_at="")
    answer = post(application, people().manager, verb, version=1, reason="As I said.")
    assert codes(answer) == {"changed_meanwhile"}
    assert states(application) == [(1, "superseded"), (2, "extended")]


@pytest.mark.parametrize("verb", ["decline", "rescind"])
def test_reason_is_asked_for_with_the_code_of_the_rule(verb: str):
    application = decided()
    extended(application)
    assert codes(post(application, people().manager, verb, version=1, reason=" ")) == {"reason_required"}


def test_expectation_without_an_amount_is_refused():
    answer = post(decided(), people().manager, "expect", kind="floor", currency="EUR")
    assert codes(answer) == {"amount_required"}


def test_offer_before_the_decision_is_not_offered():
    application = at_now(Stage.DECISION, on=senior_in_germany())
    told = text_of(page(application, people().manager))
    assert "An offer follows the decision to hire" in told
    assert "Submit for approval" not in told
    assert codes(post(application, people().manager, "save", **entered())) == {"not_decided"}


def test_paused_application_takes_no_offer():
    application = decided()
    pauses.pause(application, reason="Ill.", by=people().coordinator)
    assert "Submit for approval" not in text_of(page(application, people().manager))
    assert codes(post(application, people().manager, "save", **entered())) == {"paused"}


def test_unknown_verb_is_no_page_and_get_of_a_verb_leads_to_its_page():
    application = decided()
    manager = client_of(people().manager)
    assert post(application, people().manager, "hire").status_code == 404
    back = manager.get(reverse("offer_verb", args=[application.pk, "save"]))
    assert back["Location"] == reverse("offer", args=[application.pk])


@pytest.mark.parametrize("verb", ["save", "submit", "model", "calculate", "expect", "forget", "approve", "extend"])
def test_empty_post_is_answered_with_a_page(verb: str):
    application = decided()
    drafted(application)
    assert post(application, people().manager, verb).status_code in (200, 404)


def test_expectation_of_another_application_is_not_found():
    mine = decided()
    other = decided(of=candidate("Bela Toth"))
    said = expectations.state(other, Expectation.Kind.FLOOR, currency="EUR", total=Decimal(1), by=people().manager)
    assert post(mine, people().manager, "forget", expectation=said.pk).status_code == 404


# Who may do what, who sees what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "interviewer"])
def test_page_is_closed_to_those_who_see_no_pay(who: str):
    application = decided()
    extended(application)
    user = getattr(people(), who)
    for address in ("offer", "offer_letter"):
        arguments = [application.pk, *([1] if address == "offer_letter" else [])]
        assert client_of(user).get(reverse(address, args=arguments)).status_code == 403
    for verb in ("save", "model", "calculate", "approve", "expect", "accept"):
        assert post(application, user, verb, **entered()).status_code == 403


def test_application_page_says_nothing_of_amounts_to_the_coordinator():
    application = submitted(decided(), approver("nora"))
    html = client_of(people().coordinator).get(reverse("application", args=[application.pk])).content.decode()
    assert "Waits for Nora to approve" in text_of(html)
    assert reverse("offer", args=[application.pk]) not in html
    assert not re.search(r"150.?000|120.?000", html)


def test_nobody_opens_the_offer_to_themselves():
    application = decided(of=candidate("Mara Twin", employee=people().manager))
    assert client_of(people().manager).get(reverse("offer", args=[application.pk])).status_code == 404
    assert post(application, people().manager, "save", **entered()).status_code == 404


def test_approver_reads_the_package_and_changes_nothing():
    nora = approver("nora")
    application = submitted(decided(), nora)
    html = page(application, nora)
    assert "EUR 150,000" in text_of(html)
    assert 'id="offer-form"' not in html
    assert post(application, nora, "save", **entered(base="1")).status_code == 403
    assert post(application, nora, "extend", version=1).status_code == 403


def test_author_is_not_offered_to_approve():
    application = submitted(decided(), approver("nora"))
    assert 'action="' + reverse("offer_verb", args=[application.pk, "approve"]) not in page(
        application, people().manager
    )


def test_each_look_at_amounts_is_in_the_audit():
    application = decided()
    drafted(application)
    page(application, people().manager)
    client_of(people().manager).get(reverse("application", args=[application.pk]))
    assert list(OfferRead.objects.values_list("reader__username", "door", "times")) == [("mara", "page", 2)]
    client_of(people().coordinator).get(reverse("application", args=[application.pk]))
    assert OfferRead.objects.get().times == 2


def test_no_browser_keeps_what_an_offer_says():
    application, client = decided(), client_of(people().manager)
    offer_address = reverse("offer", args=[application.pk])
    answers = [client.get(offer_address)]
    answers += [client.post(f"{offer_address}{verb}/", entered()) for verb in ("model", "calculate", "save", "expect")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 302, 200]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_nobody_is_let_in_without_a_log_in():
    application = decided()
    for name, arguments in (("offer", [application.pk]), ("offer_verb", [application.pk, "model"])):
        assert Client().get(reverse(name, args=arguments))["Location"].startswith(reverse("login"))


def test_closed_application_shows_its_offer_and_offers_nothing():
    application = decided()
    extended(application)
    offers.accept(application, by=people().manager)
    html = page(application, people().manager)
    assert "Hired since" in text_of(html)
    assert 'method="post"' not in html.split('id="content"')[1]
    assert codes(post(application, people().manager, "save", **entered())) == {"closed_stage"}


def test_every_instant_is_machine_readable():
    application = decided()
    extended(application)
    times = re.findall(r'<time datetime="([^"]+)">', page(application, people().manager))
    assert len(times) >= 3
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for moment in times)


# How many queries -----------------------------------------------------------------------------------------------------


def test_page_asks_as_much_with_one_version_as_with_three():
    application = decided()
    step("nora", "ben")
    manager, client = people().manager, client_of(people().manager)
    said = {"currency": "EUR", "by": manager, "total": Decimal(200_000)}
    expectations.state(application, Expectation.Kind.FLOOR, **said)  # type: ignore[arg-type]
    approvals.submit(drafted(application), by=manager)
    address = reverse("offer", args=[application.pk])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    with_one = queries()
    for base in ("155,000", "160,000"):
        newest = application.offers.order_by("-version")[0]
        believed = newest.updated_at.isoformat()
        done(application, manager, "submit", **entered(base=base, believed=believed))
    for company in ("CoreWeave", "Mistral"):
        expectations.state(application, Expectation.Kind.COMPETING, company=company, **said)  # type: ignore[arg-type]
    assert len(states(application)) == 3
    assert queries() == with_one
    assert with_one <= 70


def test_answer_by_is_entered_in_the_zone_of_the_reader():
    application = decided()
    manager = people().manager
    manager.time_zone = "Asia/Kolkata"
    manager.save()
    due = (timezone.now() + timedelta(days=6)).strftime("%Y-%m-%d") + "T15:30"
    done(application, manager, "save", **entered(expires_at=due))
    assert application.offers.get().expires_at.isoformat().endswith("T10:00:00+00:00")
