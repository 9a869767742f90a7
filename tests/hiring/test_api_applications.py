from decimal import Decimal

import pytest

from hiring import clock, offers, pauses, pipeline
from hiring.models import Application, Candidate, Deadline
from hiring.sla import Standing
from hiring.stages import Stage
from hiring.standing import clock_face, having
from tests.factories import application, at_stage, candidate, hour, offer, passed, people, requisition, user
from tests.hiring.api_world import API, caller, post, queries, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the API, the database's, to so many hours after the start."""

    def set_clock(hours):
        monkeypatch.setattr(clock, "database_now", lambda: hour(hours))

    return set_clock


@pytest.fixture
def client():
    return caller(people().coordinator)


def brief(person):
    return {"id": person.pk, "username": person.username, "name": str(person)}


def test_an_application_with_a_new_candidate_in_one_call(client, at):
    on = requisition(title="GPU engineer")
    at(1)
    body = {
        "requisition": on.pk,
        "candidate": {"name": "Ada Kovacs", "email": "ada@example.com", "external_id": "c-815"},
        "external_id": "a-4711",
        "source_system": "greenhouse",
        "applied_at": "2026-09-07T09:00:00+02:00",
    }
    answer = post(client, "applications", body, expect=201)
    made = Application.objects.get()
    assert {**answer, "forecast": "another test"} == {
        "forecast": "another test",
        "id": made.pk,
        "external_id": "a-4711",
        "source_system": "greenhouse",
        "requisition": {"id": on.pk, "external_id": None, "source_system": None, "title": "GPU engineer"},
        "candidate": {
            "id": made.candidate_id,
            "external_id": "c-815",
            "source_system": "greenhouse",
            "name": "Ada Kovacs",
        },
        "stage": "applied",
        "stage_since": "2026-09-07T10:00:00Z",
        "clock": {
            "standing": "in_time",
            "started_at": "2026-09-07T10:00:00Z",
            "day": 1,
            "of_days": 12,
            "elapsed_days": 0.0,
            "counted_days": 0.0,
            "promise_due_at": "2026-09-19T10:00:00Z",
            "next_deadline": {
                "kind": "screening_held",
                "due_at": "2026-09-09T10:00:00Z",
                "party": "coordinator",
                "owner": "Jonas",
            },
        },
        "paused": None,
        "results": [],
        "decision": None,
        "applied_at": "2026-09-07T07:00:00Z",
        "created_at": "2026-09-07T10:00:00Z",
        "updated_at": "2026-09-07T10:00:00Z",
        "closed_at": None,
        "close_reason": None,
    }
    assert client.get(f"{API}/applications/{made.pk}/").json() == answer


def test_a_forecast_stands_with_its_assumptions(client, at):
    made = at_stage(Stage.DECISION)  # since hour 216
    at(240)
    answer = client.get(f"{API}/applications/{made.pk}/").json()["forecast"]
    steps = answer.pop("steps")
    assert (answer["done_at"], answer["outlook"], answer["draws"], answer["seed"]) == (
        "2026-09-18T15:00:00Z",  # 30 h more: the plan's 24 h are over, so 6 of at most 12, and a day for the offer
        "likely",
        1000,
        12,
    )
    assert 0.8 <= answer["probability"] <= 1
    assert 0 <= answer["expected_loss"] < 0.05
    assert 0 <= answer["vacancy_days"] < 0.2
    nothing = {"finished": 0, "is_overdrawn": False, "booked_for": None, "basis": "plan"}
    assert steps == [
        {**nothing, "step": "decision", "typical_hours": 24, "lasted_hours": 24},
        {**nothing, "step": "promise", "typical_hours": 24, "lasted_hours": None},
    ]
    (listed,) = rows(client, "applications")
    assert listed["forecast"] == {**answer, "steps": steps}


@pytest.mark.parametrize("stage", [Stage.OFFER, Stage.REJECTED])
def test_there_is_no_forecast_where_nothing_is_to_come(stage, client):
    made = at_stage(stage)
    assert client.get(f"{API}/applications/{made.pk}/").json()["forecast"] is None


