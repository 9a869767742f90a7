"""Greenhouse: the Assessment Partner API, of which we are the server, with the PATCH that says “complete”."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.posting import Answer
from interviews.ats import complaints, connections, orders, packages, reporting, result_links, results
from interviews.ats.calls import Address, Call, CallRefused, Reply
from interviews.ats.connections import Attempt
from interviews.ats.fields import Fields
from interviews.ats.taking_up import take_up
from interviews.ats.vendors import Told
from interviews.models import AssessmentOrder

SCHEMES = ("basic",)
HOSTS = ("greenhouse.io",)
State = AssessmentOrder.State
STATUSES = {
    State.ORDERED.value: "not_started",
    State.STARTED.value: "in_progress",
    State.COMPLETED.value: "complete",
    State.CANCELLED.value: "cancelled",
    State.REJECTED.value: "rejected",
}
"""`partner_status`. Only `complete` means something to Greenhouse."""


def list_tests(call: Call) -> Reply:
    """What can be ordered, as a bare array."""
    offered = packages.offered(call.connection)
    return Reply(200, [{"partner_test_id": one.key, "partner_test_name": one.name} for one in offered])


def send_test(call: Call) -> Reply:
    """Take up an order. The same `url` is the same order, as Greenhouse sends no key of its own."""
    body = call.json()
    fields = Fields(body)
    key = fields.text("partner_test_id")
    first, last = fields.text("candidate.first_name", at_most=100), fields.text("candidate.last_name", at_most=99)
    email, url = fields.email("candidate.email"), fields.text("url")  # whether it may be called, `reporting` looks
    profile = fields.text("candidate.greenhouse_profile_url")
    package = packages.orderable(call.connection).filter(key=key).first()
    known = orders.standing(call.connection, url)
    if known is not None and (fields.wrong or package is None):
        return _taken_up(known)
    fields.refuse_wrong()
    if package is None:
        raise CallRefused(404, f"There is no test “{key}” for you to order.", {"partner_test_id": "is unknown."})
    candidate_ref, application_ref = _people_of(profile)
    wanted = orders.Wanted(
        package=package,
        reference=url,
        name=f"{first} {last}",
        email=email,
        phone=fields.optional("candidate.phone_number", at_most=40),
        candidate_ref=candidate_ref,
        application_ref=application_ref,
        callback_url=url,
        profile_url=profile,
        sent_by=fields.optional("sent_by", at_most=254),
        raw=body,
    )
    return _taken_up(take_up(call, wanted))


def _taken_up(order: AssessmentOrder) -> Reply:
    return Reply(200, {"partner_interview_id": str(order.public_id)})


def test_status(call: Call) -> Reply:
    """How an order stands. Greenhouse may ask while it still answers our PATCH."""
    asked = call.query.get("partner_interview_id", "")
    if not asked:
        raise CallRefused(400, "partner_interview_id is missing.", {"partner_interview_id": "is missing."})
    order = _order(call, asked)
    if order is None or order.state == State.REJECTED:
        raise CallRefused(404, f"There is no test “{asked[:80]}”.", {"partner_interview_id": "is unknown."})
    told = order.attributes
    if order.state == State.STARTED and order.application is not None:
        told = results.under_way(order.application, now=call.now)
    score = order.score
    return Reply(
        200,
        {
            "partner_status": STATUSES[order.state],
            "partner_profile_url": None if order.state == State.ORDERED else result_links.address(order),
            "partner_score": None if score is None else int(score) if score == int(score) else float(score),
            "metadata": {each["label"]: each["value"] for each in told},
        },
    )


def response_error(call: Call) -> Reply:
    """Keep what Greenhouse says of an answer of ours, for people to see."""
    body = call.json()
    fields = Fields(body)
    name = fields.optional("api_call") or "an unnamed call"
    errors = body.get("errors")
    said = "; ".join(str(each) for each in errors) if isinstance(errors, list) else str(errors)
    about = fields.optional("partner_interview_id", at_most=120)
    complaints.keep(call.connection, body, about=about, said=f"{name}: {said}", now=call.now)
    return Reply(200, {"status": 200})


ADDRESSES = (
    Address("GET", "list_tests", list_tests),
    Address("POST", "send_test", send_test),
    Address("GET", "test_status", test_status),
    Address("POST", "response_error", response_error),
)


def refusal(refused: CallRefused) -> Any:
    """What is wrong, in a sentence and by field."""
    errors = [{"field": field, "message": f"{field} {what}"} for field, what in refused.fields.items()]
    return {"status": refused.status, "message": refused.message, "errors": errors}


def told(order: AssessmentOrder, *, at_ms: int) -> Told | None:
    """Only that it is complete: Greenhouse then asks `test_status`. The call has no body."""
    return Told("PATCH", order.callback_url) if order.state == State.COMPLETED else None


def headers(attempt: Attempt) -> dict[str, str]:
    """Our own key, by which Greenhouse knows us. For a day after a rotation the old one takes turns with it."""
    keys = connections.keys_in_use(attempt.connection, now=attempt.now)
    if not keys:
        raise connections.wrong_key()
    return {"authorization": connections.basic(keys[(attempt.number - 1) % len(keys)])}


def taken(answer: Answer, attempt: Attempt) -> Outcome:
    """2xx took it. 401 and 404 end it, unless the other key of a rotation has not been tried."""
    rotating = len(connections.keys_in_use(attempt.connection, now=attempt.now)) > 1
    if answer.status == 401 and rotating:
        return Outcome(Result.LATER, "it answered 401: perhaps it knows our other key")
    return reporting.of_status(answer)


def _order(call: Call, asked: str) -> AssessmentOrder | None:
    try:
        public_id = UUID(asked)
    except ValueError:
        return None
    found = call.connection.orders.filter(public_id=public_id)
    return found.select_related("application__policy", "package").first()


def _people_of(profile: str) -> tuple[str, str]:
    """Greenhouse's ids of the candidate and the application, from /people/<candidate>?application_id=<application>."""
    try:
        parts = urlsplit(profile)
    except ValueError:
        return "", ""
    _before, found, rest = parts.path.rpartition("/people/")
    candidate = rest.split("/")[0] if found else ""
    application = parse_qs(parts.query).get("application_id", [""])[0]
    return _reference(candidate), _reference(application)


def _reference(text: str) -> str:
    text = text.strip()  # the vendor's own example has a space before the id
    return text if text.isascii() and text.isalnum() and len(text) <= 120 else ""
