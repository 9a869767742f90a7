"""Who reads the scorecard of somebody else leaves a row."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hiring import tokens
from hiring.models import ApiToken
from hiring.stages import Stage
from interviews import scorecard_reading
from interviews.models import Scorecard, ScorecardRead
from tests.factories import at_stage, candidate, hour, people
from tests.hiring.api_world import API, caller, queries, rows
from tests.interviews.rounds_world import card_of, held, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview():
    made = held(at_stage(Stage.SCREENING))
    submitted(made, people().interviewer, now=hour(32))
    submitted(made, people().second, now=hour(33))
    return made


def looks() -> list[tuple]:
    return list(ScorecardRead.objects.order_by("pk").values_list("scorecard__interviewer__username", "door", "times"))


def test_reading_writes_a_row_for_each_card_of_others(interview, django_assert_num_queries):
    cards, manager = list(Scorecard.objects.order_by("pk")), people().manager
    with django_assert_num_queries(2):
        scorecard_reading.record(manager, cards, door="page", now=hour(40))
    assert looks() == [("priya", "page", 1), ("tomas", "page", 1)]
    assert set(ScorecardRead.objects.values_list("reader", "token", "at", "last_at")) == {
        (people().manager.pk, None, hour(40), hour(40))
    }


def test_looks_at_a_sitting_are_counted_in_one_row_until_the_card_changes(interview, django_assert_num_queries):
    card, manager = card_of(interview, people().interviewer), people().manager
    scorecard_reading.record(manager, [card, card], door="page", now=hour(40))
    with django_assert_num_queries(2):
        scorecard_reading.record(manager, [card], door="page", now=hour(40) + timedelta(minutes=9))
    assert looks() == [("priya", "page", 2)]
    scorecard_reading.record(manager, [card], door="page", now=hour(40) + timedelta(minutes=10))
    scorecard_reading.record(manager, [card], door="admin", now=hour(40) + timedelta(minutes=11))
    assert looks() == [("priya", "page", 2), ("priya", "page", 1), ("priya", "admin", 1)]
    Scorecard.objects.update(updated_at=hour(41))
    scorecard_reading.record(manager, [card], door="page", now=hour(41))
    assert looks()[3:] == [("priya", "page", 1)]


def test_own_cards_and_drafts_are_no_reading(django_assert_num_queries):
    made = held(at_stage(Stage.SCREENING))
    submitted(made, people().interviewer, now=hour(32))
    cards, priya = list(made.scorecards.all()), people().interviewer
    with django_assert_num_queries(0):
        scorecard_reading.record(priya, cards, door="page", now=hour(33))
    assert looks() == []


def test_a_door_that_does_not_exist_is_a_mistake():
    with pytest.raises(ValueError, match="known are page, admin, api"):
        scorecard_reading.record(people().manager, [], door="window")


def test_the_api_names_the_key_for_lists_details_and_flags(interview):
    client = caller(people().manager)
    shown = rows(client, "scorecards")
    assert len(shown) == 2
    token = ApiToken.objects.get()
    assert set(ScorecardRead.objects.values_list("reader", "token", "door")) == {(people().manager.pk, token.pk, "api")}
    assert client.get(f"{API}/scorecards/{shown[0]['id']}/").status_code == 200
    assert sorted(ScorecardRead.objects.values_list("times", flat=True)) == [1, 2]
    _other, key = tokens.issue(people().manager, name="another", scopes=["scorecards:read"])
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    rows(client, "scorecards")
    assert ScorecardRead.objects.filter(token__name="another").count() == 2


def test_a_list_takes_as_many_queries_with_two_cards_as_with_six(interview):
    client = caller(people().manager)
    few = queries(client, "scorecards")
    for number in range(2):
        made = held(at_stage(Stage.SCREENING, of=candidate(email=f"more{number}@example.com")))
        submitted(made, people().interviewer, now=hour(32))
        submitted(made, people().second, now=hour(33))
    ScorecardRead.objects.all().delete()
    assert queries(client, "scorecards") == few


def test_pages_are_doors_as_well(interview):
    client = Client()
    client.force_login(people().manager)
    card = card_of(interview, people().interviewer)
    with time_machine.travel(hour(40), tick=False):
        assert client.get(reverse("application", args=[interview.application_id])).status_code == 200
        assert client.get(reverse("scorecard", args=[card.pk])).status_code == 200
    assert set(looks()) == {("priya", "page", 2), ("tomas", "page", 2)}


def test_the_audit_is_shown_to_managers_and_says_nothing_of_the_cards(interview):
    mara = people().manager
    mara.is_staff = True
    mara.save()
    client = Client()
    client.force_login(mara)
    card = card_of(interview, people().interviewer)
    client.get(reverse("admin:interviews_scorecard_changelist"))
    client.get(reverse("admin:interviews_scorecard_change", args=[card.pk]))
    assert set(looks()) == {("priya", "admin", 2), ("tomas", "admin", 1)}
    listed = client.get(reverse("admin:interviews_scorecardread_changelist"))
    assert listed.status_code == 200
    assert "Priya" in listed.content.decode()
    refused = client.get(reverse("admin:interviews_scorecardread_changelist"), {"scorecard__verdict": "yes"})
    assert refused.status_code in (302, 400)
    client.force_login(people().coordinator)
    assert client.get(reverse("admin:interviews_scorecardread_changelist")).status_code in (302, 403)
