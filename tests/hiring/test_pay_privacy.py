"""Amounts that could leak stand in every row that may name one; who does not set pay finds none of them."""

import re

import pytest
from django.urls import reverse

from hiring import letter_wording, tokens
from hiring.models import Application, OfferRead, User
from tests.factories import people, user
from tests.hiring.api_world import API, caller
from tests.hiring.pay_world import AMOUNTS, PayWorld, addresses, leaks, planted

pytestmark = pytest.mark.django_db

WITHOUT_PAY = [scope for scope in tokens.SCOPES if not scope.startswith("pay:")]


@pytest.fixture
def world() -> PayWorld:
    return planted()


@pytest.fixture
def offered(world: PayWorld) -> Application:
    return world.application


def api() -> list[str]:
    return [path for path in addresses() if path.startswith(API)]


def on_staff(reader: User) -> User:
    reader.is_staff = True
    reader.save()
    return reader


def test_the_walk_comes_by_every_kind_of_address(offered):
    paths = addresses()
    offer = offered.offers.first()
    assert {
        f"{API}/offers/",
        f"{API}/offers/{offer.pk}/",
        f"{API}/offers/{offer.pk}/letter/",
        f"{API}/offers/statistics/",
        f"{API}/applications/{offered.pk}/expectations/",
        f"/applications/{offered.pk}/",
        f"/applications/{offered.pk}/offer/",
        f"/admin/hiring/offer/{offer.pk}/letter/",
        f"/admin/hiring/expectation/{offered.expectations.first().pk}/change/",
        "/admin/hiring/offer/statistics/",
        "/admin/hiring/offerread/",
        "/admin/benchmarks/surveyrow/",
        "/admin/benchmarks/exchangerate/",
    } <= set(paths)
    assert len(paths) > 300


@pytest.mark.slow
@pytest.mark.parametrize("name", ["coordinator", "interviewer"])
def test_no_page_names_an_amount_to_who_does_not_set_pay(client, offered, name):
    client.force_login(on_staff(getattr(people(), name)))
    assert leaks(client, addresses()) == {}
    assert not OfferRead.objects.exists()


@pytest.mark.slow
def test_the_pages_name_the_amounts_to_who_sets_pay(client, offered):
    client.force_login(on_staff(people().manager))
    told = leaks(client, addresses())
    assert {
        reverse("application", args=[offered.pk]),
        f"/applications/{offered.pk}/offer/",
        reverse("admin:hiring_requisition_change", args=[offered.requisition_id]),
        reverse("admin:hiring_expectation_changelist"),
        reverse("admin:hiring_offer_changelist"),
        reverse("admin:benchmarks_exchangerate_changelist"),
        f"{API}/requisitions/{offered.requisition_id}/",
        f"{API}/applications/{offered.pk}/expectations/",
    } <= set(told)


@pytest.mark.slow
def test_an_approver_sees_the_offers_and_not_their_own(client, world):
    client.force_login(on_staff(world.approver))
    told = leaks(client, addresses())
    assert f"/applications/{world.in_approval.pk}/offer/" in told
    world.in_approval.candidate.employee = world.approver
    world.in_approval.candidate.save()
    own = re.compile(r"124[,.]?45[67]")
    told = leaks(client, list(told))
    assert [path for path, amounts in told.items() if own.search(" ".join(amounts))] == []


@pytest.mark.slow
def test_no_key_without_the_scope_or_the_right_reads_an_amount(offered):
    team = people()
    integration = user("ats", "Integration", kind=User.Kind.SERVICE)
    paths = api()
    keys = [caller(each) for each in (team.coordinator, team.interviewer, integration)]
    for client in [*keys, caller(team.manager, *WITHOUT_PAY)]:
        assert leaks(client, paths) == {}
    assert not OfferRead.objects.exists()


def test_no_key_without_the_scope_writes_or_is_answered_an_amount(world):
    team = people()
    integration = user("ats", "Integration", kind=User.Kind.SERVICE)
    offer = world.application.offers.get(state="extended")
    verbs = [f"offers/{offer.pk}/{verb}" for verb in ("edit", "submit", "approve", "extend", "rescind", "discard")]
    paths = [*verbs, "offers", f"applications/{world.application.pk}/expectations"]
    for client in (caller(team.coordinator), caller(integration), caller(team.manager, *WITHOUT_PAY)):
        for path in paths:
            answer = client.post(f"{API}/{path}/", {})
            assert answer.status_code == 403, path
            assert not AMOUNTS.search(answer.content.decode())
    offer.refresh_from_db()
    assert offer.state == "extended"


def test_a_preview_of_a_letter_is_for_those_who_set_pay(client):
    for reader, status in ((people().coordinator, 403), (people().manager, 200)):
        client.force_login(on_staff(reader))
        body = {"body": letter_wording.default_wording()}
        assert client.post(reverse("admin:hiring_lettertemplate_preview"), body).status_code == status


def test_who_does_not_see_pay_changes_a_requisition_without_touching_its_salary_range(client, offered):
    coordinator = people().coordinator
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    address = reverse("admin:hiring_requisition_change", args=[offered.requisition_id])
    form = client.get(address).context["adminform"].form
    assert "answer_salary_range" not in form.fields
    assert "answer_process" in form.fields
    entered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    entered = {name: "" if value is None else value for name, value in entered.items()} | {"title": "GPU engineer"}
    assert client.post(address, entered).status_code == 302
    offered.requisition.refresh_from_db()
    assert offered.requisition.title == "GPU engineer"
    assert offered.requisition.checklist_answers.get(point__slug="salary_range").answer == "EUR 111,222 to 133,444"


def test_the_checklist_names_no_band_in_its_example(client):
    found = caller(people().interviewer).get(f"{API}/checklist/salary_range/").json()
    assert not re.search(r"\d{3}[,.]?\d{3}\b.*\d{3}[,.]?\d{3}", found["example"])
