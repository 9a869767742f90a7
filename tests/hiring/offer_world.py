"""What the tests of offers have in common: a decided application, terms, a chain of approvers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from benchmarks.models import Level, Region
from hiring import access, offer_drafts, pipeline
from hiring.models import Application, ApprovalSeat, ApprovalStep, Deadline, Offer, Requisition, User
from hiring.offer_terms import Terms
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

DECIDED = 220
IN_BAND, ABOVE = Decimal(150_000), Decimal(200_000)
"""Senior in Germany is EUR 130,000 to 170,000."""


def senior_in_germany(**values: Any) -> Requisition:
    level, region = Level.objects.get(slug="senior"), Region.objects.get(slug="germany")
    return factories.requisition(level=level, region=region, **values)


def decided(**values: Any) -> Application:
    """Decided to hire at hour 220: a senior in Germany unless another requisition is given."""
    application = at_stage(Stage.DECISION, **{"on": values.pop("on", None) or senior_in_germany(), **values})
    pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(DECIDED))
    return Application.objects.get(pk=application.pk)


def terms(**values: Any) -> Terms:
    """EUR 150,000 a year with equity of 120,000, signing of 10,000, or as given."""
    amounts = {"base": IN_BAND, "equity_4yr": Decimal(120_000), "signing": Decimal(10_000)}
    return Terms(**{"currency": "EUR", **amounts, **values})


def approver(name: str) -> User:
    """Somebody who may approve offers, made once."""
    return User.objects.filter(username=name).first() or factories.user(name, access.APPROVER)


def step(*names: str, needed: int = 1, applies: str = "always", title: str = "Finance", **values: Any) -> ApprovalStep:
    """A step of the chain of all requisitions, unless one is given; asked after those that were made before."""
    position = ApprovalStep.objects.count() + 1
    made = ApprovalStep.objects.create(
        **{"title": title, "needed": needed, "applies": applies, "position": position, **values}
    )
    made.approvers.set([approver(name) for name in names])
    return made


def draft(application: Application | None = None, *, at: float = 222, **values: Any) -> Offer:
    """A draft of the manager's."""
    return offer_drafts.draft(application or decided(), terms(**values), by=people().manager, now=hour(at))


def edited(offer: Offer, *, at: float, by: User | None = None, **values: Any) -> Offer:
    """The offer with some terms changed, as they are in the database."""
    before = replace(terms(), note=offer.note, base=offer.base, exception_reason=offer.exception_reason)
    return offer_drafts.edit(offer, replace(before, **values), by=by or people().manager, now=hour(at))


def again(offer: Offer) -> Offer:
    """The row as it is now."""
    return Offer.objects.select_related("application").get(pk=offer.pk)


def states(application: Application) -> list[tuple[int, str]]:
    return list(application.offers.order_by("version").values_list("version", "state"))


def steps_of(offer: Offer) -> list[tuple[str, str]]:
    """Each step with how it stands."""
    found = []
    for one in offer.approvals.order_by("pk"):
        how = "void" if one.voided_at else "complete" if one.completed_at else "open" if one.opened_at else "waits"
        found.append((one.title, how))
    return found


def asked(application: Application) -> dict[str, str]:
    """The deadlines of approvals: state by whose."""
    found = Deadline.objects.filter(application=application, kind="offer_approval").select_related("owner")
    return {one.owner.username: one.state for one in found.order_by("pk")}


def seats(offer: Offer) -> list[tuple[str, str, str]]:
    """Step, who, answer."""
    found = ApprovalSeat.objects.filter(approval__offer=offer).order_by("approval__position", "pk")
    return list(found.values_list("approval__title", "user__username", "answer"))


def lines(application: Application) -> list[tuple[str, dict]]:
    """The history since the decision."""
    found = application.history.order_by("pk").values_list("verb", "data")
    verbs = list(found)
    return verbs[[verb for verb, _data in verbs].index("decide") + 1 :]
