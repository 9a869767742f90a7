"""The admin shows pay to those who may see it, supersedes instead of editing, hands edited rows to people."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import bands
from benchmarks.models import CompanyGuide, ExchangeRate, GuideBand, Level, Premium, Region, SalaryBand
from benchmarks.surveys import importing
from tests.benchmarks.survey_files import JUNIOR, SENIOR, csv_of

pytestmark = pytest.mark.usefixtures("market")

MODELS = [model for model in site._registry if model._meta.app_label == "benchmarks"]
PAY = [
    *("salaryband", "premium", "companyguide", "guideband", "guidelever", "guideposition", "competingoffer"),
    *("survey", "surveyrow", "marketpolicy", "exchangerate"),
]
NOT_TYPED_IN = ("surveyrow", "marketpolicy")


@pytest.fixture(autouse=True)
def surveys(market: None) -> None:
    """What no reference file brings: two surveys of two rows, two rates."""
    for name in ("Kestrel", "Heron"):
        content = csv_of(SENIOR, JUNIOR)
        importing.bring(content, file="pay.csv", name=name, effective_on=date(2026, 1, 1), by=None)
    for rate in ("0.91", "0.92"):
        ExchangeRate.objects.create(base="USD", quote="EUR", rate=rate, on=date(2026, 1, int(rate[3])), source="bank")


@pytest.fixture
def logged_in(client: Client, person: Callable[..., Any]) -> Callable[..., Client]:
    def enter(*permissions: str, superuser: bool = False) -> Client:
        client.force_login(person(*permissions, superuser=superuser))
        return client

    return enter


def _list(name: str) -> str:
    return reverse(f"admin:benchmarks_{name}_changelist")


def test_every_model_has_a_page() -> None:
    assert sorted(model._meta.model_name or "" for model in MODELS) == sorted([*PAY, "level", "region", "guidelevel"])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_list_search_and_page_open(model: Any, logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    name = model._meta.model_name
    assert client.get(_list(name)).status_code == 200
    assert client.get(_list(name), {"q": "google"}).status_code == 200
    row = model.objects.first()
    assert client.get(reverse(f"admin:benchmarks_{name}_change", args=[row.pk])).status_code == 200
    assert client.get(reverse(f"admin:benchmarks_{name}_add")).status_code == (403 if name in NOT_TYPED_IN else 200)


@pytest.mark.parametrize("name", PAY)
def test_pay_needs_the_permission_to_view_it(name: str, logged_in: Callable[..., Client]) -> None:
    assert logged_in("view_level").get(_list(name)).status_code == 403
    assert logged_in(f"view_{name}").get(_list(name)).status_code == 200


def test_guide_page_hides_the_parts_that_one_may_not_view(logged_in: Callable[..., Client]) -> None:
    guide = CompanyGuide.objects.get(company="CoreWeave")
    address = reverse("admin:benchmarks_companyguide_change", args=[guide.pk])
    assert "GBP 175,000" not in logged_in("view_companyguide").get(address).content.decode()
    assert "GBP 175,000–218,000" in logged_in("view_companyguide", "view_guideband").get(address).content.decode()


def test_band_list_writes_money_for_people(logged_in: Callable[..., Client]) -> None:
    page = logged_in(superuser=True).get(_list("salaryband")).content.decode()
    assert "EUR 130,000–170,000" in page
    assert "USD 340,000–500,000+" in page


def test_guide_page_shows_published_beside_computed(logged_in: Callable[..., Client]) -> None:
    guide = CompanyGuide.objects.get(company="Hugging Face")
    address = reverse("admin:benchmarks_companyguide_change", args=[guide.pk])
    page = logged_in(superuser=True).get(address).content.decode()
    for shown in ("USD 213,000–290,000", "USD 203,250–211,500", "⚠ USD 1,500 above its parts"):
        assert shown in page
    listed = logged_in(superuser=True).get(_list("companyguide")).content.decode()
    for shown in ("⚠ differ", "✓ agree", "USD 420,000+"):
        assert shown in listed


def _new_band(**changed: Any) -> dict[str, Any]:
    return {
        "level": Level.objects.get(slug="senior").pk,
        "region": Region.objects.get(slug="germany").pk,
        "currency": "EUR",
        "period": "year",
        "low": "140000",
        "high": "185000",
        "source": "Own survey",
        "effective_from": "2026-07-01",
        **changed,
    }


def test_adding_a_band_supersedes_the_open_one(logged_in: Callable[..., Client]) -> None:
    client = logged_in("add_salaryband", "view_salaryband")
    answer = client.post(reverse("admin:benchmarks_salaryband_add"), _new_band())
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert bands.quote("senior", "germany", date(2026, 6, 30)).low == 130_000
    assert bands.quote("senior", "germany", date(2026, 7, 1)).low == 140_000
    band = SalaryBand.objects.open().get(level__slug="senior", region__slug="germany")
    assert (band.origin, bool(band.entered_by)) == ("manual", True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"currency": "USD"}, "Germany pays in EUR, not in USD."),
        ({"low": "185000"}, "A band runs from a lower to a higher amount, not from 185000 to 185000."),
        ({"effective_from": "2025-01-01"},
         "The band that stands now begins on 2026-01-01: a new one cannot begin before."),
    ],
)  # fmt: skip
def test_adding_a_band_that_cannot_be_explains_itself(
    changed: dict[str, str], message: str, logged_in: Callable[..., Client]
) -> None:
    client = logged_in(superuser=True)
    answer = client.post(reverse("admin:benchmarks_salaryband_add"), _new_band(**changed))
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert SalaryBand.objects.count() == 15


def test_a_band_cannot_be_edited_or_deleted(logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    band = SalaryBand.objects.get(level__slug="senior", region__slug="germany")
    assert client.post(reverse("admin:benchmarks_salaryband_change", args=[band.pk]), _new_band()).status_code == 403
    assert client.post(reverse("admin:benchmarks_salaryband_delete", args=[band.pk])).status_code == 403
    band.refresh_from_db()
    assert band.low == 130_000


def test_an_edited_row_is_taken_over_from_its_file(logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    region = Region.objects.get(slug="germany")
    address = reverse("admin:benchmarks_region_change", args=[region.pk])
    same = {"title": "Germany", "currency": "EUR", "position": 1}
    assert client.post(address, same).status_code == 302
    assert Region.objects.get(slug="germany").origin == "reference"
    assert client.post(address, {**same, "title": "Germany and Austria"}).status_code == 302
    assert Region.objects.get(slug="germany").origin == "manual"


def test_an_edited_part_takes_its_guide_over(logged_in: Callable[..., Client]) -> None:
    band = GuideBand.objects.get(region="London")
    address = reverse("admin:benchmarks_guideband_change", args=[band.pk])
    values = {"region": "London", "currency": "GBP", "period": "year", "base_low": "176000", "position": 3}
    assert logged_in(superuser=True).post(address, values).status_code == 302
    assert CompanyGuide.objects.get(company="CoreWeave").origin == "manual"
    assert CompanyGuide.objects.get(company="Hugging Face").origin == "reference"


def test_reference_rows_cannot_be_deleted(logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    premium = Premium.objects.get(slug="gpu_scale_1000_plus")
    address = reverse("admin:benchmarks_premium_delete", args=[premium.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


def test_retired_rows_are_listed_on_request_only(logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    Premium.objects.filter(slug="gpu_scale_1000_plus").update(retired_at="2026-03-02T09:00Z")
    assert "gpu_scale_1000_plus" not in _slugs(client, {})
    assert _slugs(client, {"state": "retired"}) == {"gpu_scale_1000_plus"}
    assert len(_slugs(client, {"state": "all"})) == 7


def _slugs(client: Client, parameters: dict[str, str]) -> set[str]:
    answer = client.get(_list("premium"), parameters)
    return {premium.slug for premium in answer.context["cl"].queryset}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_list_takes_as_many_queries_for_more_rows(model: Any, logged_in: Callable[..., Client]) -> None:
    client = logged_in(superuser=True)
    address = _list(model._meta.model_name)
    client.get(address)
    counts = []
    for rows in (model.objects.order_by("pk")[:1], model.objects.all()):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address, {"pk__in": ",".join(str(row.pk) for row in rows)})
        assert answer.status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
