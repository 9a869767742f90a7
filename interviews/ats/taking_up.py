"""How an adapter takes up what its vendor orders."""

from interviews.ats import orders
from interviews.ats.calls import Call, CallRefused
from interviews.ats.orders import Wanted
from interviews.models import AssessmentOrder


def take_up(call: Call, wanted: Wanted) -> AssessmentOrder:
    """The order, new or known. One that cannot be taken up is kept as rejected, and refused with 422 and the reason."""
    order = orders.receive(call.connection, wanted, now=call.now)
    if order.state == AssessmentOrder.State.REJECTED:
        raise CallRefused(422, order.cancel_reason, code="rejected")
    return order
