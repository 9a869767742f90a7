"""PUT by the id of another system: one row, however often and however many at once send it."""

from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from hiring import tokens
from hiring.models import Application, Candidate, Requisition, User
from tests.factories import application, candidate, people, requisition, user
from tests.hiring.api_world import API, caller
from tests.hiring.test_concurrency import parallel as parallel  # a fixture

pytestmark = pytest.mark.django_db

ADA = {"name": "Ada Kovacs", "email": "ada@example.com"}
OPENING = {"title": "GPU engineer", "hiring_manager": "mara", "coordinator": "jonas"}


def put(client: APIClient, what: str, external_id: str, body: Any, *, source: str = "crm", **headers: str) -> Any:
    names = "/".join(quote(name, safe="") for name in (source, external_id))
    return client.put(
        f"{API}/{what}/external/{names}", body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


@pytest.fixture
def client() -> APIClient:
    return caller(people().coordinator)


def test_a_candidate_is_entered_then_brought_up_to_date(client):
    first = put(client, "candidates", "c-1", ADA | {"phone": "+36 1"})
    assert first.status_code == 201
    assert (first.json()["external_id"], first.json()["source_system"]) == ("c-1", "crm")
    second = put(client, "candidates", "c-1", ADA | {"name": "Ada Berg"})
    assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
    assert (second.json()["name"], second.json()["phone"]) == ("Ada Berg", "+36 1")
    assert put(client, "candidates", "c-1", ADA | {"phone": None}).json()["phone"] is None
    assert put(client, "candidates", "c-1", ADA, source="lever").status_code == 201
    assert Candidate.objects.count() == 2


def test_what_says_nothing_new_changes_nothing(client):
    first = put(client, "candidates", "c-1", ADA)
    again = put(client, "candidates", "c-1", ADA)
    assert (again.status_code, again["ETag"], again.json()) == (200, first["ETag"], first.json())


@pytest.mark.parametrize(
    "name", ["c/1", "a b", "100%", "Ünï?#&", "a/b//c", "c-1/", "..;x", '"quoted"', "line\nbreak", "x" * 120]
)
def test_an_id_has_any_characters(client, name):
    sent = name + "/" if name.endswith("/") else name  # one slash behind an id is the address's own
    first = put(client, "candidates", sent, ADA)
    assert (first.status_code, first.json()["external_id"]) == (201, name)
    assert put(client, "candidates", sent, ADA).status_code == 200
    assert Candidate.objects.get().external_id == name


def test_a_slash_behind_the_address_is_not_part_of_the_id(client):
    assert client.put(f"{API}/candidates/external/crm/7/", ADA).json()["external_id"] == "7"
    assert client.put(f"{API}/candidates/external/crm/7", ADA).status_code == 200


@pytest.mark.parametrize(("source", "name"), [("x" * 61, "1"), ("crm", "x" * 121), ("crm", "a\0b"), (" ", "1")])
def test_names_that_no_column_holds_are_refused(client, source, name):
    answer = put(client, "candidates", name, ADA, source=source)
    assert answer.status_code == 400, answer.content
    assert not Candidate.objects.exists()


def test_the_body_may_repeat_the_names_and_not_contradict_them(client):
    assert put(client, "candidates", "c-1", ADA | {"external_id": "c-1", "source_system": "crm"}).status_code == 201
    answer = put(client, "candidates", "c-1", ADA | {"external_id": "c-2"})
    assert (answer.status_code, answer.json()["code"]) == (400, "differs_from_address")


def test_a_known_row_takes_what_changed_alone_and_a_new_one_what_it_needs(client):
    put(client, "candidates", "c-1", ADA)
    answer = put(client, "candidates", "c-1", {"phone": "+36 1"})
    assert (answer.status_code, answer.json()["phone"], answer.json()["name"]) == (200, "+36 1", "Ada Kovacs")
    put(client, "requisitions", "r-1", OPENING)
    answer = put(client, "requisitions", "r-1", {"headcount": 2})
    assert (answer.status_code, answer.json()["headcount"], answer.json()["title"]) == (200, 2, "GPU engineer")
    body = {"requisition": requisition().pk, "candidate": ADA | {"external_id": "c-1"}}
    put(client, "applications", "a-1", body)
    answer = put(client, "applications", "a-1", {"candidate": {"location": "Oslo"}})
    assert (answer.status_code, Candidate.objects.get().location) == (200, "Oslo")
    assert put(client, "applications", "a-1", {}).status_code == 200
    for what, sent, missing in (
        ("candidates", {"phone": "1"}, ["name", "email"]),
        ("requisitions", {"title": "x"}, ["hiring_manager", "coordinator"]),
        ("applications", {}, ["requisition", "candidate"]),
        ("applications", {"requisition": body["requisition"], "candidate": {}}, ["candidate.name", "candidate.email"]),
    ):
        answer = put(client, what, "new", sent)
        assert (answer.status_code, answer.json()["code"]) == (400, "required"), answer.content
        assert [error["field"] for error in answer.json()["errors"]] == missing


def test_a_requisition_is_drafted_then_brought_up_to_date(client):
    first = put(client, "requisitions", "r-1", OPENING | {"level": "senior"})
    assert (first.status_code, first.json()["status"], first.json()["external_id"]) == (201, "draft", "r-1")
    second = put(client, "requisitions", "r-1", OPENING | {"title": "Kernel engineer"})
    assert (second.status_code, second.json()["title"], second.json()["level"]) == (200, "Kernel engineer", "senior")
    assert Requisition.objects.count() == 1


def test_what_an_open_requisition_keeps_is_refused(client):
    made = requisition(external_id="r-1", source_system="crm", title="GPU engineer")
    same = put(client, "requisitions", "r-1", OPENING | {"level": made.level.slug})
    assert same.status_code == 200
    other = "mid" if made.level.slug != "mid" else "senior"
    answer = put(client, "requisitions", "r-1", OPENING | {"level": other})
    assert (answer.status_code, answer.json()["code"]) == (409, "requisition_not_draft")


def test_an_application_is_received_once_and_its_candidate_brought_up_to_date(client):
    on = requisition()
    body = {"requisition": on.pk, "candidate": ADA | {"external_id": "c-1"}}
    first = put(client, "applications", "a-1", body)
    assert (first.status_code, first.json()["external_id"], first.json()["stage"]) == (201, "a-1", "applied")
    body["candidate"] |= {"name": "Ada Berg"}
    second = put(client, "applications", "a-1", body)
    assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
    assert second.json()["candidate"]["name"] == "Ada Berg"
    assert Candidate.objects.get().source_system == "crm"
    assert Application.objects.get().history.count() == 1


def test_a_candidate_without_an_id_is_whoever_the_application_is_of(client):
    body = {"requisition": requisition().pk, "candidate": ADA}
    assert put(client, "applications", "a-1", body).status_code == 201
    assert put(client, "applications", "a-1", body | {"candidate": ADA | {"phone": "+1"}}).status_code == 200
    assert Candidate.objects.get().phone == "+1"


def test_an_application_of_another_requisition_or_candidate_is_refused(client):
    made = application(external_id="a-1", source_system="crm")
    other, bo = requisition(title="Other"), candidate("Bo", external_id="c-2", source_system="crm")
    for body in (
        {"requisition": other.pk, "candidate": made.candidate_id},
        {"requisition": made.requisition_id, "candidate": bo.pk},
        {"requisition": made.requisition_id, "candidate": ADA | {"external_id": "c-2"}},
    ):
        answer = put(client, "applications", "a-1", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "external_id_taken"), answer.content
    bo.refresh_from_db()
    assert bo.name == "Bo"
    assert (
        put(
            client, "applications", "a-1", {"requisition": made.requisition_id, "candidate": made.candidate_id}
        ).status_code
        == 200
    )


def test_if_match_is_honoured_where_it_is_sent(client):
    assert put(client, "candidates", "c-1", ADA, if_match='"7-1"').status_code == 412
    first = put(client, "candidates", "c-1", ADA)
    assert put(client, "candidates", "c-1", ADA | {"phone": "1"}, if_match=first["ETag"]).status_code == 200
    assert put(client, "candidates", "c-1", ADA | {"phone": "2"}, if_match=first["ETag"]).status_code == 412
    assert put(client, "candidates", "c-1", ADA | {"phone": "2"}, if_match="*").status_code == 200
    assert put(client, "candidates", "c-1", ADA, if_none_match="*").status_code == 412


def test_who_may_not_write_is_refused_even_where_nothing_is_new(client):
    put(client, "candidates", "c-1", ADA)
    reader = caller(user("ben", "Interviewer"))
    assert put(reader, "candidates", "c-1", ADA).json()["code"] == "permission_denied"
    Candidate.objects.update(employee=people().coordinator)
    assert put(client, "candidates", "c-1", ADA).json()["code"] == "permission_denied"
    assert put(client, "candidates", "c-1", ADA | {"phone": "1"}).json()["code"] == "permission_denied"


def test_a_row_is_read_by_its_name_as_by_its_id(client):
    body = {"requisition": {"external_id": "r/1", "source_system": "crm"}, "candidate": ADA | {"external_id": "c-1"}}
    requisition(external_id="r/1", source_system="crm")
    put(client, "applications", "a-1", body)
    for what, name in (("candidates", "c-1"), ("requisitions", "r%2F1"), ("applications", "a-1")):
        named = client.get(f"{API}/{what}/external/crm/{name}")
        assert named.status_code == 200, named.content
        same = client.get(f"{API}/{what}/{named.json()['id']}/")
        assert (named["ETag"], named.json()["id"]) == (same["ETag"], same.json()["id"])
        assert {**named.json(), "clock": 0, "forecast": 0} == {**same.json(), "clock": 0, "forecast": 0}
        for other in (f"{API}/{what}/external/crm/nobody", f"{API}/{what}/external/lever/{name}"):
            assert client.get(other).json()["code"] == "not_found"
    known = {"if-none-match": client.get(f"{API}/candidates/external/crm/c-1")["ETag"]}
    assert client.get(f"{API}/candidates/external/crm/c-1", headers=known).status_code == 304


def test_only_get_and_put_are_known_there(client):
    put(client, "candidates", "c-1", ADA)
    for method in ("post", "patch", "delete"):
        assert getattr(client, method)(f"{API}/candidates/external/crm/c-1").status_code == 405, method


# Keys that are limited to requisitions -------------------------------------------------------------------------------


@pytest.fixture
def limited() -> tuple[APIClient, Application, Application]:
    here, there = requisition(title="Here"), requisition(title="There", external_id="r-2", source_system="crm")
    mine = application(on=here, of=candidate("Ada", external_id="c-1", source_system="crm"))
    other = application(
        on=there, of=candidate("Grace", external_id="c-2", source_system="crm"), external_id="a-2", source_system="crm"
    )
    _token, key = tokens.issue(people().manager, name="limited", scopes=list(tokens.SCOPES), requisitions=[here])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client, mine, other


def test_a_limited_key_writes_on_nothing_of_others(limited):
    client, mine, other = limited
    grace = ADA | {"external_id": "c-2", "source_system": "crm"}
    for answer in (
        put(client, "requisitions", "r-2", OPENING),
        put(client, "requisitions", "r-9", OPENING),
        client.post(f"{API}/requisitions/", OPENING),
        put(client, "candidates", "c-2", ADA),
        put(client, "candidates", "c-9", ADA),
        client.post(f"{API}/candidates/", ADA),
        put(client, "applications", "a-2", {"requisition": mine.requisition_id, "candidate": ADA}),
        put(client, "applications", "a-9", {"requisition": mine.requisition_id, "candidate": grace}),
        client.post(f"{API}/applications/", {"requisition": mine.requisition_id, "candidate": grace}),
        client.get(f"{API}/webhook-endpoints/"),
        client.get(f"{API}/offers/statistics/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "limited_key"), answer.content
    other.candidate.refresh_from_db()
    assert (other.candidate.name, Candidate.objects.count(), Requisition.objects.count()) == ("Grace", 2, 2)


def test_a_limited_key_reads_its_own_by_name_and_nothing_of_others(limited):
    client, mine, _other = limited
    assert client.get(f"{API}/candidates/external/crm/c-1").json()["id"] == mine.candidate_id
    for path in ("candidates/external/crm/c-2", "requisitions/external/crm/r-2", "applications/external/crm/a-2"):
        assert client.get(f"{API}/{path}").status_code == 404, path
    there = {"external_id": "r-2", "source_system": "crm"}
    answer = client.post(f"{API}/applications/", {"requisition": there, "candidate": mine.candidate_id})
    assert (answer.json()["code"], answer.json()["errors"][0]["field"]) == ("does_not_exist", "requisition")
    known = {"external_id": "c-2", "source_system": "crm"}
    answer = client.post(f"{API}/applications/", {"requisition": mine.requisition_id, "candidate": known})
    assert answer.json()["code"] == "limited_key"


def test_a_limited_key_writes_on_its_own(limited):
    client, mine, _other = limited
    assert put(client, "candidates", "c-1", ADA).status_code == 200
    new = {"requisition": mine.requisition_id, "candidate": ADA | {"external_id": "c-3"}}
    assert put(client, "applications", "a-3", new).status_code == 201
    assert put(client, "applications", "a-3", new).status_code == 200


# Many at once --------------------------------------------------------------------------------------------------------

THREADS, EACH = 40, 5


def at_once(parallel: Any, user: User, method: str, path: str, body: Any) -> list[int]:
    """The statuses of 200 calls, by as many threads as the database has room for."""
    _token, key = tokens.issue(user, name="many", scopes=list(tokens.SCOPES))

    def calls() -> list[int]:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return [getattr(client, method)(f"{API}/{path}", body).status_code for _ in range(EACH)]

    results = parallel(*[calls] * THREADS)
    assert all(isinstance(each, list) for each in results), results
    return sorted(status for each in results for status in each)


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["candidates", "requisitions"])
def test_200_at_once_make_one_row(parallel, settings, what):
    """Applications are put and posted to real servers: `test_api_load`."""
    settings.API_CALLS_PER_MINUTE = 0
    body = {"candidates": ADA, "requisitions": OPENING}[what]
    statuses = at_once(parallel, people().coordinator, "put", f"{what}/external/crm/7", body)
    assert statuses == [200] * 199 + [201]
    model = {"candidates": Candidate, "requisitions": Requisition}[what]
    named = model.objects.filter(external_id="7", source_system="crm")
    assert parallel(lambda: (named.count(), Candidate.objects.count() <= 1)) == [(1, True)]


@pytest.mark.django_db(transaction=True)
def test_no_update_is_lost_while_others_write(parallel):
    """Each writes a field of its own: what another wrote meanwhile stays."""
    _token, key = tokens.issue(people().coordinator, name="many", scopes=list(tokens.SCOPES))
    requisition()
    fields = {
        "phone": "+36 1",
        "location": "Budapest",
        "profile_url": "https://example.com/ada",
        "time_zone": "Europe/Budapest",
    }

    def write(name: str) -> int:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return put(client, "candidates", "c-1", ADA | {name: fields[name]}).status_code

    statuses = parallel(*[lambda name=name: write(name) for name in fields])
    assert sorted(statuses) == [200, 200, 200, 201], statuses
    assert parallel(lambda: Candidate.objects.values(*fields).get()) == [fields]
