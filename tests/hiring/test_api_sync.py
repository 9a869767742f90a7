"""How another system keeps up: what changed since an instant, each row once, with what was removed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from hiring import erasing, pipeline, tokens
from hiring.models import Application, Candidate, Decision, Offer, Requisition
from hiring.stages import Round, Stage
from interviews import flags
from interviews.models import Flag, FlagDefinition, Interview, Scorecard
from interviews.scorecards import FlagEntry
from tests.factories import START, application, at_stage, candidate, hour, people, requisition
from tests.hiring.api_world import API, caller, post, queries, rows
from tests.interviews.rounds_world import held, submitted

pytestmark = pytest.mark.django_db

ROWS = 1500


@pytest.fixture
def client() -> APIClient:
    return caller(people().manager)


def walk(client: APIClient, path: str, **query: Any) -> list[int]:
    found, cursor = [], {}
    while True:
        page = client.get(f"{API}/{path}/", query | cursor).json()
        found += [row["id"] for row in page["data"]]
        if not page["has_more"]:
            return found
        cursor = {"cursor": page["next_cursor"]}


def many_at_one_instant() -> dict[str, tuple[Any, str]]:
    """1,500 rows of each kind that changed in the same microsecond."""
    on, at = requisition(), START
    first = application(on=on, of=candidate())
    stamps = {"created_at": at, "updated_at": at}
    team = people()
    opening = {"title": "x", "hiring_manager": team.manager, "coordinator": team.coordinator}
    Requisition.objects.bulk_create(Requisition(**opening, **stamps) for _ in range(ROWS))
    ada = Candidate.objects.bulk_create(Candidate(name="Ada", email="a@example.com", **stamps) for _ in range(ROWS))
    common = {"policy": first.policy, "stage_since": at, "applied_at": at, **stamps}
    made = Application.objects.bulk_create(Application(requisition=on, candidate=each, **common) for each in ada)
    times = {"starts_at": at, "ends_at": at + timedelta(hours=1)}
    interviews = Interview.objects.bulk_create(
        Interview(application=each, round=Round.SCREENING, **times, **stamps) for each in made
    )
    Scorecard.objects.bulk_create(Scorecard(interview=each, interviewer=team.manager, **stamps) for each in interviews)
    terms = {"currency": "EUR", "base": 1, "drafted_at": at, "updated_at": at, "state": "rescinded"}
    Offer.objects.bulk_create(Offer(application=each, version=1, **terms) for each in made)
    return {
        "candidates": (Candidate, "updated_at"),
        "requisitions": (Requisition, "updated_at"),
        "applications": (Application, "updated_at"),
        "interviews": (Interview, "updated_at"),
        "scorecards": (Scorecard, "updated_at"),
        "offers": (Offer, "updated_at"),
    }


@pytest.mark.slow
def test_1500_rows_of_one_instant_are_each_walked_once(client, settings):
    settings.API_CALLS_PER_MINUTE = 0
    for path, (model, column) in many_at_one_instant().items():
        same = sorted(model.objects.filter(**{column: START}).values_list("pk", flat=True))
        assert len(same) >= ROWS, path
        limit = 400 if path != "applications" else 500
        found = walk(client, path, updated_since=START.isoformat(), limit=limit)
        assert len(found) == len(set(found)), path
        assert [pk for pk in found if pk in set(same)] == same, path


def test_what_changed_since_comes_with_the_oldest_change_first(client):
    made = [candidate(f"Ada {number}") for number in range(4)]
    for row, at in zip(made, (5, 2, 9, 4), strict=True):
        Candidate.objects.filter(pk=row.pk).update(updated_at=hour(at))
    found = rows(client, "candidates", updated_since=hour(4).isoformat())
    assert [row["id"] for row in found] == [made[3].pk, made[0].pk, made[2].pk]
    assert [row["updated_at"] for row in found] == [
        "2026-09-07T13:00:00Z",
        "2026-09-07T14:00:00Z",
        "2026-09-07T18:00:00Z",
    ]


@pytest.mark.parametrize("path", ["candidates", "requisitions", "applications", "interviews", "scorecards", "offers"])
def test_an_instant_without_a_zone_is_refused(client, path):
    answer = client.get(f"{API}/{path}/", {"updated_since": "2026-09-07T09:00:00"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "updated_since")


@pytest.mark.parametrize("path", ["candidates", "requisitions", "applications", "interviews", "scorecards", "offers"])
def test_rows_of_a_list_say_when_they_changed(client, path):
    held(at_stage(Stage.SCREENING))
    submitted(Interview.objects.get(), people().interviewer, now=hour(32))
    submitted(Interview.objects.get(), people().second, now=hour(32))
    at_stage(Stage.OFFER, of=candidate("Bo", email="bo@example.com"))
    found = rows(client, path)
    assert found
    for row in found:
        assert row["updated_at"].endswith("Z")
        again = rows(client, path, updated_since=row["updated_at"])
        assert row["id"] in [each["id"] for each in again], "an instant includes itself"


def test_the_erased_stay_in_the_list_as_tombstones(client):
    ada, bo = candidate("Ada", external_id="c-1", source_system="crm"), candidate("Bo", email="bo@example.com")
    Candidate.objects.update(updated_at=START)
    erasing.erase(ada, by=people().manager, reason="Asked us to.", now=hour(9))
    (row,) = rows(client, "candidates", updated_since=hour(1).isoformat())
    assert (row["id"], row["external_id"], row["deleted_at"], row["name"], row["email"]) == (
        ada.pk, "c-1", "2026-09-07T18:00:00Z", None, None,
    )  # fmt: skip
    assert [each["deleted_at"] for each in rows(client, "candidates") if each["id"] == bo.pk] == [None]


def test_an_interview_has_changed_when_a_card_of_its_panel_is_in(client):
    interview = held(at_stage(Stage.SCREENING))
    assert rows(client, "interviews", updated_since=hour(32).isoformat()) == []
    submitted(interview, people().interviewer, now=hour(32))
    (row,) = rows(client, "interviews", updated_since=hour(32).isoformat())
    assert [seat["state"] for seat in row["panel"]] == ["submitted", "draft"]


# What belongs to an application ---------------------------------------------------------------------------------------


def test_the_clock_of_an_application(client):
    made = at_stage(Stage.TAKE_HOME)
    sheet = client.get(f"{API}/applications/{made.pk}/clock/").json()
    whole = client.get(f"{API}/applications/{made.pk}/").json()
    assert sheet["application"] == made.pk
    assert {name: sheet["clock"][name] for name in ("started_at", "of_days", "promise_due_at")} == {
        "started_at": "2026-09-07T09:00:00Z", "of_days": 12, "promise_due_at": "2026-09-19T09:00:00Z",
    }  # fmt: skip
    assert sheet["clock"].keys() == whole["clock"].keys()
    assert [row["id"] for row in sheet["deadlines"]] == [
        row["id"] for row in rows(client, "deadlines", application=made.pk)
    ]
    assert (sheet["paused_at"], sheet["paused_seconds"], sheet["stopped_at"]) == (None, 0, None)
    assert sheet["forecast"]["steps"]
    closed = pipeline.reject(made, by=people().manager, reason="x", now=hour(30))
    sheet = client.get(f"{API}/applications/{closed.pk}/clock/").json()
    assert (sheet["stopped_at"], sheet["forecast"]) == ("2026-09-08T15:00:00Z", None)


def test_the_rounds_of_an_application(client):
    made = at_stage(Stage.SCREENING)
    interview = held(made)
    submitted(interview, people().interviewer, now=hour(32))
    first, second, *others = client.get(f"{API}/applications/{made.pk}/rounds/").json()["data"]
    assert first | {"interview": None} == {
        "round": "screening", "interview": None, "scorecards_submitted": 1, "scorecards_awaited": 1, "mean": 3.0,
        "result": None,
    }  # fmt: skip
    assert (first["interview"]["id"], first["interview"]["state"]) == (interview.pk, "held")
    assert (second["round"], second["interview"], second["mean"]) == ("take_home", None, None)
    assert len(others) == 2
    blind = caller(people().second)
    assert blind.get(f"{API}/applications/{made.pk}/rounds/").status_code == 403
    without = caller(people().manager, "applications:read")
    assert without.get(f"{API}/applications/{made.pk}/rounds/").json()["data"][0]["mean"] is None


def test_decisions_are_listed(client):
    made = at_stage(Stage.OFFER)
    (row,) = rows(client, "decisions", application=made.pk, outcome="hire")
    assert row == {
        "id": Decision.objects.get().pk,
        "application": made.pk,
        "outcome": "hire",
        "reason": "Solid.",
        "by": {"id": people().manager.pk, "username": "mara", "name": "Mara"},
        "at": "2026-09-17T01:00:00Z",
    }
    assert client.get(f"{API}/decisions/{row['id']}/").json() == row
    assert rows(client, "decisions", updated_since=hour(233).isoformat()) == []


@pytest.fixture
def raised() -> Flag:
    interview = held(at_stage(Stage.SCREENING))
    critical = FlagDefinition.objects.filter(colour="red", severity="critical", retired_at=None).first()
    assert critical is not None
    submitted(interview, people().interviewer, now=hour(32), flags=(FlagEntry(critical.code, "Said so."),))
    return Flag.objects.get()


def test_raised_flags_are_read_and_waived(client, raised):
    (row,) = rows(client, "raised-flags", application=raised.scorecard.interview.application_id, waived="false")
    assert (row["flag"], row["colour"], row["severity"], row["evidence"], row["round"]) == (
        raised.definition.code, "red", "critical", "Said so.", "screening",
    )  # fmt: skip
    waived = post(client, f"raised-flags/{raised.pk}/waive", {"reason": "Cleared up."})
    assert (waived["waive_reason"], waived["waived_by"]["username"]) == ("Cleared up.", "mara")
    assert rows(client, "raised-flags", waived="false") == []
    with pytest.raises(Exception, match="does not stand in the way"):
        flags.waive(raised, reason="x", by=people().manager)


def test_flags_are_read_by_whoever_may_read_the_card(raised):
    assert rows(caller(people().second), "raised-flags") == [], "their own card is not in yet"
    assert len(rows(caller(people().interviewer), "raised-flags")) == 1
    path = f"raised-flags/{raised.pk}/waive"
    assert post(caller(people().second), path, {"reason": "x"}, expect=404)
    assert post(caller(people().interviewer), path, {"reason": "x"}, expect=403)["code"] == "permission_denied"


# Keys that are limited, and what it costs -----------------------------------------------------------------------------

LISTS = (
    "candidates", "requisitions", "applications", "interviews", "scorecards", "offers", "deadlines", "events",
    "decisions", "raised-flags",
)  # fmt: skip


def grown(number: int, on: Requisition) -> Application:
    """An application that has something of everything."""
    made = at_stage(Stage.OFFER, on=on, of=candidate(f"Ada {number}", email=f"a{number}@example.com"))
    other = at_stage(Stage.SCREENING, on=on, of=candidate(f"Bo {number}", email=f"b{number}@example.com"))
    interview = held(other)
    code = FlagDefinition.objects.filter(colour="green", retired_at=None).values_list("code", flat=True)[0]
    for person in (people().interviewer, people().second):
        submitted(interview, person, now=hour(32), flags=(FlagEntry(code, "x"),))
    return made


def test_a_limited_key_reaches_nothing_of_others_by_any_address():
    here, there = requisition(title="Here"), requisition(title="There")
    grown(1, here)
    other = grown(2, there)
    _token, key = tokens.issue(people().manager, name="limited", scopes=list(tokens.SCOPES), requisitions=[here])
    client, whole = APIClient(), caller(people().manager)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    for path in LISTS:
        mine = {row["id"] for row in rows(client, path)}
        hidden = {row["id"] for row in rows(whole, path)} - mine
        assert mine, path
        assert hidden, path
        since = {
            row["id"]
            for row in rows(
                client,
                path,
                **({"updated_since": START.isoformat()} if path not in ("deadlines", "raised-flags") else {}),
            )
        }
        assert not since & hidden, path
        for pk in mine:
            assert client.get(f"{API}/{path}/{pk}/").status_code == 200, path
        for pk in hidden:
            assert client.get(f"{API}/{path}/{pk}/").status_code == 404, path
    for part in ("clock", "rounds", "expectations"):
        assert client.get(f"{API}/applications/{other.pk}/{part}/").status_code == 404, part
    terms = {"application": other.pk, "currency": "EUR", "base": "1"}
    assert client.post(f"{API}/offers/", terms).json()["errors"][0]["field"] == "application"
    flag = Flag.objects.filter(scorecard__interview__application__requisition=there).first()
    assert flag is not None
    for path in (
        f"raised-flags/{flag.pk}/waive", f"candidates/{other.candidate_id}/erase", f"applications/{other.pk}/reject",
    ):  # fmt: skip
        assert client.post(f"{API}/{path}/", {"reason": "x"}).status_code == 404, path


def test_a_limited_key_does_not_erase_somebody_whom_others_know():
    here, there, ada = requisition(title="Here"), requisition(title="There"), candidate()
    application(on=here, of=ada)
    application(on=there, of=ada)
    _token, key = tokens.issue(people().manager, name="limited", scopes=list(tokens.SCOPES), requisitions=[here])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert post(client, f"candidates/{ada.pk}/erase", {"reason": "x"}, expect=403)["code"] == "limited_key"


def test_lists_cost_as_many_queries_with_three_rows_as_with_one():
    on = requisition()
    made = grown(1, on)
    parts = [f"applications/{made.pk}/{part}" for part in ("clock", "rounds")]

    def count() -> dict[str, int]:
        client = caller(people().manager)  # who reads once more in a sitting is counted otherwise
        return {path: queries(client, path) for path in LISTS} | {path: cost(client, path) for path in parts}

    once = count()
    for number in (2, 3):
        grown(number, on)
    assert count() == once


def cost(client: APIClient, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{API}/{path}/").status_code == 200
    return len(captured)
