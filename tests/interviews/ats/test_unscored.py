"""Whoever concludes a round without ratings hears that the ATS will read no score."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from hiring.stages import Round
from interviews import rounds
from interviews.ats import unscored
from tests.factories import people
from tests.interviews.ats.ats_world import concluded, connection, ordered, package, up_to

pytestmark = pytest.mark.django_db

SAID = (
    "Acme at greenhouse (Greenhouse) ordered this round as “Package aih-r2”: as nobody has rated it, the result has a "
    "verdict and no score for Take-home."
)


@pytest.fixture
def order():
    made = ordered(package(connection()))
    up_to(made, Round.TAKE_HOME)
    return made


def test_a_round_that_was_ordered_warns_and_others_do_not(order):
    assert unscored.warnings(order.application, Round.TAKE_HOME) == [SAID]
    assert unscored.warnings(order.application, Round.SCREENING) == []
    with pytest.raises(ValidationError, match="and no score"):
        rounds.conclude(order.application, Round.TAKE_HOME, verdict="no", passed=False, by=people().manager)


def test_a_result_that_was_told_warns_no_more(order):
    concluded(order, Round.TAKE_HOME)
    assert order.score is not None
    assert unscored.warnings(order.application, Round.TAKE_HOME) == []


def test_who_concludes_it_on_the_page_is_told(order):
    client = Client()
    client.force_login(people().manager)
    entered = {"round": "take_home", "verdict": "no", "passed": "no", "reason": "Handed in nothing."}
    there = reverse("application_verb", args=[order.application_id, "conclude"])
    shown = client.post(there, entered, follow=True).content.decode()
    assert "is concluded: not passed." in shown
    assert "the result has a verdict and no score for Take-home." in shown
    order.refresh_from_db()
    assert (order.state, order.score) == ("completed", None)
