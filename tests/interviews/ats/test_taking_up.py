"""interviews/ats/taking_up.py: an order that cannot be taken up is refused, and kept for people to see."""

import pytest
from django.utils import timezone

from hiring import requisitions
from interviews.ats.calls import Call, CallRefused
from interviews.ats.orders import Wanted
from interviews.ats.taking_up import take_up
from interviews.models import AssessmentOrder, AssessmentPackage
from tests.factories import people
from tests.interviews.ats.ats_world import connection, package

pytestmark = pytest.mark.django_db


def wanted(of: AssessmentPackage) -> Wanted:
    return Wanted(package=of, reference="order/1", name="Mira Okafor", email="mira.okafor@example.com")


def test_order_is_taken_up_once():
    of = package(connection())
    call = Call(of.connection, query={}, body=b"", now=timezone.now())
    assert take_up(call, wanted(of)) == take_up(call, wanted(of)) == AssessmentOrder.objects.get()


def test_order_for_a_closed_requisition_is_refused_with_the_reason_and_kept():
    of = package(connection())
    requisitions.close_requisition(of.requisition, by=people().manager, now=timezone.now())
    of.refresh_from_db()
    with pytest.raises(CallRefused) as refused:
        take_up(Call(of.connection, query={}, body=b"", now=timezone.now()), wanted(of))
    order = AssessmentOrder.objects.get()
    assert order.state == "rejected"
    assert (refused.value.status, refused.value.code, refused.value.message) == (422, "rejected", order.cancel_reason)
