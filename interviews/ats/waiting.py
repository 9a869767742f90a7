"""Which orders their rounds have left behind."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hiring.models import RoundResult
from hiring.stages import CLOSED, ROUNDS
from interviews.ats import packages
from interviews.models import AssessmentOrder, AssessmentPackage, Interview

OPEN = (AssessmentOrder.State.ORDERED, AssessmentOrder.State.STARTED)
"""What can still change: all other states are final."""


def orders(*, now: datetime) -> QuerySet[AssessmentOrder]:
    """The orders that are to be brought up to date: one question to the database, mostly answered with none."""
    left_behind = Q(application=None) | Q(application__stage__in=CLOSED)
    for kind, rounds in packages.ROUNDS.items():
        of_kind = Q(package__kind=kind)
        complete = of_kind
        for round in rounds:
            complete &= Q(Exists(RoundResult.objects.filter(application=OuterRef("application"), round=round)))
        begun = Interview.objects.begun(now).filter(application=OuterRef("application"), round__in=rounds)
        left_behind |= complete | (of_kind & Q(state=AssessmentOrder.State.ORDERED) & Q(Exists(begun)))
    whole = Q(package__kind=AssessmentPackage.Kind.FULL_PROCESS, state=AssessmentOrder.State.ORDERED)
    left_behind |= whole & Q(application__stage__in=ROUNDS)
    return AssessmentOrder.objects.filter(left_behind, state__in=OPEN).select_related("application").order_by("pk")
