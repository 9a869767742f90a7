"""Which version of the promises holds: the newest for a new application, its own for a running one."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hiring import ladder, sla
from hiring.models import SlaPolicy
from hiring.prepared import Prepared


@transaction.atomic
def publish(*, now: datetime) -> SlaPolicy:
    """The newest policy, made anew when the figures or the ladder of the files differ from it. Idempotent.

    Raises ReferenceFileError when the ladder's file is wrong.
    """
    figures = asdict(sla.Policy())
    figures["budgets"] = {kind: list(hours) for kind, hours in figures["budgets"].items()}
    rungs = ladder.rows()
    newest = SlaPolicy.objects.select_for_update().order_by("-version").first()
    if newest and newest.figures == figures and newest.ladder == rungs:
        return newest
    version = newest.version + 1 if newest else 1
    return SlaPolicy.objects.create(version=version, figures=figures, ladder=rungs, created_at=now)


def current(*, now: datetime) -> SlaPolicy:
    """The policy that a new application begins with."""
    newest: list[SlaPolicy] = _newest.rows()
    return newest[0] if newest else publish(now=now)


@Prepared
def _newest() -> QuerySet[SlaPolicy]:
    return SlaPolicy.objects.order_by("-version")[:1]
