"""A prepared query gives what the query itself gives, whatever was asked before: only its text is kept."""

from typing import cast

import pytest
from django.db import connection
from django.db.models import CharField, Value
from pytest_django import DjangoAssertNumQueries

from hiring import access, candidates, disclosure
from hiring.api import application_rows
from hiring.models import Application, Candidate, RoundResult, User
from hiring.prepared import Among, Blank, Ids, Prepared, Reader
from hiring.stages import Round, Stage
from tests.factories import application, at_stage, candidate, hour, passed, people, user
from tests.hiring.api_world import caller, rows

pytestmark = pytest.mark.django_db

named = Prepared(lambda: Candidate.objects.filter(name=Blank("name", CharField())).order_by("pk"))
among = Prepared(lambda: Candidate.objects.filter(Among("pk", Ids("ids"))).order_by("name").values_list("name"))


def test_each_asking_has_its_own_values_and_reads_anew(django_assert_num_queries: DjangoAssertNumQueries):
    ada, bo = candidate("Ada"), candidate("Bo")
    with django_assert_num_queries(4):
        assert named.rows(name="Ada") == [ada]
        assert named.rows(name="Bo") == [bo]
        assert named.rows(name="Cy") == []
        Candidate.objects.filter(pk=bo.pk).update(name="Cy")
    assert named.rows(name="Cy") == [bo]
    assert named.rows(name="Cy")[0].name == "Cy"


@pytest.mark.parametrize("number", [0, 1, 2, 9, 10, 25])
def test_any_number_of_ids_is_asked_about(number: int):
    made = [candidate(f"Ada {each:02}") for each in range(25)]
    assert among.rows(ids=[one.pk for one in made[:number]]) == [(f"Ada {each:02}",) for each in range(number)]
    assert among.rows(ids=[each.pk for each in made[:number]] * 2) == [(f"Ada {each:02}",) for each in range(number)]


def test_texts_that_look_like_sql_stay_texts():
    for odd in ("100 %", "%s", "it's", 'a "b"', "back\\slash", "'; DROP TABLE x; --", "%(name)s", ""):
        said = Prepared(
            lambda odd=odd: Candidate.objects.filter(name=Blank("name", CharField())).values_list(Value(odd))
        )
        candidate(odd or "x")
        assert said.rows(name=odd or "x") == [(odd,)]


def test_a_blank_that_is_not_filled_is_a_mistake():
    with pytest.raises(KeyError):
        named.rows(nme="Ada")


def test_what_can_have_no_rows_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries):
    nobody = Prepared(lambda: Candidate.objects.none())
    with django_assert_num_queries(0):
        assert nobody.rows() == nobody.rows() == []


def test_a_reader_answers_only_what_its_query_depends_on():
    reader = Reader(is_service=False, granted=frozenset({"hiring.view_application"}))
    assert reader.has_perm("hiring.view_application")
    assert not reader.has_perm("interviews.view_scorecard")
    with pytest.raises(LookupError, match=r"hiring\.view_offer"):
        reader.has_perm("hiring.view_offer")
    assert cast(object, reader.pk) is reader


def everybody() -> list[User]:
    return [
        people().manager,
        people().coordinator,
        people().interviewer,
        user("ats", access.INTEGRATION, kind=User.Kind.SERVICE),
        user("nora", access.APPROVER),
        user("root", is_superuser=True),
        user("gone", access.COORDINATOR, is_active=False),
    ]


def test_every_reader_sees_by_a_prepared_query_what_the_rule_lets_them_see():
    made = [at_stage(Stage.TAKE_HOME, of=candidate(f"Ada {number}")) for number in range(3)]
    readers = everybody()
    Candidate.objects.filter(pk=made[1].candidate_id).update(employee=people().coordinator)
    for reader in [*readers, *reversed(readers)]:
        reader = User.objects.get(pk=reader.pk)
        seen = list(Application.objects.visible_to(reader).order_by("-created_at", "-pk"))
        assert application_rows.newest(10, [], reader=reader) == seen
        assert [application_rows.one(row.pk, reader=reader) for row in made] == [
            row if row in seen else None for row in made
        ]
        found = application_rows.newest(10, [], reader=reader)
        application_rows.complete(found, reader=reader)
        told = {(each.pk, each.is_hidden) for row in found for each in row.told_results}  # type: ignore[attr-defined]
        rule = disclosure.results_for(reader).filter(application__in=seen)
        assert told == {(each.pk, each.is_hidden) for each in rule}
    assert len(application_rows.newest(10, [], reader=people().coordinator)) == 2


def test_pages_go_on_where_the_one_before_ended():
    made = [application(of=candidate(f"Ada {number}")) for number in range(5)]
    Application.objects.filter(pk__in=[row.pk for row in made[:4]]).update(created_at=hour(1))
    mara = people().manager
    seen = application_rows.newest(10, [], reader=mara)
    for number, row in enumerate(seen):
        assert application_rows.newest(2, [row.created_at, row.pk], reader=mara) == seen[number + 1 : number + 3]


def test_a_right_that_is_taken_away_is_gone_at_the_next_call():
    application()
    mara = people().manager
    client = caller(mara)
    assert len(rows(client, "applications")) == 1
    mara.groups.clear()
    assert client.get("/api/v1/applications/").status_code == 403
    mara.is_active = False
    mara.save()
    assert client.get("/api/v1/applications/").status_code == 401


def test_what_a_verb_changed_is_in_the_next_answer():
    one = at_stage(Stage.SCREENING)
    client = caller(people().manager)
    assert rows(client, "applications")[0]["results"] == []
    passed(one, Round.SCREENING, now=hour(2))
    candidates.change(one.candidate, {"name": "Ada Lovelace"}, by=people().manager, now=hour(3))
    RoundResult.objects.update(reason="Good.")
    [row] = rows(client, "applications")
    assert [each["reason"] for each in row["results"]] == ["Good."]
    assert row["candidate"]["name"] == "Ada Lovelace"


def test_applications_are_shown_without_a_query_for_any_of_them(django_assert_num_queries: DjangoAssertNumQueries):
    for number, stage in enumerate((Stage.APPLIED, Stage.TAKE_HOME, Stage.OFFER)):
        at_stage(stage, of=candidate(f"Ada {number}"))
    client, one = caller(people().manager), Application.objects.latest("pk").pk
    rows(client, "applications")
    few = 9 if connection.vendor == "sqlite" else 10  # PostgreSQL is asked for the time
    with django_assert_num_queries(few):
        assert len(rows(client, "applications")) == 3
    with django_assert_num_queries(few):
        assert client.get(f"/api/v1/applications/{one}/").json()["stage"] == "offer"
