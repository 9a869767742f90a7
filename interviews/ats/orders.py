"""What becomes of an assessment that an ATS orders: taken up, begun, completed, called off."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import access, candidates, clock, history, intake
from hiring.candidates import Person
from hiring.models import Application, User
from interviews.ats import connections, reporting, results, telling, waiting
from interviews.ats.inbound import payloads
from interviews.models import AssessmentOrder, AssessmentPackage, AtsConnection

State = AssessmentOrder.State
ENDED_WITHOUT = "The application ended before this assessment was complete."
REASON_LENGTH = 300
PERSONAL = "candidate"
"""What of an order is not kept with it: a candidate's data are in `Candidate`, where they are found and removed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What an ATS orders. `reference` makes it the same order when it comes again."""

    package: AssessmentPackage
    reference: str
    name: str
    email: str
    phone: str = ""
    candidate_ref: str = ""
    application_ref: str = ""
    job_ref: str = ""
    callback_url: str = ""
    profile_url: str = ""
    sent_by: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


def standing(connection: AtsConnection, reference: str) -> AssessmentOrder | None:
    """What was taken up under that reference: a repeat gets it, whatever has changed since, here or in the call."""
    return connection.orders.exclude(state=State.REJECTED).filter(external_ref=reference).first()


@transaction.atomic
def receive(connection: AtsConnection, wanted: Wanted, *, now: datetime | None = None) -> AssessmentOrder:
    """Take up an order, opening an application for its candidate; what was ordered before stays as it is.

    An order that cannot be taken up, such as for a requisition that is closed, is kept as rejected with the reason,
    and tried anew when it comes again. The connection's service account acts.
    """
    now = now or clock.database_now()
    AtsConnection.objects.select_for_update(of=("self",)).get(pk=connection.pk)  # its orders come one after the other
    known = AssessmentOrder.objects.filter(connection=connection, external_ref=wanted.reference)
    order = known.select_related("package", "connection", "application").first()
    if order is not None and order.state != State.REJECTED:
        return _same(order, wanted)
    order = order or AssessmentOrder(connection=connection, external_ref=wanted.reference)
    _describe(order, wanted, now=now)
    try:
        with transaction.atomic():
            order.application = _application(connection, wanted, now=now)
    except (ValidationError, PermissionDenied) as refusal:
        said = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        order.state, order.cancel_reason = State.REJECTED, said[:REASON_LENGTH]
        order.save()
        return order
    order.state, order.cancel_reason = State.ORDERED, ""
    order.save()
    application = history.locked(order.application)
    data = {"order": str(order.public_id), "package": wanted.package.key}
    history.write(application, "assessment_ordered", by=connection.acts_as, now=now, data=data)
    _follow(order, application, now=now)
    telling.tell(order, now=now)
    return order


@transaction.atomic
def cancel(order: AssessmentOrder, *, reason: str, by: User | None, now: datetime | None = None) -> AssessmentOrder:
    """Call an order off; its application goes on, for people to decide. Doing it twice changes nothing.

    Refuses with `order_final` once it is complete, `reason_required`, `too_long`.
    """
    if by is not None and by.pk != order.connection.acts_as_id:
        access.require(by, "interviews.change_assessmentorder")
    now = now or clock.database_now()
    reason = history.reason_given(reason)
    application = history.locked(order.application) if order.application else None
    order = _locked(order)
    if order.state in (State.COMPLETED, State.REJECTED):
        state = str(order.get_state_display()).lower()
        raise ValidationError(f"This assessment is {state}: it cannot be cancelled.", code="order_final")
    if order.state == State.CANCELLED:
        return order
    _end_without_result(order, reason=reason, now=now)
    if application is not None:
        data = {"order": str(order.public_id), "package": order.package.key}
        history.write(application, "assessment_cancelled", by=by, now=now, reason=reason, data=data)
    return order


def notice(application: Application, *, now: datetime) -> int:
    """Bring the orders of a locked application to where its rounds are. Returns how many changed."""
    open_orders = AssessmentOrder.objects.filter(application=application, state__in=waiting.OPEN)
    locked = open_orders.select_for_update(of=("self",)).select_related("package", "connection").order_by("pk")
    return sum(_follow(order, application, now=now) for order in locked)


