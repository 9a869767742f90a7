"""Ashby: the partner's side of its assessment framework, with the calls of `assessment.update` that go back."""

import json
import re
from typing import Any
from uuid import UUID

from django.db.models import Q

from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.posting import Answer
from interviews.ats import connections, orders, packages, reporting, result_links
from interviews.ats.calls import Address, Call, CallRefused, Reply
from interviews.ats.connections import Attempt
from interviews.ats.fields import Fields
from interviews.ats.taking_up import take_up
from interviews.ats.vendors import Told
from interviews.models import AssessmentOrder, AssessmentPackage, AssessmentReport

SCHEMES = ("basic", "bearer")
HOSTS = ("ashbyhq.com",)
API = "https://api.ashbyhq.com"
State = AssessmentOrder.State
NOBODYS = UUID(int=0)


def list_assessments(call: Call) -> Reply:
    """What can be ordered."""
    return _done(
        [
            {"assessment_type_id": str(one.public_id), "name": one.name, "description": one.description}
            for one in packages.offered(call.connection)
        ]
    )


def start(call: Call) -> Reply:
    """Take up an order: one for each application and assessment, unless the earlier one was cancelled."""
    body = call.json()
    fields = Fields(body)
    kind = fields.text("assessment_type_id")
    first, last = fields.text("candidate.first_name", at_most=100), fields.text("candidate.last_name", at_most=99)
    email = fields.email("candidate.email")
    candidate, application = (fields.text(f"{what}.ashby_id", at_most=120) for what in ("candidate", "application"))
    fields.refuse_wrong()
    package = _package(call, kind)
    wanted = orders.Wanted(
        package=package,
        reference=_reference(call, f"{application}:{package.public_id}"),
        name=f"{first} {last}",
        email=email,
        candidate_ref=candidate,
        application_ref=application,
        job_ref=fields.optional("job.ashby_id", at_most=120),
        profile_url=fields.optional("candidate.ashby_profile_url"),
        raw=body,
    )
    return _done(_standing(take_up(call, wanted)))


def cancel(call: Call) -> Reply:
    """Call an order off. Doing it twice changes nothing."""
    fields = Fields(call.json())
    asked = fields.text("assessment_id")
    fields.refuse_wrong()
    orders_here = call.connection.orders.exclude(state=State.REJECTED).select_related("connection", "application")
    order = orders_here.filter(public_id=_uuid(asked)).first()
    if order is None:
        raise CallRefused(404, "There is no such assessment.", {"assessment_id": "is unknown."}, "assessment_not_found")
    order = orders.cancel(order, reason="Cancelled in Ashby.", by=call.connection.acts_as, now=call.now)
    return _done(_standing(order))


ADDRESSES = (
    Address("POST", r"assessment\.list", list_assessments),
    Address("POST", r"assessment\.start", start),
    Address("POST", r"assessment\.cancel", cancel),
)


def refusal(refused: CallRefused) -> Any:
    """Ashby shows `message` to its user."""
    code = refused.code or "invalid_input"
    info = {"code": code, "message": refused.message}
    return {"success": False, "message": refused.message, "errors": [code], "errorInfo": info}


def told(order: AssessmentOrder, *, at_ms: int) -> Told | None:
    """Started, completed, cancelled. The timestamps of one assessment rise strictly, whatever the clock does."""
    said = _said(order)
    if said is None:
        return None
    earlier = [body["timestamp"] for body in order.reports.values_list("body", flat=True) if body]
    timestamp = max([at_ms, *(each + 2 for each in (_ordered_ms(order), *earlier))])
    url = (order.connection.remote_url.rstrip("/") or API) + "/assessment.update"
    return Told("POST", url, {"assessment_id": str(order.public_id), "timestamp": timestamp, **said})


def headers(attempt: Attempt) -> dict[str, str]:
    """Ashby's key for us, as Basic."""
    if not attempt.connection.remote_key:
        raise connections.wrong_key()
    return {
        "authorization": connections.basic(attempt.connection.remote_key),
        "accept": "application/json; version=1",
        "content-type": "application/json",
    }


