"""Amounts that could leak stand in every row that may name one; who does not set pay finds none of them."""

import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from hiring import drafting, offers, tokens
from hiring.models import Application, Offer, User
from hiring.stages import Stage
from tests.factories import at_stage, hour, people, user
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

AMOUNTS = re.compile(r"123[,.]?456|111[,.]?222|133[,.]?444|7[,.]?654\b")
LISTS = ("applications", "events", "requisitions", "deadlines", "role-scopes", "checklist", "market-facts", "offers")


@pytest.fixture
def offered() -> Application:
    application = at_stage(Stage.OFFER)
    manager, now = people().manager, hour(240)
    amounts = {"base": Decimal(123456), "bonus": Decimal(7654), "note": "123456 in all"}
    offers.make_offer(application, currency="EUR", by=manager, now=now, **amounts)
    offers.decline(application, reason="Has 123456 elsewhere.", by=manager, now=now)
    offers.make_offer(application, currency="EUR", base=Decimal(123456), by=manager, now=now)
    scope = application.requisition.scope
    assert scope
    scope.eur_low, scope.eur_high = Decimal(111222), Decimal(133444)
    scope.save()
    answer = drafting.Answer("salary_range", "EUR 111,222 to 133,444")
    drafting.answer(application.requisition, [answer], by=manager)
    return application


def addresses(application: Application) -> list[str]:
    found = [reverse("applications"), reverse("application", args=[application.pk]), reverse("admin:index")]
    for model in admin.site._registry:
        if model._meta.app_label == "hiring" and model is not User:
            place = f"admin:hiring_{model._meta.model_name}"
            found.append(reverse(f"{place}_changelist"))
            for pk in model._default_manager.values_list("pk", flat=True)[:15]:
                found += [reverse(f"{place}_change", args=[pk]), reverse(f"{place}_history", args=[pk])]
    return [*found, reverse("admin:hiring_requisition_add")]


def api(application: Application) -> list[str]:
    details = [f"applications/{application.pk}", f"requisitions/{application.requisition_id}", "role-scopes/mlops"]
    details += [f"offers/{offer.pk}" for offer in Offer.objects.all()]
    return [f"{API}/{path}/" for path in (*LISTS, *details)]


def leaks(client: Client, paths: list[str]) -> dict[str, list[str]]:
    found = {path: AMOUNTS.findall(client.get(path, follow=True).content.decode()) for path in paths}
    return {path: amounts for path, amounts in found.items() if amounts}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["coordinator", "interviewer"])
def test_no_page_names_an_amount_to_who_does_not_set_pay(client, offered, name):
    reader = getattr(people(), name)
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    assert leaks(client, addresses(offered) + api(offered)) == {}


@pytest.mark.slow
def test_the_pages_name_the_amounts_to_who_sets_pay(client, offered):
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    told = leaks(client, addresses(offered) + api(offered))
    assert reverse("application", args=[offered.pk]) in told
    assert reverse("admin:hiring_requisition_change", args=[offered.requisition_id]) in told
    assert f"{API}/requisitions/{offered.requisition_id}/" in told


def test_no_key_without_the_scope_or_the_right_reads_an_amount(offered):
    team = people()
    integration = user("ats", "Integration", kind=User.Kind.SERVICE)
    without_pay = [scope for scope in tokens.SCOPES if not scope.startswith("pay:")]
    keys = [caller(each) for each in (team.coordinator, team.interviewer, integration)]
    for client in [*keys, caller(team.manager, *without_pay)]:
        assert leaks(client, api(offered)) == {}


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
