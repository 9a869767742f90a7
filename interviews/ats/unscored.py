"""Which ATS would read a verdict without a score, were a round concluded as its scorecards are now."""

from hiring.models import Application
from hiring.stages import Round
from interviews.ats import packages, waiting
from interviews.models import AssessmentOrder, Rating, Scorecard


def warnings(application: Application, round: Round) -> list[str]:
    """What whoever concludes a round that nobody has rated is told, one sentence for each order. Mostly none."""
    kinds = [kind for kind, rounds in packages.ROUNDS.items() if round in rounds]
    ordered = AssessmentOrder.objects.filter(
        application=application, package__kind__in=kinds, state__in=waiting.OPEN
    ).select_related("package", "connection")
    found = list(ordered.order_by("pk"))
    if not found or _is_rated(application, round):
        return []
    return [
        f"{order.connection} ordered this round as “{order.package}”: as nobody has rated it, the result has a verdict "
        f"and no score for {round.label}."
        for order in found
    ]


def _is_rated(application: Application, round: Round) -> bool:
    cards = Scorecard.objects.standing().filter(
        interview__application=application, interview__round=round, state=Scorecard.State.SUBMITTED
    )
    return Rating.objects.filter(scorecard__in=cards.order_by().values("pk"), level__isnull=False).exists()
