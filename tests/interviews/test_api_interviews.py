from datetime import UTC, datetime

import pytest

from hiring.models import Deadline
from hiring.stages import Stage
from interviews.models import FlagDefinition, Interview
from interviews.scorecards import FlagEntry
from tests.factories import application, at_stage, candidate, hour, people, requisition, user
from tests.hiring.api_world import API, caller, post, queries, rows
from tests.interviews.rounds_world import booked, card_of, held, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return caller(people().coordinator)


def body(made, **changes):
    return {
        "application": made.pk,
        "round": "screening",
        "starts_at": "2026-09-08T15:00:00+02:00",
        "ends_at": "2026-09-08T13:30:00Z",
        "interviewers": ["priya", "tomas"],
        "location": "https://meet.example.com/ada",
    } | changes


def seat(interview, person, state="draft"):
    return {
        "scorecard": card_of(interview, person).pk,
        "user": {"id": person.pk, "username": person.username, "name": str(person)},
        "state": state,
    }


def test_a_round_is_booked(client):
    made = application()
    shown = post(client, "interviews", body(made), expect=201)
    interview = Interview.objects.get()
    assert shown["interview"] | {"created_at": None, "updated_at": None} == {
        "id": interview.pk,
        "application": made.pk,
        "round": "screening",
        "state": "planned",
        "starts_at": "2026-09-08T13:00:00Z",
        "ends_at": "2026-09-08T13:30:00Z",
        "ended_at": None,
        "location": "https://meet.example.com/ada",
        "close_reason": None,
        "panel": [seat(interview, people().interviewer), seat(interview, people().second)],
        "created_at": None,
        "updated_at": None,
    }
    assert shown["warnings"] == []


def test_a_late_booking_warns(client):
    made = application()
    late = body(made, starts_at="2026-09-20T09:00:00Z", ends_at="2026-09-20T09:30:00Z")
    (warning,) = post(client, "interviews", late, expect=201)["warnings"]
    assert warning.startswith("“Screening held” was planned for Wed 09 Sep 09:00 UTC")


@pytest.mark.parametrize(
    ("changes", "status", "field", "code"),
    [
        ({"application": 815}, 400, "application", "does_not_exist"),
        ({"round": "lunch"}, 400, "round", "invalid_choice"),
        ({"starts_at": "2026-09-08T15:00:00"}, 400, "starts_at", "no_time_zone"),
        ({"ends_at": "2026-09-08T13:00:00Z"}, 400, "ends_at", "ends_before_it_starts"),
        ({"interviewers": ["nobody"]}, 400, "interviewers.0", "unknown_user"),
        ({"interviewers": []}, 400, "interviewers", "no_interviewers"),
        ({"room": "5.12"}, 400, "room", "unknown_field"),
    ],
)
def test_wrong_bookings_are_refused(client, changes, status, field, code):
    problem = post(client, "interviews", body(application(), **changes), expect=status)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]
    assert not Interview.objects.exists()


def test_a_round_is_booked_once(client):
    interview = booked(at_stage(Stage.TAKE_HOME), "take_home")
    again = body(interview.application, round="take_home")
    assert post(client, "interviews", again, expect=409)["code"] == "round_booked"
    assert post(client, "interviews", body(interview.application), expect=409)["code"] == "round_is_past"


def test_nobody_interviews_themselves(client):
    made = application()
    made.candidate.employee = people().second
    made.candidate.save()
    assert post(client, "interviews", body(made), expect=403)["code"] == "permission_denied"


def test_an_interview_moves_ends_and_is_called_off(client):
    interview = booked(application())
    path = f"interviews/{interview.pk}"
    times = {"starts_at": "2026-09-08T10:00:00Z", "ends_at": "2026-09-08T10:30:00Z"}
    assert post(client, f"{path}/move", times)["interview"]["starts_at"] == "2026-09-08T10:00:00Z"
    shown = post(client, f"{path}/finish", {"ended_at": "2026-09-08T10:40:00Z"})
    assert (shown["state"], shown["ended_at"]) == ("held", "2026-09-08T10:40:00Z")
    due = Deadline.objects.filter(kind="scorecard").values_list("due_at", flat=True)
    assert set(due) == {datetime(2026, 9, 9, 10, 40, tzinfo=UTC)}
    assert post(client, f"{path}/call_off", {"reason": "x"}, expect=409)["code"] == "not_planned"
    other = booked(application())
    shown = post(client, f"interviews/{other.pk}/call_off", {"reason": "Ill.", "did_not_happen": True})
    assert (shown["state"], shown["close_reason"]) == ("no_show", "Ill.")