def taken(answer: Answer, attempt: Attempt) -> Outcome:
    """Ashby says no with a status of 200 as well: `success` counts."""
    try:
        said = json.loads(answer.text)
    except (ValueError, RecursionError):
        said = None
    if 200 <= answer.status < 300 and isinstance(said, dict) and said.get("success") is False:
        return Outcome(Result.REFUSED, f"it refused: {said.get('errorInfo') or said.get('errors')}")
    return reporting.of_status(answer)


def _standing(order: AssessmentOrder) -> dict[str, Any]:
    """What a call is answered: the id, and the update that Ashby would otherwise have to wait for.

    That update is still sent by itself, as an answer can get lost: a millisecond younger, so that the timestamps rise.
    """
    found: dict[str, Any] = {"assessment_id": str(order.public_id)}
    if order.state == State.ORDERED:
        said = {"assessment_status": _status("Ordered"), "assessment_profile_url": _page(order)}
        return found | {"update_request": {**found, "timestamp": _ordered_ms(order), **said}}
    on_its_way = order.reports.filter(state=AssessmentReport.State.READY).order_by("-pk").first()
    if on_its_way is not None and on_its_way.body:
        found["update_request"] = {**on_its_way.body, "timestamp": on_its_way.body["timestamp"] - 1}
    return found


def _ordered_ms(order: AssessmentOrder) -> int:
    return int(order.ordered_at.timestamp() * 1000)


def _page(order: AssessmentOrder) -> dict[str, Any]:
    return _value("profile", "Result page", "url", result_links.address(order))


def _said(order: AssessmentOrder) -> dict[str, Any] | None:
    match order.state:
        case State.STARTED:
            return {"assessment_status": _status("Started"), "assessment_profile_url": _page(order)}
        case State.CANCELLED:
            return {"cancelled_reason": _value("cancelled_reason", "Reason", "string", order.cancel_reason)}
        case State.COMPLETED:
            metadata = [_attribute(each["label"], each["value"]) for each in order.attributes]
            result = {"assessment_result": _result(order), "metadata": metadata}
            return {"assessment_status": _status("Completed"), "assessment_profile_url": _page(order), **result}
    return None


def _result(order: AssessmentOrder) -> dict[str, Any]:
    if order.score is not None:
        return _value("score", "Score of 100", "numeric_score", float(order.score))
    recommendation = next((each["value"] for each in order.attributes), "no_decision")
    return _value("result", "Recommendation", "string", str(recommendation))


def _status(value: str) -> dict[str, Any]:
    return _value("status", "Status", "string", value)


def _attribute(label: str, value: Any) -> dict[str, Any]:
    identifier = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    if isinstance(value, bool):
        return _value(identifier, label, "boolean_success", value)
    return _value(identifier, label, "string", str(value))


def _value(identifier: str, label: str, kind: str, value: Any) -> dict[str, Any]:
    return {"identifier": f"twelve_{identifier}", "label": label, "type": kind, "value": value}


def _done(results: Any) -> Reply:
    return Reply(200, {"success": True, "results": results})


def _package(call: Call, kind: str) -> AssessmentPackage:
    package = packages.orderable(call.connection).filter(public_id=_uuid(kind)).first()
    if package is None:
        fields = {"assessment_type_id": "is unknown."}
        raise CallRefused(422, "This assessment is not on offer any more.", fields, "assessment_type_not_found")
    return package


def _reference(call: Call, base: str) -> str:
    """What makes the order the same. Refuses with 409 what is being assessed, or was."""
    same = call.connection.orders.filter(Q(external_ref=base) | Q(external_ref__startswith=f"{base}#"))
    latest = same.order_by("-pk").first()
    if latest is None or latest.state == State.REJECTED:
        return latest.external_ref if latest else base
    if latest.state == State.CANCELLED:
        return f"{base}#{same.count() + 1}"
    said = "has been assessed" if latest.state == State.COMPLETED else "is being assessed"
    raise CallRefused(409, f"This candidate {said} with it already.", code="assessment_already_started")


def _uuid(text: str) -> UUID:
    """The UUID that a text holds; one that is nobody's where it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODYS
