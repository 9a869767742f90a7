"""interviews/ats/vendors.py: every adapter of the table holds what an adapter has to."""

import json
from types import ModuleType
from typing import Any, cast

import pytest
from django.utils import timezone

from config.env import BASE_DIR
from hiring.models import RoundResult
from hiring.outbox.outcome import Result
from hiring.outbox.posting import Answer
from interviews.ats import vendors
from interviews.ats.calls import CallRefused
from interviews.ats.connections import Attempt
from interviews.models import AtsConnection
from tests.interviews.ats.ats_world import Ats, cases, connection

README = (BASE_DIR / "interviews" / "ats" / "README.md").read_text()


@pytest.mark.parametrize("vendor", vendors.ADAPTERS)
@pytest.mark.django_db
def test_adapter_is_whole(vendor):
    adapter = vendors.adapter(vendor)
    module = cast("ModuleType", adapter)
    assert module.__doc__
    assert set(adapter.SCHEMES) <= {"basic", "bearer"}
    assert all("." in host for host in adapter.HOSTS)
    json.dumps(adapter.refusal(CallRefused(422, "No.", {"a.b": "is missing."})))
    attempt = Attempt(connection(vendor, remote_key="secret"), 1, timezone.now())
    assert "authorization" in adapter.headers(attempt)
    results = {status: adapter.taken(Answer(status, {}, ""), attempt).result for status in (200, 204, 404, 429, 500)}
    assert results == {
        200: Result.ACCEPTED,
        204: Result.ACCEPTED,
        404: Result.REFUSED,
        429: Result.LATER,
        500: Result.LATER,
    }


@pytest.mark.parametrize("vendor", vendors.ADAPTERS)
@pytest.mark.django_db
def test_every_address_needs_a_key_and_stands_in_the_readme(vendor):
    connection(vendor)
    for address in vendors.adapter(vendor).ADDRESSES:
        stranger = Ats(f"/ats/{vendor}/acme/", authorization="")
        ask: Any = stranger.get(address.shown) if address.method == "GET" else stranger.post(address.shown, {})
        assert ask.status_code == 401
        assert f"`{address.method} {address.shown}`" in README


def test_every_vendor_of_the_table_is_one_of_the_models():
    assert set(vendors.ADAPTERS) <= set(AtsConnection.Vendor.values)


def test_our_verdicts_are_the_words_that_every_system_knows():
    maps = cases("maps/recommendation.json")
    assert [*RoundResult.Verdict.values, "no_decision"] == maps["canonical_overall"]
    for system, names in maps["to"].items():
        assert len(set(names.values())) == len(names), system
