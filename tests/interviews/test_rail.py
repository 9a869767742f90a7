"""How far an application has come, stop by stop."""

import pytest

from hiring import offers, pipeline
from hiring.models import Application
from hiring.stages import Round, Stage
from interviews.rail import rail
from interviews.situation import situation_of
from tests.factories import people
from tests.interviews.application_world import at_now, booked, handed_in, held

pytestmark = pytest.mark.django_db


def words(application: Application) -> list[str]:
    found = Application.objects.with_people().get(pk=application.pk)
    return [stop.words for stop in rail(situation_of(found, people().manager))]


def test_new_application_has_everything_to_come():
    assert words(at_now(Stage.APPLIED)) == ["to come"] * 6


def test_round_tells_how_far_it_is():
    application = at_now(Stage.TAKE_HOME)
    before, after = ["passed"], ["to come"] * 4
    assert words(application) == [*before, "here, not booked", *after]
    booked(application, Round.TAKE_HOME)
    assert words(application) == [*before, "here, booked", *after]


def test_held_round_says_whether_scorecards_are_awaited():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    assert words(application)[0] == "here, scorecards awaited"
    handed_in(interview)
    assert words(application)[0] == "here, held"


def test_round_that_is_booked_ahead_says_so():
    application = at_now(Stage.SCREENING)
    booked(application, Round.LIVE_DEBUGGING)
    assert words(application) == ["here, not booked", "to come", "booked", "to come", "to come", "to come"]


def test_offer_says_what_became_of_it():
    application = at_now(Stage.OFFER)
    assert words(application) == [*["passed"] * 4, "hire", "here, extended"]
    offers.decline(application, reason="Too low.", by=people().manager)
    assert words(application)[-1] == "here, declined"


def test_hired_has_come_the_whole_way():
    assert words(at_now(Stage.HIRED)) == [*["passed"] * 4, "hire", "accepted"]


def test_offer_that_ended_with_the_application_says_how():
    application = at_now(Stage.OFFER)
    pipeline.withdraw(application, reason="Stays where they are.", by=people().manager)
    assert words(application) == [*["passed"] * 4, "hire", "declined"]


def test_round_that_the_end_cut_short_is_not_concluded():
    application = at_now(Stage.SCREENING)
    held(application, Round.SCREENING)
    pipeline.reject(application, reason="The position is filled.", by=people().manager)
    assert words(application) == ["not concluded", *["not reached"] * 5]


def test_closed_application_never_reached_the_rest():
    assert words(at_now(Stage.REJECTED)) == ["not reached"] * 6