def test_an_address_works_without_its_last_slash(client):
    on = requisition()
    body = {"requisition": on.pk, "candidate": {"name": "Ada", "email": "ada@example.com"}}
    answer = client.post(f"{API}/applications", body)
    assert answer.status_code == 201
    assert client.get(f"{API}/applications/{answer.json()['id']}").status_code == 200


def test_a_known_candidate_applies_by_id(client):
    ada = candidate()
    answer = post(client, "applications", {"requisition": requisition().pk, "candidate": ada.pk}, expect=201)
    assert answer["candidate"]["id"] == ada.pk
    assert Candidate.objects.count() == 1


def test_the_same_application_twice(client):
    body = {
        "requisition": requisition().pk,
        "candidate": {"name": "Ada", "email": "ada@example.com", "external_id": "c-1"},
        "external_id": "a-1",
        "source_system": "lever",
    }
    post(client, "applications", body, expect=201)
    assert post(client, "applications", body, expect=409)["code"] == "already_open"
    body["requisition"] = requisition().pk
    assert post(client, "applications", body, expect=409)["code"] == "external_id_taken"
    assert (Application.objects.count(), Candidate.objects.count()) == (1, 1)


def test_a_breach_and_a_pause_are_shown(client, at):
    made = application()
    at(36)
    assert client.get(f"{API}/applications/{made.pk}/").json()["clock"]["standing"] == "at_risk"
    pauses.pause(made, reason="On leave.", by=people().coordinator, now=hour(36), review_at=hour(60))
    at(48)
    shown = client.get(f"{API}/applications/{made.pk}/").json()
    assert shown["clock"] | {"next_deadline": None} == {
        "standing": "paused",
        "started_at": "2026-09-07T09:00:00Z",
        "day": 3,
        "of_days": 12,
        "elapsed_days": 2.0,
        "counted_days": 1.5,
        "promise_due_at": "2026-09-19T09:00:00Z",
        "next_deadline": None,
    }
    assert shown["paused"] == {
        "since": "2026-09-08T21:00:00Z",
        "reason": "On leave.",
        "review_at": "2026-09-09T21:00:00Z",
    }
    at(61)
    assert client.get(f"{API}/applications/{made.pk}/").json()["clock"]["standing"] == "breached"


def test_an_application_goes_through_its_verbs(at):
    manager = people().manager
    client, made = caller(manager), application()
    path = f"applications/{made.pk}"
    at(4)
    assert post(client, f"{path}/advance", {"stage": "applied"})["stage"] == "screening"
    body = {"reason": "Candidate travels.", "review_at": "2026-09-10T09:00:00Z"}
    assert post(client, f"{path}/pause", body)["paused"]["review_at"] == "2026-09-10T09:00:00Z"
    assert post(client, f"{path}/advance", {"stage": "screening"}, expect=409)["code"] == "paused"
    assert post(client, f"{path}/resume")["paused"] is None
    for stage in (Stage.SCREENING, Stage.TAKE_HOME, Stage.LIVE_DEBUGGING, Stage.SCALE_ARCHITECTURE):
        assert post(client, f"{path}/advance", {"stage": stage}, expect=409)["code"] == "round_not_passed"
        passed(made, stage, now=hour(5))
        shown = post(client, f"{path}/advance", {"stage": stage})
    assert shown["stage"] == "decision"
    assert shown["results"][0] == {
        "round": "screening",
        "verdict": "yes",
        "passed": True,
        "reason": None,
        "by": brief(people().coordinator),
        "at": "2026-09-07T14:00:00Z",
    }
    offered = {"currency": "EUR", "base": "150000", "exception_reason": "Two offers from elsewhere."}
    assert post(client, f"{path}/make_offer", offered, expect=409)["code"] == "not_decided"
    shown = post(client, f"{path}/decide", {"outcome": "hire", "reason": "Solid in all four."})
    assert shown["decision"] == {
        "outcome": "hire",
        "reason": "Solid in all four.",
        "by": brief(manager),
        "at": "2026-09-07T13:00:00Z",
    }
    unexplained = post(client, f"{path}/make_offer", {**offered, "exception_reason": " "}, expect=409)
    assert unexplained["code"] == "exception_reason_required"
    assert post(client, f"{path}/make_offer", offered)["stage"] == "offer"
    assert post(client, f"{path}/decline", {"reason": "Too little equity."})["stage"] == "offer"
    assert post(client, f"{path}/accept", expect=409)["code"] == "no_offer"
    assert post(client, f"{path}/make_offer", {**offered, "equity_4yr": "80000.50"})["stage"] == "offer"
    shown = post(client, f"{path}/accept")
    assert (shown["stage"], shown["closed_at"], shown["clock"]["standing"]) == (
        "hired", "2026-09-07T13:00:00Z", "closed",
    )  # fmt: skip
    assert post(client, f"{path}/reject", {"reason": "x"}, expect=409)["code"] == "closed_stage"


