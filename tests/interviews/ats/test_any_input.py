"""Whatever a vendor sends, it is told what is wrong with it: never an error of ours."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interviews.ats import vendors
from interviews.models import AssessmentPackage
from tests.interviews.ats.ats_world import Ats, ashby_order, basic, connection, greenhouse_order, package
from tests.interviews.ats.test_kombo import ORDER

pytestmark = pytest.mark.django_db

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800\0") | st.just(10**400)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner))
LIKELY = {
    "partner_test_id",
    "assessment_type_id",
    "assessment_id",
    "package_id",
    "id",
    "url",
    "candidate",
    "application",
    "job",
    "data",
    "errors",
    "api_call",
    "partner_interview_id",
}
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def starts() -> dict[str, str]:
    """The beginning of the addresses of each vendor, where something can be ordered."""
    requisition = None
    for vendor in vendors.ADAPTERS:
        offered = package(connection(vendor, slug=vendor), on=requisition)
        requisition = offered.requisition
    return {vendor: f"/ats/{vendor}/{vendor}/" for vendor in vendors.ADAPTERS}


def valid(vendor: str) -> dict[str, Any]:
    offered = AssessmentPackage.objects.get(connection__vendor=vendor)
    return {"greenhouse": greenhouse_order(), "ashby": ashby_order(offered), "kombo": ORDER}[vendor]


def everywhere(starts: dict[str, str], raw: bytes) -> None:
    for vendor, start in starts.items():
        ats = Ats(start, authorization=basic(f"key-of-{vendor}"))
        for address in vendors.adapter(vendor).ADDRESSES:
            place = address.shown.replace("{id}", "00000000-0000-0000-0000-000000000000")
            answer = ats.get(place) if address.method == "GET" else ats.post(place, raw)
            assert answer.status_code < 500, (place, raw)
            json.loads(answer.content)


@OFTEN
@example({"errors": [[["x"]]], "api_call": 7})
@example({"candidate": {"email": "a@b.example", "first_name": "\0", "last_name": " "}})
@given(body=st.dictionaries(st.sampled_from(sorted(LIKELY)) | st.text(), ANYTHING) | ANYTHING)
def test_random_json_is_answered(starts, body):
    everywhere(starts, json.dumps(body).encode())


@OFTEN
@given(raw=st.binary(max_size=200))
def test_random_bytes_are_answered(starts, raw):
    everywhere(starts, raw)


@OFTEN
@given(data=st.data())
def test_valid_order_with_one_value_replaced_is_answered(starts, data):
    vendor = data.draw(st.sampled_from(sorted(starts)))
    body = json.loads(json.dumps(valid(vendor)))
    inner = data.draw(st.sampled_from([body, *(value for value in body.values() if isinstance(value, dict))]))
    inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(ANYTHING)
    everywhere({vendor: starts[vendor]}, json.dumps(body).encode())


@OFTEN
@given(query=st.dictionaries(st.just("partner_interview_id") | st.text(min_size=1), st.text(), max_size=3))
def test_random_queries_are_answered(starts, query):
    usable = {name: value for name, value in query.items() if (name + value).isprintable()}
    ats = Ats(starts["greenhouse"], authorization=basic("key-of-greenhouse"))
    assert ats.get("test_status", **usable).status_code in (400, 404)