def test_an_interviewer_ends_their_own_interview():
    interview = booked(application(), interviewers=[people().interviewer])
    assert post(caller(people().interviewer), f"interviews/{interview.pk}/finish")["state"] == "held"


def test_an_interviewer_sees_their_own_interviews_alone(client):
    mine = booked(application(), interviewers=[people().interviewer])
    other = booked(application(), interviewers=[people().second])
    reader = caller(people().interviewer)
    assert [row["id"] for row in rows(reader, "interviews")] == [mine.pk]
    assert reader.get(f"{API}/interviews/{other.pk}/").status_code == 404
    post(reader, f"interviews/{other.pk}/finish", expect=404)
    assert {row["id"] for row in rows(client, "interviews")} == {mine.pk, other.pk}


def test_nobody_sees_interviews_about_themselves():
    interview = booked(application())
    interview.application.candidate.employee = people().coordinator
    interview.application.candidate.save()
    assert rows(caller(people().coordinator), "interviews") == []


def test_interviews_are_filtered(client):
    first = held(application(), starts_at=hour(20), interviewers=[people().interviewer])
    second = booked(application(), starts_at=hour(40), interviewers=[people().second])
    for query, found in [
        ({"application": first.application_id}, [first]),
        ({"round": "take_home"}, []),
        ({"state": "planned"}, [second]),
        ({"interviewer": "priya"}, [first]),
        ({"starts_from": "2026-09-09T01:00:00Z"}, [second]),
        ({"starts_before": "2026-09-09T01:00:00Z"}, [first]),
    ]:
        assert [row["id"] for row in rows(client, "interviews", **query)] == [row.pk for row in found], query


def test_a_round_is_concluded_with_its_scorecards(client):
    made = at_stage(Stage.SCREENING)
    path = f"applications/{made.pk}/record_result"
    result = {"round": "screening", "verdict": "yes", "passed": True, "onward": True}
    problem = post(client, path, result, expect=409)
    assert (problem["code"], problem["errors"][0]["field"]) == ("scorecards_missing", "reason")
    interview = held(made)
    for person in (people().interviewer, people().second):
        submitted(interview, person, now=hour(32))
    assert post(client, path, result | {"passed": False}, expect=400)["code"] == "reason_required"
    shown = post(client, path, result)
    assert shown["stage"] == "take_home"
    assert [(row["round"], row["verdict"], row["passed"]) for row in shown["results"]] == [("screening", "yes", True)]
    assert post(client, path, result, expect=409)["code"] == "not_in_this_round"
    assert post(client, path, result | {"verdict": "no_decision"}, expect=400)["code"] == "invalid_choice"


def test_a_critical_flag_stands_in_the_way(client):
    made = at_stage(Stage.SCREENING)
    interview = held(made, interviewers=[people().interviewer])
    flag = _critical()
    submitted(interview, people().interviewer, now=hour(32), flags=(flag,))
    result = {"round": "screening", "verdict": "yes", "passed": True}
    path = f"applications/{made.pk}"
    assert post(client, f"{path}/record_result", result, expect=409)["code"] == "critical_flag"
    service = caller(user("ats", "Integration", kind="service"))
    problem = post(service, f"{path}/record_result", result, expect=409)
    assert problem["code"] == "critical_flag"


def test_the_refusal_names_no_flag_to_whoever_may_not_read_it():
    made = at_stage(Stage.SCREENING)
    interview = held(made, interviewers=[people().interviewer, people().manager])
    flag = _critical()
    submitted(interview, people().interviewer, now=hour(32), flags=(flag,))
    blind = caller(people().manager)
    result = {"round": "screening", "verdict": "yes", "passed": True, "reason": "Without mine."}
    for verb, sent in [("record_result", result), ("advance", {"stage": "screening"})]:
        problem = post(blind, f"applications/{made.pk}/{verb}", sent, expect=409)
        assert problem["code"] == "own_scorecard_missing"
        assert flag.code not in str(problem)


def _critical():
    definition = FlagDefinition.objects.filter(colour="red", severity="critical", retired_at=None).first()
    return FlagEntry(definition.code, "Claimed a cluster that never was.")


def test_the_list_takes_the_same_queries_with_1_row_and_with_12(client):
    on = requisition()
    booked(application(on=on))
    few = queries(client, "interviews")
    for number in range(11):
        booked(application(on=on, of=candidate(f"Ada {number}")))
    assert len(rows(client, "interviews")) == 12
    assert queries(client, "interviews") == few
