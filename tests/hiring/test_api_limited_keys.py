"""What a key that is limited to some requisitions reaches: what belongs to these or to none, nothing else."""

import pytest
from rest_framework.test import APIClient

from config.api import router
from hiring import endpoints, tokens
from tests.factories import application, candidate, hour, people, requisition, user
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

OF_NO_REQUISITION = {
    *("role-scopes", "landscape", "sourcing-channels", "checklist", "market-facts"),
    *("rounds", "questions", "competencies", "flags", "domains", "skills"),
    *("levels", "regions", "benchmarks", "benchmarks/bands", "benchmarks/premiums", "benchmarks/guides"),
    "benchmarks/surveys",
}
"""What is the same for everybody, as far as the scopes of a key allow it."""
OF_THE_HOUSE = {"users", "webhook-endpoints", "webhook-endpoints/(?P<endpoint>[0-9]+)/deliveries"}
"""What tells of every requisition at once: beyond a limited key."""
LISTED = sorted(OF_NO_REQUISITION - {"benchmarks"})  # which has no list, only a quote


@pytest.fixture
def limited() -> APIClient:
    """A key with every scope, of somebody who may do everything, for one requisition."""
    root = user("root", is_superuser=True)
    _token, key = tokens.issue(root, name="limited", scopes=list(tokens.SCOPES), requisitions=[requisition()])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def test_every_address_is_bound_to_requisitions_or_known_to_have_none():
    bound = set()
    for prefix, view, _name in router.registry:
        path = getattr(view, "requisition_path", None)
        assert (path is None) == (prefix in OF_NO_REQUISITION), prefix
        assert (path == "") == (prefix in OF_THE_HOUSE), prefix
        if path:
            bound.add(prefix)
    assert bound == {
        *("requisitions", "candidates", "applications", "deadlines", "events", "decisions", "offers"),
        *("interviews", "scorecards", "raised-flags"),
    }


@pytest.mark.parametrize("path", LISTED)
def test_reference_is_read_with_a_limited_key_as_with_any_other(limited, path):
    mine = limited.get(f"{API}/{path}/")
    assert mine.status_code == 200
    whole = caller(user("other", is_superuser=True)).get(f"{API}/{path}/")
    assert mine.json() == whole.json()


def test_a_quote_and_a_single_row_are_read_too(limited):
    assert limited.get(f"{API}/benchmarks/quote/", {"level": "senior", "region": "germany"}).status_code == 200
    (first, *_more) = limited.get(f"{API}/levels/").json()["data"]
    place = first.get("slug") or first["id"]
    assert limited.get(f"{API}/levels/{place}/").status_code == 200


def test_reference_still_needs_its_scope():
    _token, key = tokens.issue(
        people().manager, name="narrow", scopes=["applications:read"], requisitions=[requisition()]
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    for path in ("questions", "levels", "benchmarks/bands"):
        assert client.get(f"{API}/{path}/").json()["code"] == "insufficient_scope", path


def test_what_tells_of_all_requisitions_is_beyond_a_limited_key(limited):
    endpoint = endpoints.register(url="https://example.com/hook", by=None, now=hour(1))[0]
    for path in ("webhook-endpoints/", f"webhook-endpoints/{endpoint.pk}/deliveries/", "offers/statistics/"):
        answer = limited.get(f"{API}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "limited_key"), path


@pytest.mark.parametrize(
    "path", ["requisitions", "candidates", "applications", "deadlines", "events", "decisions", "offers", "interviews",
             "scorecards", "raised-flags"]
)  # fmt: skip
def test_nothing_of_another_requisition_is_in_a_list(limited, path):
    application(on=requisition(title="Beyond"), of=candidate("Grace Kim", email="grace@example.com"))
    text = limited.get(f"{API}/{path}/").content.decode()
    assert "Grace" not in text
    assert "Beyond" not in text


def test_a_key_whose_requisition_is_gone_reaches_nothing_and_neither_does_its_successor():
    root, here = user("root", is_superuser=True), requisition()
    application(on=requisition(title="There"))
    token, key = tokens.issue(root, name="limited", scopes=["applications:read"], requisitions=[here])
    token.requisitions.clear()
    _fresh, new_key = tokens.rotate(token, by=root)
    for each in (key, new_key):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {each}")
        answer = client.get(f"{API}/applications/")
        assert (answer.status_code, answer.json()["data"]) == (200, [])
