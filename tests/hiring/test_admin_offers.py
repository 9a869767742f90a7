"""Admin pages around offers: approval chains, wordings, expectations, the audit."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from hiring import expectations, letter_wording, offer_drafts
from hiring.models import ApprovalStep, Expectation, LetterTemplate, OfferRead
from hiring.stages import Stage
from tests.factories import at_stage, hour, people, requisition, user
from tests.hiring.offer_world import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(client):
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"admin:hiring_{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def mistakes(answer):
    form = answer.context["adminform"].form
    return {name: list(found) for name, found in form.errors.items()}


@pytest.fixture
def nora():
    return user("nora", "Offer approver")


def step(**values):
    return {"title": "Head", "requisition": "", "position": 1, "applies": "always", "needed": 1} | values


def test_a_step_names_those_who_may_approve(mara, nora):
    form = mara.get(reverse("admin:hiring_approvalstep_add")).context["adminform"].form
    assert set(form.fields["approvers"].queryset) == {nora, people().manager}
    answer = mara.post(reverse("admin:hiring_approvalstep_add"), step(approvers=[nora.pk]))
    assert answer.status_code == 302
    made = ApprovalStep.objects.get()
    assert (made.title, made.requisition, list(made.approvers.all())) == ("Head", None, [nora])
    refused = mara.post(reverse("admin:hiring_approvalstep_add"), step(approvers=[people().interviewer.pk]))
    assert list(mistakes(refused)) == ["approvers"]
    assert "all without a chain of their own" in page(mara, "approvalstep_changelist")


def test_a_step_that_nobody_could_pass_is_refused(mara, nora):
    refused = mara.post(reverse("admin:hiring_approvalstep_add"), step(approvers=[nora.pk], needed=2))
    said = "2 have to approve, and the step names 1 approver: name more, or ask for fewer."
    assert mistakes(refused) == {"needed": [said]}
    assert not ApprovalStep.objects.exists()


def on_the_page_of(client, position, **step_values):
    address = reverse("admin:hiring_requisition_change", args=[position.pk])
    form = client.get(address).context["adminform"].form
    entered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    entered = {name: "" if value is None else value for name, value in entered.items()}
    entered |= {"approval_steps-TOTAL_FORMS": 1, "approval_steps-INITIAL_FORMS": 0, "title": "GPU engineer"}
    given = {"position": 1, "title": "Head", "applies": "always", "needed": 1, "requisition": position.pk}
    entered |= {f"approval_steps-0-{name}": value for name, value in (given | step_values).items()}
    return client.post(address, entered)


def test_a_requisition_has_its_chain_on_its_page(mara, nora):
    position = requisition()
    assert on_the_page_of(mara, position, approvers=[nora.pk]).status_code == 302
    assert [(each.title, each.needed) for each in position.approval_steps.all()] == [("Head", 1)]
    position.refresh_from_db()
    assert position.title == "GPU engineer"


def test_a_wrong_step_leaves_the_requisition_as_it_was(mara, nora):
    position = requisition()
    answer = on_the_page_of(mara, position, approvers=[nora.pk], needed=3)
    assert answer.status_code == 200
    assert "3 have to approve, and the step names 1 approver" in answer.content.decode()
    position.refresh_from_db()
    assert position.title == "AI infrastructure engineer"
    assert not position.approval_steps.exists()


def test_a_coordinator_sees_no_chain_on_a_requisition(client, nora):
    coordinator = people().coordinator
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    told = page(client, "requisition_change", requisition().pk)
    assert "approval_steps" not in told
    assert client.get(reverse("admin:hiring_approvalstep_changelist")).status_code == 403


def test_a_wording_begins_with_the_shipped_one_and_one_is_the_default(mara):
    form = mara.get(reverse("admin:hiring_lettertemplate_add")).context["adminform"].form
    assert form.initial["body"] == letter_wording.default_wording()
    for name in ("First", "Second"):
        entered = {"name": name, "body": "Dear {candidate}", "is_default": "on"}
        assert mara.post(reverse("admin:hiring_lettertemplate_add"), entered).status_code == 302
    assert dict(LetterTemplate.objects.values_list("name", "is_default")) == {"First": False, "Second": True}


@pytest.mark.parametrize(
    ("entered", "field", "said"),
    [
        ({"name": "New", "body": "Dear {candidat}"}, "body", "Line 1: nothing is known by the name “candidat”."),
        ({"name": "Old", "body": "Dear {candidate}"}, "name", "Another wording is called “Old”."),
        ({"name": "New", "body": "a { b"}, "body", "Line 1: a brace stands alone."),
    ],
)
def test_a_wrong_wording_is_refused_beside_its_field(mara, entered, field, said):
    LetterTemplate.objects.create(name="Old", body="x", updated_at=hour(0))
    found = mistakes(mara.post(reverse("admin:hiring_lettertemplate_add"), entered))
    assert list(found) == [field]
    assert found[field][0].startswith(said)


def test_the_preview_shows_the_wording_as_it_is_entered(mara):
    answer = mara.post(reverse("admin:hiring_lettertemplate_preview"), {"body": "Hello {candidate}, {annual}"})
    assert answer["Content-Type"] == "application/pdf"
    assert "Hello Ada Example, EUR 130,000" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    wrong = mara.post(reverse("admin:hiring_lettertemplate_preview"), {"body": "Hello {candidat}"})
    assert wrong.status_code == 400
    assert "Line 1: nothing is known by the name “candidat”." in wrong.content.decode()
    assert mara.get(reverse("admin:hiring_lettertemplate_preview")).status_code == 405


def test_an_offer_shows_its_letter_and_its_band(mara):
    offer = at_stage(Stage.OFFER).offers.get()
    told = page(mara, "offer_change", offer.pk)
    assert reverse("admin:hiring_offer_letter", args=[offer.pk]) in told
    assert "EUR 150,000" in told
    answer = mara.get(reverse("admin:hiring_offer_letter", args=[offer.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert set(OfferRead.objects.values_list("door", flat=True)) == {"admin", "letter"}


def test_an_offer_without_a_letter_says_why(mara):
    offer = at_stage(Stage.OFFER).offers.get()
    offer.state = "declined"
    offer.save()
    assert reverse("admin:hiring_offer_letter", args=[offer.pk]) not in page(mara, "offer_change", offer.pk)
    answer = mara.get(reverse("admin:hiring_offer_letter", args=[offer.pk]), follow=True)
    assert "This offer is declined: no letter goes out for it any more." in answer.content.decode()


def test_the_audit_shows_who_read_what_through_which_door(mara):
    application = at_stage(Stage.OFFER)
    offer = application.offers.get()
    page(mara, "offer_change", offer.pk)
    told = page(mara, "offerread_changelist")
    assert "Ada Kovacs" in told
    assert "150,000" not in told
    row = OfferRead.objects.get()
    assert "150,000" not in page(mara, "offerread_change", row.pk)
    for name in ("add", "delete"):
        args = [] if name == "add" else [row.pk]
        assert mara.get(reverse(f"admin:hiring_offerread_{name}", args=args)).status_code == 403
    assert mara.post(reverse("admin:hiring_offerread_change", args=[row.pk]), {"door": "x"}).status_code == 403


def test_an_expectation_is_stated_and_withdrawn(mara):
    application = at_stage(Stage.OFFER)
    address = reverse("admin:hiring_expectation_add")
    entered = {"application": application.pk, "kind": "competing", "currency": "USD", "base": "280000"}
    assert mistakes(mara.post(address, entered)) == {"company": ["Say who made the other offer."]}
    assert mara.post(address, {**entered, "company": "Rival"}).status_code == 302
    row = Expectation.objects.get()
    assert (row.base, row.stated_by) == (Decimal(280_000), people().manager)
    assert "USD 280,000" in page(mara, "expectation_changelist")
    withdraw = reverse("admin:hiring_expectation_withdraw_expectation", args=[row.pk])
    assert mara.post(withdraw, {"go": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_nobody_finds_what_they_said_as_a_candidate(mara):
    application = at_stage(Stage.OFFER)
    given = {"currency": "EUR", "total": Decimal(1), "by": people().manager, "now": hour(240)}
    expectations.state(application, Expectation.Kind.FLOOR, **given)
    application.candidate.employee = people().manager
    application.candidate.save()
    assert "Ada Kovacs" not in page(mara, "expectation_changelist")
    assert "Ada Kovacs" not in page(mara, "offer_changelist")


def test_statistics_are_linked_from_the_list(mara):
    at_stage(Stage.OFFER)
    assert reverse("admin:hiring_offer_statistics") in page(mara, "offer_changelist")
    told = page(mara, "offer_statistics")
    assert "withheld: fewer than five people" in told
    assert "150,000" not in told


def test_a_version_that_was_given_up_is_called_discarded(mara):
    offer = draft()
    offer_drafts.discard(offer, by=people().manager, now=hour(230))
    told = page(mara, "offer_change", offer.pk)
    assert "discarded" in told
    assert "rescinded" not in told
