"""The same order many times at once: one order, one application, one candidate."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection as database

from hiring.models import Application, Candidate
from interviews.models import AssessmentOrder
from tests.interviews.ats.ats_world import Ats, connection, greenhouse_order, package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.mark.skipif(database.vendor != "postgresql", reason="needs PostgreSQL: see bin/test")
def test_orders_of_one_url_at_once_are_one_order():
    package(connection())

    def send(_number: int) -> str:
        try:
            answer = Ats("/ats/greenhouse/acme/").post("send_test", greenhouse_order())
            assert answer.status_code == 200, answer.content
            return str(answer.json()["partner_interview_id"])
        finally:
            database.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(24)))
    assert answers == {str(AssessmentOrder.objects.get().public_id)}
    assert (Application.objects.count(), Candidate.objects.count()) == (1, 1)
