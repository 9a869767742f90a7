"""What a candidate is told when an ATS orders an assessment for them."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from hiring.models import Message, Requisition, User
from hiring.outbox import to_candidates
from hiring.outbox.to_candidates import Words
from hiring.stages import Round
from interviews.ats import packages, waiting
from interviews.models import AssessmentOrder, RoundGuide

LETTER = "assessment_ordered"
TEMPLATE = "interviews/letters/assessment_ordered"


class Step(NamedTuple):
    """A round that is still to come, as a candidate reads of it."""

    title: str
    length: str


def tell(order: AssessmentOrder, *, now: datetime) -> Message | None:
    """Have the candidate of an order told of it by e-mail, once. None where its package, or its state, wants no letter.

    Within the transaction that takes up the order, so that there are both or neither.
    """
    if order.application is None or not order.package.tells_candidate or order.state not in waiting.OPEN:
        return None
    candidate, payload = order.application.candidate, {"order": str(order.public_id)}
    return to_candidates.post(candidate, LETTER, key=key(order), payload=payload, now=now)


def key(order: AssessmentOrder) -> str:
    """The key of the one letter about an order."""
    return f"order-{order.public_id.hex}"


def words(message: Message, *, now: datetime) -> Words | None:
    """The words of such a letter as of now; None once the order is over. One of the settings' `CANDIDATE_LETTERS`."""
    people = ("application__requisition__coordinator", "application__requisition__hiring_manager")
    order = (
        AssessmentOrder.objects.select_related("package", *people).filter(public_id=message.payload["order"]).first()
    )
    if order is None or order.state not in waiting.OPEN or order.application is None or order.application.is_closed:
        return None
    steps = _steps(order)
    if not steps:
        return None
    contact = _contact(order.application.requisition)
    context = {
        "position": order.application.requisition.title,
        "steps": steps,
        "contact": contact,
        "company": settings.COMPANY_NAME,
    }
    return Words(TEMPLATE, context, reply_to=contact.email if contact else "")


def _steps(order: AssessmentOrder) -> list[Step]:
    """The rounds of the order that have no result yet."""
    application = order.application
    done = set(application.results.values_list("round", flat=True)) if application else set()
    ahead = [round for round in packages.ROUNDS[order.package.kind] if round.value not in done]
    guides = {guide.slug: guide for guide in RoundGuide.objects.filter(slug__in=[round.value for round in ahead])}
    return [_step(round, guides.get(round.value)) for round in ahead]


def _step(round: Round, guide: RoundGuide | None) -> Step:
    if guide is None:
        return Step(str(round.label), "")
    least, most = guide.minutes_min, guide.minutes_max
    if least % 60 == most % 60 == 0 and most > 60:
        return Step(guide.title, f"{least // 60} hours" if least == most else f"{least // 60} to {most // 60} hours")
    return Step(guide.title, f"{most} minutes" if least == most else f"{least} to {most} minutes")


def _contact(requisition: Requisition) -> User | None:
    """Who answers: the coordinator, else the hiring manager, if they are there and can be written to."""
    asked = (requisition.coordinator, requisition.hiring_manager)
    return next((one for one in asked if one is not None and one.is_active and one.email), None)