@pytest.mark.parametrize(("verb", "stage"), [("reject", "rejected"), ("withdraw", "withdrawn")])
def test_an_application_ends_with_a_reason(client, verb, stage):
    made = application()
    assert post(client, f"applications/{made.pk}/{verb}", {"reason": " "}, expect=400)["code"] == "blank"
    shown = post(client, f"applications/{made.pk}/{verb}", {"reason": "Took another offer."})
    assert (shown["stage"], shown["close_reason"], shown["clock"]["next_deadline"]) == (
        stage, "Took another offer.", None,
    )  # fmt: skip


def test_a_decision_against_hiring_closes(at):
    made = at_stage(Stage.DECISION)
    at(217)
    body = {"outcome": "no_hire", "reason": "No production depth."}
    assert post(caller(people().manager), f"applications/{made.pk}/decide", body)["stage"] == "rejected"


def test_nobody_finds_their_own_file():
    made = application()
    mine = caller(people().coordinator)
    assert [row["id"] for row in rows(mine, "applications")] == [made.pk]
    made.candidate.employee = people().coordinator
    made.candidate.save()
    assert rows(mine, "applications") == rows(mine, "deadlines") == rows(mine, "events") == []
    assert rows(mine, "candidates") == []
    for path in (f"applications/{made.pk}", f"candidates/{made.candidate_id}"):
        assert mine.get(f"{API}/{path}/").status_code == 404
    post(mine, f"applications/{made.pk}/reject", {"reason": "x"}, expect=404)
    body = {"requisition": requisition().pk, "candidate": made.candidate_id}
    assert post(mine, "applications", body, expect=400)["errors"][0]["code"] == "does_not_exist"
    assert [row["id"] for row in rows(caller(people().manager), "applications")] == [made.pk]


# Lists ---------------------------------------------------------------------------------------------------------------


def test_the_lists_are_filtered(client, at):
    first = application(external_id="a-1", source_system="lever")
    second = at_stage(Stage.REJECTED, started_at=hour(2))
    at(10)
    assert [row["id"] for row in rows(client, "applications")] == [second.pk, first.pk]
    for query, found in [
        ({"stage": "rejected"}, [second]),
        ({"requisition": first.requisition_id}, [first]),
        ({"candidate": second.candidate_id}, [second]),
        ({"external_id": "a-1"}, [first]),
        ({"source_system": "lever", "external_id": "a-1"}, [first]),
        ({"source_system": "greenhouse"}, []),
        ({"standing": "closed"}, [second]),
        ({"standing": "in_time"}, [first]),
        ({"standing": "breached"}, []),
    ]:
        assert [row["id"] for row in rows(client, "applications", **query)] == [row.pk for row in found], query


def test_changes_come_oldest_first_from_an_instant_on(client):
    first, second = application(), application(started_at=hour(2))
    pipeline.advance(first, by=people().coordinator, now=hour(6))
    pipeline.reject(second, reason="x", by=people().coordinator, now=hour(5))
    assert [row["id"] for row in rows(client, "applications", updated_since="2026-09-07T14:00:00Z")] == [
        second.pk, first.pk,
    ]  # fmt: skip
    assert [row["id"] for row in rows(client, "applications", updated_since="2026-09-07T16:30:00+02:00")] == [first.pk]


