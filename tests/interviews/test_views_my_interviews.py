from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from hiring.models import User
from hiring.stages import Round, Stage
from interviews.models import Interview, Scorecard
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import booked, held, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(client):
    client.force_login(people().interviewer)
    return client


def test_the_list_asks_to_log_in(client):
    answer = client.get("/interviews/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/interviews/")


def test_an_interviewer_begins_at_her_interviews(priya):
    assert priya.get("/").url == "/interviews/"


def test_staff_begin_in_the_admin(client):
    client.force_login(User.objects.create(username="admin", is_staff=True))
    assert client.get("/").url == "/admin/"


def test_each_section_that_is_empty_says_so(priya):
    html = priya.get("/interviews/").content.decode()
    assert "No scorecard is waiting for you." in html
    assert "No interview is booked with you." in html
    assert "Cards that you submitted stay readable here" in html


def test_a_late_card_is_told_in_words(priya):
    interview = held(at_stage(Stage.SCREENING))
    with time_machine.travel(hour(57.5), tick=False):
        html = priya.get("/interviews/").content.decode()
    assert '<span class="state state--breached">late</span>' in html
    assert "(late by 3 h)" in html
    assert "AI infrastructure engineer" in html
    assert f"/scorecards/{interview.scorecards.get(interviewer=people().interviewer).pk}/" in html


def test_times_are_those_of_the_reader(client):
    reader = people().interviewer
    reader.time_zone = "America/New_York"
    reader.save()
    booked(at_stage(Stage.SCREENING))
    client.force_login(reader)
    with time_machine.travel(hour(20), tick=False):
        html = client.get("/interviews/").content.decode()
    assert '<time datetime="2026-09-08T15:00:00Z">Tue 8 Sep, 11:00 EDT</time>' in html


def test_the_list_does_not_name_whose_take_home_it_is(priya):
    interview = held(at_stage(Stage.TAKE_HOME), Round.TAKE_HOME)
    with time_machine.travel(hour(32), tick=False):
        html = priya.get("/interviews/").content.decode()
    assert f"Candidate A{interview.application_id}" in html
    assert "Kovacs" not in html


def test_a_link_to_nowhere_is_no_link(priya):
    interview = booked(at_stage(Stage.SCREENING))
    Interview.objects.filter(pk=interview.pk).update(location="javascript://%0aalert(1)")
    with time_machine.travel(hour(20), tick=False):
        html = priya.get("/interviews/").content.decode()
    assert 'href="javascript' not in html


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_as_many_queries_with_one_row_as_with_fifty(priya, rows, django_assert_num_queries):
    first = held(at_stage(Stage.SCREENING))
    for place in range(1, rows):
        interview = Interview.objects.get(pk=first.pk)
        interview.pk, interview.round = None, list(Round)[place % 4]
        interview.state, interview.ended_at = Interview.State.CANCELLED, None
        interview.starts_at += timedelta(minutes=place)
        interview.ends_at += timedelta(minutes=place)
        interview.save()
        Scorecard.objects.create(
            interview=interview, interviewer=people().interviewer, created_at=hour(1), updated_at=hour(1)
        )
    submitted(held(at_stage(Stage.SCREENING)), people().interviewer, now=hour(31))
    with time_machine.travel(hour(40), tick=False), django_assert_num_queries(7):
        assert priya.get("/interviews/").status_code == 200


def test_a_refusal_has_a_page(rf):
    from django.views.defaults import permission_denied

    request = rf.get("/")
    request.user = people().interviewer
    answer = permission_denied(request, PermissionDenied("Only its interviewer writes on a scorecard."))
    assert answer.status_code == 403
    assert "Only its interviewer writes on a scorecard." in answer.content.decode()


def test_a_wrong_address_has_a_page(priya):
    answer = priya.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
