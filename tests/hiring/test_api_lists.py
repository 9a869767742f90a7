from datetime import timedelta

import pytest
from rest_framework import exceptions

from hiring.api.pagination import KeysetPagination
from hiring.models import Candidate
from tests.factories import START, candidate, people
from tests.hiring.api_world import API, caller, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return caller(people().coordinator)


def walk(client, path, **query):
    """Every page of a list, following `next_cursor`."""
    found, cursor = [], None
    for _page in range(20):
        answer = client.get(f"{API}/{path}/", query | ({"cursor": cursor} if cursor else {}))
        page = answer.json()
        found.append([row["id"] for row in page["data"]])
        assert page["has_more"] == (page["next_cursor"] is not None)
        cursor = page["next_cursor"]
        if not cursor:
            return found
    raise AssertionError("the list does not end")


def test_a_list_is_an_object_with_data_and_the_way_on(client):
    assert client.get(f"{API}/candidates/").json() == {"data": [], "next_cursor": None, "has_more": False}


def test_pages_follow_each_other_though_all_rows_share_one_instant(client):
    made = [candidate(f"Ada {number}", created_at=START).pk for number in range(7)]
    assert walk(client, "candidates", limit=3) == [made[:3:-1], made[3:0:-1], made[:1]]


def test_a_page_of_exactly_the_last_rows_is_the_last(client):
    made = [candidate(f"Ada {number}").pk for number in range(4)]
    assert walk(client, "candidates", limit=2) == [[made[3], made[2]], [made[1], made[0]]]


def test_nothing_is_lost_or_repeated_while_rows_come_and_go(client):
    made = [candidate(f"Ada {number}", created_at=START + timedelta(hours=number)).pk for number in range(6)]
    first = client.get(f"{API}/candidates/", {"limit": 2}).json()
    candidate("The newest", created_at=START + timedelta(days=2))
    Candidate.objects.filter(pk=made[4]).delete()  # the row that the cursor stands on
    second = client.get(f"{API}/candidates/", {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in first["data"] + second["data"]] == [made[5], made[4], made[3], made[2]]


def test_instants_are_told_apart_by_the_microsecond(client):
    made = [candidate(f"Ada {n}", created_at=START + timedelta(microseconds=n)).pk for n in range(3)]
    assert walk(client, "candidates", limit=1) == [[made[2]], [made[1]], [made[0]]]


def test_an_order_over_several_columns_and_tables_is_walked(client):
    reader = caller(people().manager)
    whole = [row["slug"] for row in rows(client, "questions")]
    assert len(whole) > 50
    found, cursor = [], {}
    while True:
        page = client.get(f"{API}/questions/", {"limit": 7} | cursor).json()
        found += [row["slug"] for row in page["data"]]
        if not page["has_more"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert found == whole
    bands = [row["id"] for row in rows(reader, "benchmarks/bands")]
    assert [row for page in walk(reader, "benchmarks/bands", limit=4) for row in page] == bands
    assert len(bands) == 15


def test_the_link_header_leads_on(client):
    for number in range(3):
        candidate(f"Ada {number}")
    answer = client.get(f"{API}/candidates/", {"limit": 2})
    link = answer["Link"]
    assert link.startswith(f"<http://testserver{API}/candidates/?cursor=")
    assert link.endswith('>; rel="next"')
    following = client.get(link[1 : link.index(">")])
    assert len(following.json()["data"]) == 1
    assert "Link" not in following


def test_a_cursor_stays_with_its_filters(client):
    for number in range(3):
        candidate(f"Ada {number}", source_system="lever")
    cursor = client.get(f"{API}/candidates/", {"limit": 1, "source_system": "lever"}).json()["next_cursor"]
    answer = client.get(f"{API}/candidates/", {"source_system": "greenhouse", "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_of_another_list")
    assert client.get(f"{API}/deadlines/", {"cursor": cursor}).json()["code"] == "cursor_of_another_list"
    again = client.get(f"{API}/candidates/", {"source_system": "lever", "cursor": cursor, "limit": 2})
    assert len(again.json()["data"]) == 2


def test_a_page_has_100_rows_unless_asked_otherwise(client):
    Candidate.objects.bulk_create(
        Candidate(name=f"Ada {number}", email="ada@example.com", created_at=START) for number in range(101)
    )
    assert len(rows(client, "candidates")) == 100
    assert len(rows(client, "candidates", limit=500)) == 101


def test_a_cursor_for_other_columns_is_refused(rf):
    for number in range(2):
        candidate(f"Ada {number}")
    pages = KeysetPagination()
    view = type("View", (), {"filter_backends": ()})
    pages.paginate_queryset(Candidate.objects.order_by("-pk"), _with(rf, limit=1), view)
    with pytest.raises(exceptions.ValidationError):
        pages.paginate_queryset(Candidate.objects.order_by("name"), _with(rf, cursor=pages.next_cursor), view)


def _with(rf, **query):
    request = rf.get("/", query)
    request.query_params = request.GET
    return request


def test_no_cache_keeps_what_a_key_was_told(client):
    answer = client.get(f"{API}/candidates/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "applications/?candidate=",
        "applications/?requisition=",
        "deadlines/?application=",
        "events/?application=",
        "offers/?application=",
        "interviews/?application=",
        "scorecards/?application=",
        "scorecards/?interview=",
    ],
)
def test_an_id_beyond_those_of_the_database_is_refused(path):
    answer = caller(people().manager).get(f"{API}/{path}99999999999999999999")
    assert (answer.status_code, answer.json()["code"]) == (400, "max_value")