def test_the_database_and_the_clock_face_agree_on_the_standing():
    screening = requisition(clock_starts_on="screening")
    at_risk, waiting = application(), application(on=screening)
    paused = application()
    pauses.pause(paused, reason="On leave.", by=people().coordinator, now=hour(1), review_at=hour(70))
    late_pause = application()
    pauses.pause(late_pause, reason="On leave.", by=people().coordinator, now=hour(1), review_at=hour(30))
    closed = at_stage(Stage.REJECTED)
    young = application(started_at=hour(30))
    late = application(started_at=hour(-20))
    expected = {
        Standing.AT_RISK: at_risk,
        Standing.NOT_STARTED: waiting,
        Standing.PAUSED: paused,
        Standing.CLOSED: closed,
        Standing.IN_TIME: young,
    }
    for standing, made in expected.items():
        assert list(having(standing, Application.objects.all(), now=hour(40))) == [made], standing
    assert set(having(Standing.BREACHED, Application.objects.all(), now=hour(40))) == {late, late_pause}
    for made in Application.objects.with_people().with_next_deadline():
        assert made in having(clock_face(made, now=hour(40)).standing, Application.objects.all(), now=hour(40))


def test_deadlines_are_filtered(client):
    made, other = application(), application(started_at=hour(100))
    first = rows(client, "deadlines")[0]
    deadline = Deadline.objects.get(application=made, kind="screening_held")
    assert first == {
        "id": deadline.pk,
        "application": made.pk,
        "kind": "screening_held",
        "subject": None,
        "party": "coordinator",
        "owner": brief(people().coordinator),
        "begins_at": "2026-09-07T09:00:00Z",
        "at_risk_at": "2026-09-08T21:00:00Z",
        "due_at": "2026-09-09T09:00:00Z",
        "state": "open",
        "done_at": None,
    }
    assert {row["application"] for row in rows(client, "deadlines", application=other.pk)} == {other.pk}
    assert [row["application"] for row in rows(client, "deadlines", kind="promise")] == [made.pk, other.pk]
    assert rows(client, "deadlines", state="done") == []
    due = rows(client, "deadlines", due_before="2026-09-09T09:00:01Z")
    assert [row["kind"] for row in due] == ["screening_held", "take_home_sent"]
    assert rows(client, "deadlines", due_before="2026-09-09T09:00:00Z") == []


def test_the_history_tells_who_did_what_why(client):
    made = at_stage(Stage.REJECTED)
    told = rows(client, "events", application=made.pk)
    assert [(row["verb"], row["from_stage"], row["to_stage"], row["reason"], row["at"]) for row in told] == [
        ("open_application", None, "applied", None, "2026-09-07T09:00:00Z"),
        ("advance", "applied", "screening", None, "2026-09-07T13:00:00Z"),
        ("reject", "screening", "rejected", "Too far away.", "2026-09-07T14:00:00Z"),
    ]
    assert told[0]["by"] == brief(people().coordinator)
    assert [row["verb"] for row in rows(client, "events", verb="reject")] == ["reject"]
    assert [row["verb"] for row in rows(client, "events", since="2026-09-07T13:30:00Z")] == ["reject"]


def test_results_are_told_in_the_history(client):
    made = at_stage(Stage.TAKE_HOME)
    told = [row["details"] for row in rows(client, "events", application=made.pk, verb="record_result")]
    assert told == [{"round": "screening", "verdict": "yes", "passed": True}]


# Pay -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered():
    made = at_stage(Stage.OFFER)
    words = {"note": "Up to 123456 agreed.", "exception_reason": "There is no band."}
    offers.make_offer(made, currency="EUR", base=Decimal(123456), by=people().manager, now=hour(233), **words)
    offers.decline(made, reason="123456 is too little.", by=people().manager, now=hour(234))
    offer(made, now=hour(235), base=123456)
    return made


def test_offers_are_shown_to_those_who_set_pay(offered):
    newest, middle, _first = rows(caller(people().manager, "pay:read"), "offers", application=offered.pk)
    expected = {
        "application": offered.pk,
        "version": 3,
        "state": "extended",
        "base": {"amount": "123456.00", "currency": "EUR", "period": "year"},
        "bonus": {"amount": "0.00", "currency": "EUR", "period": "year"},
        "equity": {"amount": "0.00", "currency": "EUR", "period": "four_years"},
        "signing": {"amount": "0.00", "currency": "EUR", "period": "once"},
        "note": None,
        "extended_at": "2026-09-17T04:00:00Z",
        "extended_by": brief(people().manager),
        "answered_at": None,
        "answer_reason": None,
    }
    assert {name: newest[name] for name in expected} == expected
    assert (middle["state"], middle["note"], middle["answer_reason"]) == (
        "declined", "Up to 123456 agreed.", "123456 is too little.",
    )  # fmt: skip
    told = rows(caller(people().manager, "applications:read", "pay:read"), "events", verb="decline")
    assert [row["reason"] for row in told] == ["123456 is too little."]


