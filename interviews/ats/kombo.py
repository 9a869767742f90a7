"""Kombo-style, for aggregators and for systems without an own adapter: packages, orders, a neutral result."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from hiring.outbox.outcome import Outcome
from hiring.outbox.posting import Answer
from interviews.ats import connections, orders, packages, reporting, result_links, results
from interviews.ats.calls import PLACE, Address, Call, CallRefused, Reply
from interviews.ats.connections import Attempt
from interviews.ats.fields import Fields
from interviews.ats.taking_up import take_up
from interviews.ats.vendors import Told
from interviews.models import AssessmentOrder

SCHEMES = ("bearer", "basic")
HOSTS = ("kombo.dev",)
API = "https://api.kombo.dev/v1"
State = AssessmentOrder.State
STATUSES = {
    State.ORDERED.value: "OPEN",
    State.STARTED.value: "OPEN",
    State.COMPLETED.value: "COMPLETED",
    State.CANCELLED.value: "CANCELLED",
    State.REJECTED.value: "CANCELLED",
}


def list_packages(call: Call) -> Reply:
    """What can be ordered."""
    offered = packages.offered(call.connection)
    kinds = [
        {"id": one.key, "type": "SKILLS_TEST", "name": one.name, "description": one.description} for one in offered
    ]
    return Reply(200, {"packages": kinds})


def order(call: Call) -> Reply:
    """Take up an order, by itself or within `data`. The same `id` is the same order."""
    body = call.json()
    inner = body.get("data")
    fields = Fields(inner if isinstance(inner, dict) else body)
    reference, key = fields.text("id", at_most=120), fields.text("package_id")
    first, last = fields.text("candidate.first_name", at_most=100), fields.text("candidate.last_name", at_most=99)
    email, callback_url = fields.email("candidate.email"), fields.callback("callback_url", call, hosts=HOSTS)
    package = packages.orderable(call.connection).filter(key=key).first()
    known = orders.standing(call.connection, reference)
    if known is not None and (fields.wrong or package is None):
        return _taken_up(known)
    fields.refuse_wrong()
    if package is None:
        raise CallRefused(404, f"There is no package “{key}”.", {"package_id": "is unknown."}, "package_not_found")
    wanted = orders.Wanted(
        package=package,
        reference=reference,
        name=f"{first} {last}",
        email=email,
        phone=fields.optional("candidate.phone", at_most=40),
        candidate_ref=_reference(fields, "candidate"),
        application_ref=_reference(fields, "application"),
        job_ref=_reference(fields, "job"),
        callback_url=callback_url,
        raw=body,
    )
    return _taken_up(take_up(call, wanted))


def _taken_up(placed: AssessmentOrder) -> Reply:
    return Reply(200, {"order_id": str(placed.public_id), "id": placed.external_ref, "status": STATUSES[placed.state]})


def status(call: Call) -> Reply:
    """How an order stands: what the result says, at any time."""
    return Reply(200, _result(_order(call)))


def cancel(call: Call) -> Reply:
    """Call an order off. Doing it twice changes nothing."""
    cancelled = orders.cancel(
        _order(call), reason="Cancelled by the ordering system.", by=call.connection.acts_as, now=call.now
    )
    return Reply(200, _result(cancelled))


ADDRESSES = (
    Address("GET", "packages", list_packages),
    Address("POST", "orders", order),
    Address("GET", f"orders/{PLACE}", status),
    Address("POST", f"orders/{PLACE}/cancel", cancel),
)


def refusal(refused: CallRefused) -> Any:
    """What is wrong, in a sentence and by field."""
    error = {"code": refused.code or "invalid", "message": refused.message, "fields": refused.fields}
    return {"status": "error", "error": error}


def told(order: AssessmentOrder, *, at_ms: int) -> Told | None:
    """The result, once it is final."""
    if order.state not in (State.COMPLETED, State.CANCELLED):
        return None
    start = order.connection.remote_url.rstrip("/") or API
    there = f"{start}/assessment/orders/{quote(order.external_ref, safe='')}/result"
    return Told("PUT", order.callback_url or there, _result(order))


def headers(attempt: Attempt) -> dict[str, str]:
    """The other system's key for us."""
    if not attempt.connection.remote_key:
        raise connections.wrong_key()
    return {"authorization": f"Bearer {attempt.connection.remote_key}", "content-type": "application/json"}


def taken(answer: Answer, attempt: Attempt) -> Outcome:
    """What the status says."""
    return reporting.of_status(answer)


def _result(order: AssessmentOrder) -> dict[str, Any]:
    ended_at = order.completed_at or order.cancelled_at
    score, highest = (None if each is None else float(each) for each in (order.score, order.max_score))
    return {
        "status": STATUSES[order.state],
        "result_url": result_links.address(order),
        "completed_at": results.iso(ended_at) if ended_at else None,
        "score": score,
        "max_score": highest,
        "attributes": [
            {"type": "TEXT", "label": each["label"], "value": str(each["value"])} for each in order.attributes
        ],
    }


def _order(call: Call) -> AssessmentOrder:
    try:
        found = call.connection.orders.filter(public_id=UUID(call.place))
    except ValueError:
        found = call.connection.orders.none()
    order = found.exclude(state=State.REJECTED).select_related("connection", "application", "package").first()
    if order is None:
        raise CallRefused(404, "There is no such order.", code="order_not_found")
    return order


def _reference(fields: Fields, what: str) -> str:
    return fields.optional(f"{what}.id", at_most=120) or fields.optional(f"{what}.remote_id", at_most=120)
