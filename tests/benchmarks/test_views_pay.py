"""Who sees the pages of the market, hostile questions to all of them, how many queries they take."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.models import CompanyGuide, GuideBand, Premium, Region, SalaryBand
from tests.benchmarks.market_pages import ON, address, every_address, get, queries, rows
from tests.benchmarks.market_world import band, guide, survey_row
from tests.factories import people, user

pytestmark = pytest.mark.django_db


# Who sees them --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["coordinator", "interviewer"])
def test_who_does_not_set_pay_gets_nothing(client: Client, name: str) -> None:
    reader = getattr(people(), name)
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    for url in every_address():
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert not re.search(r"130.?000|200.?000", answer.content.decode()), url
    assert reverse("market") not in client.get(reverse("my_interviews")).content.decode()


def test_nobody_gets_to_the_log_in(client: Client) -> None:
    for url in every_address():
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("login")), url


@pytest.mark.parametrize("role", ["Hiring manager", "Offer approver"])
def test_who_sets_or_approves_pay_sees_every_page(client: Client, role: str) -> None:
    client.force_login(user("somebody", role))
    for url in every_address():
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer["Cache-Control"] == "private, no-store", url
    assert f'href="{reverse("market")}"' in client.get(reverse("my_interviews")).content.decode()


def test_bands_alone_open_no_guides_and_no_surveys(client: Client, person: Any) -> None:
    survey_row()
    client.force_login(person("view_salaryband"))
    text = get(client, "market", on=ON, region="germany", amount=150_000)
    assert "EUR 130,000–170,000" in text
    assert "Pay Panel" not in text
    assert "Company guides" not in text
    quote = get(client, "market_quote", level="senior", region="germany", on=ON, amount=150_000)
    assert "Pay Panel" not in quote
    assert "P50" not in quote
    for name in ("market_guides", "market_compare"):
        get(client, name, status=403)


def test_pages_only_read(manager: Client) -> None:
    for url in every_address():
        assert manager.post(url).status_code == 405, url


# Hostile questions ----------------------------------------------------------------------------------------------------


HOSTILE = [
    "\x00",
    "'; DROP TABLE x; --",
    "%s%s%n",
    "🦊" * 50,
    "9" * 400,
    "-1",
    "0",
    "../../etc",
    "1e999",
    "{{ 7 }}",
    "\u202e",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_get_a_page(manager: Client, value: str) -> None:
    guide()
    names = {
        "market": ("region", "on", "amount"),
        "market_quote": ("level", "region", "on", "premiums", "industry", "amount", "currency"),
        "market_guides": ("role", "company", "page"),
        "market_compare": ("role", "company", "place", "measure", "money", "order", "amount", "page"),
    }
    for page, parameters in names.items():
        for parameter in parameters:
            answer = manager.get(address(page, **{parameter: value}))
            assert answer.status_code in (200, 400), (page, parameter)
            assert "{{ 7 }}" not in answer.content.decode() or value == "{{ 7 }}"


def test_values_given_twice_and_unknown_names_get_a_page(manager: Client) -> None:
    url = reverse("market_quote") + "?level=senior&level=junior&region=germany&region=&on=&on=&foo=bar&premiums="
    assert manager.get(url).status_code == 400
    assert manager.get(reverse("market") + "?on=2026-03-02&on=2026-03-03&x[]=1").status_code == 200


@pytest.mark.parametrize("path", ["bands.exe", "guides/999999/", "guides/999999.csv", "guides/x/", "quote.pdf"])
def test_unknown_addresses_are_not_found(manager: Client, path: str) -> None:
    assert manager.get(f"/market/{path}").status_code == 404


# How many queries -----------------------------------------------------------------------------------------------------


def test_queries_do_not_grow_with_guides(manager: Client) -> None:
    CompanyGuide.objects.all().delete()
    one = guide("First")
    urls = [address("market_guides"), address("market_compare"), address("market_guide", one.pk)]
    urls += [address("market_compare_file", "csv"), address("market_guides_file", "csv")]
    before = [queries(manager, url) for url in urls]
    for company in ("Second", "Third"):
        guide(company)
        band(one, region=company)
    assert [queries(manager, url) for url in urls] == before


def test_queries_do_not_grow_with_bands_surveys_and_premiums(manager: Client) -> None:
    SalaryBand.objects.exclude(level__slug="senior").delete()
    Premium.objects.exclude(slug="gpu_scale_1000_plus").delete()
    survey_row()
    bands = address("market", on=ON)
    quote = {"level": "senior", "region": "germany", "on": ON}
    before = queries(manager, bands), queries(manager, address("market_quote", **quote))
    senior = SalaryBand.objects.get(region__slug="germany")
    for number, level in enumerate(("junior", "mid")):
        survey_row(level)
        senior.pk, senior.level = None, type(senior.level).objects.get(slug=level)
        senior.save(force_insert=True)
        Premium.objects.create(slug=f"more{number}", title="More", kind="skill", percent_low=number + 1)
    Region.objects.create(slug="norway", title="Norway", currency="NOK", position=9)
    chosen = address("market_quote", **quote, premiums=["gpu_scale_1000_plus", "more0", "more1"])
    assert (queries(manager, bands), queries(manager, chosen)) == before


def test_five_hundred_guides_stay_a_page(manager: Client) -> None:
    CompanyGuide.objects.bulk_create(
        CompanyGuide(slug=f"g{number}", title="G", company=f"Company {number:03}", role="Engineer", currency="USD")
        for number in range(500)
    )
    made = CompanyGuide.objects.filter(slug__startswith="g").exclude(company="")
    GuideBand.objects.bulk_create(
        GuideBand(guide=one, region=place, currency="USD", base_low=100, base_high=200)
        for one in made
        for place in ("New York", "Austin")
    )
    first = get(manager, "market_guides", company="company")
    assert "500 guides found" in first
    assert "Page 1 of 10" in first
    assert "Company 000" in first
    assert "Company 050" in get(manager, "market_guides", company="company", page=2)
    compared = get(manager, "market_compare", company="company")
    assert "1000 bands in USD a year" in compared
    assert "Page 1 of 40" in compared
    assert len(rows(manager.get(address("market_compare_file", "csv", company="company")))) == 1001