LISTS = (
    "applications", "candidates", "requisitions", "deadlines", "events", "offers", "interviews", "scorecards",
    "benchmarks/bands", "benchmarks/guides", "benchmarks/premiums", "role-scopes", "levels", "regions", "market-facts",
)  # fmt: skip


@pytest.mark.parametrize("who", ["manager without the scope", "coordinator", "interviewer", "service account"])
def test_no_amount_leaves_without_scope_and_permission(offered, who):
    readers = {
        "manager without the scope": lambda: caller(
            people().manager, "applications:read", "candidates:read", "requisitions:read", "deadlines:read",
            "interviews:read", "scorecards:read", "reference:read", "benchmarks:read", "applications:write",
        ),
        "coordinator": lambda: caller(people().coordinator),
        "interviewer": lambda: caller(people().interviewer),
        "service account": lambda: caller(user("ats", "Integration", kind="service")),
    }  # fmt: skip
    client = readers[who]()
    for path in (*LISTS, f"applications/{offered.pk}", f"candidates/{offered.candidate_id}",
                 f"requisitions/{offered.requisition_id}"):  # fmt: skip
        answer = client.get(f"{API}/{path}/")
        assert answer.status_code in (200, 403), (path, answer.content)
        assert b"123456" not in answer.content, path
    for path in ("offers", "benchmarks/bands", "benchmarks/guides"):
        assert client.get(f"{API}/{path}/").status_code == 403
    scopes = client.get(f"{API}/role-scopes/").json()["data"]
    assert {row["eur_low"] for row in scopes} == {None}
    for verb, body in [("make_offer", {"currency": "EUR", "base": "1"}), ("accept", {}), ("decline", {"reason": "x"})]:
        assert client.post(f"{API}/applications/{offered.pk}/{verb}/", body).status_code in (403, 404)


def test_making_an_offer_answers_without_the_amount(offered):
    client = caller(people().manager, "pay:write")
    body = {"currency": "EUR", "base": "654321", "exception_reason": "Two offers from elsewhere."}
    answer = post(client, f"applications/{offered.pk}/make_offer", body)
    assert "654321" not in str(answer)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"currency": "Euro", "base": "1"}, "currency", "max_length"),
        ({"currency": "eur", "base": "1"}, "currency", "unknown_currency"),
        ({"currency": "EUR", "base": "0"}, "base", "amount_not_positive"),
        ({"currency": "EUR", "base": "1", "bonus": "-5"}, "bonus", "amount_not_positive"),
        ({"currency": "EUR", "base": "a lot"}, "base", "invalid"),
        ({"currency": "EUR", "base": "NaN"}, "base", "invalid"),
        ({"currency": "EUR", "base": "99999999999"}, "base", "max_whole_digits"),
    ],
)
def test_wrong_offers_are_refused(offered, body, field, code):
    problem = post(caller(people().manager), f"applications/{offered.pk}/make_offer", body, expect=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]


# Queries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["applications", "candidates", "requisitions", "deadlines", "events", "offers"])
def test_a_list_takes_the_same_queries_with_1_row_and_with_12(path):
    client = caller(people().manager)
    at_stage(Stage.HIRED if path == "offers" else Stage.TAKE_HOME)
    rows(client, path)
    few = queries(client, path)
    on = requisition()
    for number in range(11):
        if path == "requisitions":
            requisition()
        elif path == "candidates":
            candidate(f"Ada {number}")
        else:
            at_stage(Stage.HIRED if path == "offers" else Stage.TAKE_HOME, on=on, of=candidate(f"Ada {number}"))
    assert len(rows(client, path)) >= 12
    assert queries(client, path) == few