def notice_results(*, now: datetime) -> int:
    """Bring all orders to where their rounds are, whoever changed these. Returns how many changed."""
    behind = {order.application_id or f"order {order.pk}": order for order in waiting.orders(now=now)}
    return sum(_catch_up(order, now=now) for order in behind.values())


def _catch_up(order: AssessmentOrder, *, now: datetime) -> int:
    """All orders of one order's application. One that fails is written down, and does not hold up the others."""
    try:
        with transaction.atomic():
            if order.application is not None:
                return notice(history.locked(order.application), now=now)
            _end_without_result(_locked(order), reason=ENDED_WITHOUT, now=now)
            return 1
    except Exception:
        log.exception("order %s could not be followed", order.public_id)
        return 0


def _follow(order: AssessmentOrder, application: Application, *, now: datetime) -> bool:
    """One order, locked with its application. What is told of it is written in the same transaction."""
    kind = order.package.kind
    states = results.rounds_of(application, kind, now=now)
    begun_at = results.started_at(application, states, kind=kind)
    complete = [state for state in states if state.is_complete]
    if len(complete) == len(states) or (application.is_closed and complete):
        order.score, order.max_score = results.score(states), results.MAX_SCORE
        order.attributes = results.attributes(states)
        order.state, order.completed_at = State.COMPLETED, now
        order.started_at = order.started_at or begun_at or now
    elif application.is_closed:
        _end_without_result(order, reason=ENDED_WITHOUT, now=now)
        return True
    elif begun_at is not None and order.state == State.ORDERED:
        order.state, order.started_at = State.STARTED, begun_at
    else:
        return False
    order.save()
    reporting.write(order, now=now)
    return True


def _end_without_result(order: AssessmentOrder, *, reason: str, now: datetime) -> None:
    order.state, order.cancelled_at, order.cancel_reason = State.CANCELLED, now, reason
    order.save()
    reporting.write(order, now=now)


def _same(order: AssessmentOrder, wanted: Wanted) -> AssessmentOrder:
    """An order that came again. Where it names another package by now it stays what it was, and says so."""
    named = "" if wanted.package.pk == order.package_id else wanted.package.key
    if named and named != order.also_named:
        log.warning("order %s came again for “%s”, and stays “%s”", order.public_id, named, order.package.key)
        order.also_named = named
        order.save(update_fields=["also_named"])
    return order


def _locked(order: AssessmentOrder) -> AssessmentOrder:
    rows = AssessmentOrder.objects.select_for_update(of=("self",))
    return rows.select_related("package", "connection", "application").get(pk=order.pk)


def _describe(order: AssessmentOrder, wanted: Wanted, *, now: datetime) -> None:
    order.package, order.ordered_at = wanted.package, order.ordered_at or now
    for name in ("callback_url", "candidate_ref", "application_ref", "job_ref", "profile_url", "sent_by"):
        setattr(order, name, getattr(wanted, name))
    order.ordered = _impersonal(wanted.raw)


def _impersonal(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {name: _impersonal(value) for name, value in raw.items() if name != PERSONAL}
    return raw


def _application(connection: AtsConnection, wanted: Wanted, *, now: datetime) -> Application:
    """The application that the order is about: the one that is there already, or a new one."""
    source, requisition = connections.source_system(connection), wanted.package.requisition
    if wanted.application_ref:
        sent = Application.objects.filter(source_system=source, external_id=wanted.application_ref)
        known = sent.select_related("requisition", "candidate").first()
        if known is not None and known.requisition_id != requisition.pk:
            said = f"This application is here already, for “{known.requisition}”: order a test of that one."
            raise ValidationError(said, code="external_id_taken")
        if known is not None:
            history.refuse_closed(known)
            return known
    candidate = candidates.known(wanted.candidate_ref, source).first()
    if candidate is not None:
        running = candidate.applications.filter(requisition=requisition).open().first()
        if running is not None:
            return running
    person = Person(
        name=wanted.name,
        email=wanted.email,
        phone=wanted.phone,
        profile_url=payloads.url(wanted.profile_url),
        external_id=wanted.candidate_ref,
        source_system=source if wanted.candidate_ref else "",
    )
    return intake.receive(
        requisition,
        person,
        by=connection.acts_as,
        external_id=wanted.application_ref,
        source_system=source,
        now=now,
    )
