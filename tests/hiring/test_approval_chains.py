import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import approval_chains, approvals
from hiring.models import Application, User
from tests import factories
from tests.factories import people
from tests.hiring.offer_world import approver, decided, step

pytestmark = pytest.mark.django_db


def seated(application: Application, *authors: User) -> list[tuple[list[str], bool]]:
    """Who may answer each step, and whether they are too few."""
    steps = approvals.steps_for(application.requisition, out_of_band=True)
    found = approval_chains.seated(steps, application, authors={one.pk for one in authors})
    return [([user.username for user in one.able], one.are_too_few) for one in found]


def test_candidate_authors_and_those_who_lack_the_right_have_no_seat():
    application = decided(of=factories.candidate(employee=approver("ada")))
    made = step("ada", "ben", "cem", "dan", needed=2)
    made.approvers.add(people().coordinator)
    assert seated(application) == [(["ben", "cem", "dan"], False)]
    assert seated(application, approver("ben")) == [(["cem", "dan"], False)]
    User.objects.filter(username="dan").update(is_active=False)
    assert seated(application, approver("ben")) == [(["cem"], True)]


def test_seats_of_many_steps_take_one_query():
    application = Application.objects.with_people().get(pk=decided().pk)
    for names in (["ada"], ["ada", "ben"], ["ben", "cem", "dan"]):
        step(*names)
    steps = approvals.steps_for(application.requisition, out_of_band=True)
    with CaptureQueriesContext(connection) as caught:
        found = approval_chains.seated(steps, application, authors=set())
    assert [len(one.able) for one in found] == [1, 2, 3]
    assert len(caught) == 1
